"""Curly quotes around a value, which to YAML are letters like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.hubspec.card_fields import FIELD_TYPES
from checks.lint.card.context import Card
from checks.messages import Message, Place, Problem

CURLY = Message(
    "CARD-CURLY",
    "The curly quotes are part of the value {value}: YAML knows only the straight ones.",
    hint='Write {bare} without quotes, or with straight ones: "{bare}".',
)

_MARKS = "“”„‟«»‘’‚‛＂＇`´「」『』"
# Texts that people read may well begin and end with such a quote.
_PROSE = frozenset(("instance_prompt", "license_details", "mask_token"))
_NAMED = tuple(
    key for key, form in FIELD_TYPES.items() if form.startswith("text") and key not in _PROSE
)


def with_quotes_named(card: Card, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of a card; of a value in curly quotes say that, and nothing else."""
    curly = dict(_in_quotes(card))
    wrong: dict[Place, Problem] = {}
    for problem in problems:
        if problem.place in curly:
            wrong[problem.place] = max(problem, wrong.get(problem.place, problem), key=_is_error)
        else:
            yield problem
    for place, value in curly.items():
        bare = value.strip().strip(_MARKS).strip()
        found = CURLY.about(place, value=value, bare=bare).with_fix(card.doc.edit_at(place, bare))
        # What the Hub says of it, it says because of the quotes.
        yield found.with_severity(wrong[place].severity if place in wrong else "warning")


def _in_quotes(card: Card) -> Iterator[tuple[Place, str]]:
    for key in _NAMED:
        for value, place in card.texts(key):
            text = value.strip()
            inner = text.strip(_MARKS)
            # With more of them inside there are several values.
            is_one = inner and not any(mark in inner for mark in _MARKS)
            if is_one and text[0] in _MARKS and text[-1] in _MARKS:
                yield place, value


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"
