"""Which reports are to be verified, and their bytes: regular files of bounded size alone."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from checks.grading.seal import strict_json
from checks.grading.seal.audience import MAX_REPORT, MAX_SEAL, SUFFIX, seal_beside
from checks.grading.seal.stated import is_report
from checks.messages import Phrase
from checks.textfile import IS_FOLDER, IS_LINK

LIST = "-"
"""Stands for a list of names on standard input: a command line has no room for thousands."""
MAX_LIST = 64 * 1024 * 1024
"""Bytes of that list that are read."""
REPORT = "report.json"

NO_FILE = Phrase("reason no file", "it is not there")
NOT_REGULAR = Phrase("reason not regular", "it is no ordinary file")
TOO_LONG = Phrase("reason too long", "it is longer than {most} bytes")


class UnreadableError(Exception):
    """A file is not read; `reason` says why."""

    def __init__(self, reason: Phrase | str) -> None:
        super().__init__(str(reason))
        self.reason = reason


def read(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file. Raises UnreadableError.

    A link is not followed, and nothing is waited for, whatever lies there.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not all systems have them
        flags |= getattr(os, name, 0)
    try:
        if not_regular := _not_regular(path.lstat().st_mode):
            raise UnreadableError(not_regular)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            if not_regular := _not_regular(os.fstat(stream.fileno()).st_mode):
                raise UnreadableError(not_regular)
            data = stream.read(most + 1)
    except FileNotFoundError:
        raise UnreadableError(NO_FILE) from None
    except (OSError, ValueError) as error:
        raise UnreadableError(getattr(error, "strerror", None) or type(error).__name__) from None
    if len(data) > most:
        raise UnreadableError(TOO_LONG.about(most=most))
    return data


def _not_regular(mode: int) -> Phrase | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return IS_LINK
    return IS_FOLDER if stat.S_ISDIR(mode) else NOT_REGULAR


def named(words: Sequence[str]) -> list[Path]:
    """Return the paths that are named, also by lines (or zero bytes) on standard input."""
    return [Path(name) for word in words for name in (_listed() if word == LIST else [word])]


def _listed() -> list[str]:
    data = sys.stdin.buffer.read(MAX_LIST)
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(line) for line in lines if line.strip()]


def reports_in(path: Path) -> Iterator[Path]:
    """Yield the reports at a path: itself, or each in a folder and in the folders below it.

    In a folder that is what has the name of a report, a seal beside it, or a report's content.
    Links and what is hidden, such as `.git`, are left out.
    """
    if path.is_symlink() or not path.is_dir():
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        there = frozenset(names)
        for name in sorted(there):
            file = Path(folder, name)
            if not name.startswith(".") and file.suffix == ".json" and _is_one(file, there):
                yield file


def _is_one(file: Path, names: Collection[str]) -> bool:
    if file.name == REPORT or file.stem + SUFFIX in names:
        return True
    try:
        return is_report(strict_json.loads(read(file, MAX_REPORT)))
    except (UnreadableError, ValueError):
        return False


def seal_of(report: Path) -> bytes | None:
    """Return the bytes of a report's seal; None where there is none. Raises UnreadableError."""
    try:
        return read(seal_beside(report), MAX_SEAL)
    except UnreadableError as error:
        if error.reason is NO_FILE:
            return None
        raise
