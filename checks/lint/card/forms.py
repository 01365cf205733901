"""What each field of the card may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.hubspec.card_fields import FORMS, Form, misfits
from checks.hubspec.vocabulary import is_language
from checks.lint.card.context import Card
from checks.messages import Message, Phrase, Problem

TEXT = Message(
    "CARD-TEXT",
    "{key} takes one text.",
    hint="Write it on the same line, as in `{key}: something`.",
)
WORDS = Message(
    "CARD-WORDS",
    "{key} takes one text or a list of texts.",
    hint="Write `{key}: first`, or `{key}: [first, second]`.",
)
TEXTS = Message(
    "CARD-LIST",
    "{key} takes a list of texts.",
    hint="Write `{key}: [first, second]`; the brackets are needed for a single one, too.",
)
MAPPINGS = Message(
    "CARD-ENTRIES",
    "{key} takes a list of entries, each with keys of its own.",
    hint="Begin each entry with `- ` on a line of its own below `{key}:`, as in "
    "`  - text: I like this`.",
)
FLAG = Message(
    "CARD-FLAG",
    "{key} takes true, false, or keys of its own.",
    hint="Write `{key}: true` or `{key}: false`, without quotes.",
)
NUMBER = Message(
    "CARD-NUMBER",
    "{key} takes a number, or keys of its own.",
    hint="Write `{key}: 12.5` with the number alone: grams of CO2, no unit.",
)
QUOTES = Message(
    "CARD-QUOTES",
    "{key}: without quotes, YAML does not read `{written}` as text.",
    hint='Put it in quotes: "{written}".',
)
READINGS = Message(
    "CARD-READINGS",
    "{where}: `{written}` is read in two ways: Python programs read {python}, the Hub {hub}.",
    hint='If it is meant as text, put it in quotes: "{written}".',
    severity="warning",
)

MESSAGES: dict[Form, Message] = {
    "text": TEXT,
    "text or texts": WORDS,
    "texts": TEXTS,
    "mappings": MAPPINGS,
    "flag or mapping": FLAG,
    "number or mapping": NUMBER,
}


def forms(card: Card) -> Iterator[Problem]:
    """Each known field holds what the Hub takes there. A blank field holds nothing yet."""
    for key, path, message in _misfits(card):
        value = card.fields[key]
        yield _misfit(card, key, path, value[path[0]] if path else value, message)


def widget_form(card: Card) -> Iterator[Problem]:
    """The widget is a list of examples."""
    yield from (problem for problem in forms(card) if problem.fields["key"] == "widget")


def _misfits(card: Card) -> Iterator[tuple[str, tuple[int, ...], Message]]:
    for key, value in card.fields.items():
        if key in FORMS and value is not None:
            for path in misfits(FORMS[key], value):
                yield key, path, MESSAGES[FORMS[key]]


def _misfit(card: Card, key: str, path: tuple[int, ...], part: Any, message: Message) -> Problem:
    place, written = card.doc.at(key, *path), card.doc.plain(key, *path)
    if written and not isinstance(part, str | None) and message in (TEXT, WORDS, TEXTS):
        fix = card.doc.edit(written, key, *path) if _is_any_text(key, written) else None
        return QUOTES.about(place, key=key, written=written).with_fix(fix)
    return message.about(place, key=key)


def _is_any_text(key: str, written: str) -> bool:
    """Whether the field takes this text; what must be one of the Hub's names may be no name."""
    if key == "language":
        return is_language(written)
    return key not in ("license", "library_name", "pipeline_tag", "base_model_relation")


def yaml_discrepancies(card: Card) -> Iterator[Problem]:
    """No value is one thing to Python programs and another to the Hub."""
    if not card.readings:
        return
    told = {(key, *path) for key, path, _ in _misfits(card)}
    for reading in card.readings:
        if reading.path not in told:
            where = next(step for step in reversed(reading.path) if isinstance(step, str))
            place = card.doc.at(*reading.path)
            python, hub = describe(reading.python), describe(reading.hub)
            problem = READINGS.about(
                place, where=where, written=reading.written, python=python, hub=hub
            )
            # What the Hub reads as a text, Python programs do, too, in quotes.
            certain = reading.written if isinstance(reading.hub, str) else ""
            yield problem.with_fix(card.doc.edit(certain, *reading.path))


_TEXT_VALUE = Phrase("value text", "the text {value}")
_NUMBER_VALUE = Phrase("value number", "the number {value}")
_DATE_VALUE = Phrase("value date", "the date {value}")


def describe(value: Any) -> Phrase | str:
    """`the text no`, `the number 83`, `true`: a value and what kind of value it is."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _TEXT_VALUE.about(value=value)
        case int() | float():
            return _NUMBER_VALUE.about(value=value)
        case _:
            return _DATE_VALUE.about(value=value)
