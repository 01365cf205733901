"""Judging by facts of the world, which moves: models and datasets come, grow and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

from checks.hub.evidence import Evidence, Seen
from checks.hub.facts import Fact, Found, Missing, NotGradableError, Query
from checks.messages import Message, Phrase, Place, Problem
from checks.questions import Setting
from checks.rubric import DUE, Rubric

T = TypeVar("T")

DAY = Message(
    "GRADE-DAY",
    "This was right on {day}. The Hub says something else now.",
    hint="There is nothing to do: your answer counts.",
    severity="note",
)
RUBRIC = Message(
    "GRADE-RUBRIC",
    "For the teacher: rubric.yaml names {id} under {key}, which cannot be graded: {reason}.",
    hint="It costs nobody any points. They stay open until the rubric names another one.",
    severity="note",
)


def judged_by_day(
    evidence: Evidence,
    query: Query[T],
    problems: Callable[[Fact[T] | None], Iterator[Problem]],
    day: date | None = None,
) -> Iterator[Problem]:
    """Yield what is wrong by what the Hub says now.

    Where nothing is wrong by what it said earlier, since the answer was given, yield that day
    instead: the one that is nearest to `day`, else the latest. So what was kept makes an answer
    right and never wrong.

    Raises:
        NotGradableError: nobody can say what is so now, and the answer was never right.
    """
    try:
        found = list(problems(evidence[query]))
    except NotGradableError:
        if (right := _right_day(evidence, query, problems, day)) is None:
            raise
        yield right
        return
    if any(problem.severity in ("error", "review") for problem in found):
        right = _right_day(evidence, query, problems, day)
        found = [right] if right else found
    yield from found


def _right_day(
    evidence: Evidence,
    query: Query[T],
    problems: Callable[[Fact[T] | None], Iterator[Problem]],
    day: date | None,
) -> Problem | None:
    """Return the day on which nothing was wrong; None where there was none."""
    for seen in _nearest_first(evidence.earlier(query), day):
        if _is_right(problems, Found(seen.value)):
            return DAY.about(day=seen.at.date())
    return None


def _nearest_first(seen: Iterable[Seen[T]], day: date | None) -> list[Seen[T]]:
    latest_first = sorted(seen, key=lambda one: one.at, reverse=True)
    if day is None:
        return latest_first
    return sorted(latest_first, key=lambda one: abs((one.at.date() - day).days))


def _is_right(problems: Callable[[Fact[T] | None], Iterator[Problem]], fact: Found[T]) -> bool:
    try:
        return not list(problems(fact))
    except NotGradableError:
        return False


def rubric_fault(setting: Setting[object], item: object, reason: Phrase | str) -> NotGradableError:
    """Return what to raise where the Hub no longer has what the rubric itself names."""
    place = Place("rubric.yaml")
    return NotGradableError(RUBRIC.about(place, key=setting.key, id=item, reason=reason))


def absent(problem: Problem, fact: Missing, evidence: Evidence, rubric: Rubric) -> Problem:
    """Return what is told about something of the student's choice that the Hub does not have.

    Until the due date it is the student's to choose another one. After that nobody can tell what
    never was there from what has gone, so a person should look. What is no id never was there.
    """
    due, now = rubric[DUE], datetime.fromisoformat(evidence.gathered_at)
    too_late = due is not None and now > due and fact.reason != "id"
    return problem.with_severity("review") if too_late else problem
