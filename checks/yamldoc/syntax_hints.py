"""What was probably meant where YAML cannot be read, for people who never saw its grammar.

A parser names the place where it could not go on, which is often the line below the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from checks.messages import Edit, Place, Problem
from checks.yamldoc import messages as msg

_KEY = r"[A-Za-z_][\w-]*"
_START = r"[ \t]*(?:- +)*"
# The full-width and the small colon of East Asian keyboards, and what other formats have.
_OTHER_COLON = re.compile(rf"({_START})({_KEY})([ \t]*[：﹕=][ \t　]*)")
_TIGHT_COLON = re.compile(rf"({_START})({_KEY}):(?=[^\s:/])")
_TIGHT_DASH = re.compile(r"([ \t]*)-(?=[^\s-])")
_VALUE = re.compile(rf"{_START}(?:{_KEY}:[ \t]+)?(?=(\S))")
# As git writes them; the third is there with merge.conflictStyle=diff3.
CONFLICT_MARK = re.compile(r"(?:<{7}|={7}|\|{7}|>{7})(?=\s|$)")
_CLOSING = {"[": "]", "{": "}", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a text, the file they are in, and how many lines are before them."""

    lines: list[str]
    file: str
    offset: int = 0

    def line(self, number: int) -> str:
        """Return a line, counted from 0; "" outside of the text."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def place(self, number: int, col: int) -> Place:
        """Return the place of a line and column, counted from 0; at most the end of the text."""
        number = min(number, len(self.lines) - 1)
        col = min(col, len(self.lines[number]))
        return Place(self.file, number + self.offset + 1, col + 1)


def diagnose(error: yaml.MarkedYAMLError, source: SourceLines) -> list[Problem]:
    """Return what is likely behind an error of PyYAML's; nothing where that is unclear."""
    mark, opened = error.problem_mark, error.context_mark
    if mark is None:
        return []
    reason, context = str(error.problem), str(error.context)
    before = _line_before(source, mark.line)
    if reason == "could not find expected ':'" and opened:
        return _in_lines(source, opened.line)
    if "mapping values" in reason:
        # The key of an entry may be after its dash, with others below it.
        found = _in_lines(source, before) if before is not None else []
        return found or [_second_colon(source, mark.line, mark.column)]
    if "block sequence entries" in reason:
        return [msg.LIST.about(source.place(mark.line, mark.column))]
    if "quoted scalar" in context and opened and "end of stream" in reason:
        return [_unclosed(source, opened.line, opened.column)]
    if "node content" in reason and (unclosed := _open_at_end(source, mark.line)):
        return [unclosed]
    if "flow" in context and opened:
        return _in_brackets(source, opened, mark)
    if reason.endswith("cannot start any token") or "node content" in reason:
        return [_needs_quotes(source, mark.line, mark.column)]
    if re.search("an alias|an anchor|a tag|block scalar", context) and opened:
        return [_needs_quotes(source, opened.line, opened.column)]
    if re.search("expected (?:key|'-' indicator|<document start>)", reason):
        # In a list `- arxiv:2301` is as it should be.
        is_key = before is not None and not source.line(before).lstrip().startswith("-")
        found = _in_lines(source, before) if before is not None and is_key else []
        return found or [_out_of_line(source, mark.line, mark.column)]
    return []


def conflicts(source: SourceLines) -> list[Problem]:
    """Return the first merge conflict that git has left in a text, at its first mark."""
    marked = [n for n, line in enumerate(source.lines) if CONFLICT_MARK.match(line)]
    is_conflict = any(source.lines[n][0] in "<>" for n in marked)
    return [msg.CONFLICT.about(source.place(marked[0], 0))] if is_conflict else []


def diagnose_scalar(source: SourceLines) -> list[Problem]:
    """Return what is wrong in a text that YAML takes for one scalar, where it has keys."""
    first = next((n for n, line in enumerate(source.lines) if _has_content(line)), None)
    return [] if first is None else _in_lines(source, first, dashes=False)


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _line_before(source: SourceLines, number: int) -> int | None:
    return next((n for n in range(number - 1, -1, -1) if _has_content(source.line(n))), None)


