"""Keys with nothing after them, where the Hub takes no blank."""

from __future__ import annotations

from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.messages import Message, Place, Problem

LICENSE = Message(
    "CARD-LICENSE-BLANK",
    "The licence is not chosen yet, and the Hub would refuse the card.",
    hint="Choose one on https://choosealicense.com and write its id, as in `license: mit`.",
)
LANGUAGE = Message(
    "CARD-LANGUAGE-BLANK",
    "The language is blank, and the Hub would refuse the card.",
    hint="Write a code, as in `language: en`, or take the line out.",
)
ID = Message(
    "CARD-ID-BLANK",
    "{key} is blank, and the Hub would refuse the card.",
    hint="Write an id, as in `{key}: OWNER/NAME`, or take the line out.",
)

# espnet_model_zoo#102: a key with nothing after it is refused.
_MESSAGES = {"license": LICENSE, "language": LANGUAGE, "datasets": ID, "base_model": ID}


def blank_values(card: Card) -> Iterator[Problem]:
    """Yield each key of these that has nothing after it."""
    for key, message in _MESSAGES.items():
        for place in _blanks(card, key):
            yield message.about(place, key=key)


def _blanks(card: Card, key: str) -> Iterator[Place]:
    if key in card.fields and card.fields[key] is None:
        yield card.doc.at_key(key)
    for value, place in card.texts(key):
        if not value.strip():
            yield place
