"""Keys of answers.yaml: each question's is there, in its place, and has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.lint.answers.questions import AnswersFile, KeyPath, groups, is_blank, questions
from checks.lint.suggest.closest import closest_match
from checks.messages import Message, Place, Problem
from checks.yamldoc import Doc

BLANK = Message(
    "ANS-BLANK",
    "{key} is not answered yet.",
    hint="Write your answer after the colon once you know it.",
    severity="note",
)
GROUP = Message(
    "ANS-GROUP",
    "{key} has answers below it, not beside it.",
    hint="Write them on lines of their own below `{key}:`, two spaces in: {known}.",
)
UNKNOWN_KEY = Message(
    "ANS-KEY",
    "No question has the key {key}.",
    hint="Write {near}, two spaces in if it belongs to a challenge.",
)
MISPLACED = Message(
    "ANS-PLACE",
    "{key} belongs to {group}, and is not looked for here.",
    hint="Move the line below `{group}:`, two spaces in.",
)
AT_TOP = Message(
    "ANS-INDENT",
    "{key} is part of {group} here, because it is indented.",
    hint="Take out the spaces in front of it.",
)


def blank_answers(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each question without an answer."""
    for path, kind in questions().items():
        group = answers.fields.get(path[0])
        is_in_wrong_group = len(path) == 2 and not isinstance(group, dict | None)
        is_read = path not in answers.unread and not is_in_wrong_group
        if is_read and is_blank(answers.get(path), kind):
            yield BLANK.about(answers.doc.at_key(*path), key=".".join(path))


def misplaced_keys(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each key that belongs to no question, or is not in its place."""
    yield from _unknown(answers, (), answers.fields)
    for group in groups():
        value = answers.fields.get(group)
        if isinstance(value, dict):
            yield from _unknown(answers, (group,), value)
        elif value is not None:
            yield group_problem(answers.doc, group)


def group_problem(doc: Doc, group: str) -> Problem:
    """Return that a group has an answer beside it, where its answers should be below it."""
    return GROUP.about(doc.at(group), key=group, known=", ".join(_known((group,))))


def instead(answers: AnswersFile, path: KeyPath) -> Problem | None:
    """Return the problem that says where a question's answer seems to be, if not in its place."""
    names = {("key", path[-1]), ("near", path[-1]), ("key", path[0]), ("near", path[0])}
    return next((p for p in misplaced_keys(answers) if names & set(p.fields.items())), None)


def _known(above: KeyPath) -> tuple[str, ...]:
    """Return the keys that are looked for below others."""
    depth = len(above)
    return tuple(dict.fromkeys(p[depth] for p in questions() if p[:depth] == above != p))


def _unknown(answers: AnswersFile, above: KeyPath, fields: dict[str, Any]) -> Iterator[Problem]:
    for key in fields:
        if key not in _known(above):
            yield unknown_key(answers.doc.at_key(*above, key), key, above)


def unknown_key(place: Place, key: str, above: KeyPath) -> Problem:
    """Return what is wrong with a key that is not looked for below these keys."""
    homes = [path[0] for path in questions() if path[1:] == (key,)]
    if homes:
        return MISPLACED.about(place, key=key, group=homes[0])
    if above and (key,) in questions():
        return AT_TOP.about(place, key=key, group=above[0])
    near = closest_match(key, _known(above)) or " / ".join(_known(above))
    return UNKNOWN_KEY.about(place, key=key, near=near)
