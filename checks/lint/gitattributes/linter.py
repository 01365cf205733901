"""`.gitattributes` of the model folder: are the files that must go through LFS under its rules?

The Hub refuses a file over 10 MiB, and a binary file, that is plain git. What lies in the folder
is judged, and what is staged where that is something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.hubspec.content import MAX_PLAIN_BYTES
from checks.lint import git
from checks.lint.folder import FolderFile, Listing, scan
from checks.lint.gitattributes import staged
from checks.lint.gitattributes.examine import Examined, examine
from checks.lint.gitattributes.folder_rules import (
    RULES,
    Folder,
    has_rules,
    pointers_alone,
    rule_for,
    why_lfs,
)
from checks.lint.gitattributes.lines import read_lines
from checks.lint.gitattributes.staged_rules import Staged, staged_problems
from checks.lint.repository import ignored
from checks.messages import Problem
from checks.textfile import read_text

__all__ = ["MAX_PLAIN_BYTES", "lfs_paths", "lint_gitattributes", "rule_for", "why_lfs"]

_MAX_RULES = 1024 * 1024  # bytes of .gitattributes


def lfs_paths(
    folder: Path, files: Sequence[FolderFile], shown: str | None = None
) -> tuple[frozenset[str] | None, list[Problem]]:
    """The paths that git says are LFS files, and those that are pointers already.

    None, with the reason, when git could not be asked.
    """
    answer, problems = git.ask(folder, [file.path for file in files], shown or str(folder))
    if answer is None:
        return None, problems
    return answer.lfs | {file.path for file in files if file.pointer}, problems


def lint_gitattributes(path: Path, shown: str | None = None) -> list[Problem]:
    """What is wrong with the rules of this model folder, in order of place."""
    name = shown or path.as_posix()
    problems = list(_problems(path, name))
    return sorted(problems, key=attrgetter("place.file", "place.line", "place.col", "code"))


def _problems(path: Path, shown: str) -> Iterator[Problem]:
    reading = staged.start_listing(path)
    listing = scan(path, shown)
    yield from listing.problems
    if not listing.known:
        if reading:
            reading.close()
        return
    text, problems = _rules_text(path, shown, listing.files)
    yield from problems
    index, problems = staged.read_index(reading, shown)
    yield from problems
    answer, problems = git.ask(path, _paths(listing, index), shown)
    yield from problems
    if answer is not None:
        yield from _judged(path, shown, listing, index, answer, text)


def _paths(listing: Listing, index: staged.Index | None) -> list[str]:
    paths = dict.fromkeys(file.path for file in listing.files)
    return list(paths | dict.fromkeys(index.entries if index else ()))


def _judged(
    path: Path,
    shown: str,
    listing: Listing,
    index: staged.Index | None,
    answer: git.Answer,
    text: str,
) -> Iterator[Problem]:
    found = examine(path, shown, listing.files, answer.lfs, index.name if index else None)
    yield from found.problems
    lines = read_lines(text, f"{shown}/{ATTRIBUTES_FILE}")
    ignored = _in_no_commit(path, found, listing, index, answer)
    folder = Folder(path, shown, found.files, lines, text, answer, ignored)
    for rule in RULES:
        yield from rule(folder)
    if index is None:
        yield from pointers_alone(folder)
    else:
        files = {file.path: file for file in found.files}
        yield from staged_problems(
            Staged(path, shown, index, files, answer.lfs, found.oids, listing.nested)
        )


def _in_no_commit(
    path: Path, found: Examined, listing: Listing, index: staged.Index | None, answer: git.Answer
) -> frozenset[str]:
    """Files that would be wrong, but are in no commit: ignored, or another repository's."""
    if index is None:
        return frozenset()
    nested = tuple(f"{name}/" for name in (*listing.nested, *index.modules))
    wrong = [
        file.path
        for file in found.files
        if file.path not in answer.lfs and file.path not in index.entries and why_lfs(file)
    ]
    theirs = frozenset(name for name in wrong if name.startswith(nested))
    mine = [name for name in wrong if name not in theirs]
    return theirs | (ignored(path, mine) if mine else frozenset())


def _rules_text(path: Path, shown: str, files: Sequence[FolderFile]) -> tuple[str, list[Problem]]:
    if not has_rules(files):
        return "", []
    text, problems = read_text(path / ATTRIBUTES_FILE, f"{shown}/{ATTRIBUTES_FILE}", _MAX_RULES)
    return text or "", problems
