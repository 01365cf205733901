"""Objects that were pushed, kept apart from the repository until they have been looked at."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
from anyio.abc import ByteSendStream, Process

from .errors import bad_request
from .git_cli import git_environment
from .gitrepo import GitRepo
from .pktline import Body

#: From this many objects on a push stays a pack (`transfer.unpackLimit` of git).
_KEEP_PACKED = 100
#: Larger files are not taken into memory (`core.bigFileThreshold` of git).
_BIG = "core.bigFileThreshold=16m"
_HEADER = 12
_MAX_STDERR = 4000


class Quarantine:
    """The objects of one push to a repository, for use in a `with` block."""

    def __init__(self, repo: Path, incoming: Path) -> None:
        self._repo = repo.resolve()
        self._objects = self._repo / "objects"
        self._temporary = tempfile.TemporaryDirectory(dir=incoming)
        self._folder = Path(self._temporary.name).resolve()
        self.environ = git_environment(self._repo, GIT_OBJECT_DIRECTORY=str(self._folder))

    def __enter__(self) -> Quarantine:
        (self._folder / "info").mkdir()
        (self._folder / "info" / "alternates").write_text(f"{self._objects}\n", "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    async def unpack(self, body: Body) -> str | None:
        """Take in the pack, checked by git; return git's own words where it refuses."""
        header = await body.exactly(_HEADER)
        if header[:4] != b"PACK":
            raise bad_request("The push has no pack after its commands.")
        packed = int.from_bytes(header[8:]) >= _KEEP_PACKED
        keep = ["index-pack", "--stdin", "--fix-thin", "--strict"]
        args = keep if packed else ["unpack-objects", "-q", "--strict"]
        process = await anyio.open_process(
            ["git", "-c", _BIG, *args],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        async with process:
            stderr = await _feed(process, header, body.rest())
        return stderr and stderr.replace(str(self._folder), "").replace(str(self._objects), "")

    def open(self) -> GitRepo:
        """Return the repository as it would be with these objects."""
        return GitRepo(self._repo, self._folder)

    def release(self) -> None:
        """Make the objects the repository's: a pack's index last, as that is what is looked for."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        for path in sorted(files, key=lambda path: path.suffix == ".idx"):
            target = self._objects / path.relative_to(self._folder)
            if target.parent.name != "info" and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)


async def _feed(process: Process, header: bytes, rest: AsyncIterator[bytes]) -> str | None:
    """Feed a pack to a program; return what it prints where it fails."""
    stdin, stderr = process.stdin, process.stderr
    assert stdin is not None  # noqa: S101
    assert stderr is not None  # noqa: S101
    printed = bytearray()

    async def read_stderr() -> None:
        async for chunk in stderr:
            printed.extend(chunk[: _MAX_STDERR - len(printed)])

    async with anyio.create_task_group() as group:
        group.start_soon(read_stderr)
        alive = await _send(stdin, header)
        async for chunk in rest:  # to the end, or the client could not read the answer
            alive = alive and await _send(stdin, chunk)
        await stdin.aclose()
    if await process.wait() == 0:
        return None
    return printed.decode("utf-8", "replace").strip() or "git could not read the pack"


async def _send(stdin: ByteSendStream, chunk: bytes) -> bool:
    """Return whether a program has taken some bytes; one that has ended takes none."""
    try:
        await stdin.send(chunk)
    except anyio.BrokenResourceError:
        return False
    return True
