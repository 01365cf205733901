"""Evidence: what the Hub said about one submission, when, and at which commit.

A frozen record that can be written as JSON and read again, so that a grade can be repeated and
explained without asking the Hub. It holds the truth of some answers: it is never printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, cast

import msgspec

from checks.hub import reasons
from checks.hub.facts import Fact, Found, NotGradableError, Query, Revision, Unreachable
from checks.hub.reasons import reason_of
from checks.messages import Phrase
from checks.questions import Question, Setting
from checks.rubric import Rubric
from checks.submission import Answers

T = TypeVar("T")

SCHEMA = "hub-tour/evidence/v2"
MAX_BYTES = 64 * 1024 * 1024
"""Bytes of saved evidence that are read: twice what the largest answers of a Hub come to."""
TIME = "%Y-%m-%dT%H:%M:%SZ"


Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Seen(msgspec.Struct, Generic[T], frozen=True, forbid_unknown_fields=True):
    """What the Hub said at another time, which this grader saw and kept."""

    at: Time
    value: T


class Record(
    msgspec.Struct, Generic[T], frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How a query ended, and `asked`: the answers and settings that it was about.

    `at` is when the Hub said so, where that was before this evidence was gathered. `earlier` has
    what it said since these answers were given, in the order of time.
    """

    asked: tuple[str, ...]
    fact: Fact[T]
    at: Time | None = None
    earlier: tuple[Seen[T], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One submission's facts; a query is absent where there was nothing to ask it about.

    `gathered_at` is in UTC, as 2026-09-01T12:00:00Z; `requests` counts what was sent for it.
    """

    gathered_at: str
    facts_endpoint: str
    endpoint: str
    requests: int
    revision: str | None
    records: Mapping[Query[Any], Record[Any]]

    def __getitem__(self, query: Query[T]) -> Fact[T] | None:
        """Return how a query ended; None where it was not asked."""
        record = self.records.get(query)
        return cast("Fact[T]", record.fact) if record else None

    def earlier(self, query: Query[T]) -> tuple[Seen[T], ...]:
        """Return what the Hub had said before, as far as it may count; the oldest first."""
        record = self.records.get(query)
        return record.earlier if record else ()

    def without(self, queries: Iterable[Query[Any]], reason: Phrase) -> Evidence:
        """Return the same, had nobody been able to answer these queries."""
        records = dict(self.records)
        for query in queries:
            records[query] = Record(records[query].asked, Unreachable(reason.english))
        return replace(self, records=records)

    def without_stale(self, answers: Answers, rubric: Rubric) -> Evidence:
        """Return the same, without facts about other answers or settings than these."""
        stale = [
            query
            for query, record in self.records.items()
            if record.asked != asked_about(query, answers, rubric)
        ]
        return self.without(stale, reasons.OTHER_ANSWER)

    def only_live(self) -> Evidence:
        """Return the same without facts of the world, of which some are the truth of an answer."""
        others = [query for query in self.records if not query.live]
        return self.without(others, reasons.NOT_KEPT)

    def without_live(self, reason: Phrase) -> Evidence:
        """Return the same, had nobody been able to look at the student's repo."""
        return self.without([query for query in self.records if query.live], reason)


def asked_about(query: Query[Any], answers: Answers, rubric: Rubric) -> tuple[str, ...]:
    """Return the answers and settings that a query is about, also by way of other queries.

    A revision is none of them: which commit is graded is decided when the Hub is asked.
    """
    asked: list[str] = []
    for item in query.inputs:
        match item:
            case Question():
                asked.append(str(answers[item].value))
            case Setting():
                asked.append(str(rubric[item]))
            case Query():
                asked += asked_about(item, answers, rubric)
            case Revision():
                pass
    return tuple(asked)


def value(fact: Fact[T] | None) -> T:
    """Return a fact's value.

    Raises:
        NotGradableError: nobody could give it.
    """
    if isinstance(fact, Found):
        return fact.value
    raise NotGradableError(reason_of(fact))


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Return evidence as JSON data."""
    return {
        "schema": SCHEMA,
        "gathered_at": evidence.gathered_at,
        "facts_endpoint": evidence.facts_endpoint,
        "endpoint": evidence.endpoint,
        "requests": evidence.requests,
        "revision": evidence.revision,
        "facts": {query.key: msgspec.to_builtins(one) for query, one in evidence.records.items()},
    }


def read(path: Path) -> bytes:
    """Return the content of a file that holds evidence. Raises OSError, and ValueError by size."""
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"over {MAX_BYTES} bytes")
    return data


class _Version(msgspec.Struct):
    schema: str


class _Saved(msgspec.Struct, forbid_unknown_fields=True):
    schema: str
    gathered_at: Time
    facts_endpoint: str
    endpoint: str
    requests: Annotated[int, msgspec.Meta(ge=0)]
    revision: str | None
    facts: dict[str, msgspec.Raw]


def loads(data: bytes, queries: Iterable[Query[Any]], where: str = "") -> Evidence:
    """Return the evidence that was saved as this JSON, which is at `where` in a file.

    Raises:
        ValueError: it is something else, and where.
    """
    if (version := decoded(data, _Version, where).schema) != SCHEMA:
        raise ValueError(f'"schema" is {version!r}, and this version reads "{SCHEMA}"')
    saved = decoded(data, _Saved, where)
    return Evidence(
        gathered_at=saved.gathered_at.astimezone(UTC).strftime(TIME),
        facts_endpoint=saved.facts_endpoint,
        endpoint=saved.endpoint,
        requests=saved.requests,
        revision=saved.revision,
        records={
            query: _record(saved.facts[query.key], query, f"{where}.facts.{query.key}")
            for query in queries
            if query.key in saved.facts
        },
    )


def _record(raw: msgspec.Raw, query: Query[Any], where: str) -> Record[Any]:
    generic: Any = Record
    record: Record[Any] = decoded(raw, generic[query.fact_type], where)
    if msgspec.json.decode(msgspec.json.encode(record)) != msgspec.json.decode(raw):
        raise ValueError(f"${where} has fields that evidence does not have")
    return record


def decoded(data: bytes | msgspec.Raw, kind: type[T], where: str = "") -> T:
    """Return what a JSON text holds. Raises ValueError: it is something else, at `where`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except msgspec.MsgspecError as error:
        reason, _, place = str(error).partition(" - at `$")
        at = f" - at `${where}{place or '`'}" if where or place else ""
        raise ValueError(reason + at) from None
