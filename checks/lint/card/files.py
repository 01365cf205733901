"""Files that the front matter points to: nobody sees those that are not in the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checks.lint.card.context import Card
from checks.messages import Message, Place, Problem

MISSING = Message(
    "CARD-FILE",
    "{key} points to {path}, which is not in the card's folder.",
    hint="Put the file there, correct its name (capitals count), or write a whole address "
    "beginning with https://.",
    severity="warning",
)

_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]*:|//"


def missing_files(card: Card) -> Iterator[Problem]:
    """Yield each file of a widget example, the licence or the thumbnail that is not there."""
    if card.folder is None:
        return
    for key, path, place in (*_of_card(card), *_of_widget(card)):
        if path and not re.match(_ADDRESS, path) and card.is_missing(path.removeprefix("/")):
            yield MISSING.about(place, key=key, path=path)


def _of_card(card: Card) -> Iterator[tuple[str, str, Place]]:
    for key in ("license_link", "thumbnail"):
        value = card.text(key)
        # A link that is neither a file's name nor an address is wrong by another rule.
        if value and (key == "thumbnail" or value in ("LICENSE", "LICENSE.md")):
            yield key, value, card.doc.at(key)


def _of_widget(card: Card) -> Iterator[tuple[str, str, Place]]:
    widget = card.fields.get("widget")
    for number, example in enumerate(widget if isinstance(widget, list) else ()):
        for key, value, path in _pointers(example):
            yield key, value, card.doc.at("widget", number, *path)


def _pointers(example: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    match example:
        case {"src": str(source)}:
            yield "src", source, ("src",)
    match example:
        case {"output": {"url": str(url)}}:
            yield "output", url, ("output", "url")
