"""Tokens of the Hub in a file that is about to be shared. They are never printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checks.messages import TOKEN, Message, Problem
from checks.textfile import place_of

_MAX_TOKENS = 5

SECRET = Message(
    "LINT-TOKEN",
    "There is a Hugging Face token here. Whoever reads it can write to your repos.",
    hint="Delete it from the file, then open “Access Tokens” in your settings on the Hub and "
    "invalidate it there. A token belongs in a repository secret, never in a file.",
)


def find_tokens(text: str, file: str) -> Iterator[Problem]:
    """Yield the first few tokens in a text, at their places."""
    for found in islice(TOKEN.finditer(text), _MAX_TOKENS):
        yield SECRET.about(place_of(text, found.start(), file))
