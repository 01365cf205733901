"""Rules about the files of a model folder, given which of them git says are LFS files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from checks.hubspec.artifacts import is_model_file
from checks.hubspec.attributes import ATTRIBUTES_FILE, LFS_RULE, lfs_line, literal_pattern
from checks.hubspec.content import MAX_PLAIN_BYTES, read_content
from checks.hubspec.paths import MAX_PATH, is_path
from checks.lint import git
from checks.lint.folder import FolderFile
from checks.lint.gitattributes import lines as attribute_lines
from checks.lint.gitattributes import messages as msg
from checks.lint.gitattributes.examine import is_small_text, is_text
from checks.lint.gitattributes.lines import Line
from checks.lint.gitattributes.patterns import patterns_match
from checks.messages import Edit, Message, Place, Problem
from checks.textfile import decode, place_of

_MAX_LINES = 100  # lines of the rules that are named; a file of anything has thousands
# What the Hub itself reads in a model repo, at its top.
_READ_BY_HUB = (
    "README.md",
    ATTRIBUTES_FILE,
    "config.json",
    "adapter_config.json",
    "model_index.json",
)


class Folder(NamedTuple):
    """A model folder, its files, its rules, and which files git says are LFS files."""

    path: Path
    shown: str
    files: Sequence[FolderFile]
    lines: Sequence[Line]
    text: str
    answer: git.Answer
    ignored: frozenset[str] = frozenset()

    @property
    def next_line(self) -> int:
        return self.text.count("\n") + 1

    def place_for_rule(self) -> Place:
        """Where one more rule goes: the end of `.gitattributes`, where the last rule wins."""
        return Place(f"{self.shown}/{ATTRIBUTES_FILE}", self.next_line)


def why_lfs(file: FolderFile) -> Message | None:
    """Why this file should go through LFS; None if plain git will do."""
    if file.size > MAX_PLAIN_BYTES:
        return msg.LARGE
    if file.binary:
        return msg.NOT_UTF8 if is_text(file.path) else msg.BINARY
    return msg.MODEL if file.size and is_model_file(file.path) else None


def rule_for(path: str) -> str:
    """The line of `.gitattributes` that puts this file, or all of its kind, under LFS."""
    suffix = Path(path).suffix
    # A rule for every text of its kind would take the card or config.json along.
    if not is_text(path) and re.fullmatch(r"\.[A-Za-z0-9]+", suffix):
        return lfs_line(f"*{suffix}")
    return lfs_line(f"/{literal_pattern(path)}")


def has_rules(files: Sequence[FolderFile]) -> bool:
    """Whether there is a `.gitattributes`, and not as a link."""
    return any(file.path == ATTRIBUTES_FILE and file.kind == "regular" for file in files)


def plain_files(folder: Folder) -> Iterator[Problem]:
    """Every file that the Hub wants in LFS is under a rule, or is a pointer."""
    for file, why in _unruled(folder):
        if why is msg.NOT_UTF8:
            yield why.about(_first_wrong(folder, file), path=file.path)
        else:
            rule = rule_for(file.path)
            fields = {"path": file.path, "size": file.size, "rule": rule}
            problem = why.about(folder.place_for_rule(), **fields)
            yield problem.with_fix(_missing_rule(folder, rule))


def _unruled(folder: Folder) -> Iterator[tuple[FolderFile, Message]]:
    for file in folder.files:
        # Of the rules themselves the rules about lines say what is wrong.
        if file.pointer or file.path in folder.answer.lfs or file.path == ATTRIBUTES_FILE:
            continue
        if (why := why_lfs(file)) and file.path not in folder.ignored:
            yield file, why


def _missing_rule(folder: Folder, rule: str) -> Edit | None:
    """The rule at the end of the file; None where it stands already and another one wins."""
    if not has_rules(folder.files) or any(line.row.strip() == rule for line in folder.lines):
        return None
    end = folder.text.rpartition("\n")[2]
    place = Place(f"{folder.shown}/{ATTRIBUTES_FILE}", folder.next_line, len(end) + 1)
    return Edit(place, 0, f"{rule}\n")


def _first_wrong(folder: Folder, file: FolderFile) -> Place:
    """Where a text stops being UTF-8, or has a NUL."""
    name = f"{folder.shown}/{file.path}"
    try:
        text, problems = decode(read_content(f"{folder.path}/{file.path}"), name)
    except OSError:
        return Place(name)
    if text is None:
        return problems[0].place or Place(name)
    return place_of(text, text.find("\0"), name)


def paths_served(folder: Folder) -> Iterator[Problem]:
    """Every file has a name that the Hub can serve."""
    for file in folder.files:
        if not is_path(file.path):
            place = Place(f"{folder.shown}/{file.path}")
            yield msg.PATH.about(place, path=file.path, most=MAX_PATH)


def text_in_lfs(folder: Folder) -> Iterator[Problem]:
    """What the Hub and people read is not in LFS."""
    lfs = folder.answer.lfs
    for file in folder.files:
        if not (file.path in lfs or file.pointer):
            continue
        if file.path in _READ_BY_HUB:
            yield msg.TEXT_IN_LFS.about(folder.place_for_rule(), path=file.path)
        # The Hub's own first rules put all of a saved_model/ under LFS.
        elif is_small_text(file) and not (
            file.binary or file.pointer or "saved_model/" in file.path
        ):
            yield msg.SMALL.about(folder.place_for_rule(), path=file.path, size=file.size)


def lines_taken(folder: Folder) -> Iterator[Problem]:
    """git takes every line."""
    for warning in folder.answer.warnings[:_MAX_LINES]:
        place = Place(f"{folder.shown}/{warning.path}", warning.line)
        message = msg.MACRO if warning.is_macro else msg.BAD_NAME
        problem = message.about(place, name=warning.name or _nameless(folder, place))
        yield problem.with_fix(_without_spaces(folder, place))


def _nameless(folder: Folder, place: Place) -> str:
    """What git found no name in: the `-` of `- text`, or the `=` of `filter = lfs`."""
    line = _line_at(folder, place)
    alone = [word for word, _ in line.attributes if word in ("-", "!")] if line else []
    return alone[0] if alone else "="


def _line_at(folder: Folder, place: Place) -> Line | None:
    here = (place.file, place.line)
    return next((line for line in folder.lines if (line.file, line.number) == here), None)


def _without_spaces(folder: Folder, place: Place) -> Edit | None:
    """A line of the folder's own rules without the spaces around its = and behind its -."""
    line = _line_at(folder, place)
    if line is None:
        return None
    at = line.col - 1 + len(line.pattern)
    tight = re.sub(r"(?<=\w)[ \t]*=[ \t]*(?=\w)", "=", line.row[at:])
    tight = re.sub(r"(?<=[ \t])-[ \t]+(?=\w)", "-", tight)
    return Edit(line.place(at + 1), len(line.row) - at, tight)


