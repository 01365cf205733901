"""Keys of answers.yaml: each question's is there, in its place, and has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.lint.answers.questions import AnswersFile, KeyPath, groups, is_blank, questions
from checks.lint.suggest.closest import closest_match
from checks.messages import Message, Problem

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
    "{key} is part of {group} here, for it is indented.",
    hint="Take out the spaces in front of it.",
)


def blank_answers(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each question without an answer."""
    for path, kind in questions().items():
        group = answers.fields.get(path[0])
        is_in_wrong_group = len(path) == 2 and not isinstance(group, dict | None)
        if not is_in_wrong_group and is_blank(answers.get(path), kind):
            yield BLANK.about(answers.doc.at_key(*path), key=".".join(path))


def misplaced_keys(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each key that belongs to no question, or is not in its place."""
    tops = tuple(dict.fromkeys(path[0] for path in questions()))
    yield from _unknown(answers, (), answers.fields, tops)
    for group in groups():
        value = answers.fields.get(group)
        known = tuple(path[1] for path in questions() if path[0] == group and len(path) == 2)
        if isinstance(value, dict):
            yield from _unknown(answers, (group,), value, known)
        elif value is not None:
            problem = GROUP.about(answers.doc.at(group), key=group, known=", ".join(known))
            yield from _syntax_problems(answers, group, known) or [problem]


def _syntax_problems(answers: AnswersFile, group: str, known: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong in a group that YAML reads as one text, as for `key:value`."""
    value, place = answers.fields[group], answers.doc.at(group)
    if not (isinstance(value, str) and value.startswith(known)):
        return []
    if place.line == answers.doc.at_key(group).line:
        return []
    from checks.yamldoc.syntax_hints import SourceLines, diagnose_scalar  # only for what is wrong

    source = SourceLines([" " * (place.col - 1) + value], place.file, place.line - 1)
    return [problem.with_fix(None) for problem in diagnose_scalar(source)]


def _unknown(
    answers: AnswersFile, above: KeyPath, fields: dict[str, Any], known: tuple[str, ...]
) -> Iterator[Problem]:
    for key in fields:
        if key in known:
            continue
        place = answers.doc.at_key(*above, key)
        homes = [path[0] for path in questions() if path[1:] == (key,)]
        if homes:
            yield MISPLACED.about(place, key=key, group=homes[0])
        elif above and (key,) in questions():
            yield AT_TOP.about(place, key=key, group=above[0])
        else:
            near = closest_match(key, known) or " / ".join(known)
            yield UNKNOWN_KEY.about(place, key=key, near=near)
