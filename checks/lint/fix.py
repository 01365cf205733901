"""`tour lint --fix`: the changes that the rules are certain of, made in place.

A rule says what mends a problem by an `Edit` or a `Restage` on it; here they are carried out,
by position, so that whatever else is in the file stays byte for byte. Answers are never touched.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from checks.lint import linter
from checks.lint.rewrite import read_whole, write_whole
from checks.messages import Edit, Message, Place, Problem, Restage
from checks.yamldoc import LINE_BREAK

BOM = "\ufeff"
NOT_WRITTEN = Message(
    "LINT-WRITE",
    en="{path} was not mended: {reason}.",
    ko="{path}을(를) 고치지 못했습니다: {reason}.",
    hint_en="It must be an ordinary file that you may write, inside this folder.",
    hint_ko="이 폴더 안에 있고 쓸 권한이 있는 일반 파일이어야 합니다.",
)

# One mended thing may uncover the next: a fence, and then the values behind it.
_PASSES = 6
_SECONDS = 60
_NEVER = ("answers",)
_LINE_FEED = re.compile("\n")


@dataclass(slots=True)
class Mended:
    """What was done: files by their names, before and after, and files that git took up anew."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    restaged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, file: str, before: str, after: str) -> None:
        self.before.setdefault(file, before)
        self.after[file] = after


def mend(name: str, path: Path) -> Mended:
    """Mend what this linter is certain of in this file or folder, as far as that goes."""
    done = Mended()
    if name in _NEVER:
        return done
    problems = linter(name)(path, path.as_posix())
    for _ in range(_PASSES):
        changes = _rewrite(problems, path, done)
        restaged = _restage(problems, path, done)
        if not changes and not restaged:
            break
        left = linter(name)(path, path.as_posix())
        if _is_valid(problems) and not _is_valid(left):
            _take_back(changes, done)
            break
        problems = left
    return done


def _is_valid(problems: Iterable[Problem]) -> bool:
    return all(problem.severity != "error" for problem in problems)


def _rewrite(problems: Sequence[Problem], path: Path, done: Mended) -> dict[str, str]:
    """Carry out the edits; gives the files that were changed, as they had been."""
    edits = [p.fix for p in problems if isinstance(p.fix, Edit)]
    changed = {}
    for file, group in groupby(sorted(edits, key=_by_file), _by_file):
        before, why = read_whole(Path(file), path)
        if before is None:
            done.problems.append(NOT_WRITTEN.about(Place(file), path=file, reason=why))
            continue
        after = edited(before, group, _LINE_FEED if _is_gits(file) else LINE_BREAK)
        if after != before and _write(file, before, after, done):
            changed[file] = before
    return changed


def _write(file: str, before: str, after: str, done: Mended) -> bool:
    if why := write_whole(Path(file), after):
        done.problems.append(NOT_WRITTEN.about(Place(file), path=file, reason=why))
        return False
    done.take(file, before, after)
    return True


def _take_back(changes: dict[str, str], done: Mended) -> None:
    for file, before in changes.items():
        _write(file, done.after[file], before, done)


def _by_file(edit: Edit) -> str:
    return edit.place.file


def _is_gits(file: str) -> bool:
    return Path(file).name.startswith(".git")


def edited(text: str, edits: Iterable[Edit], line_break: re.Pattern[str] = LINE_BREAK) -> str:
    """The text with these edits made. Of two that overlap, the first is made."""
    mark = BOM if text.startswith(BOM) else ""
    starts = [len(mark), *(found.end() for found in line_break.finditer(text))]
    spans = {
        (start, start + edit.length): edit.new
        for edit in edits
        if (start := _offset(starts, edit.place)) + edit.length <= len(text)
    }
    parts, at = [], 0
    for (start, end), new in sorted(spans.items()):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join((*parts, text[at:]))


def _offset(starts: Sequence[int], place: Place) -> int:
    """Where a place is in the text; column 0 of the first line is a byte-order mark."""
    return starts[min(place.line, len(starts)) - 1] + place.col - 1


def _restage(problems: Sequence[Problem], path: Path, done: Mended) -> list[str]:
    """Have git stage these files anew, each once in a run."""
    wanted = {p.fix.place.file for p in problems if isinstance(p.fix, Restage)}
    files = sorted(wanted - set(done.restaged))
    if files and _git_add(path, files):
        done.restaged += files
        return files
    return []


def _git_add(path: Path, files: Sequence[str]) -> bool:
    names = [str(Path(file).absolute()) for file in files]
    words = ["git", "--literal-pathspecs", "add", "--renormalize", "--", *names]
    folder = path if path.is_dir() else path.parent
    try:
        ran = subprocess.run(words, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0
