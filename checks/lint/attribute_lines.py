"""The lines of `.gitattributes`: rules about each one, for what git passes over in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.lint.near import nearest
from checks.messages import Message, Place, Problem

ATTRIBUTES_FILE = ".gitattributes"
LFS_RULE = "filter=lfs diff=lfs merge=lfs -text"

ALONE = Message(
    "ATTR-ALONE",
    en="The pattern {pattern} stands alone; the line does nothing.",
    ko="{pattern} 패턴만 있어 이 줄은 아무 일도 하지 않습니다.",
    hint_en="Write the attributes behind it: {pattern} {rule}",
    hint_ko="패턴 뒤에 속성을 쓰세요: {pattern} {rule}",
)
NEGATIVE = Message(
    "ATTR-NEGATIVE",
    en="{pattern}: git ignores patterns with ! in .gitattributes.",
    ko="{pattern}: git은 .gitattributes에서 !로 시작하는 패턴을 무시합니다.",
    hint_en="To take a file out of LFS write its name, then: -filter -diff -merge text",
    hint_ko="파일을 LFS에서 빼려면 파일 이름 뒤에 이렇게 쓰세요: -filter -diff -merge text",
)
MISSPELT = Message(
    "ATTR-SPELLING",
    en="{written} means nothing to git; it is much like {near}.",
    ko="{written}은(는) git에 아무 의미가 없습니다. {near}과(와) 비슷합니다.",
    hint_en="Write {near}.",
    hint_ko="{near}(으)로 고치세요.",
)

# gitattributes(5), and git-lfs's `lockable`.
_KNOWN = (
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
_SLIP = 0.74
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither blank nor a comment: its pattern, then its attributes."""

    file: str
    number: int
    pattern: str
    attributes: tuple[tuple[str, int], ...]
    col: int

    def place(self, col: int | None = None) -> Place:
        return Place(self.file, self.number, col or self.col)


def read_lines(text: str, file: str) -> list[Line]:
    """The lines with rules. git ends a line at a line feed and nowhere else."""
    numbered = enumerate(text.split("\n"), 1)
    return [line for number, row in numbered if (line := _line(row, file, number))]


def _line(row: str, file: str, number: int) -> Line | None:
    words = [(found[0], found.start() + 1) for found in _WORD.finditer(row)]
    if not words or words[0][0].startswith("#"):
        return None
    (pattern, col), *attributes = words
    return Line(file, number, pattern, tuple(attributes), col)


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
    for written, col in line.attributes:
        name = written.lstrip("-!").partition("=")[0]
        near = None if name in _KNOWN else nearest(name, _KNOWN, _SLIP)
        if near:
            corrected = written.replace(name, near, 1)
            yield MISSPELT.about(line.place(col), written=written, near=corrected)


def lfs_spelled(line: Line) -> Iterator[Problem]:
    """Where a filter is named, it is `lfs`: nobody else's machine has another."""
    for written, col in line.attributes:
        name, equals, _ = written.partition("=")
        if name in ("filter", "-filter") and equals and written != "filter=lfs":
            yield MISSPELT.about(line.place(col), written=written, near="filter=lfs")


RULES: tuple[Callable[[Line], Iterator[Problem]], ...] = (
    pattern_alone,
    pattern_negative,
    attributes_spelled,
    lfs_spelled,
)
