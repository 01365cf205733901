"""`tour lint --fix`: the changes that the rules are certain of, made in place.

A rule says what mends a problem by an `Edit` or a `Restage` on it; here they are carried out,
by position, so that whatever else is in the file stays byte for byte. Answers are never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from checks.files import write_whole
from checks.lint import linter
from checks.lint.restage import restage
from checks.lint.rewrite import read_whole
from checks.messages import Edit, Message, Phrase, Place, Problem, Restage
from checks.textfile import LINE_BREAK

BOM = "\ufeff"
NOT_WRITTEN = Message(
    "LINT-WRITE",
    "{path} was not mended: {reason}.",
    hint="It must be an ordinary file that you may write, inside this folder.",
)

# One mended thing may uncover the next: a fence, and then the values behind it.
_PASSES = 10
_NEVER = ("answers",)
_CRLF = re.compile(r"(?<!\r)\r\n")
_LINE_FEED = re.compile("\n")


@dataclass(slots=True)
class FixResult:
    """What was done: files by their names, before and after, and files that git took up anew."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    restaged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, file: str, why: Phrase | str) -> None:
        problem = NOT_WRITTEN.about(Place(file), path=file, reason=why)
        self.problems = [one for one in self.problems if one.place != problem.place] + [problem]


def mend(name: str, path: Path) -> FixResult:
    """Mend what this linter is certain of in this file or folder, as far as that goes."""
    done = FixResult()
    if name in _NEVER:
        return done
    if name == "card":
        _end_lines_alike(path, done)
    problems = linter(name)(path, path.as_posix())
    for _ in range(_PASSES):
        edits = [p.fix for p in problems if isinstance(p.fix, Edit)]
        restaged = _restage(problems, path, done)
        changes = _rewrite(edits, path, done)
        if not changes and not restaged:
            break
        left = linter(name)(path, path.as_posix())
        if not _is_better(problems, left, set(edits)):
            _take_back(changes, done)
            if not _one_by_one(name, path, done) and not restaged:
                break
            left = linter(name)(path, path.as_posix())
        problems = left
    return done


def _is_better(before: Sequence[Problem], after: Sequence[Problem], made: set[Edit]) -> bool:
    """Whether the edits mended what they were for, and a valid file is still valid."""
    had, has = (Counter(map(_identity, problems)) for problems in (before, after))
    meant = {_identity(problem) for problem in before if problem.fix in made}
    spoiled = _is_valid(before) and not _is_valid(after)
    return not spoiled and all(has[one] < had[one] for one in meant)


def _identity(problem: Problem) -> tuple[str, tuple[tuple[str, str | Phrase], ...]]:
    return problem.code, tuple(problem.fields.items())


def _end_lines_alike(card: Path, done: FixResult) -> None:
    """CRLF becomes LF: no problem to the Hub, but git calls each such line changed."""
    before, _ = read_whole(card, card)
    if before and (after := _CRLF.sub("\n", before)) != before:
        _write(card.as_posix(), before, after, done)


def _one_by_one(name: str, path: Path, done: FixResult) -> bool:
    """Of changes that together do no good, make those that do alone."""
    any_made, tried = False, set[tuple[object, ...]]()
    problems = linter(name)(path, path.as_posix())
    while untried := [p for p in problems if isinstance(p.fix, Edit) and _change(p) not in tried]:
        tried.add(_change(untried[0]))
        edits = [edit for edit in [untried[0].fix] if isinstance(edit, Edit)]
        changes = _rewrite(edits, path, done)
        left = linter(name)(path, path.as_posix())
        if changes and _is_better(problems, left, set(edits)):
            any_made, problems = True, left
        else:
            _take_back(changes, done)
    return any_made


def _change(problem: Problem) -> tuple[object, ...]:
    """What is changed for a problem, wherever that stands after other changes."""
    return (*_identity(problem), problem.fix.new if isinstance(problem.fix, Edit) else None)


def _is_valid(problems: Iterable[Problem]) -> bool:
    return all(problem.severity != "error" for problem in problems)


def _rewrite(edits: Sequence[Edit], path: Path, done: FixResult) -> dict[str, str]:
    """Carry out the edits; gives the files that were changed, as they had been."""
    changed = {}
    for file, group in groupby(sorted(edits, key=_by_file), _by_file):
        before, why = read_whole(Path(file), path)
        if before is None:
            done.refuse(file, why)
            continue
        after = edited(before, group, _LINE_FEED if _is_gits(file) else LINE_BREAK)
        if after != before and _write(file, before, after, done):
            changed[file] = before
    return changed


def _write(file: str, before: str, after: str, done: FixResult) -> bool:
    try:
        write_whole(Path(file), after.encode("utf-8"))
    except OSError as error:
        done.refuse(file, error.strerror or type(error).__name__)
        return False
    done.before.setdefault(file, before)
    done.after[file] = after
    return True


def _take_back(changes: dict[str, str], done: FixResult) -> None:
    for file, before in changes.items():
        if _write(file, done.after[file], before, done) and before == done.before[file]:
            del done.before[file], done.after[file]


def _by_file(edit: Edit) -> str:
    return edit.place.file


def _is_gits(file: str) -> bool:
    return Path(file).name.startswith(".git")


def edited(text: str, edits: Iterable[Edit], line_break: re.Pattern[str] = LINE_BREAK) -> str:
    """The text with these edits made. Of two that overlap, the first is made; what is put in at
    one place is put in one after the other, each text once.
    """
    mark = BOM if text.startswith(BOM) else ""
    starts = [len(mark), *(found.end() for found in line_break.finditer(text))]
    spans: dict[tuple[int, int], list[str]] = {}
    for edit in edits:
        start = _offset(starts, edit.place)
        news = spans.setdefault((start, start + edit.length), [])
        if edit.new not in news and (not edit.length or not news):
            news.append(edit.new)
    parts, at = [], 0
    for (start, end), news in sorted(spans.items()):
        if at <= start and end <= len(text):
            parts += [text[at:start], _on_lines(text, start, "".join(news))]
            at = end
    return "".join((*parts, text[at:]))


def _on_lines(text: str, start: int, new: str) -> str:
    """New lines go below the last line of a text, even one that has no end yet."""
    is_open = 0 < start == len(text) and text[-1] not in "\r\n"
    return f"\n{new}" if is_open and new.endswith("\n") else new


def _offset(starts: Sequence[int], place: Place) -> int:
    """Where a place is in the text; column 0 of the first line is a byte-order mark."""
    return starts[min(place.line, len(starts)) - 1] + place.col - 1


def _restage(problems: Sequence[Problem], path: Path, done: FixResult) -> list[str]:
    """Have git stage these files anew; gives those that were staged otherwise before."""
    wanted = {p.fix.place.file for p in problems if isinstance(p.fix, Restage)}
    files = sorted(wanted - set(done.restaged))
    changed = restage(path, files) if files else []
    done.restaged += changed
    return changed
