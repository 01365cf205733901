"""Why a fact could not be had is said in the language of the report."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import get_args

import pytest

from checks.hub import reasons
from checks.hub.facts import Missing, Reason, Unreachable
from checks.messages import Phrase

FIELDS = {
    "seconds": "10",
    "kind": "KeyError",
    "path": "a b.txt",
    "key": "vocab_size",
    "time": "14:32 (UTC+09:00)",
}


def in_korean(reason: Phrase | str) -> str:
    assert isinstance(reason, Phrase)
    return reason.text("ko")


@pytest.mark.parametrize("phrase", reasons._ALL, ids=lambda phrase: phrase.english)
def test_a_reason_is_known_again_by_the_words_that_evidence_keeps(phrase: Phrase) -> None:
    kept = phrase.text("en", **FIELDS)
    reason = reasons.reason_of(Unreachable(kept))
    assert in_korean(reason) == phrase.text("ko", **FIELDS)
    assert re.search("[가-힣]", in_korean(reason))


@pytest.mark.parametrize("what", get_args(Reason))
def test_what_is_missing_is_named_in_words(what: Reason) -> None:
    assert re.search("[가-힣]", in_korean(reasons.reason_of(Missing(what))))


def test_a_reason_that_is_not_ours_stays_as_it_is() -> None:
    assert reasons.reason_of(Unreachable("HTTP 503")) == "HTTP 503"
    assert in_korean(reasons.reason_of(None)) == "묻지 않음"


NOW = datetime(2026, 11, 26, 14, 30, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))


@pytest.mark.parametrize(
    ("seconds", "time"),
    [(0.0, "14:31"), (30.0, "14:31"), (31.0, "14:32"), (300.0, "14:36"), (36000.0, "00:31")],
)
def test_a_limit_names_the_minute_from_which_it_works_again(
    monkeypatch: pytest.MonkeyPatch, seconds: float, time: str
) -> None:
    clock = SimpleNamespace(now=lambda: SimpleNamespace(astimezone=lambda: NOW))
    monkeypatch.setattr(reasons, "datetime", clock)
    assert reasons.limited(seconds) == (
        f"HTTP 429: too many requests from here; from {time} (UTC+05:30) on it works again"
    )


def test_a_limit_without_a_time_names_none() -> None:
    assert reasons.limited(None) == "HTTP 429: too many requests from here"


def test_the_clock_is_the_local_one() -> None:
    at = datetime.now().astimezone() + timedelta(minutes=5)
    said = reasons.limited(300.0)
    near = {f"{at + timedelta(minutes=more):%H:%M}" for more in (0, 1, 2)}
    assert any(f"from {minute} (UTC{at:%z}"[:-2] in said for minute in near)


REMEDIES: list[tuple[Phrase | str, str]] = [
    (reasons.LIMITED, "limit"),
    (reasons.LIMITED_FOR_NOW, "limit"),
    (reasons.NO_ANSWER.about(seconds=10), "address"),
    (reasons.NO_CONNECTION.about(kind="ConnectError"), "address"),
    (reasons.NOT_THE_HUBS, "address"),
    (reasons.NO_HUB, "address"),
    (reasons.WEB_PAGE, "address"),
    (reasons.SLOW, "again"),
    (reasons.UNEXPECTED, "again"),
    ("HTTP 403", "refused"),
    ("HTTP 451", "refused"),
    ("HTTP 404", "again"),
    ("HTTP 503", "again"),
    ("", "again"),
]


@pytest.mark.parametrize(("reason", "remedy"), REMEDIES)
def test_what_helps_follows_from_the_reason(reason: Phrase | str, remedy: str) -> None:
    assert reasons.remedy(reason) == remedy
