"""Judging: outcomes, points, the rubric, and that nothing but its inputs matters."""

from __future__ import annotations

import dataclasses
import json
import socket
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from checks.challenges import all_checks
from checks.grading.check import Check, Outcome, check, checks_in
from checks.grading.judge import inputs_of, judge, run
from checks.hub.facts import Missing, Unreachable
from checks.messages import Message, Problem
from checks.rubric import DUE, PASS_MARK, Rubric
from checks.submission import load
from tests.facts import RUBRIC, evidence_for, submission_in

SCHEMA = json.loads((files("checks") / "schemas" / "report.schema.json").read_text("utf-8"))
SAY = Message("T-SAY", "said", hint="do")


def report_of(folder: Path, rubric: Rubric = RUBRIC, **changes: Any) -> Any:
    submission = submission_in(folder)
    return judge(all_checks(), submission, evidence_for(submission, rubric, **changes), rubric)


def a_check(function: Any, **options: Any) -> Check:
    marked = check("c9.test", points=7, **options)(function)
    found: Check = marked.check  # type: ignore[attr-defined]
    return found


def run_one(folder: Path, function: Any) -> Any:
    submission = submission_in(folder)
    inputs = inputs_of(submission, evidence_for(submission), RUBRIC)
    return run(a_check(function), inputs, RUBRIC)


@pytest.mark.parametrize(
    ("severity", "outcome", "points"),
    [
        (None, Outcome.PASSED, 7),
        ("error", Outcome.FAILED, 0),
        ("warning", Outcome.PASSED, 7),
        ("review", Outcome.NEEDS_REVIEW, 0),
    ],
)
def test_what_a_check_yields_decides(
    tmp_path: Path, severity: Any, outcome: Outcome, points: int
) -> None:
    def test_it() -> Any:
        """It holds."""
        if severity:
            yield SAY.about()._replace(severity=severity)
        else:
            yield from ()

    result = run_one(tmp_path, test_it)
    assert (result.outcome, result.points, result.max_points) == (outcome, points, 7)


def test_an_error_outweighs_a_review(tmp_path: Path) -> None:
    def test_it() -> Any:
        """It holds."""
        yield SAY.about()._replace(severity="review")
        yield SAY.about()

    assert run_one(tmp_path, test_it).outcome is Outcome.FAILED


def test_a_check_that_breaks_costs_nothing_and_shows_no_traceback(tmp_path: Path) -> None:
    def test_it() -> Any:
        """It holds."""
        yield SAY.about()
        raise RuntimeError("the true answer is 42")

    result = run_one(tmp_path, test_it)
    assert result.outcome is Outcome.NOT_GRADABLE
    assert [problem.code for problem in result.problems] == ["GRADE-BUG"]
    assert "42" not in json.dumps(result.to_json())


def test_a_check_may_only_ask_for_what_there_is() -> None:
    def test_it(network: Any) -> Any:
        """It holds."""

    with pytest.raises(TypeError, match="network"):
        check("c9.test", points=1)(test_it)


def test_what_needs_another_check_is_not_run(tmp_path: Path) -> None:
    failed = report_of(tmp_path / "a", repo=Missing("repo"))
    open_ = report_of(tmp_path / "b", repo=Unreachable("HTTP 500"))
    for report, outcome in ((failed, Outcome.FAILED), (open_, Outcome.NOT_GRADABLE)):
        blocked = [result for result in report.results if result.check.needs == "c4.live"]
        assert len(blocked) == 5
        assert {result.outcome for result in blocked} == {outcome}
        assert {problem.code for result in blocked for problem in result.problems} == {
            "GRADE-NEEDS"
        }


def test_what_is_not_gradable_is_nobodys_error(tmp_path: Path) -> None:
    """Whoever counts errors in the JSON would count a fault of the Hub as the student's."""
    for changes in (
        {"repo": Unreachable("HTTP 500")},
        {"count": None},
        {"config": Missing("repo")},
    ):
        report = report_of(tmp_path / str(next(iter(changes))), **changes).to_json()
        ended = [one for one in report["results"] if one["outcome"] == "not_gradable"]
        severities = {problem["severity"] for one in ended for problem in one["problems"]}
        assert severities == {"note"}
        failed = [one for one in report["results"] if one["outcome"] == "failed"]
        assert all("error" in {p["severity"] for p in one["problems"]} for one in failed)


