"""How much of a YAML document is read, and what is refused beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

MAX_BYTES = 64 * 1024
MAX_ITEMS = 5_000
MAX_DEPTH = 12

#: A line and a column, both counted from 1.
Position = tuple[int, int]
Reason = Literal[
    "reference",
    "alias",
    "merge",
    "documents",
    "size",
    "items",
    "depth",
    "key",
    "value",
    "duplicate",
]


class Bounds(NamedTuple):
    """How much of a document is read, and whether anchors, aliases and merge keys are."""

    size: int
    """Bytes of the text; also characters of it, with each alias written out."""
    values: int
    levels: int
    references: bool = False


FORM = Bounds(MAX_BYTES, MAX_ITEMS, MAX_DEPTH)
"""Bounds of a file that somebody fills in by hand, such as answers.yaml."""
CARD = Bounds(2 * 1024 * 1024, 500_000, 40, references=True)
"""Bounds of a card's front matter: 723 KB and 36,435 values are live on the Hub."""


class Fault(NamedTuple):
    """Something that is refused. `fields` has more about it, such as a key that is there twice."""

    reason: Reason
    position: Position
    fields: Mapping[str, object]


class RefusedError(Exception):
    """A fault, on its way out of what is read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault
