"""Facts that are kept: what is written, what is read again, and what is believed."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.challenges import all_queries
from checks.challenges.test_c1_config import CONFIG
from checks.challenges.test_c2_count import TRUE_COUNT, CountFacts
from checks.hub import kept
from checks.hub.evidence import Seen
from checks.hub.kept import Journal, alike, believable, own_journal
from tests.facts import FACTS, QUERIES, at, counted

HUB = "https://hub.example"
ASKED = ("token-classification", "en")


def numbers(facts: list[Seen[CountFacts]]) -> list[int | None]:
    return [fact.value.total for fact in facts]


def filled(path: Path, *facts: Seen[Any]) -> Journal:
    journal = Journal(path)
    for fact in facts:
        journal.add(HUB, TRUE_COUNT, ASKED, fact)
    return journal


def count(day: int, number: int) -> Seen[CountFacts]:
    return at(day, counted(number).value)


# What is written


def test_a_fact_is_a_line_of_json(tmp_path: Path) -> None:
    path = tmp_path / "a/b/facts.jsonl"
    filled(path, count(3, 7), count(4, 8))
    value = {"website": 7, "listed": 7, "complete": True, "believed": "website"}
    first, second, rest = path.read_bytes().split(b"\n")
    assert json.loads(first) == {
        "at": "2026-08-03T12:00:00Z",
        "endpoint": HUB,
        "query": "c2.count",
        "asked": ["token-classification", "en"],
        "value": value,
    }
    assert json.loads(second)["at"] == "2026-08-04T12:00:00Z"
    assert rest == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows gives a user's folders to that user alone")
def test_what_is_kept_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "own/facts.jsonl"
    before = os.umask(0)
    try:
        filled(path, count(3, 7))
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)]
    assert modes == [0o600, 0o700]


def test_the_same_is_kept_once_a_day(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    late = Seen(datetime(2026, 8, 3, 23, 59, 59, tzinfo=UTC), counted(7).value)
    next_day = Seen(datetime(2026, 8, 4, tzinfo=UTC), counted(7).value)
    for _ in range(2):  # the second time what is there is read first
        journal = filled(path, count(3, 7), late, count(3, 8), next_day)
        assert len(path.read_bytes().splitlines()) == 3
        assert numbers(journal.seen(HUB, TRUE_COUNT, ASKED)) == [7, 8, 7]


def test_where_nothing_can_be_written_it_is_kept_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = filled(tmp_path / "file/facts.jsonl", count(3, 7))
    assert numbers(journal.seen(HUB, TRUE_COUNT, ASKED)) == [7]


def test_a_journal_is_made_where_it_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "own/facts.jsonl"
    Journal(path).create()
    assert path.read_bytes() == b""
    filled(path, count(3, 7))
    before = path.read_bytes()
    Journal(path).create()
    assert path.read_bytes() == before
    with pytest.raises(OSError, match="own"):
        Journal(path.parent).create()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_journals_place_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    os.mkfifo(path)
    journal = filled(path, count(3, 7))
    assert numbers(journal.seen(HUB, TRUE_COUNT, ASKED)) == [7]
    with pytest.raises(OSError, match="No such device"):
        journal.create()


# What is read


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "repo"])
def test_what_was_kept_is_what_is_read(tmp_path: Path, name: str) -> None:
    query, fact = QUERIES[name], at(3, FACTS[name].value)
    Journal(tmp_path / "facts").add(HUB, query, ASKED, fact)
    assert Journal(tmp_path / "facts").seen(HUB, query, ASKED) == [fact]


def test_facts_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    filled(tmp_path / "facts", count(5, 50), count(3, 30), count(4, 40))
    journal = filled(tmp_path / "facts", count(1, 10))
    assert numbers(journal.seen(HUB, TRUE_COUNT, ASKED)) == [10, 30, 40, 50]


def test_each_question_to_each_hub_has_its_own_facts(tmp_path: Path) -> None:
    journal = filled(tmp_path / "facts", count(3, 7))
    assert journal.seen("https://other.example", TRUE_COUNT, ASKED) == []
    assert journal.seen(HUB, CONFIG, ASKED) == []
    assert journal.seen(HUB, TRUE_COUNT, ("token-classification", "ko")) == []
    assert Journal(tmp_path / "none").seen(HUB, TRUE_COUNT, ASKED) == []


def broken_lines(good: bytes) -> list[bytes]:
    data = json.loads(good)
    return [
        b"",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        good[:-5],
        *(json.dumps({**data, key: 3}).encode() for key in ("at", "endpoint", "query", "asked")),
        json.dumps({**data, "more": 1}).encode(),
        json.dumps({**data, "at": "2026-08-03T12:00:00"}).encode(),
        json.dumps({**data, "value": 7}).encode(),
        json.dumps({**data, "value": {**data["value"], "listed": "7"}}).encode(),
        *(json.dumps({k: v for k, v in data.items() if k != key}).encode() for key in data),
    ]


def test_a_line_that_is_no_fact_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "facts"
    filled(path, count(3, 7))
    good = path.read_bytes().strip()
    for line in broken_lines(good):
        path.write_bytes(line + b"\n" + good.replace(b"-03T", b"-04T") + b"\n")
        journal = filled(path, count(5, 8))
        assert [fact.at.day for fact in journal.seen(HUB, TRUE_COUNT, ASKED)] == [4, 5], line


def test_a_line_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts"
    filled(path, count(3, 7))
    line = path.read_bytes()
    assert kept.MAX_LINE == 1024 * 1024
    for most, days in ((len(line), [3]), (len(line) - 1, [3]), (len(line) - 2, [])):
        monkeypatch.setattr(kept, "MAX_LINE", most)
        assert [one.at.day for one in Journal(path).seen(HUB, TRUE_COUNT, ASKED)] == days


def test_what_is_older_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "facts"
    journal = filled(path, count(3, 7), count(4, 8), count(5, 9))
    journal.add(HUB, CONFIG, ("a",), at(1, FACTS["config"].value))
    journal.forget_before(at(4, None).at)
    for one in (journal, Journal(path)):
        assert numbers(one.seen(HUB, TRUE_COUNT, ASKED)) == [8, 9]
        assert one.seen(HUB, CONFIG, ("a",)) == []
    assert len(path.read_bytes().splitlines()) == 2


def test_a_file_in_which_nothing_is_old_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "facts"
    filled(path, count(3, 7))
    path.write_bytes(path.read_bytes() + b"no fact\n")
    before = path.read_bytes()
    Journal(path).forget_before(at(3, None).at)
    assert path.read_bytes() == before
    Journal(tmp_path / "none").forget_before(at(3, None).at)
    assert not (tmp_path / "none").exists()


# What is believed

ALIKE = [
    (7, 7, True),
    (7, 14, True),
    (7, 15, False),
    (14, 7, True),
    (15, 7, False),
    (0, 0, True),
    (0, 1, False),
    (1, 0, False),
    (1, 2, True),
]


@pytest.mark.parametrize(("one", "other", "expected"), ALIKE)
def test_two_numbers_are_alike_within_half_of_the_larger(
    one: int, other: int, expected: bool
) -> None:
    assert alike(one, other) is expected


BELIEVED = [
    ([], []),
    ([7], [7]),
    ([0], [0]),
    ([90, 0, 100], [90, 0, 100]),  # nobody can tell
    ([90, 95, 0, 100, 105], [90, 95, 100, 105]),
    ([0, 90, 95], [90, 95]),
    ([90, 95, 0], [90, 95]),
    ([90, 95, 2_400_000, 100], [90, 95]),
    # What stays as it has become is believed.
    ([7, 8, 20, 21], [7, 8, 20, 21]),
    ([7, 8, 20], [7, 8]),
    ([7, 20], [7, 20]),
    ([7, 14, 28], [7, 14, 28]),
]


@pytest.mark.parametrize(("given_", "believed"), BELIEVED)
def test_what_is_unlike_what_is_beside_it_is_not_believed(
    given_: list[int], believed: list[int]
) -> None:
    facts = [count(day, number) for day, number in enumerate(given_, 1)]
    assert numbers(believable(facts, TRUE_COUNT.size)) == believed


def test_facts_without_a_size_are_all_believed() -> None:
    facts = [at(1, "a"), at(2, "b" * 100)]
    assert believable(facts, None) == facts
    assert believable(facts, len) == facts
    assert believable([*facts, at(3, "c" * 90)], len) == [facts[1], at(3, "c" * 90)]


@given(st.lists(st.integers(0, 50)))
def test_whatever_is_alike_to_a_neighbour_stays(sizes: list[int]) -> None:
    facts = [Seen(datetime(2026, 8, 1, tzinfo=UTC) + timedelta(n), n) for n in range(len(sizes))]
    found = believable(facts, lambda number: sizes[number])
    beside = [
        n
        for n in range(len(sizes))
        if any(0 <= m < len(sizes) and alike(sizes[n], sizes[m]) for m in (n - 1, n + 1))
    ]
    assert [fact.value for fact in found] == (beside or list(range(len(sizes))))


# Where a user's own are


NOW = datetime(2026, 8, 5, 12, tzinfo=UTC)


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("CI", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return monkeypatch


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({}, "home/.cache/huggingface"),
        ({"HF_HOME": "~/hf"}, "home/hf"),
        ({"HF_HOME": "{tmp}/hf", "XDG_CACHE_HOME": "{tmp}/cache"}, "hf"),
        ({"HF_HOME": "", "XDG_CACHE_HOME": "{tmp}/cache"}, "cache/huggingface"),
        ({"XDG_CACHE_HOME": "", "CI": ""}, "home/.cache/huggingface"),
    ],
)
def test_a_users_own_facts_are_beside_what_the_client_keeps(
    environ: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], path: str
) -> None:
    for name, value in variables.items():
        environ.setenv(name, value.format(tmp=tmp_path))
    journal = own_journal(tmp_path / "work", HUB, NOW)
    assert journal is not None
    assert journal.path == tmp_path / path / "hub-tour/facts.jsonl"
    assert not journal.path.parent.exists()


@pytest.mark.parametrize(
    ("endpoint", "ci", "home", "there"),
    [
        (HUB, "", "home", True),
        (HUB, "true", "home", False),
        ("http://127.0.0.1:8400", "", "home", False),
        ("http://localhost:8400", "", "home", False),
        ("http://[::1]:8400", "", "home", False),
        ("http://192.168.0.7:8400", "", "home", True),
        ("http://localhost.example", "", "home", True),
        (HUB, "", "work/home", False),
        (HUB, "", "work", False),
        (HUB, "", "link", False),
        (HUB, "", "works", True),
    ],
)
def test_where_there_are_none(
    environ: pytest.MonkeyPatch, tmp_path: Path, endpoint: str, ci: str, home: str, there: bool
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "work")
    environ.setenv("CI", ci)
    environ.setenv("HF_HOME", str(tmp_path / home))
    environ.chdir(tmp_path)
    for folder in (tmp_path / "work", Path("work")):
        assert (own_journal(folder, endpoint, NOW) is not None) is there


def test_a_users_own_facts_are_those_of_a_day(environ: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environ.setenv("HF_HOME", str(tmp_path))
    filled(tmp_path / "hub-tour/facts.jsonl", count(3, 7), count(4, 8), count(5, 9))
    for now, left in ((NOW, [8, 9]), (NOW + timedelta(seconds=1), [9])):
        journal = own_journal(tmp_path / "work", HUB, now)
        assert journal is not None
        assert numbers(journal.seen(HUB, TRUE_COUNT, ASKED)) == left
        assert len(journal.path.read_bytes().splitlines()) == len(left)


def test_no_fact_of_a_students_own_repo_has_a_size() -> None:
    assert [query.key for query in all_queries() if query.live and query.size] == []
