"""A model folder as a list of its files. Links are named, never followed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checks.messages import Message, Place, Problem

# Never part of a model repo: git's own, caches, virtual environments, an editor's leavings.
SKIPPED = frozenset(
    {
        ".git",
        ".cache",
        ".DS_Store",
        ".huggingface",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".venv",
        ".vscode",
        "Thumbs.db",
        "__MACOSX",
        "__pycache__",
        "desktop.ini",
        "env",
        "node_modules",
        "venv",
    }
)
MAX_FILES = 10_000

# git-lfs's own reading of a pointer (lfs/pointer.go): three keys in this order, extensions
# between them, blank lines skipped, white space around it trimmed, under 1,024 bytes.
_POINTER_SIZE = 1024
_POINTER = re.compile(
    rb"version (?:https://git-lfs\.github\.com/spec/v1|https://hawser\.github\.com/spec/v1"
    rb"|http://git-media\.io/v/2)(?:\r?\n)+"
    rb"(?:ext-\d-\w+ [^\r\n]+(?:\r?\n)+)*"
    rb"oid sha256:([0-9a-f]{64})(?:\r?\n)+"
    rb"size (\d{1,18})"
)
_GIT_LOOKS_AT = 8000  # git's buffer_is_binary (xdiff-interface.c): a NUL in this many bytes

NOT_FOLDER = Message(
    "ATTR-FOLDER",
    en="{path} is not a folder.",
    ko="{path}은(는) 폴더가 아닙니다.",
    hint_en="Your model files belong in an ordinary folder, not a link; `tour start` makes it.",
    hint_ko="모델 파일은 링크가 아닌 일반 폴더에 두어야 합니다. `tour start`가 만들어 줍니다.",
)
TOO_MANY = Message(
    "ATTR-COUNT",
    en="{path} holds more than {most} files and folders; only the first {most} are checked.",
    ko="{path}에 파일과 폴더가 {most}개보다 많습니다. 처음 {most}개만 검사합니다.",
    hint_en="Look for a data set or an environment that does not belong to the model.",
    hint_ko="모델과 관계없는 데이터셋이나 가상 환경이 들어 있지 않은지 보세요.",
)
UNREADABLE = Message(
    "ATTR-READ",
    en="{path} cannot be read: {reason}.",
    ko="{path}을(를) 읽을 수 없습니다: {reason}.",
    hint_en="Check its permissions, or take it out of the folder.",
    hint_ko="권한을 확인하거나 폴더에서 빼세요.",
)

Kind = Literal["regular", "link", "other"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a git-lfs pointer stands for: the SHA-256 and the size in bytes of the content."""

    oid: str
    size: int


@dataclass(frozen=True, slots=True)
class FolderFile:
    """One file: its path from the folder on, with `/`; its size on disk in bytes."""

    path: str
    size: int
    kind: Kind = "regular"
    pointer: Pointer | None = None
    binary: bool = False


def read_pointer(data: bytes) -> Pointer | None:
    """The pointer this content is, if it is one."""
    found = _POINTER.fullmatch(data.strip()) if len(data) < _POINTER_SIZE else None
    return Pointer(found[1].decode(), int(found[2])) if found else None


def walk(folder: Path, shown: str | None = None) -> tuple[list[FolderFile], list[Problem]]:
    """The files under `folder`, in order of their paths, and what could not be looked at."""
    name = shown or str(folder)
    if folder.is_symlink() or not folder.is_dir():
        return [], [NOT_FOLDER.about(Place(name), path=name)]
    files: list[FolderFile] = []
    problems: list[Problem] = []
    for path in _paths(folder, name, problems):
        try:
            files.append(_look_at(folder / path, path))
        except OSError as error:
            problems.append(_unreadable(f"{name}/{path}", error))
    return sorted(files, key=lambda file: file.path), problems


def _paths(folder: Path, shown: str, problems: list[Problem]) -> Iterator[str]:
    waiting, seen = [""], 0
    while waiting:
        prefix = waiting.pop()
        for entry in _entries(folder / prefix, f"{shown}/{prefix}".rstrip("/"), problems):
            seen += 1
            if seen > MAX_FILES:
                problems.append(TOO_MANY.about(Place(shown), path=shown, most=MAX_FILES))
                return
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def _entries(folder: Path, shown: str, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name not in SKIPPED:
                    yield entry
    except OSError as error:
        problems.append(_unreadable(shown, error))


def _look_at(file: Path, path: str) -> FolderFile:
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        return FolderFile(path, 0, "link" if stat.S_ISLNK(status.st_mode) else "other")
    with file.open("rb") as stream:
        head = stream.read(_GIT_LOOKS_AT)
    pointer = read_pointer(head) if status.st_size < _POINTER_SIZE else None
    return FolderFile(path, status.st_size, "regular", pointer, b"\0" in head)


def _unreadable(path: str, error: OSError) -> Problem:
    return UNREADABLE.about(Place(path), path=path, reason=error.strerror or type(error).__name__)
