"""A model folder as a list of its files. Links are named, never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer, is_binary, read_content, read_pointer
from checks.messages import Message, Place, Problem

# Never part of a model repo: git's own, caches, virtual environments, an editor's files.
_SKIPPED = (
    ".git .cache .DS_Store .huggingface .idea .ipynb_checkpoints .mypy_cache .pytest_cache "
    ".ruff_cache .venv .vscode Thumbs.db __MACOSX __pycache__ desktop.ini env node_modules venv"
)
SKIPPED = frozenset(_SKIPPED.split())
# The Hub advises against more in one repo (hub-docs, docs/hub/storage-limits.md).
MAX_FILES = 100_000
_MAX_HOLLOW = 1024 * 1024 * 1024  # bytes of a file that may be all holes
_GIT_LOOKS_AT = 8000  # buffer_is_binary in git's xdiff-interface.c

NOT_FOLDER = Message(
    "ATTR-FOLDER",
    "{path} is not a folder.",
    hint="Your model files belong in an ordinary folder, not a link; `tour start` makes it.",
)
TOO_MANY = Message(
    "ATTR-COUNT",
    "{path} holds more than {most} files and folders; only the first {most} are checked.",
    hint="Look for a data set or an environment that does not belong to the model.",
)
UNREADABLE = Message(
    "ATTR-READ",
    "{path} cannot be read: {reason}.",
    hint="Check its permissions, or take it out of the folder.",
)

Kind = Literal["regular", "link", "other"]


class FolderFile(NamedTuple):
    """One file: its path in the folder, with `/`, and its size on disk in bytes.

    `pointer` and `binary` are known once its content has been read.
    """

    path: str
    size: int
    kind: Kind = "regular"
    pointer: Pointer | None = None
    binary: bool = False


class Listing(NamedTuple):
    """What is in a folder, by path, none of it opened; `nested` are folders that have a `.git`.

    `problems` says what could not be listed; `known` is False where nothing could.
    """

    files: list[FolderFile]
    problems: list[Problem]
    nested: tuple[str, ...] = ()
    known: bool = True


def walk(folder: Path, display_path: str | None = None) -> tuple[list[FolderFile], list[Problem]]:
    """Return the files under a folder in order of their paths, and what could not be read."""
    listing = scan(folder, display_path)
    files, problems = [], listing.problems
    for file in listing.files:
        try:
            files.append(look(folder, file))
        except OSError as error:
            problems.append(unreadable(shown(display_path or str(folder), file.path), error))
    return files, problems


def look(folder: Path, file: FolderFile) -> FolderFile:
    """Return the same file with what its content tells. Raises OSError."""
    return file if file.kind != "regular" else seen(file, beginning(folder, file))


def beginning(folder: Path, file: FolderFile) -> bytes:
    """Return all of a file that could be plain git, or of a larger one as much as git looks at."""
    most = file.size if file.size <= MAX_PLAIN_BYTES else _GIT_LOOKS_AT
    return read_content(f"{folder}/{file.path}", most)


def seen(file: FolderFile, data: bytes) -> FolderFile:
    """Return the same file, given its content."""
    binary = b"\0" in data if file.size > MAX_PLAIN_BYTES else is_binary(data)
    return FolderFile(file.path, file.size, "regular", read_pointer(data), binary)


def scan(folder: Path, display_path: str | None = None) -> Listing:
    """Return the files under a folder with their sizes. Nothing is opened."""
    name = display_path or str(folder)
    if folder.is_symlink() or not folder.is_dir():
        return Listing([], [NOT_FOLDER.about(Place(name), path=name)], known=False)
    problems: list[Problem] = []
    nested: list[str] = []
    entries = dict(_entries(str(folder), name, nested, problems))
    files = []
    for path in sorted(entries):
        try:
            files.append(_listed(path, entries[path].stat(follow_symlinks=False)))
        except OSError as error:
            problems.append(unreadable(shown(name, path), error))
    return Listing(files, problems, tuple(sorted(nested)))


def shown(folder: str, path: str) -> str:
    """Return the name of what is in a folder for people and for GitHub: without `./`."""
    return str(PurePosixPath(folder, path))


def _listed(path: str, status: os.stat_result) -> FolderFile:
    if stat.S_ISREG(status.st_mode) and not _is_hollow(status):
        return FolderFile(path, status.st_size)
    return FolderFile(path, 0, "link" if stat.S_ISLNK(status.st_mode) else "other")


def _is_hollow(status: os.stat_result) -> bool:
    """Return whether a large file is hardly anything on disk: no model, and long to read."""
    blocks: int | None = getattr(status, "st_blocks", None)  # of 512 bytes; not on Windows
    large = status.st_size > _MAX_HOLLOW
    return large and blocks is not None and blocks * 512 < status.st_size // 16


def _entries(
    folder: str, display_path: str, nested: list[str], problems: list[Problem]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    pending, rest = [""], MAX_FILES
    while pending:
        prefix = pending.pop()
        for entry in _folder(f"{folder}/{prefix}", shown(display_path, prefix), problems):
            if entry.name in SKIPPED:
                if entry.name == ".git" and prefix:
                    nested.append(prefix.rstrip("/"))
                continue
            rest -= 1
            if rest < 0:
                problems.append(
                    TOO_MANY.about(Place(display_path), path=display_path, most=MAX_FILES)
                )
                return
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry


def _folder(path: str, display_path: str, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            yield from entries
    except OSError as error:
        problems.append(unreadable(display_path, error))


def unreadable(path: str, error: OSError) -> Problem:
    """Return the problem that a file or folder cannot be read."""
    return UNREADABLE.about(Place(path), path=path, reason=error.strerror or type(error).__name__)
