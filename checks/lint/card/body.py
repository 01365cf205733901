"""The text below the front matter: what of it is the template's, and where its links lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.lint.card.frontmatter import FrontMatter
from checks.lint.card.links import missing_link_targets
from checks.messages import Message, Place, Problem
from checks.template import PROMPT, TITLE, titles
from checks.textfile import place_of
from checks.yamldoc import MAX_BYTES

HEADING = Message(
    "CARD-HEADING",
    "The heading “{heading}” is still the template's.",
    hint="Write the name of your model.",
    severity="warning",
)
SECTION = Message(
    "CARD-SECTION",
    "Under the heading “{heading}” there is still the template's text.",
    hint="Write your own text in its place, or take the section out.",
    severity="warning",
)
SHORT = Message(
    "CARD-SHORT",
    "The card's text says next to nothing, and challenge 4 asks for it.",
    hint="Below the front matter write a few sentences of your own: what the model does, how it "
    "was made, how to use it, what it cannot do.",
    severity="warning",
)

# Of our own template, and of huggingface_hub's (templates/modelcard_template.md).
_TITLES = (TITLE, "Model Card for Model ID")
UNWRITTEN = (PROMPT, "[More Information Needed]")
#: A text with fewer letters of one's own says next to nothing.
MIN_LETTERS = 80
# Read by lines: importing a Markdown parser takes as long as all else that a hook does.
_CODE_OR_COMMENT = (
    r"(?ms)^ {0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
)
_HEADING_OR_TEXT = (
    r"(?m)^ {0,3}\#{1,6}[ \t]+(?P<heading>.*)"
    r"|^ {0,3}(?P<underlined>\w.*)\n {0,3}(?:=+|-+)[ \t]*$"
    r"|^[ \t>*+|-]*(?P<text>\S.*)"
)


def body_problems(card: Card | None, matter: FrontMatter, file: str) -> Iterator[Problem]:
    """Yield what is wrong in the text. Past `MAX_BYTES` characters it is not looked at."""
    if len(matter.body) > MAX_BYTES:
        return
    template = list(_template(matter.body, file, matter.body_line))
    yield from template
    if card is not None:
        if not template and card.is_graded and letters_of_own_text(matter.body) < MIN_LETTERS:
            yield SHORT.about(Place(file, matter.body_line))
        yield from missing_link_targets(card, matter.body, file, matter.body_line)


def _template(text: str, file: str, first_line: int) -> Iterator[Problem]:
    """Yield each heading that is the template's, and each with the template's text below it."""
    heading: tuple[int, str] | None = None
    visible = re.sub(_CODE_OR_COMMENT, _blank, text)
    for found in re.finditer(_HEADING_OR_TEXT, visible):
        title = found["heading"] or found["underlined"]
        if title:
            heading = found.start(), _without_closing(title.strip())
            if _is_template_title(heading[1]):
                yield _about(HEADING, text, heading, file, first_line)
        elif heading and (found["text"] or "").startswith(UNWRITTEN):
            yield _about(SECTION, text, heading, file, first_line)
            heading = None


def _without_closing(title: str) -> str:
    """Return a heading without the #s that may close it."""
    bare = title.rstrip("#")
    return bare.rstrip() if bare != bare.rstrip() else title


def _is_template_title(title: str) -> bool:
    # A hook opens the catalogues only for what may be in them.
    """Return whether a heading is the template's, in any language."""
    return title in _TITLES or (not title.isascii() and title in titles())


def _about(
    message: Message, text: str, heading: tuple[int, str], file: str, first_line: int
) -> Problem:
    place = place_of(text, heading[0], file, first_line - 1)
    return message.about(place, heading=heading[1])


def _blank(found: re.Match[str]) -> str:
    """Return as many lines and characters, without anything in them."""
    return re.sub(r"[^\n]", " ", found[0])


def letters_of_own_text(body: str) -> int:
    """Return how many letters a card has besides comments, headings, code and prompts.

    A Korean syllable says as much as about two Latin letters and counts as such.
    """
    body = re.sub(r"<!--.*?(?:-->|\Z)", "", body, flags=re.DOTALL)
    body = re.sub(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", "", body, flags=re.DOTALL | re.MULTILINE)
    lines = [
        line for line in body.splitlines() if not line.lstrip("> -*").startswith(("#", PROMPT))
    ]
    letters = [char for char in "".join(lines) if char.isalpha()]
    return len(letters) + sum(char > "\u2e80" for char in letters)
