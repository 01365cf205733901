"""The Hub's cards, read for what they say about task, language and library.

The front matter is found as the Hub's own client finds it, and read by the bounded parser.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from checks import yamldoc
from checks.hub.evidence import value
from checks.hub.facts import Fact, Missing
from checks.hubspec.bounds import CARD
from checks.hubspec.card_fields import languages as languages
from checks.hubspec.card_fields import library as library
from checks.hubspec.card_fields import strings as strings
from checks.hubspec.card_fields import task as task
from checks.hubspec.card_fields import wants_language as wants_language
from checks.hubspec.frontmatter import split
from checks.lint.card.discrepancies import read_as_hub

MAX_CARD_BYTES = 3 * 1024 * 1024
"""Bytes that are read of a model's card; the rest is left."""
MAX_DATASET_CARD_BYTES = 4 * 1024 * 1024
"""Bytes. A dataset with many configurations describes each of them in its front matter."""
_BOUNDS = CARD._replace(size=MAX_DATASET_CARD_BYTES)


# One, since five checks in a row read the same card.
@lru_cache(maxsize=1)
def metadata(card: bytes) -> Mapping[str, Any]:
    """Return a card's front matter as the Hub reads it; {} where it has none that can be read."""
    block = split(card.decode("utf-8", "replace"))
    if block is None:
        return {}
    doc, _ = yamldoc.parse(block.yaml, "README.md", bounds=_BOUNDS)
    data = doc._replace(data=read_as_hub(doc)[0]).json_data() if doc else None
    return data if isinstance(data, dict) else {}


def text_of(card: Fact[str] | None) -> str:
    """Return a live card's text; "" where it is not for the public, the student's doing.

    Raises:
        NotGradableError: nobody could say.
    """
    if isinstance(card, Missing):
        return ""
    return value(card)


def body(card: str) -> str:
    """Return a card's text, without the front matter."""
    block = split(card)
    return block.body if block else card


def items(value: Any) -> list[Any]:
    """Return a list as it is, and anything else as a list of one; nothing as none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return the mappings among one or many."""
    return [item for item in items(value) if isinstance(item, dict)]
