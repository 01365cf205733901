"""The files of rules that git reads in a work tree, looked at before git opens them.

git waits for a pipe's writer, and takes a file of 20 GiB whole into memory. A link is no matter: it
does not follow one here (since 2.32).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

NAMES = (".gitattributes", ".gitignore")
MAX_RULES = 16 * 1024 * 1024
"""Bytes of one file of rules."""
_MAX_FOLDERS = 100_000
_WALKING = "--exclude-standard"
_OF_PATHS = ("check-attr", "check-ignore", "add")


def unreadable_rules(words: Sequence[str], folder: Path, data: bytes, top: Path) -> str | None:
    """Return the first file of rules that git must not open for a command; None where all is well.

    `words` and `data` are what git is to be given, in `folder` of the work tree `top`.
    """
    for one in _folders(words, folder, data, top):
        for name in NAMES:
            path = f"{one}/{name}"
            if not _may_be_read(path):
                return path
    return None


def _folders(words: Sequence[str], folder: Path, data: bytes, top: Path) -> Iterator[str]:
    paths = list(words[words.index("--") + 1 :]) if "--" in words else []
    if _WALKING in words:
        yield from _above([f"{path}/." for path in paths], folder, top)
        for path in paths:
            yield from _below(str(folder / path))
    elif any(word in _OF_PATHS for word in words):
        given = data.split(b"\0") if "--stdin" in words else []
        yield from _above([*paths, *(os.fsdecode(one) for one in given if one)], folder, top)


def _above(paths: Sequence[str], folder: Path, top: Path) -> Iterator[str]:
    """Yield the folders from each path's own up to the top, each once."""
    seen, last = set[str](), os.path.dirname(str(top))  # noqa: PTH120 - paths are many, and texts
    for path in paths:
        one = os.path.normpath(os.path.dirname(f"{folder}/{path}" if path[:1] != "/" else path))  # noqa: PTH120
        while one not in seen and one != last and one.startswith(str(top)):
            seen.add(one)
            yield one
            one = os.path.dirname(one)  # noqa: PTH120


def _below(folder: str) -> Iterator[str]:
    left = _MAX_FOLDERS
    for one, folders, _ in os.walk(folder):
        left -= 1
        if left < 0:
            return
        folders[:] = [name for name in folders if name != ".git"]
        yield one


def _may_be_read(path: str) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return True
    if stat.S_ISREG(status.st_mode):
        return status.st_size <= MAX_RULES
    return stat.S_ISLNK(status.st_mode) or stat.S_ISDIR(status.st_mode)
