"""What was probably meant where YAML cannot be read, in words for who never saw its grammar.

A parser names the place where it could not go on, which is often the line below the slip.
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
_CLOSING = {"[": "]", "{": "}", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a text, and what its places are: the name of the file, the lines before."""

    lines: list[str]
    file: str
    offset: int = 0

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def place(self, number: int, col: int) -> Place:
        """`number` and `col` are counted from 0, and may lie behind the text's end."""
        number = min(number, len(self.lines) - 1)
        col = min(col, len(self.lines[number]))
        return Place(self.file, number + self.offset + 1, col + 1)


def diagnose(error: yaml.MarkedYAMLError, source: SourceLines) -> list[Problem]:
    """What is likely behind an error of PyYAML's; nothing where that cannot be told."""
    mark, opened = error.problem_mark, error.context_mark
    if mark is None:
        return []
    reason, context = str(error.problem), str(error.context)
    before = _line_before(source, mark.line)
    if reason == "could not find expected ':'" and opened:
        return _in_lines(source, opened.line)
    if "mapping values" in reason:
        # The key of an entry may stand behind its dash, with others below it.
        found = _in_lines(source, before) if before is not None else []
        return found or [_second_colon(source, mark.line, mark.column)]
    if "block sequence entries" in reason:
        return [msg.LIST.about(source.place(mark.line, mark.column))]
    if "quoted scalar" in context and opened and "end of stream" in reason:
        return [_unclosed(source, opened.line, opened.column)]
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


def diagnose_scalar(source: SourceLines) -> list[Problem]:
    """The same for a text that YAML takes for one long word, where lines of keys were meant."""
    first = next((n for n, line in enumerate(source.lines) if _counts(line)), None)
    return [] if first is None else _in_lines(source, first, dashes=False)


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _line_before(source: SourceLines, number: int) -> int | None:
    return next((n for n in range(number - 1, -1, -1) if _counts(source.line(n))), None)


def _in_lines(source: SourceLines, number: int, *, dashes: bool = True) -> list[Problem]:
    """A slip at the start of this line, and the same in the lines beside it: those that begin as
    far in, directly above it, and below it up to one that begins further out.
    """

    def slip(n: int) -> list[Problem]:
        return list(_in_line(source, n, dashes=dashes))

    if not slip(number):
        return []
    indent, first = _indent(source.line(number)), number
    while first and _indent(source.line(first - 1)) == indent and slip(first - 1):
        first -= 1
    found = []
    for n in range(first, len(source.lines)):
        here = _indent(source.line(n))
        if 0 <= here < indent:
            break
        found += slip(n) if here == indent else []
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
    return len(line) - len(line.lstrip(" ")) if _counts(line) else -1


def _second_colon(source: SourceLines, number: int, col: int) -> Problem:
    """Of two colons in a line the second; of one, the line that has no business being there."""
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


def _unclosed(source: SourceLines, number: int, col: int) -> Problem:
    mark = source.line(number)[col : col + 1]
    fields = {"mark": mark, "closing": _CLOSING.get(mark, mark)}
    return msg.UNCLOSED.about(source.place(number, col), **fields)


def _needs_quotes(source: SourceLines, number: int, col: int) -> Problem:
    mark = source.line(number)[col : col + 1]
    return msg.QUOTES.about(source.place(number, col), mark=mark)


def _out_of_line(source: SourceLines, number: int, col: int) -> Problem:
    """A value that went on behind its end, or a line that begins at the wrong place."""
    line = source.line(number)
    if line[:col].strip() in ("", "-"):
        return msg.INDENT.about(source.place(number, col))
    found = _VALUE.match(line)
    if found and found[1] in "[{":
        return _needs_quotes(source, number, found.start(1))
    return msg.AFTER.about(source.place(number, col))
