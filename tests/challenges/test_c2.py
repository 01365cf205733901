"""Challenge 2: a count within the tolerance, and the day it was read on."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.challenges import test_c2_count as c2
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub.facts import Found, Missing, Unreachable
from checks.submission import Submission
from tests.facts import (
    CHECKS,
    RUBRIC,
    Kept,
    Told,
    alone,
    at,
    counted,
    evidence_for,
    failed,
    graded,
    on_day,
    passed,
    place,
    result_of,
    submission_in,
    told,
    told_open,
)

WHERE = place("c2.count")
DAY = place("c2.date")
CHECK = CHECKS["c2.count"]


def far(written: str) -> Told:
    return ("C2-COUNT", WHERE, {"written": written, "task": "token-classification"} | EN)


EN = {"language": "en", "endpoint": "https://hub.example"}
# (percent, truth, the answers at and over both edges)
EDGES = [
    (15, 1000, (850, 1150), (849, 1151)),
    (15, 777, (661, 893), (660, 894)),
    (0, 1000, (1000, 1000), (999, 1001)),
    (29, 100, (71, 129), (70, 130)),
    (12.5, 1000, (875, 1125), (874, 1126)),
    (100, 7, (0, 14), (15, 15)),
    (15, 0, (0, 0), (1, 1)),
    # A share is taken to the millionth: 2.9999999 of 10 is 3.
    (29.999999, 10, (7, 13), (6, 14)),
]


@pytest.mark.parametrize(("percent", "truth", "near", "beyond"), EDGES)
def test_the_tolerance_counts_its_edge(
    tmp_path: Path, percent: float, truth: int, near: tuple[int, int], beyond: tuple[int, int]
) -> None:
    rubric = RUBRIC.with_settings({c2.TOLERANCE: percent})
    for number, answer in enumerate((*near, *beyond)):
        report = graded(
            tmp_path / str(number), {"c2.count": str(answer)}, rubric, count=counted(truth)
        )
        result = result_of(report, "c2.count")
        if number < 2:
            assert (result.outcome, result.points, told(result)) == (Outcome.PASSED, 10, [])
        else:
            expected = (Outcome.FAILED, 0, [far(str(answer))])
            assert (result.outcome, result.points, told(result)) == expected


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Submission:
    return submission_in(tmp_path_factory.mktemp("c2"), {"c2.count": "1000"})


@given(percent=st.integers(0, 100), truth=st.integers(0, 3000))
def test_the_tolerance_is_a_share_of_the_truth(
    submission: Submission, percent: int, truth: int
) -> None:
    rubric = RUBRIC.with_settings({c2.TOLERANCE: percent})
    evidence = evidence_for(submission, rubric, count=counted(truth))
    (result,) = judge([CHECK], submission, evidence, rubric).results
    near = abs(1000 - truth) <= Fraction(percent, 100) * truth
    assert result.outcome is (Outcome.PASSED if near else Outcome.FAILED)


NO_DATE: Told = ("C2-DATE", place("c2.date", blank=True), {})
DAYS: list[tuple[str | None, list[Told]]] = [
    ("2026-09-01", []),
    ("2025-01-31", []),
    ("2026-09-02", []),
    ("2026-09-03", [("C2-FUTURE", DAY, {"written": "2026-09-03"})]),
    ("2027-09-01", [("C2-FUTURE", DAY, {"written": "2027-09-01"})]),
    (None, [NO_DATE]),
    ("2026/09/01", []),
    ("yesterday", [("ANS-DATE", DAY, {"key": "date", "value": "yesterday", "near": "None"})]),
    ("1.9.2026", [("ANS-DAY", DAY, {"key": "date", "value": "1.9.2026", "near": "2026-09-01"})]),
]


@pytest.mark.parametrize(("written", "expected"), DAYS)
@pytest.mark.parametrize("hour", ["00:00:00", "23:59:59"])
def test_the_day_has_come_somewhere_on_earth(
    tmp_path: Path, written: str | None, expected: list[Told], hour: str
) -> None:
    """It was gathered on 1 September in UTC: east of there it may be the second already."""
    submission = submission_in(tmp_path, {"c2.date": written})
    evidence = dataclasses.replace(evidence_for(submission), gathered_at=f"2026-09-01T{hour}Z")
    (result,) = judge([CHECK], submission, evidence, RUBRIC).results
    assert result.outcome is (Outcome.FAILED if expected else Outcome.PASSED)
    assert told(result) == expected


@pytest.mark.parametrize("zone", ["<+14>-14", "<-12>12"])
def test_the_demos_day_is_that_of_utc(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the two zones is always on another day."""
    assert c2.DAY.demo
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    before, day, after = datetime.now(UTC), c2.DAY.demo(None, None), datetime.now(UTC)
    monkeypatch.undo()
    time.tzset()
    assert day in (before.date().isoformat(), after.date().isoformat())