def _in_lines(source: SourceLines, number: int, *, dashes: bool = True) -> list[Problem]:
    """Return the mistake at the start of a line, and the same in the lines beside it.

    Those are the lines that begin as far in: directly above it, and below it up to one that begins
    further out.
    """

    def mistakes(n: int) -> list[Problem]:
        return list(_in_line(source, n, dashes=dashes))

    if not mistakes(number):
        return []
    indent, first = _indent(source.line(number)), number
    while first and _indent(source.line(first - 1)) == indent and mistakes(first - 1):
        first -= 1
    found = []
    for n in range(first, len(source.lines)):
        here = _indent(source.line(n))
        if 0 <= here < indent:
            break
        found += mistakes(n) if here == indent else []
    return found


def _in_line(source: SourceLines, number: int, *, dashes: bool) -> Iterator[Problem]:
    line = source.line(number)
    if found := _OTHER_COLON.match(line):
        place = source.place(number, found.start(3))
        problem = msg.COLON.about(place, key=found[2], found=found[3].strip() or found[3])
        yield problem.with_fix(Edit(place, len(found[3]), ": " if line[found.end() :] else ":"))
    elif found := _TIGHT_COLON.match(line):
        yield _no_space(source.place(number, found.end()), ":", f"{found[2]}: …")
    elif dashes and (found := _TIGHT_DASH.match(line)):
        yield _no_space(source.place(number, found.end()), "-", "- …")


def _no_space(place: Place, mark: str, example: str) -> Problem:
    return msg.SPACE.about(place, mark=mark, example=example).with_fix(Edit(place, 0, " "))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) if _has_content(line) else -1


def _second_colon(source: SourceLines, number: int, col: int) -> Problem:
    """Return a second colon in a line; of a single one, the line that should not have it."""
    if re.search(r":[ \t]", source.line(number)[:col]):
        return msg.QUOTES.about(source.place(number, col), mark=":")
    return msg.INDENT.about(source.place(number, max(_indent(source.line(number)), 0)))


def _in_brackets(source: SourceLines, opened: yaml.Mark, mark: yaml.Mark) -> list[Problem]:
    opener = source.line(opened.line)[opened.column : opened.column + 1]
    closing = _CLOSING.get(opener)
    if closing is None:
        return []
    line = source.line(mark.line)
    if mark.line != opened.line or closing not in line[mark.column :]:
        return [_unclosed(source, opened.line, opened.column)]
    if line[: mark.column].endswith(("'", '"')):
        return [msg.AFTER.about(source.place(mark.line, mark.column))]
    return []


def _open_at_end(source: SourceLines, number: int) -> Problem | None:
    """Return a bracket that is never closed because the text ends before it is."""
    if any(map(_has_content, source.lines[number + 1 :])):
        return None
    last = number if _has_content(source.line(number)) else _line_before(source, number)
    found = last is not None and re.search(r"[\[{][^\[{\]}]*$", source.line(last))
    return _unclosed(source, last, found.start()) if found and last is not None else None


def _unclosed(source: SourceLines, number: int, col: int) -> Problem:
    mark = source.line(number)[col : col + 1]
    fields = {"mark": mark, "closing": _CLOSING.get(mark, mark)}
    return msg.UNCLOSED.about(source.place(number, col), **fields)


def _needs_quotes(source: SourceLines, number: int, col: int) -> Problem:
    mark = source.line(number)[col : col + 1]
    return msg.QUOTES.about(source.place(number, col), mark=mark)


def _out_of_line(source: SourceLines, number: int, col: int) -> Problem:
    """Return a value with more text after its end, or a line that begins in the wrong column."""
    line = source.line(number)
    if line[:col].strip() in ("", "-"):
        return msg.INDENT.about(source.place(number, col))
    found = _VALUE.match(line)
    if found and found[1] in "[{":
        return _needs_quotes(source, number, found.start(1))
    return msg.AFTER.about(source.place(number, col))
