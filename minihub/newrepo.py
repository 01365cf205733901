"""A repository in the making, which nobody can see yet."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from dulwich.object_format import SHA1
from dulwich.objects import Blob, ShaFile
from dulwich.pack import write_pack_index, write_pack_objects

from .gitrepo import MAIN

_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


class Writer(Protocol):
    """What a new object is given to: a repository that is there, or one in the making."""

    def write(self, new: ShaFile) -> str: ...


class NewRepo:
    """The objects of a new bare repository, put on disk together with everything else."""

    def __init__(self) -> None:
        self._objects: dict[str, ShaFile] = {}

    def write(self, new: ShaFile) -> str:
        """Take in an object; return its sha."""
        oid = new.id.decode()
        self._objects.setdefault(oid, new)
        return oid

    def write_blob(self, data: bytes) -> str:
        """Take in a file's content; return its sha."""
        return self.write(Blob.from_string(data))

    def init(self, path: Path, head: str) -> None:
        """Make the repository, with `main` at the commit `head`.

        Its objects are one pack: what a new Hub waits for is the making of folders and files.
        """
        path.mkdir(parents=True)
        for folder in ("objects", "objects/pack", "refs", "refs/heads"):
            (path / folder).mkdir()
        packs, heads = path / "objects" / "pack", path / "refs" / "heads"
        with (packs / f"pack-{head}.pack").open("wb") as pack:
            entries, checksum = write_pack_objects(
                pack, list(self._objects.values()), SHA1, deltify=False
            )
        with (packs / f"pack-{head}.idx").open("wb") as index:
            places = sorted((oid, offset, crc) for oid, (offset, crc) in entries.items())
            write_pack_index(index, places, checksum)
        (heads / MAIN).write_text(f"{head}\n", "utf-8")
        (path / "HEAD").write_text(f"ref: refs/heads/{MAIN}\n", "utf-8")
        (path / "config").write_text(_CONFIG, "utf-8")
