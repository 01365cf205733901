"""A card's front matter, read within bounds and as the Hub's JavaScript parser reads it.

The Hub uses js-yaml 4 (YAML 1.2): `no` is a string and a key twice is an error, where PyYAML
(YAML 1.1) has False and the last value. The text is untrusted, so anchors, aliases and tags
are refused, and so is what is larger or deeper than any card.
"""

from __future__ import annotations

import re
from typing import TypeAlias, cast

import yaml

from checks.hubspec.composer import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, Composer, Fault, Position
from checks.hubspec.frontmatter import BOM, OPENING, split
from checks.hubspec.yaml12 import read_scalar

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_REFERENCES = {"&": "anchors", "*": "aliases", "<": "merge keys"}


class CardError(Exception):
    """Front matter that the Hub would not read; the text says why."""


def front_matter(card: str) -> str | None:
    """Return the YAML between the `---` lines; None where the card has none."""
    text = card.removeprefix(BOM)
    start = text[: MAX_BYTES + 1024]
    parts = split(start)
    if parts is None and re.match(OPENING, start) and len(text) > len(start):
        raise CardError(f"the metadata is larger than {MAX_BYTES // 1024} KB")
    return parts.yaml if parts else None


def text_after(card: str) -> str:
    """Return what follows the front matter: what people read."""
    text = card.removeprefix(BOM)
    parts = split(text[: MAX_BYTES + 1024])
    return text[parts.body_start :] if parts else text


def parse(text: str) -> Json:
    """Return what a YAML document holds, as plain JSON values. Raises CardError."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise CardError(f"the metadata is larger than {MAX_BYTES // 1024} KB")
    found = Composer(lambda value, plain, _: read_scalar(value) if plain else value)
    try:
        found.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = (mark.line + 1, mark.column + 1) if mark else None
        raise CardError(_at(error.problem or error.context or "it is not YAML", position)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise CardError(" ".join(str(error).split())) from None
    for fault in found.faults:
        raise CardError(_at(_words(fault), fault.position))
    return cast(Json, found.data)


def _words(fault: Fault) -> str:
    """Return why something is refused, in js-yaml's words where it has some."""
    match fault.reason:
        case "reference":
            kind = str(fault.fields["what"])[0]
            return f"{_REFERENCES.get(kind, 'tags')} are not allowed"
        case "documents":
            return "expected a single document, but found more"
        case "items" | "depth":
            return f"more than {MAX_ITEMS} values or {MAX_DEPTH} levels"
        case "key":
            return "a key must be plain text"
        case "value":
            return "a value cannot be read"
        case "duplicate":
            return "duplicated mapping key"


def _at(words: str, position: Position | None) -> str:
    return f"{words} ({position[0]}:{position[1]})" if position else words


def read_card(card: str) -> dict[str, Json]:
    """Return a card's metadata; empty where there is none. Raises CardError."""
    text = front_matter(card)
    # js-yaml takes a tab for white space, where there is nothing else.
    metadata = parse(text) if text and text.strip() else None
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise CardError("the metadata must be a mapping of keys to values")
    return metadata
