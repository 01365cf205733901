"""A report adds up, and is written as its schema says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.assignment import Origin
from checks.grading.check import Check, Outcome
from checks.grading.grader import Grader, this_grader
from checks.grading.report import Report, Result
from checks.grading.when import NOT_KNOWN, HandedIn, Source
from checks.messages import Message, Place

WHY = Message("T-WHY", "because of {what}", hint="do {what}")
OPEN = (Outcome.NOT_GRADABLE, Outcome.NEEDS_REVIEW)


def a_result(outcome: Outcome, points: int = 10, **changes: Any) -> Result:
    check = Check("c9.test", 3, "It holds", lambda: iter(()), ())
    return Result(check, outcome, points, **changes)


def a_report(*results: Result, pass_mark: float = 0.6, **changes: Any) -> Report:
    fields: dict[str, Any] = {"repo_id": "ada/x", "commit": "c0ffee", "gathered_at": "now"}
    return Report("Title", results, pass_mark, **{**fields, **changes})


@pytest.mark.parametrize(
    ("outcome", "points", "open_"),
    [
        (Outcome.PASSED, 10, False),
        (Outcome.FAILED, 0, False),
        (Outcome.NOT_GRADABLE, 0, True),
        (Outcome.NEEDS_REVIEW, 0, True),
    ],
)
def test_points_are_all_or_nothing(outcome: Outcome, points: int, open_: bool) -> None:
    result = a_result(outcome)
    assert (result.points, result.max_points, result.open) == (points, 10, open_)


RESULTS = st.lists(st.builds(a_result, st.sampled_from(Outcome), st.integers(0, 1000)))


@given(results=RESULTS)
def test_a_report_adds_up(results: list[Result]) -> None:
    report = a_report(*results)
    lost = sum(one.max_points for one in results if one.outcome is Outcome.FAILED)
    assert report.points + report.open_points + lost == report.max_points
    assert report.points == sum(r.max_points for r in results if r.outcome is Outcome.PASSED)
    assert report.open_points == sum(r.max_points for r in results if r.outcome in OPEN)


@given(points=st.integers(0, 100), percent=st.integers(0, 100))
def test_whoever_has_the_pass_mark_passes(points: int, percent: int) -> None:
    """In whole percent, whatever binary fractions make of 0.55 x 100."""
    results = a_result(Outcome.PASSED, points), a_result(Outcome.FAILED, 100 - points)
    assert a_report(*results, pass_mark=percent / 100).passed is (points >= percent)


@pytest.mark.parametrize(
    ("points", "of", "passes"), [(60_000, 100_000, True), (59_999, 100_000, False), (0, 0, True)]
)
def test_a_hair_is_less_than_a_point(points: int, of: int, passes: bool) -> None:
    results = a_result(Outcome.PASSED, points), a_result(Outcome.FAILED, of - points)
    assert a_report(*results).passed is passes


@pytest.mark.parametrize("outcome", Outcome)
def test_a_report_is_provisional_while_something_is_open(outcome: Outcome) -> None:
    report = a_report(a_result(Outcome.PASSED), a_result(outcome), a_result(Outcome.FAILED))
    assert report.provisional is (outcome in OPEN)


@pytest.mark.parametrize(
    ("won", "open_", "lost", "passed", "may_pass"),
    [
        (60, 0, 40, True, True),
        (59, 0, 41, False, False),
        (59, 1, 40, False, True),
        (50, 9, 41, False, False),
        (60, 40, 0, True, True),
    ],
)
def test_what_is_open_may_still_decide(
    won: int, open_: int, lost: int, passed: bool, may_pass: bool
) -> None:
    report = a_report(
        a_result(Outcome.PASSED, won),
        a_result(Outcome.NEEDS_REVIEW, open_),
        a_result(Outcome.FAILED, lost),
    )
    assert (report.passed, report.may_pass) == (passed, may_pass)


@pytest.mark.parametrize(
    ("won", "percent", "points"),
    [
        (85, 0, 85),
        (85, 10, 76.5),
        (90, 10, 81),
        (7, 33, 4.69),
        (100, 99, 1),
        (85, 100, 0),
        (0, 50, 0),
        (99, 3, 96.03),
    ],
)
def test_lateness_takes_its_percent_off_what_is_won_and_what_is_open(
    won: int, percent: int, points: float
) -> None:
    result, open_ = a_result(Outcome.PASSED, won), a_result(Outcome.NOT_GRADABLE, won)
    report = a_report(result, open_, penalty_percent=percent)
    assert (report.won_points, report.points, report.open_points) == (won, points, points)
    assert report.max_points == 2 * won
    assert type(report.points) is type(points)


def test_the_pass_mark_is_about_what_lateness_leaves() -> None:
    results = a_result(Outcome.PASSED, 66), a_result(Outcome.FAILED, 34)
    assert a_report(*results, penalty_percent=9).passed  # 60.06
    assert not a_report(*results, penalty_percent=10).passed  # 59.4


NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def korea(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine's own clock be Korea's, where it can be set."""
    if not hasattr(time, "tzset"):
        yield
        return
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "KST-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("korea")
def test_a_report_as_json() -> None:
    problem = WHY.about(Place("answers.yaml", 4, 7), what="x\n::y")
    report = a_report(
        a_result(Outcome.PASSED),
        a_result(Outcome.NEEDS_REVIEW, 5, problems=(problem,)),
        a_result(Outcome.NOT_GRADABLE, 3),
        pass_mark=0.5,
        due=datetime.fromisoformat("2026-10-01T20:59:59+09:00"),
        handed_in=HandedIn("5a5a", NOON, Source.GITHUB),
        penalty_percent=5,
        endpoint="https://hub.example",
        facts_endpoint="https://facts.example",
        rubric_digest="sha256:ab",
        origin=Origin("github.com/school/lab-ada", "123", "5a" * 20, "refs/heads/main"),
        facts=(problem,),
        grader=Grader("1.2.3", "c0", "sha256:cd"),
    )
    first, second, third = report.to_json().pop("results")
    assert {key: value for key, value in report.to_json().items() if key != "results"} == {
        "schema": "hub-tour/report/v3",
        "title": "Title",
        "repo_id": "ada/x",
        "commit": "c0ffee",
        "bound": True,
        "source": {
            "repository": "github.com/school/lab-ada",
            "repository_id": "123",
            "commit": "5a" * 20,
            "ref": "refs/heads/main",
        },
        "endpoint": "https://hub.example",
        "facts_endpoint": "https://facts.example",
        "rubric": {"digest": "sha256:ab"},
        "grader": {"version": "1.2.3", "commit": "c0", "digest": "sha256:cd"},
        "gathered_at": "now",
        "due": "2026-10-01T11:59:59Z",
        "handed_in": {"commit": "5a5a", "at": "2026-10-01T12:00:00Z", "known_by": "github"},
        "late": True,
        "provisional": True,
        "passed": True,
        "pass_mark": 0.5,
        "won_points": 10,
        "penalty_percent": 5,
        "points": 9.5,
        "max_points": 18,
        "open_points": 7.6,
        "facts": [problem.to_json()],
    }
    assert first == {
        "id": "c9.test",
        "title": {"en": "It holds", "ko": "It holds"},
        "outcome": "passed",
        "points": 10,
        "max_points": 10,
        "problems": [],
    }
    assert (second["outcome"], second["points"], second["max_points"]) == ("needs_review", 0, 5)
    assert second["problems"] == [problem.to_json()]
    assert third["outcome"] == "not_gradable"


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        (None, None, False),
        (None, NOON, False),
        (NOON, NOON, False),
        (NOON, NOON + timedelta(seconds=1), True),
        (NOON, None, None),
    ],
)
def test_a_report_says_whether_it_is_late_as_far_as_it_is_known(
    due: datetime | None, at: datetime | None, late: bool | None
) -> None:
    handed_in = HandedIn("5a5a", at, Source.COMMIT) if at else NOT_KNOWN
    assert a_report(due=due, handed_in=handed_in).to_json()["late"] is late


