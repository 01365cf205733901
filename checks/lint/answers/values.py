"""Answers as values: numbers, dates and lists; and what is not written plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from checks.lint.answers.questions import AnswersFile, is_blank, questions
from checks.lint.answers.texts import LONG, MAX_TEXT
from checks.lint.values import READERS, bare, day, whole_number, words
from checks.messages import Edit, Message, Problem
from checks.textfile import LINE_BREAK
from checks.yamldoc.scalars import quoted

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

READ_AS = Message(
    "ANS-READ",
    "{key}: {value} is read as {near}.",
    hint="This costs no points. `tour lint answers --fix` writes it so.",
    severity="note",
)

_MAX_WORDS, _MAX_WORDS_TEXT = 200, 2000
_PLAIN_NUMBER = re.compile(r"\+?(?:0|[1-9][\d,._'’ \u00a0\u202f]*)(?<!,)(?:\.0+)?", re.ASCII)
# Separators of a list that are no commas.
_SEPARATOR = re.compile(r"[;|/\n]|\s(?:and|&|와|과|및)\s")


def wrong_numbers(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each number that is not written in digits."""
    for path, value in answers.of_kind("number"):
        if whole_number(value) is None:
            from checks.lint.suggest.values import suggest_number  # only for what is wrong

            near = suggest_number(bare(value)) if isinstance(value, str) else None
            message = NUMBER if near is None else NUMBER_NEAR
            written = answers.doc.written_out(*path)
            yield message.about(answers.doc.at(*path), key=path[-1], value=written, near=near)


def wrong_dates(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each date that is no day, or is written in another way than year-month-day."""
    for path, value in answers.of_kind("date"):
        if day(value) is None:
            from checks.lint.suggest.values import suggest_date  # only for what is wrong

            text = answers.doc.written_out(*path)
            near = suggest_date(bare(text))
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
        elif isinstance(value, str) and _is_plain(value, "words"):
            yield COMMAS.about(place, key=key, value=value, count=len(items))


def _passed_limit(value: str | list[str]) -> int | None:
    if isinstance(value, str):
        return _MAX_WORDS_TEXT if len(value) > _MAX_WORDS_TEXT else None
    if len(value) > _MAX_WORDS:
        return _MAX_WORDS
    return MAX_TEXT if any(len(item) > MAX_TEXT for item in value) else None


def other_forms(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each answer that is read as something a little different from what is written."""
    for path, kind in questions().items():
        value = answers.written(path, kind)
        if is_blank(value, kind):
            continue
        if isinstance(value, str):
            near = None if _is_plain(value, kind) else READERS[kind](value)
            if near not in (None, ()):
                yield _read_as(answers, path, value, as_yaml(near))
        elif kind == "words" and (items := words(value)):
            if isinstance(value, list) and isinstance(value[0], str):
                yield from _other_items(answers, path, value)
            else:
                written = answers.doc.written_out(*path)
                yield _read_as(answers, path, written, as_yaml(items)).with_fix(None)


def _other_items(
    answers: AnswersFile, path: tuple[str, ...], items: list[str]
) -> Iterator[Problem]:
    for index, item in enumerate(items):
        near = words([item])
        if near and near != (item.strip(),):
            problem = _read_as(answers, (*path, index), item, as_yaml(near)[1:-1])
            # In a list of lines with hyphens a comma makes no two items.
            is_certain = len(near) == 1 or _is_in_brackets(answers, path)
            yield problem if is_certain else problem.with_fix(None)


def _is_in_brackets(answers: AnswersFile, path: tuple[str, ...]) -> bool:
    place = answers.doc.at(*path)
    return LINE_BREAK.split(answers.text)[place.line - 1][place.col - 1 :].startswith("[")


def _is_plain(value: str, kind: str) -> bool:
    match kind:
        case "number":
            return _PLAIN_NUMBER.fullmatch(value.strip()) is not None
        case "date":
            return bare(value) == value.strip()
        case "words":
            return words(value) == tuple(filter(None, map(str.strip, value.split(","))))
        case _:
            return READERS[kind](value) == value.strip()


def _read_as(answers: AnswersFile, path: tuple[str | int, ...], value: str, near: str) -> Problem:
    place = answers.doc.at(*path)
    key = next(part for part in reversed(path) if isinstance(part, str))
    length, style = answers.doc.spans.get(path, (0, ""))
    edit = Edit(place, length, near) if length and style not in ("|", ">") else None
    return READ_AS.about(place, key=key, value=value, near=near).with_fix(edit)


def as_yaml(value: object) -> str:
    """Return how a value is written in answers.yaml."""
    match value:
        case tuple():
            return f"[{', '.join(map(as_yaml, value))}]"
        case date():
            return value.isoformat()
        case str():
            return quoted(value, "")
        case _:
            return str(value)
