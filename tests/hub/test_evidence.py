"""Evidence is read as it was written, or not at all."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checks.challenges import all_queries
from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.challenges import test_c6_dataset as c6
from checks.hub import evidence, reasons
from checks.hub.evidence import asked_about
from checks.hub.facts import Found, Missing, NotGradableError, Query, Reason, Unreachable
from checks.hub.queries import ARTIFACTS, CARD, REPO
from tests.facts import (
    ANSWERS,
    FACTS,
    QUERIES,
    RUBRIC,
    Kept,
    at,
    counted,
    evidence_for,
    live,
    submission_in,
)

BROKEN = [
    (b"[]", r"Expected `object`"),
    (b"{}", r"`schema`"),
    (b"nonsense", r"malformed"),
    (b"[" * 100_000, r"."),
    (b'{"schema": "hub-tour/evidence/v1", "config": {}}', r"hub-tour/evidence/v1"),
    (b'{"schema": "hub-tour/evidence/v2"}', r"`gathered_at`"),
]


@pytest.mark.parametrize(("data", "reason"), BROKEN, ids=[data[:50].decode() for data, _ in BROKEN])
def test_what_is_not_evidence_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        evidence.loads(data, all_queries())


def saved(folder: Path) -> Any:
    return evidence.to_json(evidence_for(submission_in(folder)))


def test_what_was_saved_is_what_is_read(tmp_path: Path) -> None:
    before = evidence_for(submission_in(tmp_path), count=Missing("repo"), model=Unreachable("x"))
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(evidence.to_json(before)))
    assert evidence.loads(evidence.read(path), all_queries()) == before


REPO_FACT = ("facts", "c4.repo", "fact", "value")
WRONG: list[tuple[tuple[Any, ...], Any, str]] = [
    (
        (*REPO_FACT, "files", 1, "size"),
        "large",
        r"\$\.facts\.c4\.repo\.fact\.value\.files\[1\]\.size",
    ),
    ((*REPO_FACT, "files", 1, "size"), True, r"files\[1\]\.size"),
    ((*REPO_FACT, "files", 1, "size"), 1.5, r"files\[1\]\.size"),
    ((*REPO_FACT, "files", 1, "more"), 1, r"\$\.facts\.c4\.repo"),
    ((*REPO_FACT, "id"), None, r"c4\.repo\.fact\.value\.id"),
    (("facts", "c4.repo", "asked"), "ada/x", r"c4\.repo\.asked"),
    (("facts", "c4.repo", "more"), 1, r"c4\.repo"),
    (("facts", "c4.repo"), None, r"c4\.repo"),
    (("facts", "c2.count", "fact", "value"), True, r"c2\.count\.fact\.value"),
    (("facts", "c2.count", "fact", "value"), "7", r"c2\.count\.fact\.value"),
    (("facts", "c2.count", "fact", "outcome"), "perhaps", r"c2\.count\.fact\.outcome"),
    (("facts", "c2.count", "fact"), {"outcome": "missing", "reason": "moon"}, r"fact\.reason"),
    (("facts", "c2.count", "fact"), {"outcome": "unreachable", "reason": 3}, r"fact\.reason"),
    (("facts", "c2.count", "at"), "2026-08-05", r"c2\.count\.at"),
    (("facts", "c2.count", "at"), "2026-08-05T12:00:00", r"c2\.count\.at"),
    (("facts", "c2.count", "earlier"), [{"value": 7}], r"c2\.count\.earlier\[0\]"),
    (("facts", "c2.count", "earlier"), [{"at": "2026-08-05T12:00:00Z"}], r"earlier\[0\]"),
    (
        ("facts", "c2.count", "earlier"),
        [{"at": "2026-08-05T12:00:00Z", "value": 7}],
        r"earlier\[0\]\.value",
    ),
    (("gathered_at",), "yesterday", r"\$\.gathered_at"),
    (("gathered_at",), "2026-13-45T00:00:00Z", r"\$\.gathered_at"),
    (("requests",), -1, r"\$\.requests"),
    (("requests",), "1", r"\$\.requests"),
    (("requests",), True, r"\$\.requests"),
    (("more",), 1, r"more"),
]


@pytest.mark.parametrize(("where", "value", "reason"), WRONG)
def test_evidence_with_one_thing_wrong_names_it(
    tmp_path: Path, where: tuple[Any, ...], value: Any, reason: str
) -> None:
    data = part = saved(tmp_path)
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    with pytest.raises(ValueError, match=reason):
        evidence.loads(json.dumps(data).encode(), all_queries())


def test_evidence_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_BYTES", 1000)
    path = tmp_path / "evidence.json"
    path.write_bytes(b" " * 1001)
    with pytest.raises(ValueError, match="1000 bytes"):
        evidence.loads(evidence.read(path), all_queries())


def test_facts_of_a_challenge_that_is_gone_are_left_out(tmp_path: Path) -> None:
    data = saved(tmp_path)
    data["facts"]["c9.moons"] = {"asked": [], "fact": "no such query"}
    read = evidence.loads(json.dumps(data).encode(), all_queries())
    assert "c9.moons" not in {query.key for query in read.records}


# What is written


def test_evidence_as_json(tmp_path: Path) -> None:
    data = evidence.to_json(evidence_for(submission_in(tmp_path), count=Missing("repo")))
    facts = data.pop("facts")
    assert data == {
        "schema": "hub-tour/evidence/v2",
        "gathered_at": "2026-09-01T12:00:00Z",
        "facts_endpoint": "https://hub.example",
        "endpoint": "https://hub.example",
        "requests": 8,
        "revision": None,
    }
    assert list(facts) == [query.key for query in QUERIES.values()]
    assert facts["c1.config"] == {
        "asked": ("openai-community/gpt2",),
        "fact": {
            "outcome": "found",
            "value": {
                "activations": {"activation_function": "swizzle_lu"},
                "vocab_sizes": {"vocab_size": 918_273},
            },
        },
    }
    assert facts["c2.count"] == {
        "asked": ("token-classification", "en"),
        "fact": {"outcome": "missing", "reason": "repo"},
    }


def test_earlier_facts_are_written_and_read(tmp_path: Path) -> None:
    kept = Kept(Missing("repo"), (at(3, counted(7).value), at(4, counted(9).value)))
    before = evidence_for(submission_in(tmp_path), count=kept)
    (query,) = (query for query in before.records if query.key == "c2.count")
    dated = dataclasses.replace(before, records={
        **before.records, query: msgspec.structs.replace(before.records[query], at=at(5, 0).at)
    })  # fmt: skip
    data = evidence.to_json(dated)
    assert data["facts"]["c2.count"]["at"] == "2026-08-05T12:00:00Z"
    counts = [
        {"website": number, "listed": number, "complete": True, "believed": "website"}
        for number in (7, 9)
    ]
    assert data["facts"]["c2.count"]["earlier"] == (
        {"at": "2026-08-03T12:00:00Z", "value": counts[0]},
        {"at": "2026-08-04T12:00:00Z", "value": counts[1]},
    )
    after = evidence.loads(json.dumps(data).encode(), all_queries())
    assert after == dated
    assert after.earlier(c2.TRUE_COUNT) == kept.earlier
    assert after.earlier(c3.MODEL) == ()
    assert dataclasses.replace(after, records={}).earlier(c2.TRUE_COUNT) == ()


def test_facts_about_another_answer_have_no_earlier_ones(tmp_path: Path) -> None:
    kept = Kept(FACTS["model"], (at(3, FACTS["model"].value),))
    before = evidence_for(submission_in(tmp_path / "a"), model=kept)
    answers = submission_in(tmp_path / "b", {"c3.model_id": "else/where"}).answers
    assert before.earlier(c3.MODEL) == kept.earlier
    assert before.without_stale(answers, RUBRIC).earlier(c3.MODEL) == ()


REASONS: list[Reason] = ["repo", "revision", "file", "gated", "disabled", "id"]


@pytest.mark.parametrize(
    "fact",
    [*(Missing(reason) for reason in REASONS), Unreachable("HTTP 503"), None],
)
@pytest.mark.parametrize("name", QUERIES)
def test_every_outcome_of_every_query_is_read_again(tmp_path: Path, name: str, fact: Any) -> None:
    changes: dict[str, Any] = {name: fact}
    before = evidence_for(submission_in(tmp_path), **changes)
    saved = json.dumps(evidence.to_json(before)).encode()
    after = evidence.loads(saved, all_queries())
    assert after == before
    assert after[QUERIES[name]] == fact


@pytest.mark.parametrize("artifact", [Found(()), FACTS["artifacts"]])
def test_a_model_that_is_not_there_is_a_fact_too(tmp_path: Path, artifact: Any) -> None:
    before = evidence_for(submission_in(tmp_path), artifacts=artifact)
    saved = json.dumps(evidence.to_json(before)).encode()
    assert evidence.loads(saved, all_queries())[ARTIFACTS] == artifact


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-09-01T12:00:00Z", "2026-09-01T12:00:00Z"),
        ("2026-09-01T21:00:00+09:00", "2026-09-01T12:00:00Z"),
        ("2026-09-01T12:00:00.999Z", "2026-09-01T12:00:00Z"),
    ],
)
def test_the_time_is_read_as_utc(tmp_path: Path, written: str, read: str) -> None:
    data = {**saved(tmp_path), "gathered_at": written}
    found = evidence.loads(json.dumps(data).encode(), all_queries())
    assert found.gathered_at == read


@pytest.mark.parametrize("missing", ["facts_endpoint", "endpoint", "requests", "revision", "facts"])
def test_evidence_lacks_nothing(tmp_path: Path, missing: str) -> None:
    data = saved(tmp_path)
    del data[missing]
    with pytest.raises(ValueError, match=missing):
        evidence.loads(json.dumps(data).encode(), all_queries())


def refusal(data: Any) -> str:
    """Why this is not evidence."""
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(ValueError, match=r".") as error:
        evidence.loads(text, all_queries())
    return str(error.value)


EXACT = [
    (b"[]", "Expected `object`, got `array`"),
    (b'{"more": ' + b"[" * 100_000, "nested too deep"),
    (
        b'{"schema": "hub-tour/evidence/v1"}',
        '"schema" is \'hub-tour/evidence/v1\', and this version reads "hub-tour/evidence/v2"',
    ),
]


@pytest.mark.parametrize(("data", "words"), EXACT, ids=["list", "deep", "v1"])
def test_what_is_wrong_is_said_in_one_line(data: bytes, words: str) -> None:
    assert refusal(data) == words


def test_where_something_is_wrong_is_said_as_a_path(tmp_path: Path) -> None:
    data = saved(tmp_path)
    data["facts"]["c2.count"]["fact"]["value"] = "7"
    assert refusal(data) == "Expected `object`, got `str` - at `$.facts.c2.count.fact.value`"
    data["facts"]["c2.count"] = 3
    assert refusal(data) == "Expected `object`, got `int` - at `$.facts.c2.count`"
    data["facts"] = 3
    assert refusal(data) == "Expected `object`, got `int` - at `$.facts`"


def test_no_field_is_taken_that_would_be_lost(tmp_path: Path) -> None:
    data = saved(tmp_path)
    data["facts"]["c1.config"]["fact"]["value"]["more"] = 1
    with pytest.raises(
        ValueError, match=r"^\$\.facts\.c1\.config has fields that evidence does not"
    ):
        evidence.loads(json.dumps(data).encode(), all_queries())


def test_a_file_of_just_the_bound_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert evidence.MAX_BYTES == 64 * 1024 * 1024
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(saved(tmp_path / "work")))
    monkeypatch.setattr(evidence, "MAX_BYTES", path.stat().st_size)
    evidence.loads(evidence.read(path), all_queries())
    monkeypatch.setattr(evidence, "MAX_BYTES", path.stat().st_size - 1)
    with pytest.raises(ValueError, match=r"^over \d+ bytes$"):
        evidence.loads(evidence.read(path), all_queries())


# What it is about


def test_what_each_query_is_about(tmp_path: Path) -> None:
    answers = submission_in(tmp_path, {"c6.dataset_id": None}).answers
    about: dict[Query[Any], tuple[str, ...]] = {
        c1.CONFIG: ("openai-community/gpt2",),
        c2.TRUE_COUNT: ("token-classification", "en"),
        c3.MODEL: (ANSWERS["c3.model_id"], "automatic-speech-recognition", "es"),
        REPO: (ANSWERS["repo_id"],),
        CARD: (ANSWERS["repo_id"],),
        ARTIFACTS: (ANSWERS["repo_id"], ANSWERS["repo_id"]),
        c6.CARD: ("None",),
    }
    for query, expected in about.items():
        assert asked_about(query, answers, RUBRIC) == expected


def test_stale_facts_are_nobodys(tmp_path: Path) -> None:
    before = evidence_for(submission_in(tmp_path / "a"))
    answers = submission_in(tmp_path / "b", {"c3.model_id": "else/where"}).answers
    after = before.without_stale(answers, RUBRIC)
    other = Unreachable("the saved evidence is about another answer")
    assert after[c3.MODEL] == other
    assert {q for q in all_queries() if after[q] != before[q]} == {c3.MODEL}
    assert before.without_stale(submission_in(tmp_path / "c").answers, RUBRIC) == before


def test_without_the_live_repo_the_rest_stays(tmp_path: Path) -> None:
    before = evidence_for(submission_in(tmp_path), artifacts=None)
    after = before.without_live(reasons.NOT_PUBLISHED)
    gone = Unreachable("this commit could not be published")
    assert {query.key: after[query] for query in all_queries() if query.live} == {
        "c4.repo": gone,
        "c4.card": gone,
        "c4.artifacts": None,
        "c4.bindings": gone,
    }
    assert all(after[query] == before[query] for query in all_queries() if not query.live)
    assert after.records[REPO].asked == before.records[REPO].asked


def test_the_value_of_a_fact() -> None:
    assert evidence.value(live()) == live().value
    for fact, reason in (
        (None, "not asked"),
        (Missing("file"), "there is no such file"),
        (Unreachable("HTTP 503"), "HTTP 503"),
    ):
        with pytest.raises(NotGradableError) as error:
            evidence.value(fact)
        found = error.value.reason
        assert (found if isinstance(found, str) else found.text("en")) == reason
        assert error.value.args == (found,)
