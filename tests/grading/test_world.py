"""Judging by facts of the world: what is told, and how much it weighs."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.challenges.test_c6_dataset import DATASET_IDS
from checks.grading.world import rubric_fault
from checks.hub import reasons
from checks.hub.dataset_cards import DatasetFacts
from checks.hub.facts import Found, Missing
from checks.messages import Problem
from checks.rubric import DUE
from tests.facts import RUBRIC, Kept, at, counted, graded, result_of

EMPTIED = Found(DatasetFacts("tour-lab/many-voices", (), (), 0, ()))


def severities(folder: Path, check_id: str, rubric: object = RUBRIC, **facts: object) -> list[str]:
    """Return how much each problem of a check weighs."""
    report = graded(folder, None, rubric, **facts)  # type: ignore[arg-type]
    return [problem.severity for problem in result_of(report, check_id).problems]


def test_what_costs_nothing_is_a_note(tmp_path: Path) -> None:
    grown = Kept(counted(2_000_000), (at(1, counted(777_123).value),))
    assert severities(tmp_path / "a", "c2.count", count=grown) == ["note"]
    assert severities(tmp_path / "b", "c1.activation", config=Missing("repo")) == ["note"]
    assert severities(tmp_path / "c", "c6.tasks", dataset=EMPTIED) == ["note"]


@pytest.mark.parametrize(("due", "severity"), [(None, "error"), ("2026-08-01T00:00Z", "review")])
def test_what_is_absent_weighs_less_once_nobody_can_tell(
    tmp_path: Path, due: str | None, severity: str
) -> None:
    rubric = RUBRIC.with_settings({DUE: due})
    assert severities(tmp_path / "a", "c3.model", rubric, model=Missing("repo")) == [severity]
    assert severities(tmp_path / "b", "c6.splits", rubric, dataset=Missing("repo")) == [severity]


def test_after_the_due_date_what_was_seen_still_makes_it_right(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({DUE: "2026-08-01T00:00Z"})
    facts = DatasetFacts("tour-lab/many-voices", ("dialect-sorting", "accent-ranking"), (), 11, ())
    kept = Kept(Missing("repo"), (at(3, facts),))
    assert severities(tmp_path / "a", "c6.tasks", rubric, dataset=kept) == ["note"]
    # Of the splits it said nothing, so they are as open as before.
    assert severities(tmp_path / "b", "c6.splits", rubric, dataset=kept) == ["review"]


def test_a_fault_of_the_rubric_names_its_key() -> None:
    error = rubric_fault(DATASET_IDS, "a/b", reasons.EMPTY)
    assert isinstance(error.reason, Problem)
    assert error.reason.line("en") == (
        "rubric.yaml:1:1: GRADE-RUBRIC note: For the teacher: rubric.yaml names a/b under "
        "c6.dataset_ids, which cannot be graded: the card says nothing about this."
    )
