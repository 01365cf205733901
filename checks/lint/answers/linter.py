"""`answers.yaml`: are the answers in their places, and in a form that can be graded?

Whether an answer is right is no question here. `checks/schemas/answers.schema.json` says the
same of the shape, for editors; a test keeps the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from checks.hubspec.names import MAX_NAME, MAX_REPO_ID, RESERVED, is_name, is_repo_id
from checks.lint.answers import messages as msg
from checks.lint.answers.questions import (
    AnswersFile,
    Where,
    groups,
    is_blank,
    questions,
    read_answers,
)
from checks.lint.secrets import find_tokens
from checks.lint.suggest.closest import closest_match, suggest_repo_id
from checks.lint.suggest.values import suggest_date, suggest_number
from checks.lint.values import day, whole_number, words
from checks.messages import Problem

MAX_TEXT = 100
MAX_WORDS, MAX_WORDS_TEXT = 200, 2000

# `0123` and `0x1F` are other numbers to YAML than they look, and so is `1:30`.
_OTHER_NUMBER = re.compile(r"[-+]?0[\dxXbBo_]|.*:")
# As answers.yaml and docs/lab.md write what is to be replaced, and as people put things off.
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:your|my)?[-_ ]?(?:hub|hf)?[-_ ]?(?:user)?[-_ ]?name|owner|todo|tbd|fixme|xxx+|n/a"
    r"|모름|미정)?\W*",
    re.IGNORECASE,
)
# What parts a list, if not a comma.
_SEPARATOR = re.compile(r"[;|、，/\n]|\s(?:and|&|와|과|및)\s")


def not_blank(answers: AnswersFile) -> Iterator[Problem]:
    """Every question has an answer."""
    for where, kind in questions().items():
        group_is_wrong = len(where) == 2 and not isinstance(
            answers.fields.get(where[0]), dict | None
        )
        if not group_is_wrong and is_blank(answers.get(where), kind):
            yield msg.BLANK.about(answers.doc.at_key(*where), key=".".join(where))


def keys_known(answers: AnswersFile) -> Iterator[Problem]:
    """Every key belongs to a question, in its own place."""
    tops = tuple(dict.fromkeys(where[0] for where in questions()))
    yield from _unknown(answers, (), answers.fields, tops)
    for group in groups():
        value = answers.fields.get(group)
        known = tuple(where[1] for where in questions() if where[0] == group and len(where) == 2)
        if isinstance(value, dict):
            yield from _unknown(answers, (group,), value, known)
        elif value is not None:
            place = answers.doc.at(group)
            beside = msg.GROUP.about(place, key=group, known=", ".join(known))
            yield from _slips(answers, group, known) or [beside]


def _slips(answers: AnswersFile, group: str, known: tuple[str, ...]) -> list[Problem]:
    """Where answers stand below their challenge, but YAML reads `key:value` as one word."""
    value, place = answers.fields[group], answers.doc.at(group)
    if not (isinstance(value, str) and value.startswith(known)):
        return []
    if place.line == answers.doc.at_key(group).line:
        return []
    from checks.yamldoc.syntax_hints import SourceLines, diagnose_scalar

    source = SourceLines([" " * (place.col - 1) + value], place.file, place.line - 1)
    return [problem.with_fix(None) for problem in diagnose_scalar(source)]


def _unknown(
    answers: AnswersFile, above: Where, fields: dict[str, Any], known: tuple[str, ...]
) -> Iterator[Problem]:
    for key in fields:
        place = answers.doc.at_key(*above, key)
        homes = [where[0] for where in questions() if where[1:] == (key,)]
        if key in known:
            continue
        if homes:
            yield msg.MISPLACED.about(place, key=key, group=homes[0])
        elif above and (key,) in questions():
            yield msg.AT_TOP.about(place, key=key, group=above[0])
        else:
            near = closest_match(key, known) or " / ".join(known)
            yield msg.UNKNOWN_KEY.about(place, key=key, near=near)


def no_placeholder(answers: AnswersFile) -> Iterator[Problem]:
    """What stood in for an answer has been replaced."""
    for kind in ("text", "name", "repo_id"):
        for where, value in answers.of_kind(kind):
            if isinstance(value, str) and is_placeholder(value) and _has_form(value, kind):
                place = answers.doc.at(*where)
                yield msg.PLACEHOLDER.about(place, key=".".join(where), value=value)


def _has_form(value: str, kind: str) -> bool:
    match kind:
        case "name":
            return is_name(value)
        case "repo_id":
            return is_repo_id(value)
        case _:
            return True


def is_placeholder(text: str) -> bool:
    """Whether this stands for an answer: USERNAME, OWNER/NAME, your-name/my-model, TODO, ???"""
    return any(_PLACEHOLDER.fullmatch(part) for part in (text, text.partition("/")[0]))


def texts(answers: AnswersFile) -> Iterator[Problem]:
    """What asks for a text has one, of a length a person would write."""
    limits = {"text": MAX_TEXT, "name": MAX_NAME, "repo_id": MAX_REPO_ID}
    for kind, most in limits.items():
        for where, value in answers.of_kind(kind):
            if not isinstance(value, str):
                yield msg.TEXT.about(answers.doc.at(*where), key=where[-1])
            elif len(value) > most:
                yield msg.LONG.about(answers.doc.at(*where), key=where[-1], most=most)


def username_form(answers: AnswersFile) -> Iterator[Problem]:
    """The user name is one that the Hub could have given out."""
    for where, value in answers.of_kind("name"):
        if isinstance(value, str) and len(value) <= MAX_NAME and not is_name(value):
            meant = suggest_repo_id(value, "").partition("/")[0]
            near = meant if is_name(meant) else "USERNAME"
            yield msg.USERNAME.about(answers.doc.at(*where), value=value, near=near)


def ids_form(answers: AnswersFile) -> Iterator[Problem]:
    """A repo is named by its id, not by its address."""
    for where, value in answers.of_kind("repo_id"):
        if not isinstance(value, str):
            continue
        if is_repo_id(value) and not _is_somebodys(value):
            prefix, _, name = value.partition("/")
            place = answers.doc.at(*where)
            yield msg.PREFIX.about(place, key=where[-1], value=value, prefix=prefix, name=name)
        elif not is_repo_id(value):
            near = suggest_repo_id(value)
            if where == ("repo_id",) and "/" not in near:
                near = f"{_you(answers) or near}/NAME"
            yield msg.REPO_ID.about(answers.doc.at(*where), key=where[-1], value=value, near=near)


def _is_somebodys(repo_id: str) -> bool:
    owner, slash, _ = repo_id.partition("/")
    return not slash or owner not in RESERVED


def _you(answers: AnswersFile) -> str | None:
    name = answers.get(("username",))
    name = name.strip() if isinstance(name, str) else ""
    return name if is_name(name) and not is_placeholder(name) else None


def owner(answers: AnswersFile) -> Iterator[Problem]:
    """The model repo is the student's own."""
    you = _you(answers)
    for where, repo_id in answers.of_kind("repo_id"):
        if where != ("repo_id",) or not isinstance(repo_id, str) or not is_repo_id(repo_id):
            continue
        place, (its_owner, slash, _) = answers.doc.at(*where), repo_id.partition("/")
        if is_placeholder(repo_id) or not _is_somebodys(repo_id):
            continue
        if not slash:
            yield msg.NO_OWNER.about(place, value=repo_id, near=f"{you or 'USERNAME'}/{repo_id}")
        elif you and its_owner.casefold() != you.casefold():
            yield msg.OWNER.about(place, value=repo_id, owner=its_owner, username=you)