def rules_there(folder: Folder) -> Iterator[Problem]:
    """There are rules."""
    if not has_rules(folder.files):
        yield msg.NO_RULES.about(folder.place_for_rule())


def valid_lines(folder: Folder) -> Iterator[Problem]:
    """Every line does something."""
    rules = attribute_lines.RULES
    found = (problem for line in folder.lines for rule in rules for problem in rule(line))
    return islice(found, _MAX_LINES)


def patterns_work(folder: Folder) -> Iterator[Problem]:
    """Every pattern matches what it was written for."""
    paths = [file.path for file in folder.files]
    return patterns_match(folder.path, folder.lines, paths, folder.answer.lfs)


def lfs_not_text(folder: Folder) -> Iterator[Problem]:
    """What is under LFS is never treated as text."""
    if not folder.answer.converted:
        return
    path = min(folder.answer.converted)
    warning = {(warning.path, warning.line) for warning in folder.answer.warnings}
    bare = [
        line
        for line in folder.lines
        # What git does not take does nothing at all.
        if attribute_lines.lfs_without_text(line) and (ATTRIBUTES_FILE, line.number) not in warning
    ]
    for line in bare[:_MAX_LINES]:
        fields = {"path": path, "pattern": line.pattern, "rule": LFS_RULE}
        end = Edit(line.place(len(line.row.rstrip()) + 1), 0, " -text")
        yield msg.NO_TEXT.about(line.place(), **fields).with_fix(end)
    if not bare:
        pattern, _, rule = rule_for(path).partition(" ")
        yield msg.NO_TEXT.about(folder.place_for_rule(), path=path, pattern=pattern, rule=rule)


def only_files(folder: Folder) -> Iterator[Problem]:
    """The folder holds files, not links to files."""
    for file in folder.files:
        if file.kind != "regular":
            yield msg.LINK.about(Place(f"{folder.shown}/{file.path}"), path=file.path)


def pointers_alone(folder: Folder) -> Iterator[Problem]:
    """No file is a pointer where no repository could have its content."""
    for file in folder.files:
        if file.pointer:
            fields = {"path": file.path, "size": file.pointer.size, "command": quoted(file.path)}
            yield msg.POINTER.about(Place(f"{folder.shown}/{file.path}"), **fields)


def quoted(path: str) -> str:
    """A path as it is typed in a command."""
    import shlex

    return shlex.quote(path)


RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    rules_there,
    lines_taken,
    valid_lines,
    patterns_work,
    lfs_not_text,
    plain_files,
    paths_served,
    text_in_lfs,
    only_files,
)
