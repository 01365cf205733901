"""A card's front matter, read within bounds and as the Hub's JavaScript parser reads it.

The Hub uses js-yaml 4 (YAML 1.2): `no` is a string and a key twice is an error, where PyYAML
(YAML 1.1) has False and the last value. The text is untrusted, so tags other than YAML's own are
refused, and so is what is larger or deeper than any card, with its aliases written out.
"""

from __future__ import annotations

import re
from typing import TypeAlias, cast

import yaml

from checks.hubspec.bounds import CARD, Fault, Position
from checks.hubspec.composer import Composer
from checks.hubspec.frontmatter import BOM, OPENING, split
from checks.hubspec.yaml12 import read_scalar

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_TOO_LARGE = f"the metadata is larger than {CARD.size // 1024} KB"
# What may stand before the metadata: blank lines, and the opening ---.
_BEFORE = 1024


class CardError(Exception):
    """Front matter that the Hub would not read; the text says why."""


def front_matter(card: str) -> str | None:
    """Return the YAML between the `---` lines; None where the card has none."""
    text = card.removeprefix(BOM)
    start = text[: CARD.size + _BEFORE]
    parts = split(start)
    if parts is None and re.match(OPENING, start) and len(text) > len(start):
        raise CardError(_TOO_LARGE)
    return parts.yaml if parts else None


def text_after(card: str) -> str:
    """Return what follows the front matter: what people read."""
    text = card.removeprefix(BOM)
    parts = split(text[: CARD.size + _BEFORE])
    return text[parts.body_start :] if parts else text


def parse(text: str) -> Json:
    """Return what a YAML document holds, as plain JSON values. Raises CardError."""
    if len(text.encode("utf-8", "replace")) > CARD.size:
        raise CardError(_TOO_LARGE)
    found = Composer(lambda value, plain, _: read_scalar(value) if plain else value, bounds=CARD)
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
            return f"unknown tag !<{fault.fields['what']}>"
        case "alias":
            return f'unidentified alias "{fault.fields["name"]}"'
        case "merge":
            return "cannot merge mappings; the provided source object is unacceptable"
        case "size":
            return _TOO_LARGE
        case "documents":
            return "expected a single document, but found more"
        case "items" | "depth":
            return f"more than {CARD.values} values or {CARD.levels} levels"
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