def numbers(answers: AnswersFile) -> Iterator[Problem]:
    """A number is written in digits, and YAML reads those digits as that number."""
    for where, value in answers.of_kind("number"):
        written = answers.doc.plain(*where)
        # What counts is what the student sees.
        is_other = isinstance(value, int) and _OTHER_NUMBER.match(written or "")
        if whole_number(value) is None or is_other:
            shown = written if written is not None else value
            near = suggest_number(str(shown)) if isinstance(shown, str) else None
            fields = {"key": where[-1], "value": shown, "near": near}
            message = msg.NUMBER if near is None else msg.NUMBER_NEAR
            yield message.about(answers.doc.at(*where), **fields)


def dates(answers: AnswersFile) -> Iterator[Problem]:
    """A date is a day that there is."""
    for where, value in answers.of_kind("date"):
        if day(value) is None:
            shown = answers.doc.plain(*where) or value
            near = suggest_date(str(shown))
            message = msg.DATE if near is None else msg.DATE_NEAR
            yield message.about(answers.doc.at(*where), key=where[-1], value=shown, near=near)


def lists(answers: AnswersFile) -> Iterator[Problem]:
    """A list of words is one; a text with commas will do."""
    for where, value in answers.of_kind("words"):
        place, key, found = answers.doc.at(*where), where[-1], words(value)
        if found is None:
            yield msg.WORDS.about(place, key=key)
        elif most := _limit_passed(value):
            yield msg.LONG.about(place, key=key, most=most)
        elif other := next((word for word in found if _SEPARATOR.search(word)), None):
            parts = ", ".join(part.strip() for part in _SEPARATOR.split(other) if part.strip())
            yield msg.SEPARATOR.about(place, key=key, value=other, near=parts)
        elif isinstance(value, str):
            yield msg.COMMAS.about(place, key=key, value=value, count=len(found))


def _limit_passed(value: str | list[str]) -> int | None:
    if isinstance(value, str):
        return MAX_WORDS_TEXT if len(value) > MAX_WORDS_TEXT else None
    if len(value) > MAX_WORDS:
        return MAX_WORDS
    return MAX_TEXT if any(len(item) > MAX_TEXT for item in value) else None


RULES: tuple[Callable[[AnswersFile], Iterator[Problem]], ...] = (
    not_blank,
    keys_known,
    no_placeholder,
    texts,
    username_form,
    ids_form,
    owner,
    numbers,
    dates,
    lists,
)


def lint_answers(path: Path, shown: str | None = None) -> list[Problem]:
    """Return what is wrong with the answers in a file, in order of place."""
    return lint_file(read_answers(path, shown))


def lint_file(answers: AnswersFile) -> list[Problem]:
    """Return what is wrong with the answers in a file that has been read."""
    problems = [*find_tokens(answers.text, answers.name), *answers.problems]
    if answers.doc.data is not None:
        problems += [problem for rule in RULES for problem in rule(answers)]
    elif not answers.problems:
        problems.append(msg.EMPTY.about(answers.doc.at(), path=answers.name))
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))
