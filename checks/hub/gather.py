"""Gather: every query that a grade needs, asked at once, ending in `Evidence`.

One submission costs at most 2 API calls and 3 downloads (a third API call where the card of the
model for challenge 3 does not settle it). What is not about the student's own repo is asked once
per `Gatherer` for all who gave the same answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from checks.hub.client import HubClient
from checks.hub.evidence import TIME, Evidence, Record, asked_about
from checks.hub.facts import Fact, Found, Missing, Query, Revision, Unreachable
from checks.questions import Question, Setting
from checks.rubric import Rubric
from checks.submission import Answers

COMMIT_TIMEOUT = 60.0
"""Seconds for which a commit that was pushed a moment ago may still be unknown."""
THREADS = 8


@dataclass
class Gatherer:
    """Asks about one submission after another.

    `facts` is the Hub that holds the answers, `repos` the one that holds the student's repo; they
    may be the same.
    """

    queries: Sequence[Query[Any]]
    facts: HubClient
    repos: HubClient
    commit_timeout: float = COMMIT_TIMEOUT
    _shared: dict[tuple[str, ...], Fact[Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def gather(self, answers: Answers, rubric: Rubric, revision: str | None = None) -> Evidence:
        """Return everything the checks will want to know. Never raises for what the Hub does."""
        before = self._requests()
        with ThreadPoolExecutor(THREADS) as pool:
            facts = _Round(self, pool, answers, rubric, revision).facts()
        return Evidence(
            gathered_at=datetime.now(UTC).strftime(TIME),
            facts_endpoint=self.facts.endpoint,
            endpoint=self.repos.endpoint,
            requests=self._requests() - before,
            revision=revision,
            records={
                query: Record(asked_about(query, answers, rubric), fact)
                for query, fact in facts.items()
                if fact is not None
            },
        )

    def _requests(self) -> int:
        return sum(client.requests for client in {self.facts, self.repos})

    def ask(self, query: Query[Any], asked: tuple[str, ...], values: Sequence[Any]) -> Fact[Any]:
        """Return how a query ends; `asked` names it among those that a class shares."""
        client = self.repos if query.live else self.facts

        def call() -> Fact[Any]:
            return client.call(lambda: query.ask(client, *values))

        return self._wait_for_commit(call) if query.live else self._once((query.key, *asked), call)

    def _once(self, key: tuple[str, ...], call: Callable[[], Fact[Any]]) -> Fact[Any]:
        """Return one fact for the whole class; a fault is not kept."""
        with self._lock:
            known = self._shared.get(key)
        if known is not None:
            return known
        fact = call()
        if not isinstance(fact, Unreachable):
            with self._lock:
                self._shared[key] = fact
        return fact

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
    _begun: dict[Query[Any], Future[Fact[Any] | None]] = field(default_factory=dict)

    def facts(self) -> dict[Query[Any], Fact[Any] | None]:
        for query in self.gatherer.queries:
            self._begin(query)
        return {query: future.result() for query, future in self._begun.items()}

    def _begin(self, query: Query[Any]) -> None:
        """Begin a query after those that it needs, so that no thread waits for one not begun."""
        if query not in self._begun:
            for needed in query.inputs:
                if isinstance(needed, Query):
                    self._begin(needed)
            self._begun[query] = self.pool.submit(self._ask, query)

    def _ask(self, query: Query[Any]) -> Fact[Any] | None:
        values = [self._input(item) for item in query.inputs]
        if not all(isinstance(value, Found) for value in values):
            return None
        asked = asked_about(query, self.answers, self.rubric)
        return self.gatherer.ask(query, asked, [value.value for value in values])

    def _input(self, item: Question[Any] | Setting[Any] | Query[Any] | Revision) -> Any:
        match item:
            case Question():
                answer = self.answers[item].value
                return None if answer is None else Found(answer)
            case Setting():
                return Found(self.rubric[item])
            case Query():
                return self._begun[item].result()
            case Revision():
                return Found(self.revision)
