"""A look into the files of a folder, into as few as will do: a big folder has thousands.

A file under an LFS rule that is no pointer may hold anything, and is not opened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from checks.hubspec.content import MAX_PLAIN_BYTES, POINTER_SIZE
from checks.lint.folder import FolderFile, beginning, seen, shown, unreadable
from checks.lint.secrets import find_tokens
from checks.messages import Problem

# A text that people read on the Hub: its most bytes, and its endings.
SMALL = 64 * 1024
_TEXTS = (".cfg", ".ini", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml")


class Examined:
    """The files after a look into them, what is wrong in them, and git's names of what was read."""

    def __init__(self) -> None:
        self.files: list[FolderFile] = []
        self.problems: list[Problem] = []
        self.oids: dict[str, str] = {}


def is_text(path: str) -> bool:
    """Return whether a file is one that people read, by its suffix."""
    return path.lower().endswith(_TEXTS)


def is_small_text(file: FolderFile) -> bool:
    """Return whether a file is one that people read, and not long; an empty one is not."""
    return 0 < file.size <= SMALL and is_text(file.path)


def examine(
    folder: Path,
    display_path: str,
    files: Collection[FolderFile],
    lfs: frozenset[str],
    name: Callable[[bytes], str] | None,
) -> Examined:
    """Look into the files that plain git would take; `name` returns git's name for a content."""
    found = Examined()
    for file in files:
        if file.kind != "regular" or not _matters(file, file.path in lfs):
            found.files.append(file)
            continue
        try:
            data = beginning(folder, file)
        except OSError as error:
            found.problems.append(unreadable(shown(display_path, file.path), error))
            continue
        found.files.append(seen(file, data))
        if name and file.size <= MAX_PLAIN_BYTES:
            found.oids[file.path] = name(data)
        # The card is left to its own linter.
        if b"hf_" in data and file.path != "README.md":
            text = data.decode("utf-8", "replace")
            found.problems += find_tokens(text, shown(display_path, file.path))
    return found


def _matters(file: FolderFile, is_lfs: bool) -> bool:
    return not is_lfs or file.size < POINTER_SIZE or is_small_text(file)
