"""Files that commands write."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from checks.files import write_whole
from checks.messages import Message, Problem

CANNOT_WRITE = Message(
    "OUT-WRITE",
    "{path} cannot be written: {reason}.",
    hint="Choose another folder, or check that the disk is not full.",
)


MAX_OUTPUT = 500_000
"""Characters of one output."""


class File(NamedTuple):
    """A file to write; nobody but its owner may read a private one."""

    path: Path
    data: bytes
    private: bool = False


def write(file: File) -> Problem | None:
    """Write a whole file at once; return why that cannot be done, where it cannot."""
    try:
        write_whole(file.path, file.data, private=file.private)
    except OSError as error:
        return CANNOT_WRITE.about(path=file.path, reason=error.strerror or type(error).__name__)
    return None


def github_output(name: str, value: str) -> None:
    """Tell the next job of GitHub Actions something: a word without spaces, or nothing at all.

    A line break in it would be the name of another output. GitHub takes 1 MB in all.
    """
    if len(value) <= MAX_OUTPUT and re.fullmatch(r"[\w./+=-]+", value, re.ASCII):
        github_append("GITHUB_OUTPUT", f"{name}={value}\n")


def github_append(name: str, text: str) -> None:
    """Append to the file that GitHub Actions names in the environment; elsewhere do nothing."""
    if path := os.environ.get(name):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)
