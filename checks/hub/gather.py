"""Gather: every query that a grade needs, asked at once, ending in `Evidence`.

One submission costs at most 2 API calls (the files of its repo, the commits) and 3
downloads; one more call where the card of the model for challenge 3 does not settle it, and one
where the student's card has the line of an assignment. What is not about the student's own repo is
asked once per `Gatherer` for all who gave the same answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from checks.hub.client import HubClient
from checks.hub.evidence import TIME, Evidence, Record, Seen, asked_about
from checks.hub.facts import Fact, Found, Missing, Query, Revision, Unreachable
from checks.hub.kept import Journal, believable
from checks.hubspec.names import is_commit
from checks.questions import Question, Setting
from checks.rubric import Rubric
from checks.submission import Answers

COMMIT_TIMEOUT = 60.0
"""Seconds for which a commit that was pushed a moment ago may still be unknown."""
THREADS = 8

_Dated = tuple[datetime, Fact[Any]]
"""How a query ended, and when that was."""
Since = Callable[[Query[Any]], datetime | None]
"""From when on what the Hub has said to a query counts; None: only what it says now."""


@dataclass
class Gatherer:
    """Asks about one submission after another.

    `facts` is the Hub that holds the answers, `repos` the one that holds the student's repo; they
    may be the same. What is seen is added to `kept`, and what it has that is younger than
    `fresh_for` is not asked again.
    """

    queries: Sequence[Query[Any]]
    facts: HubClient
    repos: HubClient
    commit_timeout: float = COMMIT_TIMEOUT
    kept: Journal | None = None
    fresh_for: timedelta = timedelta(0)
    _shared: dict[tuple[str, ...], _Dated] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def gather(
        self,
        answers: Answers,
        rubric: Rubric,
        revision: str | None = None,
        since: Since | None = None,
    ) -> Evidence:
        """Return everything the checks will want to know. Never raises for what the Hub does.

        `since` says from when on kept facts count beside what the Hub says now (None: they do
        not): the time at which a query's answers were first given.
        """
        before = self._requests()
        with ThreadPoolExecutor(THREADS) as pool:
            records = _Round(self, pool, answers, rubric, revision, since).records()
        return Evidence(
            gathered_at=_now().strftime(TIME),
            facts_endpoint=self.facts.endpoint,
            endpoint=self.repos.endpoint,
            requests=self._requests() - before,
            revision=revision,
            records=records,
        )

    def renew(
        self, evidence: Evidence, queries: Sequence[Query[Any]], answers: Answers, rubric: Rubric
    ) -> Evidence:
        """Return the same evidence, with these queries asked again."""
        asker = replace(self, queries=queries, fresh_for=timedelta(0), _shared={})
        newer = asker.gather(answers, rubric, evidence.revision)
        return replace(
            evidence,
            gathered_at=newer.gathered_at,
            requests=evidence.requests + newer.requests,
            records={**evidence.records, **newer.records},
        )

    def _requests(self) -> int:
        return sum(client.requests for client in {self.facts, self.repos})

    def ask(
        self,
        query: Query[Any],
        asked: tuple[str, ...],
        values: Sequence[Any],
        revision: str | None = None,
    ) -> _Dated:
        """Return how a query ends, and when; `asked` names it among those that a class shares.

        A `revision` that is a commit's id is waited for: it may have been pushed a moment ago.
        """
        client = self.repos if query.live else self.facts

        def call() -> Fact[Any]:
            return client.call(lambda: query.ask(client, *values))

        if query.live:
            return _now(), self._wait_for_commit(call) if is_commit(revision or "") else call()
        return self._once(query, asked, call)

    def _once(
        self, query: Query[Any], asked: tuple[str, ...], call: Callable[[], Fact[Any]]
    ) -> _Dated:
        """Return one fact for the whole class; a fault is not kept."""
        with self._lock:
            known = self._shared.get((query.key, *asked))
        known = known or self._fresh(query, asked)
        if known is not None:
            return known
        at, fact = _now(), call()
        if not isinstance(fact, Unreachable):
            with self._lock:
                self._shared[(query.key, *asked)] = at, fact
        if self.kept and isinstance(fact, Found):
            self.kept.add(self.facts.endpoint, query, asked, Seen(at, fact.value))
        return at, fact

    def _fresh(self, query: Query[Any], asked: tuple[str, ...]) -> _Dated | None:
        """Return the newest kept fact that is young enough to stand for what the Hub says now."""
        if self.kept is None or not self.fresh_for:
            return None
        now = _now()
        young = [
            one
            for one in self.kept.seen(self.facts.endpoint, query, asked)
            if timedelta(0) <= now - one.at <= self.fresh_for
        ]
        return (young[-1].at, Found(young[-1].value)) if young else None

    def earlier(
        self, query: Query[Any], asked: tuple[str, ...], fact: Fact[Any], since: datetime
    ) -> tuple[Seen[Any], ...]:
        """Return the kept facts from `since` on that can be believed and say something else."""
        if self.kept is None:
            return ()
        seen = self.kept.seen(self.facts.endpoint, query, asked)
        return tuple(
            one
            for one in believable(seen, query.size)
            if since <= one.at and Found(one.value) != fact
        )

    def _wait_for_commit(self, call: Callable[[], Fact[Any]]) -> Fact[Any]:
        until, wait = time.monotonic() + self.commit_timeout, 2.0
        while True:
            fact = call()
            waits = isinstance(fact, Missing) and fact.reason == "revision"
            if not waits or time.monotonic() + wait > until:
                return fact
            time.sleep(wait)
            wait *= 2


@dataclass
class _Round:
    """The queries about one submission, each asked when the facts that it needs are there."""

    gatherer: Gatherer
    pool: ThreadPoolExecutor
    answers: Answers
    rubric: Rubric
    revision: str | None
    since: Since | None
    _began: datetime = field(default_factory=lambda: _now())
    _begun: dict[Query[Any], Future[Record[Any] | None]] = field(default_factory=dict)

    def records(self) -> dict[Query[Any], Record[Any]]:
        """Return a record of each query for which there was something to ask."""
        for query in self.gatherer.queries:
            self._begin(query)
        results = {query: future.result() for query, future in self._begun.items()}
        return {query: record for query, record in results.items() if record is not None}

    def _begin(self, query: Query[Any]) -> None:
        """Begin a query after those that it needs, so that no thread waits for one not begun."""
        if query not in self._begun:
            for needed in query.inputs:
                if isinstance(needed, Query):
                    self._begin(needed)
            self._begun[query] = self.pool.submit(self._ask, query)

    def _ask(self, query: Query[Any]) -> Record[Any] | None:
        values = [self._input(item) for item in query.inputs]
        if not all(isinstance(value, Found) for value in values) or self._is_blank(query):
            return None
        asked = asked_about(query, self.answers, self.rubric)
        at, fact = self.gatherer.ask(query, asked, [value.value for value in values], self.revision)
        since = self.since(query) if self.since and not query.live else None
        earlier = self.gatherer.earlier(query, asked, fact, since) if since else ()
        return Record(asked, fact, at if at < self._began else None, earlier)

    def _is_blank(self, query: Query[Any]) -> bool:
        """Return whether every answer that a query's fact would be compared with is blank."""
        answers = [self.answers[question].value for question in query.only_for]
        return bool(answers) and all(answer is None for answer in answers)

    def _input(self, item: Question[Any] | Setting[Any] | Query[Any] | Revision) -> Any:
        match item:
            case Question():
                answer = self.answers[item].value
                return None if answer is None else Found(answer)
            case Setting():
                return Found(self.rubric[item])
            case Query():
                record = self._begun[item].result()
                return record and record.fact
            case Revision():
                return Found(self.revision)


def _now() -> datetime:
    return datetime.now(UTC)
