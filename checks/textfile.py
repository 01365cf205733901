"""A text file from a stranger: read within bounds, with the place of each character."""

from __future__ import annotations

import os
import re
from pathlib import Path

from checks.messages import Message, Phrase, Place, Problem

NO_FILE = Message(
    "Y-FILE",
    "There is no file {path}.",
    hint="Run this in the folder of your assignment. `git status` shows whether the file was "
    "moved or deleted there.",
)
OTHER_NAME = Message(
    "Y-NAME",
    "There is no file {path}, but there is {found}.",
    hint="Give {found} the name {name}. If your system does not show the last part of names, have "
    "it show them first: in Windows “View”, “Show”, “File name extensions”.",
)
IS_FOLDER = Phrase("reason folder", "it is a folder")
IS_LINK = Phrase("reason link", "it is a link")
UNREADABLE = Message(
    "Y-READ",
    "{path} cannot be read: {reason}.",
    hint="It must be an ordinary file that you may read.",
)
TOO_LARGE = Message(
    "Y-SIZE",
    "This is {size} bytes long; at most {most} are read.",
    hint="Take out what does not belong here; long texts go below the front matter.",
)
NOT_UTF8 = Message(
    "Y-UTF8",
    "This is not UTF-8 text (byte {byte}).",
    hint="In your editor choose “Save with encoding: UTF-8”.",
)

# What ends a line for YAML 1.1, so that our own places agree with the parser's.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def read_text(
    path: Path, display_path: str, max_bytes: int, *, keep_other_bytes: bool = False
) -> tuple[str | None, list[Problem]]:
    """Return a file's UTF-8 text, else None and what is wrong with it.

    Bytes that are no UTF-8 may be kept, as Python's `surrogateescape` does. Problems are placed in
    `display_path`. Nothing is raised for what the file holds.
    """
    here, fields = Place(display_path), {"path": display_path}
    try:
        # What a link leads to may be no business of whoever reads the messages.
        if path.is_symlink():
            return None, [UNREADABLE.about(here, **fields, reason=IS_LINK)]
        if path.is_dir():
            return None, [UNREADABLE.about(here, **fields, reason=IS_FOLDER)]
        if not path.is_file() or not _is_spelt_so(path):
            return None, [_missing(path, display_path)]
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            return None, [TOO_LARGE.about(here, size=path.stat().st_size, most=max_bytes)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return None, [UNREADABLE.about(here, **fields, reason=reason)]
    if keep_other_bytes:
        return data.decode("utf-8", "surrogateescape"), []
    return decode(data, display_path)


def _missing(path: Path, display_path: str) -> Problem:
    """Return that a file is not there, and which one may be it under another name."""
    found = misnamed(path)
    if not found:
        return NO_FILE.about(Place(display_path), path=display_path)
    other = display_path.removesuffix(path.name) + found[0]
    return OTHER_NAME.about(Place(other), path=display_path, found=other, name=path.name)


def misnamed(path: Path) -> list[str]:
    """Return the names of files beside a path that were probably meant to have its name.

    They differ in case, in what comes after the dot, or as a copy does: `answers.yml`,
    `answers.yaml.txt`, `readme.md`, `answers (1).yaml`.
    """
    wanted = _plain_name(path.name)
    others = (name for name in _names(path.parent) if name != path.name)
    alike = (name for name in others if _plain_name(name) == wanted)
    return sorted(name for name in alike if (path.parent / name).is_file())


def _is_spelt_so(path: Path) -> bool:
    """Return whether a file has this very name: Windows and macOS find `readme.md` as README.md.

    Git and GitHub do not.
    """
    return path.name in _names(path.parent)


def _names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - names are all it needs


def _plain_name(name: str) -> str:
    """Return a file's name in lower case, without its extensions and the marks of a copy."""
    name = re.sub(r"(?:\.(?:ya?ml|md|markdown|txt|rtf|docx?))+$", "", name.lower())
    return re.sub(r"[\s_-]*(?:\(\d+\)|copy|복사본)[\s_-]*", "", name).removesuffix("s")


def decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """Return bytes as UTF-8 text, else None and a problem at the first byte that is not."""
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        byte = f"0x{data[error.start]:02x}"
        return None, [NOT_UTF8.about(place_of(before, len(before), file), byte=byte)]


def place_of(text: str, index: int, file: str, offset: int = 0) -> Place:
    """Return the place of `text[index]`, where `text` begins `offset` lines into `file`."""
    line, start = offset + 1, 0
    for found in LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Place(file, line, index - start + 1)
