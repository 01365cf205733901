"""Libyaml's words for what it cannot read, as phrases. It is imported only for such text.

The words are those of `scanner.c` and `parser.c` that no other message stands for.
"""

from __future__ import annotations

from checks.messages import Phrase
from checks.translations import ENGLISH

NOT_YAML = Phrase("yaml no", "it is not YAML")
_ALL = (
    Phrase("yaml list", "did not find expected ',' or ']'"),
    Phrase("yaml mapping", "did not find expected ',' or '}}'"),
    Phrase("yaml colon", "could not find expected ':'"),
    Phrase("yaml escape", "found unknown escape character"),
    Phrase("yaml unicode", "found invalid Unicode character escape code"),
    Phrase("yaml number", "did not find expected hexdecimal number"),
    Phrase("yaml document", "found unexpected document indicator"),
    Phrase("yaml directive", "found unknown directive name"),
    Phrase("yaml no directive", "could not find expected directive name"),
    Phrase("yaml version", "did not find expected version number"),
)


def reason_of(words: str | None) -> Phrase | str:
    """Return a parser's words as a phrase, if they are among those above."""
    return next((phrase for phrase in _ALL if phrase.text(ENGLISH) == words), words or NOT_YAML)
