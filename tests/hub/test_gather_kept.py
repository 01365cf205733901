"""Gathering with what was kept: what is not asked again, and what counts beside what is so now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.challenges.test_c1_config import CONFIG
from checks.challenges.test_c2_count import TRUE_COUNT
from checks.challenges.test_c3_model import MODEL
from checks.hub import evidence, gather
from checks.hub.client import HubClient
from checks.hub.facts import Missing
from checks.hub.kept import Journal
from checks.hub.queries import REPO
from checks.submission import Submission
from checks.submission import load as load_submission
from minihub import MiniHub
from tests.facts import counted
from tests.hub.faulty import faulty_hub, says
from tests.hub.test_gather import gatherer, paths, rubric_of
from tests.submissions import make_submission, write_answers


def noon(day: int) -> datetime:
    return datetime(2026, 9, day, 12, tzinfo=UTC)


@dataclass
class Days:
    """A submission that is asked about on several days, with a journal, and the times it says."""

    hub: MiniHub
    submission: Submission
    journal: Journal
    monkeypatch: pytest.MonkeyPatch
    fresh_for: timedelta = timedelta(0)

    def on(self, time: datetime, since: datetime | None = None) -> evidence.Evidence:
        self.monkeypatch.setattr(gather, "_now", lambda: time)
        asks = replace(gatherer(self.hub), kept=self.journal, fresh_for=self.fresh_for)
        self.hub.requests.clear()
        answers, rubric = self.submission.answers, rubric_of(self.submission)
        return asks.gather(answers, rubric, since=(lambda _: since) if since else None)

    def asked(self) -> list[str]:
        """Return what was asked of the world since, sorted."""
        return sorted({path.partition("?")[0] for path in paths(self.hub) if "ada" not in path})


@pytest.fixture
def days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    with MiniHub() as hub:
        work = make_submission(tmp_path / "work", model_bytes=b"x")
        yield Days(hub, load_submission(work), Journal(tmp_path / "facts"), monkeypatch)


WORLD = [
    "/acme-speech/whisper-pequeno-es/resolve/main/README.md",
    "/datasets/tour-lab/many-voices/resolve/main/README.md",
    "/models-json",
    "/tour-lab/pocket-gpt/resolve/main/config.json",
]


def test_what_is_kept_for_a_while_is_not_asked_again(days: Days) -> None:
    days.fresh_for = timedelta(days=1)
    first = days.on(noon(1))
    assert [path for path in WORLD if path not in days.asked()] == []
    assert {record.at for record in first.records.values()} == {None}
    for now in (noon(2), noon(1)):
        again = days.on(now)
        assert [path for path in WORLD if path in days.asked()] == []
        assert again.records[CONFIG].fact == first.records[CONFIG].fact
        old = {query.key for query, record in again.records.items() if record.at}
        assert old == (
            {"c1.config", "c2.count", "c3.model", "c6.dataset"} if now > noon(1) else set()
        )


@pytest.mark.parametrize("seconds", [-1, 24 * 60 * 60 + 1])
def test_what_is_older_or_of_another_time_is_asked_again(days: Days, seconds: int) -> None:
    days.fresh_for = timedelta(days=1)
    days.on(noon(1))
    again = days.on(noon(1) + timedelta(seconds=seconds))
    assert [path for path in WORLD if path not in days.asked()] == []
    assert {record.at for record in again.records.values()} == {None}


def test_what_is_kept_and_not_for_a_while_is_asked_again(days: Days) -> None:
    days.on(noon(1))
    days.on(noon(1))
    assert [path for path in WORLD if path not in days.asked()] == []


def test_the_newest_of_what_is_kept_stands_for_now(days: Days) -> None:
    days.fresh_for = timedelta(days=1)
    asked = ("token-classification", "en")
    for hour, number in ((10, 30), (11, 50), (9, 40)):
        fact = evidence.Seen(noon(1).replace(hour=hour), counted(number).value)
        days.journal.add(days.hub.url, TRUE_COUNT, asked, fact)
    found = days.on(noon(1))
    assert found.records[TRUE_COUNT] == evidence.Record(
        asked, counted(50), noon(1).replace(hour=11)
    )


def test_of_the_students_own_repo_nothing_is_kept(days: Days) -> None:
    days.fresh_for = timedelta(days=1)
    for _ in range(2):
        found = days.on(noon(1))
        assert found.records[REPO].at is None
        assert "/api/models/ada/course-feedback" in {p.partition("?")[0] for p in paths(days.hub)}
    text = days.journal.path.read_text()
    assert "course-feedback" not in text
    keys = [json.loads(line)["query"] for line in text.splitlines()]
    assert sorted(keys) == ["c1.config", "c2.count", "c3.model", "c6.dataset"]


def test_a_fault_is_never_kept(days: Days) -> None:
    with faulty_hub(says(503)) as down:
        asks = replace(gatherer(days.hub), kept=days.journal)
        asks.facts = HubClient(down.url, waits=())
        asks.gather(days.submission.answers, rubric_of(days.submission))
    assert not days.journal.path.exists()


def test_what_is_missing_is_not_kept(days: Days) -> None:
    write_answers(days.submission.folder, c3={"model_id": "nobody/nothing"})
    days.submission = load_submission(days.submission.folder)
    days.fresh_for = timedelta(days=1)
    for _ in range(2):
        assert days.on(noon(1))[MODEL] == Missing("repo")
    assert "nobody" not in days.journal.path.read_text()


def test_earlier_facts_are_those_since_the_answer_that_say_something_else(days: Days) -> None:
    asked = ("token-classification", "en")
    for day, number in ((1, 9), (2, 10), (3, 7), (4, 11), (5, 400), (6, 12)):
        days.journal.add(
            days.hub.url, TRUE_COUNT, asked, evidence.Seen(noon(day), counted(number).value)
        )
    for since, expected in (
        (noon(1), [9, 10, 11, 12]),
        (noon(2), [10, 11, 12]),
        (noon(2) + timedelta(seconds=1), [11, 12]),
        (noon(7), []),
        (None, []),
    ):
        found = days.on(noon(8), since)
        assert found[TRUE_COUNT] == counted(7)
        assert [one.value.total for one in found.earlier(TRUE_COUNT)] == expected
        assert (found.earlier(CONFIG), found.earlier(REPO)) == ((), ())


def test_without_a_journal_nothing_is_earlier(days: Days) -> None:
    asks = gatherer(days.hub)
    found = asks.gather(
        days.submission.answers, rubric_of(days.submission), since=lambda _: noon(1)
    )
    assert found.earlier(TRUE_COUNT) == ()
    assert not days.journal.path.exists()


def test_what_was_old_can_be_asked_again(days: Days) -> None:
    asked = ("token-classification", "en")
    days.journal.add(days.hub.url, TRUE_COUNT, asked, evidence.Seen(noon(1), counted(50).value))
    days.fresh_for = timedelta(days=1)
    first = days.on(noon(1) + timedelta(hours=1))
    assert first[TRUE_COUNT] == counted(50)
    asks = replace(gatherer(days.hub), kept=days.journal, fresh_for=days.fresh_for)
    days.hub.requests.clear()
    later = noon(1) + timedelta(hours=2)
    days.monkeypatch.setattr(gather, "_now", lambda: later)
    again = asks.renew(first, [TRUE_COUNT], days.submission.answers, rubric_of(days.submission))
    assert [path.partition("?")[0] for path in paths(days.hub)] == ["/models-json", "/api/models"]
    assert again.records == {**first.records, TRUE_COUNT: evidence.Record(asked, counted(7))}
    assert (again.requests, again.gathered_at) == (first.requests + 2, "2026-09-01T14:00:00Z")
    assert replace(again, records={}, requests=0, gathered_at="") == replace(
        first, records={}, requests=0, gathered_at=""
    )


def test_a_class_shares_a_fact_and_knows_when_it_was_seen(days: Days) -> None:
    asks = gatherer(days.hub)
    answers, rubric = days.submission.answers, rubric_of(days.submission)
    days.monkeypatch.setattr(gather, "_now", lambda: noon(1))
    assert asks.gather(answers, rubric).records[CONFIG].at is None
    days.monkeypatch.setattr(gather, "_now", lambda: noon(2))
    again = asks.gather(answers, rubric)
    assert (again.records[CONFIG].at, again.records[REPO].at) == (noon(1), None)
    assert again.gathered_at == "2026-09-02T12:00:00Z"


def test_the_time_is_that_of_utc() -> None:
    before, now, after = datetime.now(UTC), gather._now(), datetime.now(UTC)
    assert before <= now <= after
    assert now.tzinfo is UTC


def test_what_was_kept_a_moment_ago_is_from_before(days: Days) -> None:
    days.fresh_for = timedelta(days=1)
    days.on(noon(1))
    again = days.on(noon(1) + timedelta(microseconds=1))
    assert again.records[CONFIG].at == noon(1)
