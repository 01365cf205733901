"""A card's front matter, found exactly as the Hub and its Python client find it."""

from __future__ import annotations

import re
from typing import NamedTuple

BOM = "\ufeff"
#: `REGEX_YAML_BLOCK` in huggingface_hub/repocard.py: "exact same regex as in the Hub server".
BLOCK = r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))"
OPENING = r"\s*---(?:\r\n|\r|\n)"


class Split(NamedTuple):
    """A card in two parts, each with its first character's index in the card."""

    yaml: str
    yaml_start: int
    body: str
    body_start: int


def split(card: str) -> Split | None:
    """Return the YAML between the `---` lines and the text after them; None where it has none.

    A byte-order mark is no part of the card: the Hub reads past it, and the Python client does not.
    """
    found = re.match(BLOCK, card)
    if found is None:
        return None
    return Split(found[2], found.start(2), card[found.end() :], found.end())
