"""A student's names in answers.yaml: filled in, or changed, and not one other character."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from checks.lint.answers.linter import lint_answers
from checks.lint.answers.texts import is_placeholder
from checks.messages import Problem
from checks.submission import ANSWERS, Answer, Answers, load
from checks.textfile import decode_all

REPO_NAME = "my-first-model"
_NAMES = (("username",), ("repo_id",))


class Change(NamedTuple):
    """An answer that was written: its key, what it was ("" for a blank), and what it is."""

    key: str
    before: str
    after: str


def write_names(
    here: Path, username: str, organization: str | None = None
) -> tuple[list[Change], list[Problem]]:
    """Write a user name, and the model repo's id where that follows from it.

    In an `organization` all students' repos are together, so each has its student's name in it.
    Return what changed, and why the answers cannot be read or are no names now.
    """
    path, answers = here / ANSWERS, load(here).answers
    unread = answers.file.unread
    problems = answers.problems or [unread[key] for key in _NAMES if key in unread]
    if problems:
        return [], list(problems)
    text, _ = decode_all(path.read_bytes(), ANSWERS)
    changes = [
        Change(key, answer.raw, after)
        for key, answer, after in (
            ("username", answers.username, username),
            ("repo_id", answers.repo_id, _repo_id(answers, username, organization)),
        )
        if answer.raw != after
    ]
    for key, _, after in changes:
        text = _with_value(text, key, after)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return changes, [one for one in lint_answers(path, ANSWERS) if one.severity == "error"]


def _repo_id(answers: Answers, username: str, organization: str | None) -> str:
    """Return the repo's id: a name to begin with, or the student's own under the new user name."""
    answer: Answer[str] = answers.repo_id
    owner, slash, name = answer.raw.strip().partition("/")
    if answer.blank or not slash or not name:
        name = f"{organization}/{username}-{REPO_NAME}" if organization else ""
        return answer.raw or name or f"{username}/{REPO_NAME}"
    is_theirs = owner.casefold() == answers.username.raw.strip().casefold() or is_placeholder(owner)
    return f"{username}/{name}" if is_theirs else answer.raw


def _with_value(text: str, key: str, value: str) -> str:
    """Return the text with another value behind `key:`; a comment after it stays."""
    pattern = re.compile(rf"^{key}:[^#\r\n]*?(?P<rest>[ \t]*(?:#[^\r\n]*)?)(?=\r?$)", re.MULTILINE)

    def line(match: re.Match[str]) -> str:
        rest = match["rest"].lstrip()
        return f"{key}: {value} {rest}" if rest else f"{key}: {value}"

    filled, count = pattern.subn(line, text, count=1)
    return filled if count else f"{text.rstrip()}\n{key}: {value}\n"
