"""What a check is, and the four ways in which it can end."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checks.lint.answers.linter import why_unread
from checks.messages import Lang, Message, Problem
from checks.questions import Question
from checks.submission import Answers
from checks.translations import translated

CheckFunction = Callable[..., Iterator[Problem]]
INPUTS = frozenset({"answers", "evidence", "rubric", "submission"})
"""What a check may ask for, by the names of its parameters."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_GRADABLE = "not_gradable"
    NEEDS_REVIEW = "needs_review"


BLANK = Message(
    "GRADE-BLANK",
    "Not answered yet.",
    hint="Write your answer here when you have found it.",
)
NOT_UNDERSTOOD = Message(
    "GRADE-FORM",
    "{written} cannot be read as {expected}.",
    hint="Look at the comment above it in answers.yaml, and run `tour lint answers`.",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One graded thing. `title` says what is true when it passes.

    `inputs` and `ground_inputs` are the parameters of `function` and of `ground`.
    """

    id: str
    points: int
    title: str
    function: CheckFunction
    inputs: tuple[str, ...]
    needs: str | None = None
    ground: CheckFunction | None = None
    ground_inputs: tuple[str, ...] = ()

    def title_in(self, lang: Lang) -> str:
        return translated(self.title, f"check {self.id}", lang)


def check(
    id: str,  # noqa: A002 - the word of design, README and rubric
    *,
    points: int,
    needs: str | None = None,
    ground: CheckFunction | None = None,
) -> Callable[[CheckFunction], CheckFunction]:
    """Make a function a check. Its docstring is its title.

    The function asks for what it judges by naming its parameters (see `INPUTS`) and yields a
    Problem for each thing that is wrong. `ground` is a function of the same kind that comes first:
    where it yields an error, there is nothing to judge. `needs` names a check whose ground must
    hold here, too; whatever else is wrong there costs nothing here.
    """

    def mark(function: CheckFunction) -> CheckFunction:
        title = (inspect.getdoc(function) or "").strip().rstrip(".")
        ground_inputs = _inputs(id, ground) if ground else ()
        marked = Check(
            id, points, title, function, _inputs(id, function), needs, ground, ground_inputs
        )
        function.check = marked  # type: ignore[attr-defined]
        return function

    return mark


def _inputs(name: str, function: CheckFunction) -> tuple[str, ...]:
    inputs = tuple(inspect.signature(function).parameters)
    if unknown := set(inputs) - INPUTS:
        raise TypeError(f"check {name} asks for {unknown}; it may ask for {sorted(INPUTS)}")
    return inputs


def checks_in(modules: Iterable[Any]) -> list[Check]:
    """Return the checks that these modules define, in their order."""
    return [
        check
        for module in modules
        for item in vars(module).values()
        if isinstance(check := getattr(item, "check", None), Check)
    ]


def unanswered(answers: Answers, question: Question[Any]) -> Problem:
    """Return why there is no answer to judge: unreadable file, blank, or not understood."""
    if answers.problems:
        return answers.problems[0]
    answer = answers[question]
    if problem := why_unread(answers.file, question.path):
        return problem
    if answer.blank:
        return BLANK.about(answer.place)
    return NOT_UNDERSTOOD.about(answer.place, written=answer.raw, expected=question.kind.expected)
