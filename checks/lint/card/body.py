"""The text below the front matter: whether there is anything to look at more closely.

text.py does, with a Markdown parser; it is imported only where a link that may lead to a file,
or the template's words, were found, since the linter is a hook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.lint.card.frontmatter import FrontMatter
from checks.messages import Problem
from checks.template import PROMPT, TITLE, titles
from checks.textfile import place_of
from checks.yamldoc import MAX_BYTES

# Of our own template, and of huggingface_hub's (templates/modelcard_template.md).
_TITLES = (TITLE, "Model Card for Model ID")
UNWRITTEN = (PROMPT, "[More Information Needed]")
_MAY_POINT = (
    r"\]\(\s*<?(?!https?:|#|mailto:)|\]:\s*<?(?!https?:)|\b(?:src|href)\s*=\s*[\"']?(?!https?:|#)"
)
_NEEDED = ("](", "]:", "src", "href")


def body_problems(card: Card | None, matter: FrontMatter, file: str) -> Iterator[Problem]:
    """What is to be said of the text. Past `MAX_BYTES` characters it is not looked at."""
    text = matter.body
    if len(text) > MAX_BYTES or not (_may_point(card, text) or _may_be_the_templates(text)):
        return
    from checks.lint.card.text import found_in

    for start, message, fields in found_in(text, card):
        yield message.about(place_of(text, start, file, matter.body_line - 1), **fields)


def _may_point(card: Card | None, text: str) -> bool:
    if card is None or card.folder is None or not any(words in text for words in _NEEDED):
        return False
    return re.search(_MAY_POINT, text) is not None


def _may_be_the_templates(text: str) -> bool:
    return any(words in text for words in (*titles_for(text), *UNWRITTEN))


def titles_for(text: str) -> list[str]:
    """Return the headings of templates that may be in a text.

    Catalogues are opened only for a text that is not all ASCII, since the linter is a hook.
    """
    return [*_TITLES, *(() if text.isascii() else titles())]
