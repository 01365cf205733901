"""Answers that are numbers, dates and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.answers.questions import AnswersFile
from checks.lint.answers.texts import LONG, MAX_TEXT
from checks.lint.suggest.values import suggest_date, suggest_number
from checks.lint.values import day, whole_number, words
from checks.messages import Message, Problem

NUMBER = Message(
    "ANS-NUMBER",
    "{key}: {value} is not a whole number.",
    hint="Write digits only, as in 1234 or 1,234: no words, no unit.",
)
NUMBER_NEAR = Message(
    "ANS-DIGITS",
    "{key}: {value} is not a whole number in digits.",
    hint="Write {near}, if that is what you mean: digits only, no words, no unit.",
)
DATE = Message(
    "ANS-DATE",
    "{key}: {value} is not a day written as year-month-day.",
    hint="Write four digits, two and two, as in 2026-09-01.",
)
DATE_NEAR = Message(
    "ANS-DAY",
    "{key}: {value} is a day written in another way than year-month-day.",
    hint="Write {near}.",
)
WORDS = Message(
    "ANS-LIST",
    "{key} takes a list of words.",
    hint="Write `{key}: [first, second]`, in brackets and with commas.",
)
COMMAS = Message(
    "ANS-COMMAS",
    "{key} is one text; it is read as a list of {count}.",
    hint="Brackets make it a list: `{key}: [{value}]`.",
    severity="note",
)
SEPARATOR = Message(
    "ANS-SEPARATOR",
    "{key}: {value} is read as one word of the list.",
    hint="If it is more than one, put commas between them: `{key}: [{near}]`.",
    severity="warning",
)

_MAX_WORDS, _MAX_WORDS_TEXT = 200, 2000
# `0123` and `0x1F` are other numbers to YAML than they look, and so is `1:30`.
_OTHER_NUMBER = re.compile(r"[-+]?0[\dxXbBo_]|.*:")
# Separators of a list that are no commas.
_SEPARATOR = re.compile(r"[;|、，/\n]|\s(?:and|&|와|과|및)\s")


def wrong_numbers(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each number that is not written in digits, or is another one to YAML."""
    for path, value in answers.of_kind("number"):
        written = answers.doc.plain(*path)
        is_other = isinstance(value, int) and _OTHER_NUMBER.match(written or "")
        if whole_number(value) is None or is_other:
            text = written if written is not None else value
            near = suggest_number(text) if isinstance(text, str) else None
            message = NUMBER if near is None else NUMBER_NEAR
            yield message.about(answers.doc.at(*path), key=path[-1], value=text, near=near)


def wrong_dates(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each date that is no day, or is written in another way than year-month-day."""
    for path, value in answers.of_kind("date"):
        if day(value) is None:
            text = answers.doc.plain(*path) or value
            near = suggest_date(str(text))
            message = DATE if near is None else DATE_NEAR
            yield message.about(answers.doc.at(*path), key=path[-1], value=text, near=near)


def wrong_lists(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each list that is none, or may be meant as another one than it is read as."""
    for path, value in answers.of_kind("words"):
        place, key, items = answers.doc.at(*path), path[-1], words(value)
        if items is None:
            yield WORDS.about(place, key=key)
        elif limit := _passed_limit(value):
            yield LONG.about(place, key=key, most=limit)
        elif item := next((item for item in items if _SEPARATOR.search(item)), None):
            parts = ", ".join(part.strip() for part in _SEPARATOR.split(item) if part.strip())
            yield SEPARATOR.about(place, key=key, value=item, near=parts)
        elif isinstance(value, str):
            yield COMMAS.about(place, key=key, value=value, count=len(items))


def _passed_limit(value: str | list[str]) -> int | None:
    if isinstance(value, str):
        return _MAX_WORDS_TEXT if len(value) > _MAX_WORDS_TEXT else None
    if len(value) > _MAX_WORDS:
        return _MAX_WORDS
    return MAX_TEXT if any(len(item) > MAX_TEXT for item in value) else None
