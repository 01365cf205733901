"""The answers in a file that YAML as a whole cannot read: a slip costs the answer it is in.

The text of a question is what is from its line to the next that begins with a known key. It is
read alone, so that a bracket or a quote that is never closed swallows nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from checks.lint.answers.blocks import Block, read_block
from checks.lint.answers.keys import MISPLACED, group_problem, unknown_key
from checks.lint.answers.questions import AnswersFile, KeyLine, KeyPath, questions
from checks.lint.answers.values import READ_AS, as_yaml
from checks.lint.values import READERS
from checks.messages import Edit, Message, Problem
from checks.yamldoc import Doc
from checks.yamldoc import messages as msg
from checks.yamldoc.syntax_hints import CONFLICT_MARK, SourceLines

LINE = Message(
    "ANS-LINE",
    "This line is not `key: answer`, and is not read.",
    hint="Delete it, or put `#` in front of it. An answer is on the line of its key.",
)

_MAX_SLIPS = 20
_PARTS = ("values", "keys", "written", "spans", "key_spans")
_KEY = re.compile(r"[ \t]*[\"']?([\w-]+)[\"']?[ \t]*:(?:\s|$)")


def recover(
    name: str, text: str, lines: list[str], found: list[KeyLine], problems: list[Problem]
) -> AnswersFile:
    """Return the answers that can be read, what is wrong with the lines, and what that costs.

    `problems` is what YAML says of the whole; it is said where no line alone is wrong.
    """
    reading = _Reading(SourceLines(lines, name), _with_colon(found))
    reading.read()
    slips = reading.slips or [problem.with_fix(None) for problem in problems]
    slips = sorted(slips, key=attrgetter("place"))[:_MAX_SLIPS]
    return AnswersFile(name, text, _merged(name, reading.docs), (), tuple(slips), reading.unread)


def _with_colon(found: list[KeyLine]) -> list[KeyLine]:
    """Leave out a line without a colon where the same key has one with it."""
    known = {line.path for line in found if line.has_colon}
    return [line for line in found if line.has_colon or line.path not in known]


@dataclass
class _Reading:
    """What has been read so far; about the lines in `done` there is no more to say."""

    source: SourceLines
    found: list[KeyLine]
    docs: dict[KeyPath, Doc] = field(default_factory=dict)
    slips: list[Problem] = field(default_factory=list)
    unread: dict[KeyPath, Problem] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def read(self) -> None:
        """Read the lines of each key, unless something is wrong with where they are."""
        in_conflict = self._conflicts()
        usual = _usual_indents(self.found)
        starts = sorted({line.number for line in self.found} | in_conflict.keys())
        stops = dict(zip(starts, [*starts[1:], len(self.source.lines)], strict=True))
        firsts: dict[KeyPath, KeyLine] = {}
        for line in self.found:
            self.done.add(line.number)
            if conflict := in_conflict.get(line.number):
                self._lose(line, conflict)
                continue
            first = firsts.setdefault(line.path, line)
            slip = self._repeated(line, first) or self._misplaced(line, usual)
            if slip:
                self.slips.append(slip)
                self._lose(line, slip)
            elif line.path not in self.unread:
                self._read_lines(line, stops[line.number])
        self._other_lines(in_conflict)

    def _conflicts(self) -> dict[int, Problem]:
        """Return the lines of merge conflicts, which hold answers that nobody has chosen yet."""
        lines = self.source.lines
        marks = [n for n, line in enumerate(lines) if CONFLICT_MARK.match(line)]
        inside: dict[int, Problem] = {}
        while marks:
            start = marks.pop(0)
            end = start
            while marks and lines[end][0] != ">" and lines[marks[0]][0] != "<":
                end = marks.pop(0)
            if {lines[start][0], lines[end][0]} & {"<", ">"}:
                conflict = msg.CONFLICT.about(self.source.place(start, 0))
                self.slips.append(conflict)
                inside |= dict.fromkeys(range(start, end + 1), conflict)
        return inside

    def _lose(self, line: KeyLine, problem: Problem) -> None:
        """Keep that an answer cannot be read. A group is only where its answers are."""
        if not line.is_group:
            self.unread.setdefault(line.path, problem)
            self.docs.pop(line.path, None)

    def _repeated(self, line: KeyLine, first: KeyLine) -> Problem | None:
        if line is first:
            return None
        place = self.source.place(line.number, line.col)
        return msg.DUPLICATE.about(place, key=line.key, first=first.number + 1)

    def _misplaced(self, line: KeyLine, usual: Mapping[str | None, int]) -> Problem | None:
        """Return what is wrong with what is in front of a key."""
        place = self.source.place(line.number, line.col)
        for col, char in enumerate(line.space):
            where = self.source.place(line.number, col)
            if char == "\t":
                return msg.TAB.about(where)
            if char != " ":
                return msg.BAD_CHARACTER.about(where, char=f"U+{ord(char):04X}")
        if line.dashes:
            return LINE.about(self.source.place(line.number, len(line.space)))
        indent, group = len(line.space), line.group
        if line.is_astray or (group and indent <= usual[None]):
            return MISPLACED.about(place, key=line.key, group=group)
        return msg.INDENT.about(place) if indent != usual[group] else None

    def _read_lines(self, line: KeyLine, stop: int) -> None:
        lines = self.source.lines[line.number : stop]
        is_place_only = line.is_group and not lines[0][line.end :].strip()
        block = read_block(lines[:1] if is_place_only else lines, line, self.source.file)
        self.done |= set(range(line.number, line.number + block.size))
        problems = block.problems or [LINE.about(self.source.place(line.number, line.col))]
        if block.doc and line.is_group and not isinstance(block.doc.data[line.key], dict | None):
            problems = [group_problem(block.doc, line.key)]
        elif block.doc:
            self.docs[line.path] = block.doc
            self._accept(line, block)
            return
        self.slips += [problem.with_fix(None) for problem in problems]
        self._lose(line, problems[0])
        if line.is_group and not is_place_only:
            inside = [path for path in questions() if path[0] == line.key]
            seen = {one.path for one in self.found}
            self.unread |= {path: problems[0] for path in inside if path not in seen}

    def _accept(self, line: KeyLine, block: Block) -> None:
        """Say what was written where it was certain to be something else."""
        if block.doc and block.accepted:
            place, written = block.accepted
            near = READERS[questions()[line.path]](block.doc.data[line.key])
            if near is not None:
                problem = READ_AS.about(place, key=line.key, value=written, near=as_yaml(near))
                self.slips.append(problem.with_fix(Edit(place, len(written), as_yaml(near))))

    def _other_lines(self, in_conflict: Container[int]) -> None:
        """Name the lines that belong to no key: of those one below the other, the first."""
        was_other, first = False, self.found[0].number
        groups = {line.number: line.path[:1] for line in self.found if line.is_group}
        group: KeyPath = ()
        problems: list[Problem] = []
        for number, line in enumerate(self.source.lines):
            text, group = line.strip(), groups.get(number, group)
            is_start = text == "---" and number < first
            is_read = number in self.done or number in in_conflict or is_start
            is_other = bool(text) and not text.startswith("#") and not is_read
            place = self.source.place(number, len(line) - len(line.lstrip()))
            if is_other and (key := _KEY.match(line)):
                problems.append(unknown_key(place, key[1], group if place.col > 1 else ()))
            elif is_other and not was_other:
                problems.append(LINE.about(place))
            was_other = is_other
            if len(problems) == _MAX_SLIPS:
                break
        self.slips += problems


def _usual_indents(found: Iterable[KeyLine]) -> dict[str | None, int]:
    """Return how far in the keys of each group are, and under None those at the top.

    As most of the group are; where that is undecided, as most of the file are.
    """
    indents: dict[str | None, Counter[int]] = {None: Counter()}
    for line in found:
        if not line.is_astray:
            indents.setdefault(line.group, Counter())[len(line.space)] += 1
    everywhere = sum((counts for group, counts in indents.items() if group), Counter())
    everywhere[0] = 0

    def usual(counts: Counter[int]) -> int:
        return max(counts, key=lambda indent: (counts[indent], everywhere[indent]), default=0)

    return {group: usual(counts) for group, counts in indents.items()}


def _merged(name: str, docs: Mapping[KeyPath, Doc]) -> Doc:
    """Return one document out of those of single keys."""
    data: dict[str, Any] = {}
    parts: dict[str, dict[Any, Any]] = {part: {} for part in _PARTS}
    for path, doc in docs.items():
        above, target = path[:-1], data
        for key in above:
            target[key] = target.get(key) or {}
            target = target[key]
        target.update(doc.data)
        for part, of_all in parts.items():
            of_all |= {(*above, *inner): one for inner, one in getattr(doc, part).items() if inner}
    places, keys, written, spans, key_spans = parts.values()
    return Doc(name, data, places, keys, written, 1, spans, key_spans)
