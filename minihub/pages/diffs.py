"""What a commit changed, file by file, within bounds."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from checks.hubspec.content import is_binary

from ..gitrepo import GitRepo, Item

#: Files of a commit whose changes are shown; of the others the names.
_MAX_FILES = 50
#: Bytes and lines of the largest file that is compared: difflib's time grows with their square.
_MAX_BYTES = 256 * 1024
_MAX_LINES = 2000
_MAX_SHOWN = 400

LineKind = Literal["add", "del", "same", "at"]
Line = tuple[LineKind, str]
_KINDS: dict[str, LineKind] = {"+": "add", "-": "del", " ": "same", "@": "at"}


@dataclass(frozen=True)
class FileDiff:
    """A file that a commit changed.

    `lines` is None where the change is not shown, for the reason `why`; `more` lines follow them.
    """

    path: str
    what: Literal["added", "removed", "modified"]
    lines: list[Line] | None
    why: Literal["", "binary", "large"] = ""
    more: int = 0


@dataclass(frozen=True)
class CommitDiff:
    """Those that are shown, and how many there are."""

    shown: list[FileDiff]
    total: int


def diff_commit(repo: GitRepo, old: str | None, new: str) -> CommitDiff:
    """Return how the files of a commit differ from those of its parent, or from none."""
    before = {item.path: item for item in repo.raw_files(old)} if old else {}
    after = {item.path: item for item in repo.raw_files(new)}
    paths = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    shown = [_change(repo, path, before.get(path), after.get(path)) for path in paths[:_MAX_FILES]]
    return CommitDiff(shown, len(paths))


def _change(repo: GitRepo, path: str, old: Item | None, new: Item | None) -> FileDiff:
    what: Literal["added", "removed", "modified"] = "modified" if old and new else "removed"
    what = "added" if old is None else what
    data = [repo.blob(item.oid) if item else b"" for item in (old, new)]
    if any(len(one) > _MAX_BYTES for one in data):
        return FileDiff(path, what, None, "large")
    if any(is_binary(one) for one in data):
        return FileDiff(path, what, None, "binary")
    left, right = (one.decode().splitlines() for one in data)
    if max(len(left), len(right)) > _MAX_LINES:
        return FileDiff(path, what, None, "large")
    lines = _lines(left, right)
    return FileDiff(path, what, lines[:_MAX_SHOWN], more=max(len(lines) - _MAX_SHOWN, 0))


def _lines(left: list[str], right: list[str]) -> list[Line]:
    found = list(difflib.unified_diff(left, right, lineterm=""))[2:]
    return [(_KINDS[line[0]], line) for line in found]
