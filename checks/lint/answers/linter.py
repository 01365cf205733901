"""`answers.yaml`: are the answers in their places, and in a form that can be graded?

Whether an answer is right is no question here, and no message says what a right one would be.
`checks/schemas/answers.schema.json` has the same shape, for editors; a test keeps them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

from checks.lint.answers import keys, names, texts, values
from checks.lint.answers.questions import AnswersFile, KeyPath, is_blank, questions
from checks.lint.answers.reading import read_answers
from checks.lint.secrets import find_tokens
from checks.messages import Message, Place, Problem
from checks.textfile import misnamed

EMPTY = Message(
    "ANS-EMPTY",
    "The answers file is empty.",
    hint="Copy the lines of the answers.yaml that the assignment came with into it, and write your "
    "answers there.",
)

OTHER_FILE = Message(
    "ANS-FILE",
    "{found} is not looked at, only {path} is.",
    hint="If your answers are in {found}, copy them into {path}. If not, delete it.",
    severity="warning",
)

_USUAL_NAME = "answers.yaml"
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
    values.other_forms,
)


def lint_answers(path: Path, display_path: str | None = None) -> list[Problem]:
    """Return what is wrong with the answers in a file, in order of place."""
    answers = read_answers(path, display_path)
    problems = lint_file(answers)
    if not answers.problems and path.name == _USUAL_NAME:
        problems += _other_files(path, answers)
    return problems


def _other_files(path: Path, answers: AnswersFile) -> Iterator[Problem]:
    """Yield each file that may hold the answers; as an error where there are none in this one."""
    is_answered = answers.unread or any(
        not is_blank(answers.get(question), kind) for question, kind in questions().items()
    )
    for name in misnamed(path):
        found = answers.name.removesuffix(path.name) + name
        problem = OTHER_FILE.about(Place(found), path=answers.name, found=found)
        yield problem if is_answered else problem.with_severity("error")


def lint_file(answers: AnswersFile) -> list[Problem]:
    """Return what is wrong with the answers in a file that has been read."""
    problems = [*find_tokens(answers.text, answers.name), *answers.problems, *answers.slips]
    if answers.doc.data is not None:
        problems += [problem for rule in RULES for problem in rule(answers)]
    elif not answers.problems:
        problems.append(EMPTY.about(answers.doc.at()))
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))


def why_unread(answers: AnswersFile, path: KeyPath) -> Problem | None:
    """Return why a question's answer cannot be graded; None if it is blank, or can be."""
    if path in answers.unread:
        return answers.unread[path]
    if answers.get(path) is None:
        return keys.instead(answers, path)
    place = answers.doc.at(*path)
    found = (problem for rule in RULES for problem in rule(answers))
    return next((p for p in found if p.severity == "error" and p.place == place), None)