def test_a_title_is_in_each_language() -> None:
    title = "The vocabulary size is the one in config.json"
    check = Check("c1.vocabulary", 5, title, lambda: iter(()), ())
    assert Result(check, Outcome.PASSED, 5).to_json()["title"] == {
        "en": title,
        "ko": "어휘 크기가 config.json에 적힌 것과 같습니다",
    }


def test_a_report_has_no_due_date_and_no_penalty_unless_they_are_given() -> None:
    report = a_report(a_result(Outcome.PASSED)).to_json()
    assert (report["due"], report["late"], report["penalty_percent"]) == (None, False, 0)
    assert report["handed_in"] == {"commit": None, "at": None, "known_by": None}
    assert report["points"] == report["won_points"] == 10


@pytest.mark.parametrize("length", [199, 200, 201])
def test_what_a_student_wrote_is_bounded_and_made_safe(length: int) -> None:
    shown = "y" * length if length <= 200 else "y" * 199 + "…"
    report = Report("y" * length, (), 0.6, "y" * length, None, "now").to_json()
    assert (report["title"], report["repo_id"], report["commit"]) == (shown, shown, None)
    hostile = Report("a\nb", (), 0.6, "a\nb", None, "now").to_json()
    assert (hostile["title"], hostile["repo_id"]) == ("a\\nb", "a\\nb")


def test_without_a_repo_id_there_is_none() -> None:
    assert a_report(repo_id=None).to_json()["repo_id"] is None


def test_what_is_not_said_is_blank() -> None:
    report = a_report()
    assert (report.endpoint, report.facts_endpoint, report.rubric_digest) == ("", "", "")
    assert report.origin == Origin()
    assert (report.facts, report.bound, report.penalty_percent) == ((), True, 0)
    assert report.grader == this_grader()


def test_addresses_are_made_safe() -> None:
    data = a_report(endpoint="a\nb" + "x" * 300, facts_endpoint="c\nd" + "x" * 300).to_json()
    for name, start in (("endpoint", "a\\nb"), ("facts_endpoint", "c\\nd")):
        assert data[name].startswith(start)
        assert data[name].endswith("x…")
        assert len(data[name]) == 201
