"""Names that the Hub cannot serve, and entries of a folder that are no files."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec.paths import MAX_PATH, is_path
from checks.lint.gitattributes.context import Folder
from checks.messages import Message, Problem

PATH = Message(
    "ATTR-PATH",
    "The Hub cannot serve a file with the name {path}, and refuses it.",
    hint="Rename it: no backslash, no line break, at most {most} characters with its folders, "
    "and no folder called .git.",
)
LINK = Message(
    "ATTR-LINK",
    "{path} is a link or a special file; it is not published.",
    hint="Put the file itself here in its place.",
    severity="warning",
)


def unservable_paths(folder: Folder) -> Iterator[Problem]:
    """Yield each file with a name that the Hub cannot serve."""
    for file in folder.files:
        if not is_path(file.path):
            yield PATH.about(folder.place(file.path), path=file.path, most=MAX_PATH)


def links(folder: Folder) -> Iterator[Problem]:
    """Yield each entry that is a link or a special file."""
    for file in folder.files:
        if file.kind != "regular":
            yield LINK.about(folder.place(file.path), path=file.path)
