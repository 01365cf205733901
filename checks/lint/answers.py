"""`answers.yaml`: are the answers in their places, and in a form that can be graded?

Whether an answer is right is no question here. `checks/schemas/answers.schema.json` says the
same of the shape, for editors; a test keeps the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from checks.lint import answers_messages as said
from checks.lint.near import MAX_REPO_ID, is_repo_id, meant_repo_id, nearest
from checks.lint.secrets import find_tokens
from checks.lint.values import day, whole_number, words
from checks.messages import Problem
from checks.yamldoc import Doc, parse, read_text

__all__ = ["QUESTIONS", "RULES", "day", "lint_answers", "whole_number", "words"]

MAX_TEXT, MAX_NAME = 100, 96
MAX_WORDS, MAX_WORDS_TEXT = 200, 2000

Where = tuple[str, ...]
# What each question takes: the kind of its answer.
QUESTIONS: dict[Where, str] = {
    ("username",): "name",
    ("repo_id",): "repo_id",
    ("c1", "activation_function"): "text",
    ("c1", "vocab_size"): "number",
    ("c2", "count"): "number",
    ("c2", "date"): "date",
    ("c3", "model_id"): "repo_id",
    ("c6", "dataset_id"): "repo_id",
    ("c6", "tasks"): "words",
    ("c6", "languages"): "number",
    ("c6", "splits"): "words",
}
_GROUPS = tuple(dict.fromkeys(where[0] for where in QUESTIONS if len(where) == 2))

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers as they were written, and where they stand."""

    doc: Doc
    fields: dict[str, Any]

    def get(self, where: Where) -> Any:
        value: Any = self.fields
        for key in where:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def of_kind(self, kind: str) -> Iterator[tuple[Where, Any]]:
        """The answers to questions of this kind; blank ones are left out."""
        for where, its_kind in QUESTIONS.items():
            value = self.get(where)
            if its_kind == kind and not is_blank(value, kind):
                yield where, value


def is_blank(value: object, kind: str) -> bool:
    """Whether a question of this kind is left open."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (kind == "words" and value == [])


def not_blank(answers: Answers) -> Iterator[Problem]:
    """Every question has an answer."""
    for where, kind in QUESTIONS.items():
        group_is_wrong = len(where) == 2 and not isinstance(
            answers.fields.get(where[0]), dict | None
        )
        if not group_is_wrong and is_blank(answers.get(where), kind):
            yield said.BLANK.about(answers.doc.at_key(*where), key=".".join(where))


def keys_known(answers: Answers) -> Iterator[Problem]:
    """Every key belongs to a question, in its own place."""
    tops = tuple(dict.fromkeys(where[0] for where in QUESTIONS))
    yield from _unknown(answers, (), answers.fields, tops)
    for group in _GROUPS:
        value = answers.fields.get(group)
        known = tuple(where[1] for where in QUESTIONS if where[0] == group and len(where) == 2)
        if isinstance(value, dict):
            yield from _unknown(answers, (group,), value, known)
        elif value is not None:
            place = answers.doc.at(group)
            yield said.GROUP.about(place, key=group, known=", ".join(known))


def _unknown(
    answers: Answers, above: Where, fields: dict[str, Any], known: tuple[str, ...]
) -> Iterator[Problem]:
    for key in fields:
        if key not in known:
            near = nearest(key, known) or " / ".join(known)
            yield said.UNKNOWN_KEY.about(answers.doc.at_key(*above, key), key=key, near=near)


def texts(answers: Answers) -> Iterator[Problem]:
    """What asks for a text has one, of a length a person would write."""
    limits = {"text": MAX_TEXT, "name": MAX_NAME, "repo_id": MAX_REPO_ID}
    for kind, most in limits.items():
        for where, value in answers.of_kind(kind):
            if not isinstance(value, str):
                yield said.TEXT.about(answers.doc.at(*where), key=where[-1])
            elif len(value) > most:
                yield said.LONG.about(answers.doc.at(*where), key=where[-1], most=most)


def username_form(answers: Answers) -> Iterator[Problem]:
    """The user name is one that the Hub gives out."""
    for where, value in answers.of_kind("name"):
        if isinstance(value, str) and not _NAME.fullmatch(value):
            meant = meant_repo_id(value, "").partition("/")[0]
            near = meant if _NAME.fullmatch(meant) else "USERNAME"
            yield said.USERNAME.about(answers.doc.at(*where), value=value, near=near)


def ids_form(answers: Answers) -> Iterator[Problem]:
    """A repo is named by its id, not by its address."""
    for where, value in answers.of_kind("repo_id"):
        if isinstance(value, str) and not is_repo_id(value):
            near = meant_repo_id(value)
            yield said.REPO_ID.about(answers.doc.at(*where), key=where[-1], value=value, near=near)


def owner(answers: Answers) -> Iterator[Problem]:
    """The model repo is the student's own."""
    repo_id, username = answers.get(("repo_id",)), answers.get(("username",))
    if not isinstance(repo_id, str) or not is_repo_id(repo_id):
        return
    you = username if isinstance(username, str) and _NAME.fullmatch(username) else None
    place = answers.doc.at("repo_id")
    its_owner, slash, _ = repo_id.partition("/")
    if not slash:
        yield said.NO_OWNER.about(place, value=repo_id, near=f"{you or 'USERNAME'}/{repo_id}")
    elif you and its_owner.casefold() != you.casefold():
        yield said.OWNER.about(place, value=repo_id, owner=its_owner, username=you)


