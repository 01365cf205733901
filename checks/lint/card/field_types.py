"""What each field of the card may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.hubspec.card_fields import FIELD_TYPES, FieldType, type_errors
from checks.hubspec.model_index import index_faults
from checks.hubspec.vocabulary import is_language
from checks.lint.card.context import Card
from checks.lint.card.widget import first_input
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
    hint="Begin each entry with `- ` on a line of its own below `{key}:`, as in `  - {example}`.",
)
ENTRY = Message(
    "CARD-ENTRY",
    "This entry of {key} is {value} alone, without a key of its own.",
    hint="Write a key, a colon and a space in front of it, as in `- {entry}`.",
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
DISCREPANCY = Message(
    "CARD-READINGS",
    "{where}: `{written}` is read in two ways: Python programs read {python}, the Hub {hub}.",
    hint='If it is meant as text, put it in quotes: "{written}".',
    severity="warning",
)

MESSAGES: dict[FieldType, Message] = {
    "text": TEXT,
    "text or texts": WORDS,
    "texts": TEXTS,
    "mappings": MAPPINGS,
    "flag or mapping": FLAG,
    "number or mapping": NUMBER,
}


def wrong_types(card: Card) -> Iterator[Problem]:
    """Yield each part of a known field that the Hub does not take there, blank fields aside."""
    for key, path in _type_errors(card):
        value = card.fields[key]
        yield _type_problem(card, key, path, value[path[0]] if path else value)


def wrong_widget_type(card: Card) -> Iterator[Problem]:
    """Yield that the widget is no list of examples."""
    yield from (problem for problem in wrong_types(card) if problem.fields["key"] == "widget")


def _type_errors(card: Card) -> Iterator[tuple[str, tuple[int, ...]]]:
    for key, value in card.fields.items():
        if key in FIELD_TYPES and value is not None:
            yield from ((key, path) for path in type_errors(FIELD_TYPES[key], value))


def _type_problem(card: Card, key: str, path: tuple[int, ...], value: Any) -> Problem:
    message = MESSAGES[FIELD_TYPES[key]]
    place, written = card.doc.at(key, *path), card.doc.plain(key, *path)
    if written and not isinstance(value, str | None) and message in (TEXT, WORDS, TEXTS):
        fix = card.doc.edit(written, key, *path) if _is_any_text(key, written) else None
        return QUOTES.about(place, key=key, written=written).with_fix(fix)
    if message is not MAPPINGS:
        return message.about(place, key=key)
    first = first_input(card) if key == "widget" else "name"
    if path and isinstance(value, str) and value.strip():
        entry = f"{first}: {value.removeprefix(f'{first}:')}"
        return ENTRY.about(place, key=key, value=value, entry=entry)
    return MAPPINGS.about(place, key=key, example=f"{first}: …")


def _is_any_text(key: str, written: str) -> bool:
    """Return whether a field takes this text: some take only the Hub's names."""
    if key == "language":
        return is_language(written)
    return key not in ("license", "library_name", "pipeline_tag", "base_model_relation")


def yaml_discrepancies(card: Card) -> Iterator[Problem]:
    """Yield each value that is one thing to Python programs and another to the Hub."""
    if not card.discrepancies:
        return
    reported: set[tuple[str | int, ...]] = {(key, *path) for key, path in _type_errors(card)}
    faults = index_faults(card.fields.get("model-index"))
    reported |= {("model-index", *path) for path, _ in faults}
    for path, written, python, hub in card.discrepancies:
        if path not in reported:
            fields = {"written": written, "python": describe(python), "hub": describe(hub)}
            key = next(step for step in reversed(path) if isinstance(step, str))
            problem = DISCREPANCY.about(card.doc.at(*path), where=key, **fields)
            # What the Hub reads as a text, Python programs do, too, in quotes.
            text = written if isinstance(hub, str) else ""
            yield problem.with_fix(card.doc.edit(text, *path))


_TEXT_VALUE = Phrase("value text", "the text {value}")
_NUMBER_VALUE = Phrase("value number", "the number {value}")
_DATE_VALUE = Phrase("value date", "the date {value}")


def describe(value: Any) -> Phrase | str:
    """Return a value with its kind: `the text no`, `the number 83`, `true`."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _TEXT_VALUE.about(value=value)
        case int() | float():
            return _NUMBER_VALUE.about(value=value)
        case _:
            return _DATE_VALUE.about(value=value)
