"""A repository in the making, which nobody can see yet."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from dulwich.objects import Blob, ShaFile

from .gitrepo import MAIN

_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


class Writer(Protocol):
    """What a new object is given to: a repository that is there, or one in the making."""

    def write(self, made: ShaFile) -> str: ...


class NewRepo:
    """The objects of a new bare repository, put on disk together with everything else."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def write(self, made: ShaFile) -> str:
        """Take in an object; its sha."""
        oid = made.id.decode()
        if oid not in self._objects:
            self._objects[oid] = made.as_legacy_object()
        return oid

    def write_blob(self, data: bytes) -> str:
        """Take in a file's content; its sha."""
        return self.write(Blob.from_string(data))

    def lay_out(self, path: Path, head: str) -> None:
        """Make the repository, with `main` at the commit `head`."""
        objects, heads = path / "objects", path / "refs" / "heads"
        heads.mkdir(parents=True)
        for start in {oid[:2] for oid in self._objects}:
            (objects / start).mkdir(parents=True)
        for oid, data in self._objects.items():
            (objects / oid[:2] / oid[2:]).write_bytes(data)
        (heads / MAIN).write_text(f"{head}\n", "utf-8")
        (path / "HEAD").write_text(f"ref: refs/heads/{MAIN}\n", "utf-8")
        (path / "config").write_text(_CONFIG, "utf-8")
