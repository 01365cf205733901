"""The lines of `.gitattributes`: rules about each one, for what git passes over in silence."""

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
    "The pattern {pattern} stands alone; the line does nothing.",
    hint="Write the attributes behind it: {pattern} {rule}",
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
    "A NUL byte stands in this line; git reads the line no further.",
    hint="Save the file anew as UTF-8 text: it may have been written as UTF-16.",
)

# gitattributes(5), and git-lfs's `lockable`.
KNOWN = (
    "binary",
    "conflict-marker-size",
    "delta",
    "diff",
    "encoding",
    "eol",
    "export-ignore",
    "export-subst",
    "filter",
    "ident",
    "lockable",
    "merge",
    "text",
    "whitespace",
    "working-tree-encoding",
)
# A slip of the pen in a short word: `filer`, `fitler`, `dif`, `mrege`.
_TYPO_CUTOFF = 0.74
# git ends a word at these and no other white space (attr.c).
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"(?=[ \t\r]|$)|[^ \t\r]+')
_MAX_LINE = 2047  # bytes; ATTR_MAX_LINE_LENGTH in git's attr.h, since 2.39.1
MACRO = "[attr]"
_MAX_ATTRIBUTES = 50  # attributes of a line that are looked at


class Line(NamedTuple):
    """A line that is neither blank nor a comment: its pattern, then its attributes."""

    file: str
    number: int
    pattern: str
    attributes: tuple[tuple[str, int], ...]
    col: int
    row: str = ""

    def place(self, col: int | None = None) -> Place:
        return Place(self.file, self.number, col or self.col)


def read_lines(text: str, file: str) -> list[Line]:
    """The lines with rules. git ends a line at a line feed and nowhere else, and passes over a
    byte-order mark.
    """
    numbered = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    return [line for number, row in numbered if (line := _line(row, file, number))]


def _line(row: str, file: str, number: int) -> Line | None:
    words = [(found[0], found.start() + 1) for found in _WORD.finditer(row)]
    if not words or words[0][0].startswith("#"):
        return None
    (pattern, col), *attributes = words
    return Line(file, number, pattern, tuple(attributes), col, row)


def pattern_alone(line: Line) -> Iterator[Problem]:
    """A pattern has attributes."""
    if not line.attributes:
        yield ALONE.about(line.place(), pattern=line.pattern, rule=LFS_RULE)


def pattern_negative(line: Line) -> Iterator[Problem]:
    """A pattern says what it is about, not what it is not."""
    if line.pattern.startswith("!"):
        yield NEGATIVE.about(line.place(), pattern=line.pattern)


def attributes_spelled(line: Line) -> Iterator[Problem]:
    """An attribute is one that git or git-lfs knows, if it is like one of them."""
    for written, col in line.attributes[:_MAX_ATTRIBUTES]:
        name = written.lstrip("-!").partition("=")[0]
        near = None if name in KNOWN else _near(name)
        if near:
            corrected = written.replace(name, near, 1)
            yield _misspelt(line, col, written, corrected)


@cache
def _near(name: str) -> str | None:
    return closest_match(name, KNOWN, _TYPO_CUTOFF)


def lfs_spelled(line: Line) -> Iterator[Problem]:
    """Where a filter is named, it is `lfs`: nobody else's machine has another."""
    for written, col in line.attributes[:_MAX_ATTRIBUTES]:
        name, equals, _ = written.partition("=")
        if name in ("filter", "-filter") and equals and written != "filter=lfs":
            yield _misspelt(line, col, written, "filter=lfs")


def _misspelt(line: Line, col: int, written: str, near: str) -> Problem:
    problem = MISSPELT.about(line.place(col), written=written, near=near)
    return problem.with_fix(Edit(line.place(col), len(written), near))


def line_whole(line: Line) -> Iterator[Problem]:
    """git reads all of a line."""
    nul, size = line.row.find("\0"), len(line.row.encode())
    if nul >= 0:
        yield NUL.about(line.place(nul + 1))
    elif size > _MAX_LINE:
        yield LONG.about(line.place(), size=size, most=_MAX_LINE)


def lfs_without_text(line: Line) -> bool:
    """Whether a line puts files under LFS and leaves open what git makes of them otherwise."""
    words = {word for word, _ in line.attributes}
    return "filter=lfs" in words and not words & {"-text", "binary"}


RULES: tuple[Callable[[Line], Iterator[Problem]], ...] = (
    pattern_alone,
    pattern_negative,
    attributes_spelled,
    lfs_spelled,
    line_whole,
)
