"""Comparing answers the way a kind teacher would, and no further: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.lint.values import bare

_JOINERS = re.compile(r"[\s_-]+")


def word(text: str) -> str:
    """Return a word without what does not matter: case, what is around it, `-` against `_`."""
    return _JOINERS.sub("_", bare(text).casefold())


def same_word(one: str, other: str) -> bool:
    return word(one) == word(other)


def words(items: Iterable[str]) -> set[str]:
    """Return a list as words, whose order and repetitions do not matter."""
    return {word(item) for item in items}