def test_the_rubric_decides_the_points(tmp_path: Path) -> None:
    rubric = dataclasses.replace(RUBRIC, points={"c1.activation": 50, "c2.count": 0})
    report = report_of(tmp_path, rubric)
    by_id = {result.check.id: result for result in report.results}
    assert by_id["c1.activation"].points == 50
    assert "c2.count" not in by_id
    assert report.max_points == 100 + 45 - 10


@pytest.mark.parametrize(("mark", "passes"), [(0.9, True), (0.55, True), (0.91, False)])
def test_the_pass_mark(tmp_path: Path, mark: float, passes: bool) -> None:
    """90 of 100 points, since one check fails."""
    rubric = RUBRIC.with_settings({PASS_MARK: 100 * mark})
    assert report_of(tmp_path, rubric, model=Missing("repo")).passed is passes


def test_a_pass_mark_that_binary_fractions_do_not_hit(tmp_path: Path) -> None:
    """0.55 x 100 is a little more than 55 in floating point."""
    report = report_of(tmp_path)
    half = dataclasses.replace(report, pass_mark=0.55, results=report.results[:3])
    results = [
        dataclasses.replace(result, max_points=points, outcome=outcome)
        for result, points, outcome in zip(
            half.results,
            (55, 45, 0),
            (Outcome.PASSED, Outcome.FAILED, Outcome.PASSED),
            strict=True,
        )
    ]
    assert dataclasses.replace(half, results=tuple(results)).passed


def test_late_is_said_and_nothing_is_taken_off(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    vars(submission)["committed_at"] = datetime(2026, 10, 2, tzinfo=UTC)
    for due, late in ((datetime(2026, 10, 1, tzinfo=UTC), True), (None, False)):
        rubric = RUBRIC.with_settings({DUE: due and due.isoformat()})
        report = judge(all_checks(), submission, evidence_for(submission, rubric), rubric)
        assert (report.late, report.points) == (late, 100)


def test_evidence_about_another_answer_does_not_count(tmp_path: Path) -> None:
    """Whoever changes an answer after gathering is not judged by what the old one earned."""
    before = evidence_for(submission_in(tmp_path / "before"))
    after = submission_in(tmp_path / "after", c3={"model_id": "else/where"})
    report = judge(all_checks(), after, before, RUBRIC)
    open_ = [result.check.id for result in report.results if result.open]
    assert open_ == ["c3.model"]


def test_judging_needs_no_network_and_gives_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = submission_in(tmp_path)
    evidence = evidence_for(submission)

    def no_network(*_: Any, **__: Any) -> None:
        raise AssertionError("judging went to the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    first, second = (
        json.dumps(judge(all_checks(), submission, evidence, RUBRIC).to_json()) for _ in range(2)
    )
    assert first == second


def test_reports_are_as_their_schema_says(tmp_path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    for number, changes in enumerate(
        ({}, {"repo": Missing("repo")}, {"count": Unreachable("HTTP 500")})
    ):
        validator.validate(report_of(tmp_path / str(number), **changes).to_json())


def test_an_unreadable_file_of_answers_says_where_it_breaks(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    (tmp_path / "answers.yaml").write_text("username: ada\n\trepo_id: x\n")
    report = judge(all_checks(), load(tmp_path), evidence_for(submission), RUBRIC)
    first = report.results[0].problems[0]
    assert (first.code, str(first.place)) == ("Y-TAB", "answers.yaml:2:1")
    assert report.points == 0


def test_every_check_has_both_titles_and_an_id_of_its_challenge() -> None:
    for found in all_checks():
        assert found.title
        assert not found.title.endswith(".")
        assert any("가" <= char <= "힣" for char in found.title_in("ko"))
        module = found.function.__module__.rpartition(".")[2]
        assert module.startswith(f"test_{found.id.partition('.')[0]}_")
    ids = [found.id for found in all_checks()]
    assert len(ids) == len(set(ids))


def test_a_new_challenge_is_found_by_its_functions() -> None:
    def test_it() -> Any:
        """It holds."""
        yield from ()

    module = ModuleType("test_c7_new")
    vars(module)["test_it"] = check("c7.new", points=3)(test_it)
    assert [found.id for found in checks_in([module])] == ["c7.new"]


def test_problem_is_what_checks_yield(tmp_path: Path) -> None:
    report = report_of(tmp_path, model=Missing("repo"))
    problems = [problem for result in report.results for problem in result.problems]
    assert problems
    assert all(isinstance(problem, Problem) for problem in problems)
