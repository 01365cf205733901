"""A report: what judging found, as data. Reporters are functions of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from checks.assignment import Origin
from checks.grading.check import Check, Outcome
from checks.grading.grader import Grader, this_grader
from checks.grading.when import NOT_KNOWN, HandedIn
from checks.messages import Problem, safe
from checks.translations import languages

NO_ORIGIN = Origin()
SCHEMA = "hub-tour/report/v3"


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended. Points are all or nothing."""

    check: Check
    outcome: Outcome
    max_points: int
    problems: tuple[Problem, ...] = ()

    @property
    def points(self) -> int:
        """Return the points that are won."""
        return self.max_points if self.outcome is Outcome.PASSED else 0

    @property
    def open(self) -> bool:
        """Return whether the points are neither won nor lost, and may still come."""
        return self.outcome in (Outcome.NOT_GRADABLE, Outcome.NEEDS_REVIEW)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.check.id,
            "title": {lang: self.check.title_in(lang) for lang in languages()},
            "outcome": self.outcome.value,
            "points": self.points,
            "max_points": self.max_points,
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """One submission's results. `pass_mark` is a share of the points, 0.6 for 60 %.

    `penalty_percent` is what lateness costs, of the points that are won. Not `bound`: the folder
    does not say which assignment it is, so whose the live repo is was judged by its owner alone.
    `endpoint` is the Hub of the live repo, `facts_endpoint` the one of all other answers. `facts`
    are what a teacher may want to see beside the points, none of which costs any.
    """

    title: str
    results: tuple[Result, ...]
    pass_mark: float
    repo_id: str | None
    commit: str | None
    gathered_at: str
    due: datetime | None = None
    handed_in: HandedIn = NOT_KNOWN
    penalty_percent: int = 0
    bound: bool = True
    endpoint: str = ""
    facts_endpoint: str = ""
    rubric_digest: str = ""
    origin: Origin = NO_ORIGIN
    facts: tuple[Problem, ...] = ()
    grader: Grader = field(default_factory=this_grader)

    @property
    def won_points(self) -> int:
        """Return the points of the checks that passed, whatever lateness costs."""
        return sum(result.points for result in self.results)

    @property
    def points(self) -> int | float:
        """Return the points, less what lateness costs."""
        return self._less_penalty(self.won_points)

    @property
    def max_points(self) -> int:
        return sum(result.max_points for result in self.results)

    @property
    def open_points(self) -> int | float:
        """Return the points that may still come, less what lateness costs."""
        return self._less_penalty(sum(result.max_points for result in self.results if result.open))

    def _less_penalty(self, points: int) -> int | float:
        hundredths = points * (100 - self.penalty_percent)
        return hundredths / 100 if hundredths % 100 else hundredths // 100

    @property
    def provisional(self) -> bool:
        """Return whether something is open, so that this is no grade yet."""
        return any(result.open for result in self.results)

    @property
    def passed(self) -> bool:
        return self._reaches_mark(self.points)

    @property
    def may_pass(self) -> bool:
        """Return whether it passes once all that is open is won."""
        return self._reaches_mark(self.points + self.open_points)

    def _reaches_mark(self, points: float) -> bool:
        # A hair below, since 0.55 x 100 is more than 55 in floating point.
        return points >= self.pass_mark * self.max_points - 1e-6

    @property
    def late_by(self) -> timedelta | None:
        """Return how late it was handed in; None where that is not known."""
        return self.handed_in.late_by(self.due)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON data, as checks/schemas/report.schema.json has it."""
        return {
            "schema": SCHEMA,
            "title": safe(self.title, 200),
            "repo_id": None if self.repo_id is None else safe(self.repo_id, 200),
            "commit": self.commit,
            "bound": self.bound,
            "source": self.origin.to_json(),
            "endpoint": safe(self.endpoint, 200),
            "facts_endpoint": safe(self.facts_endpoint, 200),
            "rubric": {"digest": self.rubric_digest},
            "grader": msgspec.to_builtins(self.grader),
            "gathered_at": self.gathered_at,
            "due": _utc(self.due),
            "handed_in": {
                "commit": self.handed_in.commit,
                "at": _utc(self.handed_in.at),
                "known_by": self.handed_in.known_by,
            },
            "late": None if self.late_by is None else self.late_by > timedelta(0),
            "provisional": self.provisional,
            "passed": self.passed,
            "pass_mark": self.pass_mark,
            "won_points": self.won_points,
            "penalty_percent": self.penalty_percent,
            "points": self.points,
            "max_points": self.max_points,
            "open_points": self.open_points,
            "results": [result.to_json() for result in self.results],
            "facts": [fact.to_json() for fact in self.facts],
        }


def _utc(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
