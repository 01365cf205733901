"""When a submission was handed in: by whose clock, to the second, and what lateness costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.grading.when import (
    NO_CLOCK,
    NOT_KNOWN,
    Clock,
    HandedIn,
    Push,
    Source,
    counts,
    handed_in,
    penalty_percent,
    push_of,
    time_of,
)
from checks.guarded_git.commits import Change
from checks.rubric import LATE_AT_MOST, LATE_PER_DAY, Rubric
from tests.facts import submission_in

DUE = datetime.fromisoformat("2026-10-01T23:59:00+09:00")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
MINE, HEAD = "a1" * 20, "b2" * 20


def change(at: datetime, head: str = HEAD) -> Change:
    return Change(MINE, head, at)


def push(at: datetime, *commits: str, head: str = HEAD) -> Push:
    return Push(head, at, frozenset(commits))


ON_TIME, LATE = DUE - HOUR, DUE + HOUR
TIMES: list[tuple[Change | None, Clock, HandedIn]] = [
    # A push that GitHub saw in time: whatever the commit says of itself.
    (change(LATE), Clock(push(DUE, MINE)), HandedIn(MINE, DUE, Source.GITHUB)),
    (change(LATE), Clock(push(DUE)), HandedIn(MINE, DUE, Source.GITHUB)),
    (change(LATE), Clock(push(ON_TIME)), HandedIn(MINE, ON_TIME, Source.GITHUB)),
    # Pushed after it, and new then: late, though it says that it is older.
    (change(ON_TIME), Clock(push(LATE, MINE)), HandedIn(MINE, LATE, Source.GITHUB)),
    (change(ON_TIME), Clock(push(DUE + SECOND, MINE)), HandedIn(MINE, DUE + SECOND, Source.GITHUB)),
    # It was there before that push: how long before, only the commit says.
    (change(ON_TIME), Clock(push(LATE, HEAD)), HandedIn(MINE, ON_TIME, Source.COMMIT)),
    (change(LATE - SECOND), Clock(push(LATE)), HandedIn(MINE, LATE - SECOND, Source.COMMIT)),
    # What GitHub says is about another commit, such as one of the teacher's repository.
    (
        change(ON_TIME),
        Clock(push(LATE, MINE, head="c3" * 20)),
        HandedIn(MINE, ON_TIME, Source.COMMIT),
    ),
    (change(LATE), Clock(push(ON_TIME, MINE, head="c3" * 20)), HandedIn(MINE, LATE, Source.COMMIT)),
    # Graded before it is due.
    (change(ON_TIME), Clock(None, DUE), HandedIn(MINE, DUE, Source.GRADER)),
    (change(LATE), Clock(None, ON_TIME), HandedIn(MINE, ON_TIME, Source.GRADER)),
    (None, Clock(None, DUE), HandedIn(None, DUE, Source.GRADER)),
    (None, Clock(push(ON_TIME), DUE + SECOND), NOT_KNOWN),
    # Graded after it: what the commit claims, but nothing that has not come yet.
    (change(ON_TIME), Clock(None, DUE + SECOND), HandedIn(MINE, ON_TIME, Source.COMMIT)),
    (change(LATE + DAY), Clock(None, LATE), HandedIn(MINE, LATE, Source.COMMIT)),
    (change(LATE), Clock(None, LATE + DAY), HandedIn(MINE, LATE, Source.COMMIT)),
    (change(ON_TIME), NO_CLOCK, HandedIn(MINE, ON_TIME, Source.COMMIT)),
    (None, NO_CLOCK, NOT_KNOWN),
]


@pytest.mark.parametrize(("newest", "clock", "expected"), TIMES)
def test_whose_clock_counts(newest: Change | None, clock: Clock, expected: HandedIn) -> None:
    assert time_of(newest, DUE, clock) == expected


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (DUE - SECOND, timedelta(0)),
        (DUE, timedelta(0)),
        (DUE + SECOND, SECOND),
        (DUE + DAY, DAY),
        (datetime(2026, 10, 1, 14, 59, tzinfo=UTC), timedelta(0)),
        (datetime(2026, 10, 1, 14, 59, 1, tzinfo=UTC), SECOND),
        (datetime.fromisoformat("2026-10-01T07:59:00-07:00"), timedelta(0)),
        (None, None),
    ],
)
def test_late_by(at: datetime | None, late: timedelta | None) -> None:
    """The due second itself is in time, in whatever zone it is written."""
    assert HandedIn(MINE, at, Source.COMMIT).late_by(DUE) == late
    assert HandedIn(MINE, at, Source.COMMIT).late_by(None) == timedelta(0)


@pytest.mark.parametrize(
    ("late", "percent"),
    [
        (None, 0),
        (timedelta(0), 0),
        (SECOND, 10),
        (DAY - SECOND, 10),
        (DAY, 10),
        (DAY + SECOND, 20),
        (2 * DAY, 20),
        (4 * DAY, 40),
        (4 * DAY + SECOND, 45),
        (400 * DAY, 45),
    ],
)
def test_each_day_that_has_begun_costs(late: timedelta | None, percent: int) -> None:
    rubric = Rubric().with_settings({LATE_PER_DAY: 10, LATE_AT_MOST: 45})
    assert penalty_percent(rubric, late) == percent


def test_lateness_costs_nothing_unless_the_rubric_says_so_and_never_more_than_all() -> None:
    assert penalty_percent(Rubric(), 9 * DAY) == 0
    assert penalty_percent(Rubric().with_settings({LATE_PER_DAY: 30}), 9 * DAY) == 100


@given(seconds=st.integers(0, 10_000_000), per_day=st.integers(0, 100), most=st.integers(0, 100))
def test_what_lateness_costs_never_falls(seconds: int, per_day: int, most: int) -> None:
    rubric = Rubric().with_settings({LATE_PER_DAY: per_day, LATE_AT_MOST: most})
    now, later = (penalty_percent(rubric, timedelta(seconds=one)) for one in (seconds, seconds + 1))
    assert 0 <= now <= later <= min(most, now + per_day)


# What GitHub says

TEN = datetime(2026, 10, 1, 10, tzinfo=UTC)


def event(pushed_at: Any, *commits: Any, **more: Any) -> dict[str, Any]:
    return {"repository": {"pushed_at": pushed_at}, "commits": list(commits), **more}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (event(1_790_848_800), Push(HEAD, TEN)),
        (event("2026-10-01T10:00:00Z"), Push(HEAD, TEN)),
        (event("2026-10-01T19:00:00+09:00"), Push(HEAD, TEN)),
        (event(1_790_848_800, {"id": MINE, "distinct": True}), Push(HEAD, TEN, frozenset({MINE}))),
        (event(1_790_848_800, {"id": MINE, "distinct": False}), Push(HEAD, TEN)),
        (event(1_790_848_800, {"id": MINE}), Push(HEAD, TEN)),
        (event(1_790_848_800, {"id": 5, "distinct": True}, "x", None), Push(HEAD, TEN)),
        ({"repository": {"pushed_at": 1_790_848_800}}, Push(HEAD, TEN)),
        (event(1_790_848_800, sender={"type": "Bot"}), Push(HEAD, TEN, frozenset(), True)),
        (event(1_790_848_800, sender={"type": "User"}), Push(HEAD, TEN)),
        (event(1_790_848_800, sender="Bot"), Push(HEAD, TEN)),
        ({**event(1_790_848_800), "commits": {"id": MINE}}, Push(HEAD, TEN)),
        (event("2026-10-01T10:00:00"), None),
        (event("soon"), None),
        (event(True), None),
        (event(None), None),
        (event(1.5), None),
        (event(10**20), None),
        (event(2**60), None),
        ({"repository": {}}, None),
        ({"repository": "x"}, None),
        ([], None),
        (None, None),
    ],
)
def test_what_an_event_says(payload: Any, expected: Push | None) -> None:
    assert push_of(payload, HEAD) == expected


@pytest.mark.parametrize(
    ("author", "pushed", "expected"),
    [
        ("Ana", None, True),
        ("github-classroom[bot]", None, False),
        # Whoever names themselves so pushes all the same, and GitHub says who did.
        ("github-classroom[bot]", Push(HEAD, TEN, frozenset({MINE})), True),
        ("Ana", Push(HEAD, TEN, frozenset({MINE}), by_bot=True), False),
        ("Ana", Push(HEAD, TEN, frozenset({HEAD}), by_bot=True), True),
    ],
)
def test_a_bots_commit_is_not_the_students(
    author: str, pushed: Push | None, expected: bool
) -> None:
    assert counts(MINE, author, pushed) is expected


def test_a_submission_is_asked_for_its_newest_change_that_counts(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    asked: list[bool] = []

    def newest(counting: Any) -> Change:
        asked.extend((counting(MINE, "x[bot]"), counting(MINE, "Ana")))
        return change(LATE)

    vars(submission)["newest_change"] = newest
    now = Clock(None, LATE + DAY)
    assert handed_in(submission, DUE, now) == HandedIn(MINE, LATE, Source.COMMIT)
    bots = Clock(Push(HEAD, LATE, frozenset({MINE}), by_bot=True), LATE + DAY)
    handed_in(submission, DUE, bots)
    assert asked == [False, True, False, False]


def test_clocks_have_the_names_that_reports_have() -> None:
    assert [str(source) for source in Source] == ["github", "host", "grader", "commit"]


def test_nothing_is_known_unless_it_is_said() -> None:
    assert Clock() == NO_CLOCK == Clock(None, None)
    assert HandedIn() == NOT_KNOWN == HandedIn(None, None, None)
    assert Push(HEAD, TEN) == Push(HEAD, TEN, frozenset(), False)
