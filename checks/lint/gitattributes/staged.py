"""What is staged: the files of the next commit as git's index has them.

They may be others than those in the folder. Nothing of the repository runs (see
`checks.guarded_git`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Literal, NamedTuple

from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.process import GitError, GitProcess, start
from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer, is_binary, read_pointer
from checks.messages import Message, Place, Problem

NO_INDEX = Message(
    "ATTR-INDEX",
    "What is staged in {path} cannot be read: {reason}.",
    hint="Run `git status` in that folder, and do what it says.",
    severity="warning",
)

_GITLINK, _FILES = b"160000", (b"100644", b"100755")
_ENTRY = re.compile(rb"(\S) (\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]*)\0")


class Entry(NamedTuple):
    """A file in the index, by its path in the folder. `sparse`: not checked out on purpose."""

    path: str
    oid: str
    sparse: bool = False


class Index(NamedTuple):
    """The index under a folder. `modules`: paths where another repository is recorded."""

    entries: dict[str, Entry]
    modules: tuple[str, ...] = ()
    is_sha256: bool = False

    def name(self, data: bytes) -> str:
        """Return git's name for a content, in the kind of hash that this index uses."""
        make = hashlib.sha256 if self.is_sha256 else hashlib.sha1
        return make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Blob(NamedTuple):
    """A staged content: its size in bytes, and what it is."""

    size: int
    kind: Literal["pointer", "text", "binary", "large"]
    pointer: Pointer | None = None


def start_listing(folder: Path) -> GitProcess | None:
    """Start to read the index; return None where there is no repository, or no git."""
    checkout = find_checkout(folder)
    if checkout is None:
        return None
    try:
        return start(["ls-files", "-s", "-t", "-z", "--", "."], folder, checkout=checkout)
    except OSError:
        return None


def read_index(process: GitProcess | None, display_path: str) -> tuple[Index | None, list[Problem]]:
    """Return the index under a folder; None without a repository, or with why it cannot be read."""
    if process is None:
        return None, []
    try:
        output, _ = process.output()
    except GitError as error:
        return None, [NO_INDEX.about(Place(display_path), path=display_path, reason=error)]
    entries, modules = {}, []
    for tag, mode, oid, stage, name in _ENTRY.findall(output):
        path = os.fsdecode(name)
        if mode == _GITLINK:
            modules.append(path)
        elif mode in _FILES and stage == b"0":
            entries[path] = Entry(path, oid.decode(), tag == b"S")
    is_sha256 = any(len(entry.oid) == 64 for entry in islice(entries.values(), 1))
    return Index(entries, tuple(modules), is_sha256), []


def blobs(folder: Path, oids: Iterable[str]) -> dict[str, Blob]:
    """Return the staged contents with these names; those that are not here are left out.

    Raises OSError and GitError.
    """
    sizes = _sizes(folder, list(dict.fromkeys(oids)))
    found = {oid: Blob(size, "large") for oid, size in sizes.items() if size > MAX_PLAIN_BYTES}
    wanted = [oid for oid in sizes if oid not in found]
    return found | {oid: _blob(data) for oid, data in contents(folder, wanted)}


def _sizes(folder: Path, oids: list[str]) -> dict[str, int]:
    with _cat(folder, "--batch-check", oids) as out:
        rows = [line.split() for line in out]
    return {row[0].decode(): int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def contents(folder: Path, oids: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the contents that are here, each with its name. Raises OSError and GitError."""
    with _cat(folder, "--batch", oids) as out:
        for line in out:
            name, size = line.decode().split()
            if size.isdigit():
                yield name, out.read(int(size))
                out.read(1)


@contextmanager
def _cat(folder: Path, mode: str, oids: list[str]) -> Iterator[IO[bytes]]:
    if not oids:
        yield BytesIO()
        return
    arguments = ["cat-file", f"{mode}=%(objectname) %(objectsize)", "--buffer"]
    data = "".join(f"{oid}\n" for oid in oids).encode()
    process = start(arguments, folder, data, find_checkout(folder))
    with process.resources:
        process.wait()
        yield process.out


def _blob(data: bytes) -> Blob:
    if pointer := read_pointer(data):
        return Blob(len(data), "pointer", pointer)
    return Blob(len(data), "binary" if is_binary(data) else "text")