def numbers(answers: Answers) -> Iterator[Problem]:
    """A number is written in digits, and YAML reads those digits as that number."""
    for where, value in answers.of_kind("number"):
        written = answers.doc.plain(*where)
        number = whole_number(value)
        # `0123` is octal and `1:30` is ninety: what counts is what the student sees.
        if number is None or (isinstance(value, int) and number != whole_number(written)):
            shown = written if written is not None else value
            yield said.NUMBER.about(answers.doc.at(*where), key=where[-1], value=shown)


def dates(answers: Answers) -> Iterator[Problem]:
    """A date is a day that there is."""
    for where, value in answers.of_kind("date"):
        if day(value) is None:
            shown = answers.doc.plain(*where) or value
            yield said.DATE.about(answers.doc.at(*where), key=where[-1], value=shown)


def lists(answers: Answers) -> Iterator[Problem]:
    """A list of words is one; a text with commas will do."""
    for where, value in answers.of_kind("words"):
        place, key, found = answers.doc.at(*where), where[-1], words(value)
        if found is None:
            yield said.WORDS.about(place, key=key)
        elif most := _limit_passed(value):
            yield said.LONG.about(place, key=key, most=most)
        elif isinstance(value, str):
            yield said.COMMAS.about(place, key=key, value=value, count=len(found))


def _limit_passed(value: str | list[str]) -> int | None:
    if isinstance(value, str):
        return MAX_WORDS_TEXT if len(value) > MAX_WORDS_TEXT else None
    if len(value) > MAX_WORDS:
        return MAX_WORDS
    return MAX_TEXT if any(len(item) > MAX_TEXT for item in value) else None


RULES: tuple[Callable[[Answers], Iterator[Problem]], ...] = (
    not_blank,
    keys_known,
    texts,
    username_form,
    ids_form,
    owner,
    numbers,
    dates,
    lists,
)


def lint_answers(path: Path, shown: str | None = None) -> list[Problem]:
    """What is wrong with the answers in this file, in order of place."""
    name = shown or str(path)
    text, problems = read_text(path, name)
    if text is not None:
        problems = list(_problems(text.removeprefix("\ufeff"), name))
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))


def _problems(text: str, shown: str) -> Iterator[Problem]:
    yield from find_tokens(text, shown)
    doc, problems = parse(text, shown)
    yield from problems
    if doc is None:
        return
    if isinstance(doc.data, dict):
        answers = Answers(doc, doc.data)
        for rule in RULES:
            yield from rule(answers)
    elif doc.data is None:
        yield said.EMPTY.about(doc.at(), path=shown)
    else:
        yield said.TOP.about(doc.at())
