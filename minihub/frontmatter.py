"""A card's front matter, read within bounds and as the Hub's JavaScript parser reads it.

The Hub uses js-yaml 4 (YAML 1.2): `no` is a string and a key twice is an error, where PyYAML
(YAML 1.1) has False and the last value. The text is untrusted, so anchors, aliases and tags
are refused, and so is what is larger or deeper than any card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml

from checks.hubspec.frontmatter import BOM, OPENING, split
from checks.hubspec.yaml12 import read_scalar

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12
MAX_ITEMS = 5000
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class CardError(Exception):
    """Front matter that the Hub would not read; the text says why."""


def front_matter(card: str) -> str | None:
    """The YAML between the `---` lines, if the card has any."""
    text = card.removeprefix(BOM)
    start = text[: MAX_BYTES + 1024]
    parts = split(start)
    if parts is None and re.match(OPENING, start) and len(text) > len(start):
        raise CardError(f"the metadata is larger than {MAX_BYTES // 1024} KB")
    return parts.yaml if parts else None


def text_after(card: str) -> str:
    """What follows the front matter: what people read."""
    text = card.removeprefix(BOM)
    parts = split(text[: MAX_BYTES + 1024])
    return text[parts.body_start :] if parts else text


def parse(text: str) -> Json:
    """What a YAML document says, as plain JSON values. Raises CardError."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise CardError(f"the metadata is larger than {MAX_BYTES // 1024} KB")
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" ({mark.line + 1}:{mark.column + 1})" if mark else ""
        raise CardError(f"{error.problem or error.context}{place}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise CardError(" ".join(str(error).split())) from None


def read_card(card: str) -> dict[str, Json]:
    """A card's metadata; empty where there is none. Raises CardError."""
    text = front_matter(card)
    # js-yaml takes a tab for white space, where there is nothing else.
    metadata = parse(text) if text and text.strip() else None
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise CardError("the metadata must be a mapping of keys to values")
    return metadata


class _Composer:
    """Values out of the parser's events, one pass, nothing looked up twice."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._items = 0

    def document(self) -> Json:
        value: Json = None
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                value = self._node(event, 0)
                break
        if any(isinstance(event, yaml.DocumentStartEvent) for event in self._events):
            raise CardError("expected a single document, but found more")
        return value

    def _node(self, event: yaml.Event, depth: int) -> Json:
        self._items += 1
        holds_more = not isinstance(event, yaml.ScalarEvent)
        if self._items > MAX_ITEMS or depth + holds_more > MAX_DEPTH:
            raise CardError(f"more than {MAX_ITEMS} values or {MAX_DEPTH} levels{_at(event)}")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CardError(f"anchors and aliases are not allowed{_at(event)}")
        if getattr(event, "tag", None) not in (None, "!"):
            raise CardError(f"tags are not allowed{_at(event)}")
        match event:
            case yaml.ScalarEvent():
                return read_scalar(event.value) if event.implicit[0] else _encodable(event.value)
            case yaml.SequenceStartEvent():
                return list(self._sequence(depth + 1))
            case _:
                return self._mapping(depth + 1)

    def _sequence(self, depth: int) -> Iterator[Json]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth)

    def _mapping(self, depth: int) -> dict[str, Json]:
        found: dict[str, Json] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise CardError(f"a key must be plain text{_at(event)}")
            self._items += 1
            key = _encodable(event.value)
            if key == "<<":
                raise CardError(f"merge keys are not allowed{_at(event)}")
            if key in found:
                raise CardError(f"duplicated mapping key{_at(event)}")
            found[key] = self._node(next(self._events), depth)
        return found


def _at(event: yaml.Event) -> str:
    mark = event.start_mark
    return f" ({mark.line + 1}:{mark.column + 1})" if mark else ""


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which an escape can make and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
