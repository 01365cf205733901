"""A card's front matter, cut out exactly as the Hub's Python client does it.

What the client does not find it ignores without a word, so each way to miss it has a message.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from checks.hubspec import frontmatter as hubspec
from checks.hubspec.frontmatter import BOM
from checks.messages import Edit, Message, Place, Problem
from checks.textfile import LINE_BREAK, place_of

_ADJACENT = re.compile(r"---[ \t]*(?:\r\n|\r|\n|$)")
_NEARLY_OPENING = r"\s*---(?=[^\r\n])"
_NEARLY_CLOSING = r"(?m:^[ \t]*-{3,}[^\r\n]*$|^[ \t]*(?:[–—]+-*|\.\.\.)[ \t]*\r?$)"
_LIKE_OPENING = r"\s*(-{1,2}|[–—]+-*)(?=[ \t]*\r?\n[ \t]*[A-Za-z_-]+[ \t]*:)"
_LATE = r"(?m:^---[ \t]*\r?\n(?=[ \t]*[A-Za-z_-]+[ \t]*:))"

HIDDEN_MARK = Message(
    "FM-BOM",
    "An invisible byte-order mark is before the first line: the Hub reads past it, Python "
    "programs find no front matter.",
    hint="Save the file as “UTF-8”, not as “UTF-8 with BOM”.",
)
OPENING = Message(
    "FM-OPEN",
    "After the opening --- comes more ({extra}), so the front matter is ignored.",
    hint="The first line must be three dashes and nothing else, not even a space.",
)
DASHES = Message(
    "FM-DASHES",
    "The front matter begins with {line} and not with ---, so it is ignored.",
    hint="Type three plain hyphens (---); some programs turn two of them into a long dash.",
)
LATE = Message(
    "FM-LATE",
    "The front matter begins here, but there is text before it, so it is ignored.",
    hint="Move everything above this --- to below the closing ---.",
)
UNCLOSED = Message(
    "FM-CLOSE",
    "The front matter has no closing ---, so it is ignored.",
    hint="After the last key put a line with three dashes and nothing before or after them.",
)
ADJACENT = Message(
    "FM-ADJACENT",
    "The closing --- follows the opening --- directly, so no front matter is found.",
    hint="Put the metadata between the two lines, for example `license: mit`.",
)
NONE = Message(
    "FM-NONE",
    "The card has no front matter: the Hub knows neither its licence nor its task.",
    hint="Begin the file with a line ---, then `license: mit` and other keys, then a line ---.",
)
EMPTY = Message(
    "FM-EMPTY",
    "The front matter is empty.",
    hint="Write the metadata between the two --- lines, for example `license: mit`.",
    severity="warning",
)


class FrontMatter(NamedTuple):
    """A card in two parts; `yaml_line` and `body_line` are their first lines in the file."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split(text: str, file: str) -> tuple[FrontMatter | None, list[Problem]]:
    """Return the front matter and body of a card, and what is wrong with the fences.

    After a byte-order mark the rest is read all the same, so that both can be fixed at once.
    """
    problems = [_hidden_mark(file)] if text.startswith(BOM) else []
    text = text.removeprefix(BOM)
    opening = re.match(hubspec.OPENING, text)
    adjacent = opening and _ADJACENT.match(text, opening.end())
    parts = None if adjacent else hubspec.split(text)
    if parts is None:
        problems.append(_not_found(text, file, opening))
        return None, problems
    yaml_place = place_of(text, parts.yaml_start, file)
    if not parts.yaml.strip():
        problems.append(EMPTY.about(yaml_place))
        return None, problems
    body_line = place_of(text, parts.body_start, file).line
    return FrontMatter(parts.yaml, yaml_place.line, parts.body, body_line), problems


def _hidden_mark(file: str) -> Problem:
    """Return the problem. Columns are counted after the mark, so that it is column 0 itself."""
    return HIDDEN_MARK.about(Place(file)).with_fix(Edit(Place(file, 1, 0), 1, ""))


def _not_found(text: str, file: str, opening: re.Match[str] | None) -> Problem:
    """Return why no front matter is found."""
    from checks.lint.card import fences  # only for what is wrong

    if opening and _ADJACENT.match(text, opening.end()):
        adjacent = ADJACENT.about(place_of(text, opening.end(), file))
        return adjacent.with_fix(fences.one_opening(text, opening.end(), file))
    if opening:
        nearly = re.compile(_NEARLY_CLOSING).search(text, opening.end())
        start = nearly.start() if nearly else opening.end() - len(opening[0].lstrip())
        fix = fences.closing(text, opening.end(), nearly and nearly.start(), file)
        return UNCLOSED.about(place_of(text, start, file)).with_fix(fix)
    if nearly := re.match(_NEARLY_OPENING, text):
        extra = LINE_BREAK.split(text[nearly.end() :], maxsplit=1)[0]
        problem = OPENING.about(place_of(text, nearly.end(), file), extra=_visible(extra))
        return problem.with_fix(fences.bare_opening(text, nearly.end(), file))
    if like := re.match(_LIKE_OPENING, text):
        place = place_of(text, like.start(1), file)
        return DASHES.about(place, line=like[1]).with_fix(Edit(place, len(like[1]), "---"))
    if late := re.search(_LATE, text):
        return LATE.about(place_of(text, late.start(), file))
    return NONE.about(Place(file))


def _visible(extra: str) -> str:
    """Return text, with spaces as a mark that can be seen."""
    return extra if extra.strip() else "␣" * len(extra)
