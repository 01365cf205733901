"""The lines of `.gitattributes`, and rules about each one: what git ignores without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from checks.hubspec.attributes import LFS_RULE
from checks.lint.suggest.closest import closest_match
from checks.messages import Edit, Message, Place, Problem

ALONE = Message(
    "ATTR-ALONE",
    "The pattern {pattern} has no attributes, so the line does nothing.",
    hint="Write the attributes after it: {pattern} {rule}",
    severity="warning",
)
NEGATIVE = Message(
    "ATTR-NEGATIVE",
    "{pattern}: git ignores patterns with ! in .gitattributes.",
    hint="To take a file out of LFS write its name, then: -filter -diff -merge text",
    severity="warning",
)
MISSPELT = Message(
    "ATTR-SPELLING",
    "{written} means nothing to git; it is much like {near}.",
    hint="Write {near}.",
    severity="warning",
)
LONG = Message(
    "ATTR-LONG",
    "git ignores a line of {size} bytes; it takes at most {most}.",
    hint="Make two or more lines of it, or look for something pasted by mistake.",
    severity="warning",
)
NUL = Message(
    "ATTR-NUL",
    "There is a NUL byte in this line, and git does not read the rest of the line.",
    hint="Save the file again as UTF-8 text: it may have been written as UTF-16.",
)

# gitattributes(5), and git-lfs's `lockable`.
_KNOWN = (
    "binary conflict-marker-size delta diff encoding eol export-ignore export-subst filter ident "
    "lockable merge text whitespace working-tree-encoding"
)
KNOWN = tuple(_KNOWN.split())
# For short words: `filer`, `fitler`, `dif`, `mrege`.
_TYPO_CUTOFF = 0.74
# git ends a word at these and no other white space (attr.c).
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"(?=[ \t\r]|$)|[^ \t\r]+')
_MAX_LINE = 2047  # bytes; ATTR_MAX_LINE_LENGTH in git's attr.h, since 2.39.1
MACRO = "[attr]"
_MAX_ATTRIBUTES = 50  # of a line that are looked at
MAX_NAMED_LINES = 100  # with the same fault; a file of anything has thousands


class Line(NamedTuple):
    """A line that is neither blank nor a comment: its pattern, then its attributes."""

    file: str
    number: int
    pattern: str
    attributes: tuple[tuple[str, int], ...]
    col: int
    row: str = ""

    def place(self, col: int | None = None) -> Place:
        """Return the place of a column, counted from 1, else of the pattern."""
        return Place(self.file, self.number, col or self.col)


def read_lines(text: str, file: str) -> list[Line]:
    """Return the lines of a text that have rules.

    As for git, only a line feed ends a line, and a byte-order mark is skipped.
    """
    numbered = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    return [line for number, row in numbered if (line := _line(row, file, number))]


def _line(row: str, file: str, number: int) -> Line | None:
    words = [(found[0], found.start() + 1) for found in _WORD.finditer(row)]
    if not words or words[0][0].startswith("#"):
        return None
    (pattern, col), *attributes = words
    return Line(file, number, pattern, tuple(attributes), col, row)


def lone_pattern(line: Line) -> Iterator[Problem]:
    """Yield a pattern without attributes."""
    if not line.attributes:
        yield ALONE.about(line.place(), pattern=line.pattern, rule=LFS_RULE)


def negative_pattern(line: Line) -> Iterator[Problem]:
    """Yield a pattern that begins with `!`."""
    if line.pattern.startswith("!"):
        yield NEGATIVE.about(line.place(), pattern=line.pattern)


def misspelt_attributes(line: Line) -> Iterator[Problem]:
    """Yield each attribute that is much like one that git or git-lfs knows."""
    for word, col in line.attributes[:_MAX_ATTRIBUTES]:
        name = word.lstrip("-!").partition("=")[0]
        near = None if name in KNOWN else _closest_attribute(name)
        if near:
            yield _misspelt(line, col, word, word.replace(name, near, 1))


@cache
def _closest_attribute(name: str) -> str | None:
    return closest_match(name, KNOWN, _TYPO_CUTOFF)


def other_filters(line: Line) -> Iterator[Problem]:
    """Yield each filter that is not `lfs`: no other machine has one."""
    for word, col in line.attributes[:_MAX_ATTRIBUTES]:
        name, equals, _ = word.partition("=")
        if name in ("filter", "-filter") and equals and word != "filter=lfs":
            yield _misspelt(line, col, word, "filter=lfs")


def _misspelt(line: Line, col: int, word: str, near: str) -> Problem:
    problem = MISSPELT.about(line.place(col), written=word, near=near)
    return problem.with_fix(Edit(line.place(col), len(word), near))


def unread_line(line: Line) -> Iterator[Problem]:
    """Yield a line that git does not read to its end."""
    nul, size = line.row.find("\0"), len(line.row.encode())
    if nul >= 0:
        yield NUL.about(line.place(nul + 1))
    elif size > _MAX_LINE:
        yield LONG.about(line.place(), size=size, most=_MAX_LINE)


def lfs_without_text(line: Line) -> bool:
    """Return whether a line puts files under LFS and not out of reach of git's conversions."""
    words = {word for word, _ in line.attributes}
    return "filter=lfs" in words and not words & {"-text", "binary"}


RULES: tuple[Callable[[Line], Iterator[Problem]], ...] = (
    lone_pattern,
    negative_pattern,
    misspelt_attributes,
    other_filters,
    unread_line,
)