def test_a_wrong_count_without_a_day_is_two_mistakes(tmp_path: Path) -> None:
    result = result_of(graded(tmp_path, {"c2.count": "12", "c2.date": None}), "c2.count")
    assert told(result) == [NO_DATE, far("12")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, [("GRADE-BLANK", place("c2.count", blank=True), {})]),
        ("lots", [("ANS-NUMBER", WHERE, {"key": "count", "value": "lots", "near": "None"})]),
        ("twelve", [("ANS-DIGITS", WHERE, {"key": "count", "value": "twelve", "near": "12"})]),
        ("-5", [("ANS-NUMBER", WHERE, {"key": "count", "value": "-5", "near": "None"})]),
    ],
)
def test_without_a_count_nothing_else_is_said(
    tmp_path: Path, written: str | None, expected: list[Told]
) -> None:
    result = result_of(graded(tmp_path, {"c2.count": written, "c2.date": None}), "c2.count")
    assert (result.outcome, told(result)) == (Outcome.FAILED, expected)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (Unreachable("HTTP 503"), "HTTP 503"),
        (Missing("repo"), "the Hub has no such repo"),
        (None, "not asked"),
        *(
            (
                Found(c2.CountFacts(website, listed, True, None)),
                "the models page and the list of models tell two numbers",
            )
            for website, listed in ((777_123, 3), (3, 777_123), (None, 777_123))
        ),
        *(
            (
                Found(c2.CountFacts(website, 0, True, None)),
                "the search finds no model with this task and language",
            )
            for website in (0, None, 777_123)
        ),
    ],
)
def test_what_the_hub_does_not_count_is_left_open(tmp_path: Path, fact: Any, reason: str) -> None:
    result = result_of(graded(tmp_path, count=fact), "c2.count")
    expected = (Outcome.NOT_GRADABLE, told_open(reason))
    assert (result.outcome, told(result)) == expected


def test_the_message_names_the_rubrics_filters(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({c2.TASK: "fill-mask", c2.LANGUAGE: "ko"})
    ((_, _, fields),) = told(result_of(graded(tmp_path, {"c2.count": "1"}, rubric), "c2.count"))
    assert (fields["task"], fields["language"]) == ("fill-mask", "ko")


NOW = [counted(1_200_000), Unreachable("HTTP 503"), Found(c2.CountFacts(7, 9, True, None))]


@pytest.mark.parametrize("now", NOW)
def test_a_count_that_was_right_on_its_day_is_right(tmp_path: Path, now: Any) -> None:
    seen = tuple(at(day, counted(count).value) for day, count in (
        (1, 300_000), (4, 777_000), (9, 780_000), (20, 790_000), (28, 1_100_000)
    ))  # fmt: skip
    for number, (day, told_day) in enumerate(
        [
            # Of the days on which it was right, the one that is nearest to the student's.
            ("2026-08-04", 4),
            ("2026-08-06", 4),
            ("2026-08-07", 9),
            ("2026-08-14", 9),
            ("2026-08-15", 20),
            ("2026-08-31", 20),
            ("2025-01-01", 4),
            ("2026-09-01", 20),
        ]
    ):
        ending = alone("c2.count", tmp_path / str(number), {"c2.date": day}, count=Kept(now, seen))
        assert ending == (Outcome.PASSED, 10, [on_day(told_day)])


def test_the_later_of_two_days_as_near_is_told(tmp_path: Path) -> None:
    seen = (at(4, counted(777_000).value), at(6, counted(777_000).value))
    ending = alone(
        "c2.count", tmp_path, {"c2.date": "2026-08-05"}, count=Kept(counted(1_200_000), seen)
    )
    assert ending == (Outcome.PASSED, 10, [on_day(6)])


def test_what_is_right_now_needs_no_other_day(tmp_path: Path) -> None:
    kept = Kept(counted(777_123), (at(4, counted(300).value),))
    assert alone("c2.count", tmp_path, count=kept) == passed(10)


def test_a_count_that_never_was_right_is_wrong(tmp_path: Path) -> None:
    kept = Kept(
        counted(777_123), (at(4, counted(300).value), at(5, c2.CountFacts(7, 9, True, None)))
    )
    ending = alone("c2.count", tmp_path, {"c2.count": "500"}, count=kept)
    assert ending == failed(far("500"))


def test_no_kept_count_gives_the_day_that_is_missing(tmp_path: Path) -> None:
    kept = Kept(counted(300), (at(4, counted(777_000).value),))
    ending = alone("c2.count", tmp_path, {"c2.date": None}, count=kept)
    assert ending == failed(NO_DATE, on_day(4))
