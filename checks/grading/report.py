"""A report: what judging found, as data. Reporters are functions of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checks.grading.check import Check, Outcome
from checks.messages import Problem, safe
from checks.translations import languages

SCHEMA = "hub-tour/report/v1"


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
    """One submission's results. `pass_mark` is a share of the points, 0.6 for 60 %."""

    title: str
    results: tuple[Result, ...]
    pass_mark: float
    repo_id: str | None
    commit: str | None
    gathered_at: str
    late: bool = False

    @property
    def points(self) -> int:
        return sum(result.points for result in self.results)

    @property
    def max_points(self) -> int:
        return sum(result.max_points for result in self.results)

    @property
    def open_points(self) -> int:
        return sum(result.max_points for result in self.results if result.open)

    @property
    def provisional(self) -> bool:
        """Return whether something could not be checked, so that this is no grade yet."""
        return any(result.outcome is Outcome.NOT_GRADABLE for result in self.results)

    @property
    def passed(self) -> bool:
        # A hair below, since 0.55 x 100 is more than 55 in floating point.
        return self.points >= self.pass_mark * self.max_points - 1e-6

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON data, as checks/schemas/report.schema.json has it."""
        return {
            "schema": SCHEMA,
            "title": safe(self.title, 200),
            "repo_id": None if self.repo_id is None else safe(self.repo_id, 200),
            "commit": self.commit,
            "gathered_at": self.gathered_at,
            "late": self.late,
            "provisional": self.provisional,
            "passed": self.passed,
            "pass_mark": self.pass_mark,
            "points": self.points,
            "max_points": self.max_points,
            "open_points": self.open_points,
            "results": [result.to_json() for result in self.results],
        }
