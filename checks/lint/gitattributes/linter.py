"""`.gitattributes` of the model folder: are the files that must go through LFS under its rules?

The Hub refuses a file over 10 MiB, and a binary file, that is plain git. What is in the folder is
judged, and what is staged where that differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from pathlib import Path

from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.lint.folder import FolderFile, Listing, scan, shown
from checks.lint.gitattributes import lfs_files, lines, paths, staged
from checks.lint.gitattributes.check_attr import Attributes, check_attributes
from checks.lint.gitattributes.context import Folder, has_rules
from checks.lint.gitattributes.examine import Examined, examine
from checks.lint.gitattributes.patterns import useless_patterns
from checks.lint.gitattributes.rejected_lines import rejected_lines
from checks.lint.gitattributes.staged_rules import Staged, staged_problems
from checks.lint.repository import ignored, is_nested
from checks.messages import Problem
from checks.textfile import read_text

_MAX_RULES = 1024 * 1024  # bytes of .gitattributes


def line_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what is wrong with single lines of the rules."""
    found = (problem for line in folder.lines for rule in lines.RULES for problem in rule(line))
    return islice(found, lines.MAX_NAMED_LINES)


def pattern_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what is wrong with patterns, given the files that are there."""
    files = [file.path for file in folder.files]
    return useless_patterns(folder.path, folder.lines, files, folder.attributes.lfs)


RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    lfs_files.no_rules,
    rejected_lines,
    line_problems,
    pattern_problems,
    lfs_files.lfs_not_text,
    lfs_files.missing_rules,
    lfs_files.text_in_lfs,
    paths.unservable_paths,
    paths.links,
)


def lfs_paths(
    folder: Path, files: Sequence[FolderFile], display_path: str | None = None
) -> tuple[frozenset[str] | None, list[Problem]]:
    """Return the paths that are LFS files by a rule, or pointers already.

    None, with the reason, where git does not answer.
    """
    listed = [file.path for file in files]
    attributes, problems = check_attributes(folder, listed, display_path or str(folder))
    if attributes is None:
        return None, problems
    return attributes.lfs | {file.path for file in files if file.pointer}, problems


def lint_gitattributes(path: Path, display_path: str | None = None) -> list[Problem]:
    """Return what is wrong with the rules of a model folder, in order of place."""
    problems = list(_problems(path, display_path or path.as_posix()))
    return sorted(problems, key=attrgetter("place.file", "place.line", "place.col", "code"))


def _problems(path: Path, display_path: str) -> Iterator[Problem]:
    # git reads the index while the folder is listed.
    process = staged.start_listing(path)
    listing = scan(path, display_path)
    yield from listing.problems
    if not listing.known:
        if process:
            process.close()
        return
    text, problems = _rules_text(path, display_path, listing.files)
    yield from problems
    index, problems = staged.read_index(process, display_path)
    yield from problems
    every = list(dict.fromkeys([*(file.path for file in listing.files), *_entries(index)]))
    attributes, problems = check_attributes(path, every, display_path)
    yield from problems
    if attributes is not None:
        yield from _rule_problems(path, display_path, listing, index, attributes, text)


def _entries(index: staged.Index | None) -> dict[str, staged.Entry]:
    return index.entries if index else {}


def _rule_problems(
    path: Path,
    display_path: str,
    listing: Listing,
    index: staged.Index | None,
    attributes: Attributes,
    text: str,
) -> Iterator[Problem]:
    lfs, name = attributes.lfs, index.name if index else None
    examined = examine(path, display_path, listing.files, lfs, name)
    yield from examined.problems
    folder = Folder(
        path,
        display_path,
        examined.files,
        lines.read_lines(text, shown(display_path, ATTRIBUTES_FILE)),
        text,
        attributes,
        _in_no_commit(path, examined, listing, index, lfs),
    )
    for rule in RULES:
        yield from rule(folder)
    if index is None:
        yield from lfs_files.pointers_without_repository(folder)
    else:
        nested = (*listing.nested, *(["."] if is_nested(path) else []))
        yield from staged_problems(Staged(folder, index, examined.oids, nested))


def _in_no_commit(
    path: Path,
    examined: Examined,
    listing: Listing,
    index: staged.Index | None,
    lfs: frozenset[str],
) -> frozenset[str]:
    """Return files that need a rule, but are in no commit: ignored, or another repository's."""
    if index is None:
        return frozenset()
    nested = tuple(f"{name}/" for name in (*listing.nested, *index.modules))
    needy = [
        file.path
        for file in examined.files
        if file.path not in lfs and file.path not in index.entries and lfs_files.needs_lfs(file)
    ]
    theirs = frozenset(name for name in needy if name.startswith(nested))
    own = [name for name in needy if name not in theirs]
    return theirs | (ignored(path, own) if own else frozenset())


def _rules_text(
    path: Path, display_path: str, files: Sequence[FolderFile]
) -> tuple[str, list[Problem]]:
    if not has_rules(files):
        return "", []
    name = shown(display_path, ATTRIBUTES_FILE)
    text, problems = read_text(path / ATTRIBUTES_FILE, name, _MAX_RULES)
    return text or "", problems
