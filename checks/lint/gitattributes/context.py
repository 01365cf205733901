"""What a rule about the files of a model folder is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.lint.folder import FolderFile, shown
from checks.lint.gitattributes.check_attr import Attributes
from checks.lint.gitattributes.lines import Line
from checks.messages import Place


class Folder(NamedTuple):
    """A model folder: its files, the lines of its rules, and what git makes of both.

    `text` is that of `.gitattributes`; files in `ignored` are in no commit.
    """

    path: Path
    display_path: str
    files: Sequence[FolderFile]
    lines: Sequence[Line]
    text: str
    attributes: Attributes
    ignored: frozenset[str] = frozenset()

    def place(self, path: str) -> Place:
        """Return the place of a file."""
        return Place(shown(self.display_path, path))

    def end_of_rules(self) -> Place:
        """Return where one more rule goes: at the end, since the last rule wins."""
        return self.place(ATTRIBUTES_FILE)._replace(line=self.text.count("\n") + 1)


def has_rules(files: Sequence[FolderFile]) -> bool:
    """Return whether there is a `.gitattributes` that is an ordinary file."""
    return any(file.path == ATTRIBUTES_FILE and file.kind == "regular" for file in files)


def quoted(path: str) -> str:
    """Return a path as it is typed in a command."""
    import shlex  # only for what is wrong

    return shlex.quote(path)
