"""`answers.yaml`: are the answers in their places, and in a form that can be graded?

Whether an answer is right is no question here, and no message says what a right one would be.
`checks/schemas/answers.schema.json` has the same shape, for editors; a test keeps them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

from checks.lint.answers import keys, names, texts, values
from checks.lint.answers.questions import AnswersFile, read_answers
from checks.lint.secrets import find_tokens
from checks.messages import Message, Problem

EMPTY = Message(
    "ANS-EMPTY",
    "The answers file is empty.",
    hint="Rename this file, then `git checkout -- {path}` brings the last saved one back.",
)

RULES: tuple[Callable[[AnswersFile], Iterator[Problem]], ...] = (
    keys.blank_answers,
    keys.misplaced_keys,
    texts.placeholders,
    texts.wrong_texts,
    names.malformed_usernames,
    names.malformed_repo_ids,
    names.repo_of_others,
    values.wrong_numbers,
    values.wrong_dates,
    values.wrong_lists,
)


def lint_answers(path: Path, display_path: str | None = None) -> list[Problem]:
    """Return what is wrong with the answers in a file, in order of place."""
    return lint_file(read_answers(path, display_path))


def lint_file(answers: AnswersFile) -> list[Problem]:
    """Return what is wrong with the answers in a file that has been read."""
    problems = [*find_tokens(answers.text, answers.name), *answers.problems]
    if answers.doc.data is not None:
        problems += [problem for rule in RULES for problem in rule(answers)]
    elif not answers.problems:
        problems.append(EMPTY.about(answers.doc.at(), path=answers.name))
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))
