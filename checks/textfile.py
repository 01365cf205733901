"""A text file from a stranger: read within bounds, with the place of each character."""

from __future__ import annotations

import codecs
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
    hint="In VS Code press the encoding at the bottom right and choose “Reopen with Encoding”, "
    "then one that shows every letter well. Press it again: “Save with Encoding”, UTF-8.",
)
KOREAN = Message(
    "Y-KOREAN",
    "This is not UTF-8 text, but probably Korean as Windows saves it (CP949, also EUC-KR).",
    hint="In VS Code press the encoding at the bottom right: “Reopen with Encoding”, “Korean "
    "(EUC-KR)”. Press it again: “Save with Encoding”, UTF-8. Or in Notepad: “Save as”, Encoding: "
    "UTF-8.",
)
UTF16 = Message(
    "Y-UTF16",
    "{path} is saved as UTF-16, as Notepad's “Unicode” and `>` in PowerShell do, and not as UTF-8.",
    hint="In VS Code press the encoding at the bottom right: “Save with Encoding”, UTF-8. Or in "
    "Notepad: “Save as”, Encoding: UTF-8.",
)

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What ends a line for YAML 1.1, so that our own places agree with the parser's.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def read_text(
    path: Path, display_path: str, max_bytes: int, *, keep_other_bytes: bool = False
) -> tuple[str | None, list[Problem]]:
    """Return a file's UTF-8 text, else None and what is wrong with it.

    Other bytes may be kept, as `decode_all` does: then there may be a text and a problem. Problems
    are placed in `display_path`. Nothing is raised for what the file holds.
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
    return (decode_all if keep_other_bytes else decode)(data, display_path)


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
        if _utf16(data) is not None:
            return None, [UTF16.about(Place(file), path=file)]
        before = data[: error.start].decode("utf-8")
        return None, [not_utf8(data, error.start, place_of(before, len(before), file))]


def decode_all(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return bytes as text: as UTF-16, with a warning, where a byte-order mark says so.

    Else as UTF-8, with other bytes kept as Python's `surrogateescape` does.
    """
    text = _utf16(data)
    if text is None:
        return data.decode("utf-8", "surrogateescape"), []
    return text, [UTF16.about(Place(file), path=file).with_severity("warning")]


def not_utf8(data: bytes, index: int, place: Place) -> Problem:
    """Return that `data[index]`, which is at a place, is no UTF-8, and what it may be."""
    try:
        is_korean = re.search("[가-힣]", data[index:].decode("cp949")) is not None
    except UnicodeDecodeError:
        is_korean = False
    return (KOREAN if is_korean else NOT_UTF8).about(place, byte=f"0x{data[index]:02x}")


def _utf16(data: bytes) -> str | None:
    """Return the text of bytes that begin with a byte-order mark of UTF-16 and are nothing else."""
    try:
        text = data.decode("utf-16") if data.startswith(_UTF16_MARKS) else None
    except UnicodeDecodeError:
        return None
    return None if text is None or "\0" in text else text


def place_of(text: str, index: int, file: str, offset: int = 0) -> Place:
    """Return the place of `text[index]`, where `text` begins `offset` lines into `file`."""
    line, start = offset + 1, 0
    for found in LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Place(file, line, index - start + 1)
