"""`tour lint --fix`: the changes that the rules are certain of, made in place.

A rule puts an `Edit` or a `Restage` on a problem; here they are carried out, by position, so that
all else in the file stays byte for byte.
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
    "{path} was not fixed: {reason}.",
    hint="It must be an ordinary file that you may write, inside this folder.",
)

# A fix may uncover the next problem: first a fence, then the values behind it.
_MAX_PASSES = 10
_CRLF = re.compile(r"(?<!\r)\r\n")
_LINE_FEED = re.compile("\n")


@dataclass(slots=True)
class FixResult:
    """The files that were changed, before and after, by path; and those that were staged again.

    `problems` says which files could not be written.
    """

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    restaged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, file: str, reason: Phrase | str) -> None:
        """Add the problem that a file was not written, in place of one that was added before."""
        problem = NOT_WRITTEN.about(Place(file), path=file, reason=reason)
        self.problems = [one for one in self.problems if one.place != problem.place] + [problem]


def fix(name: str, path: Path) -> FixResult:
    """Make the changes that a linter is certain of in a file or folder, until none is left."""
    result = FixResult()
    if name == "card":
        _use_line_feeds(path, result)
    problems = linter(name)(path, path.as_posix())
    for _ in range(_MAX_PASSES):
        edits = [p.fix for p in problems if isinstance(p.fix, Edit)]
        restaged = _restage(problems, path, result)
        originals = _rewrite(edits, path, result)
        if not originals and not restaged:
            break
        remaining = linter(name)(path, path.as_posix())
        if not _is_better(problems, remaining, set(edits)):
            _undo(originals, result)
            if not _fix_one_by_one(name, path, result) and not restaged:
                break
            remaining = linter(name)(path, path.as_posix())
        problems = remaining
    return result


def _is_better(before: Sequence[Problem], after: Sequence[Problem], made: set[Edit]) -> bool:
    """Return whether the edits fixed what they were for, and a valid file is still valid."""
    had, has = (Counter(map(_identity, problems)) for problems in (before, after))
    targets = {_identity(problem) for problem in before if problem.fix in made}
    is_spoiled = _is_valid(before) and not _is_valid(after)
    return not is_spoiled and all(has[target] < had[target] for target in targets)


def _identity(problem: Problem) -> tuple[str, tuple[tuple[str, str | Phrase], ...]]:
    return problem.code, tuple(problem.fields.items())


def _is_valid(problems: Iterable[Problem]) -> bool:
    return all(problem.severity != "error" for problem in problems)


def _use_line_feeds(card: Path, result: FixResult) -> None:
    """Replace each CRLF: to the Hub it is no problem, but git calls each such line changed."""
    before, _ = read_whole(card, card)
    if before and (after := _CRLF.sub("\n", before)) != before:
        _write(card.as_posix(), before, after, result)


def _fix_one_by_one(name: str, path: Path, result: FixResult) -> bool:
    """Keep each edit that does good alone, where all of them together did none."""
    has_changed, tried = False, set[tuple[object, ...]]()
    problems = linter(name)(path, path.as_posix())
    while untried := [p for p in problems if isinstance(p.fix, Edit) and _change(p) not in tried]:
        tried.add(_change(untried[0]))
        edits = [edit for edit in [untried[0].fix] if isinstance(edit, Edit)]
        originals = _rewrite(edits, path, result)
        remaining = linter(name)(path, path.as_posix())
        if originals and _is_better(problems, remaining, set(edits)):
            has_changed, problems = True, remaining
        else:
            _undo(originals, result)
    return has_changed


def _change(problem: Problem) -> tuple[object, ...]:
    """Return what a problem's edit changes, wherever that is after other edits."""
    return (*_identity(problem), problem.fix.new if isinstance(problem.fix, Edit) else None)


def _rewrite(edits: Sequence[Edit], path: Path, result: FixResult) -> dict[str, str]:
    """Carry out the edits; return the texts that the changed files had."""
    originals = {}
    for file, group in groupby(sorted(edits, key=_file_of), _file_of):
        before, reason = read_whole(Path(file), path)
        if before is None:
            result.refuse(file, reason)
            continue
        after = edited(before, group, _LINE_FEED if _is_gits(file) else LINE_BREAK)
        if after != before and _write(file, before, after, result):
            originals[file] = before
    return originals


def _write(file: str, before: str, after: str, result: FixResult) -> bool:
    try:
        write_whole(Path(file), after.encode("utf-8"))
    except OSError as error:
        result.refuse(file, error.strerror or type(error).__name__)
        return False
    result.before.setdefault(file, before)
    result.after[file] = after
    return True


def _undo(originals: dict[str, str], result: FixResult) -> None:
    for file, before in originals.items():
        if _write(file, result.after[file], before, result) and before == result.before[file]:
            del result.before[file], result.after[file]


def _file_of(edit: Edit) -> str:
    return edit.place.file


def _is_gits(file: str) -> bool:
    return Path(file).name.startswith(".git")


def edited(text: str, edits: Iterable[Edit], line_break: re.Pattern[str] = LINE_BREAK) -> str:
    """Return the text with these edits made.

    Of two that overlap, the first is made. What is inserted at one place goes there one after the
    other, each text once.
    """
    mark = BOM if text.startswith(BOM) else ""
    starts = [len(mark), *(found.end() for found in line_break.finditer(text))]
    spans: dict[tuple[int, int], list[str]] = {}
    for edit in edits:
        start = _offset(starts, edit.place)
        texts = spans.setdefault((start, start + edit.length), [])
        if edit.new not in texts and (not edit.length or not texts):
            texts.append(edit.new)
    parts, done = [], 0
    for (start, end), texts in sorted(spans.items()):
        if done <= start and end <= len(text):
            parts += [text[done:start], _below(text, start, "".join(texts))]
            done = end
    return "".join((*parts, text[done:]))


def _below(text: str, start: int, new: str) -> str:
    """Return new lines so that they go below the last line, even if that has no line break."""
    is_open = 0 < start == len(text) and text[-1] not in "\r\n"
    return f"\n{new}" if is_open and new.endswith("\n") else new


def _offset(starts: Sequence[int], place: Place) -> int:
    """Return the index of a place; column 0 of the first line is a byte-order mark."""
    return starts[min(place.line, len(starts)) - 1] + place.col - 1


def _restage(problems: Sequence[Problem], path: Path, result: FixResult) -> list[str]:
    """Have git stage files again; return those whose entry in the index has changed."""
    files = {p.fix.place.file for p in problems if isinstance(p.fix, Restage)}
    new = sorted(files - set(result.restaged))
    changed = restage(path, new) if new else []
    result.restaged += changed
    return changed
