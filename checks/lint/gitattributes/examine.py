"""Looking into the files of a folder, as little as will do: a big folder has thousands.

What is under an LFS rule and no pointer may hold what it likes, and is not opened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from checks.hubspec.content import MAX_PLAIN_BYTES, POINTER_SIZE
from checks.lint.folder import FolderFile, beginning, seen, unreadable
from checks.lint.secrets import find_tokens
from checks.messages import Problem

# A text that people read on the Hub: its most bytes, and its endings.
SMALL = 64 * 1024
_TEXTS = (".cfg", ".ini", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml")


class Examined:
    """The files as they were found; what was wrong in them; git's names for what was read."""

    def __init__(self) -> None:
        self.files: list[FolderFile] = []
        self.problems: list[Problem] = []
        self.oids: dict[str, str] = {}


def is_text(path: str) -> bool:
    """Whether a file is one that people read, by its ending."""
    return path.lower().endswith(_TEXTS)


def is_small_text(file: FolderFile) -> bool:
    """Whether a file is one that people read, and not long; an empty one is not."""
    return 0 < file.size <= SMALL and is_text(file.path)


def examine(
    folder: Path,
    shown: str,
    files: Collection[FolderFile],
    lfs: frozenset[str],
    name: Callable[[bytes], str] | None,
) -> Examined:
    """Look into those files that plain git would take; `name` is how git names a content."""
    found = Examined()
    for file in files:
        if file.kind != "regular" or not _matters(file, file.path in lfs):
            found.files.append(file)
            continue
        try:
            data = beginning(folder, file)
        except OSError as error:
            found.problems.append(unreadable(f"{shown}/{file.path}", error))
            continue
        found.files.append(seen(file, data))
        if name and file.size <= MAX_PLAIN_BYTES:
            found.oids[file.path] = name(data)
        # The card is left to its own linter.
        if b"hf_" in data and file.path != "README.md":
            text = data.decode("utf-8", "replace")
            found.problems += find_tokens(text, f"{shown}/{file.path}")
    return found


def _matters(file: FolderFile, is_lfs: bool) -> bool:
    return not is_lfs or file.size < POINTER_SIZE or is_small_text(file)
