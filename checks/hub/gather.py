"""Gather: every question that a grade needs, asked at once, ending in `Evidence`.

One submission costs at most 2 API calls and 3 downloads (a third API call where the card of the
model for challenge 3 does not settle it); what is the same for a whole class, challenge 1's
config, challenge 2's count and a dataset's card, is asked once per `Gatherer`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from checks.hub import cards, queries, reasons
from checks.hub.client import HubClient
from checks.hub.evidence import ArtifactFacts, Asked, DatasetFacts, Evidence, ModelFacts, RepoFacts
from checks.hub.facts import Fact, Found, Missing, Unreachable
from checks.hubspec.artifacts import artifacts
from checks.rubric import Rubric
from checks.submission import Answers

T = TypeVar("T")

COMMIT_TIMEOUT = 60.0
"""Seconds for which a commit that was pushed a moment ago may still be unknown."""


@dataclass
class Gatherer:
    """Asks for one submission after another; `facts` and `repos` may be the same client."""

    facts: HubClient
    repos: HubClient
    commit_timeout: float = COMMIT_TIMEOUT
    _shared: dict[tuple[str, ...], Fact[Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def gather(self, answers: Answers, rubric: Rubric, revision: str | None = None) -> Evidence:
        """Everything the checks will want to know. Never raises for what the Hub does."""
        asked = asked_about(answers, rubric, revision)
        before = self._requests()
        with ThreadPoolExecutor(max_workers=6) as pool:
            config = pool.submit(self._config, asked.config_model)
            count = pool.submit(self._count, asked.count_task, asked.count_language)
            model = pool.submit(self._model, asked.model_id, rubric)
            dataset = pool.submit(self._dataset, asked.dataset_id)
            live = pool.submit(self._live, asked.repo_id, revision)
        return Evidence(
            gathered_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            facts_endpoint=self.facts.endpoint,
            endpoint=self.repos.endpoint,
            requests=self._requests() - before,
            asked=asked,
            config=config.result(),
            count=count.result(),
            model=model.result(),
            dataset=dataset.result(),
            **live.result(),
        )

    def _requests(self) -> int:
        return sum(client.requests for client in {self.facts, self.repos})

    def _once(self, *key: str, query: Callable[[], T]) -> Fact[T]:
        """One answer for the whole class; a fault is not kept."""
        with self._lock:
            known = self._shared.get(key)
        if known is not None:
            return known
        fact = self.facts.call(query)
        if not isinstance(fact, Unreachable):
            with self._lock:
                self._shared[key] = fact
        return fact

    def _config(self, model_id: str) -> Fact[Any]:
        return self._once("config", model_id, query=lambda: queries.config(self.facts, model_id))

    def _count(self, task: str, language: str) -> Fact[int]:
        def query() -> int:
            return queries.count(self.facts, task, language)

        return self._once("count", task, language, query=query)

    def _dataset(self, dataset_id: str | None) -> Fact[DatasetFacts] | None:
        if dataset_id is None:
            return None
        return self._once(
            "dataset", dataset_id, query=lambda: queries.dataset(self.facts, dataset_id)
        )

    def _model(self, model_id: str | None, rubric: Rubric) -> Fact[ModelFacts] | None:
        """From the card where it settles the matter (a download), else from the API."""
        if model_id is None:
            return None
        fact = self.facts.call(lambda: queries.model_by_card(self.facts, model_id))
        if isinstance(fact, Found):
            said = fact.value
            if said.task == rubric.model_task and rubric.model_language in said.languages:
                return fact
        return self.facts.call(lambda: queries.model_by_api(self.facts, model_id))

    def _live(self, repo_id: str | None, revision: str | None) -> dict[str, Fact[Any] | None]:
        """The facts about the student's own repo, by their names in `Evidence`."""
        if repo_id is None:
            return {}
        repo = self._wait_for_commit(lambda: queries.repo(self.repos, repo_id, revision))
        if not isinstance(repo, Found):
            return {"repo": repo}
        live = repo.value
        card = self.repos.call(lambda: queries.card_text(self.repos, live))
        return {
            "repo": repo,
            "card": card,
            "artifact": self._artifact(live, card),
            "found": self._found(live, card),
        }

    def _wait_for_commit(self, query: Callable[[], T]) -> Fact[T]:
        until, wait = time.monotonic() + self.commit_timeout, 2.0
        while True:
            fact = self.repos.call(query)
            waits = isinstance(fact, Missing) and fact.reason == "revision"
            if not waits or time.monotonic() + wait > until:
                return fact
            time.sleep(wait)
            wait *= 2

    def _artifact(self, live: RepoFacts, card: Fact[str]) -> Fact[ArtifactFacts] | None:
        if isinstance(card, Unreachable):
            return None
        library = cards.library(cards.metadata(cards.text_of(card).encode())) or live.library
        paths = artifacts(library, [file.path for file in live.files])
        if not paths:
            return None
        return self.repos.call(lambda: queries.artifact(self.repos, live, paths[0]))

    def _found(self, live: RepoFacts, card: Fact[str]) -> Fact[bool] | None:
        """Does a search by the card's task and language find the repo?

        The search index may lag behind a commit. So a repo that has the right tags and is not
        found is asked for again, and then called unreachable: the index's doing, not the card's.
        """
        if isinstance(card, Unreachable):
            return None
        metadata = cards.metadata(cards.text_of(card).encode())
        task, languages = cards.task(metadata), cards.languages(metadata)
        if task is None or not languages:
            return Found(False)
        language = languages[0]
        tagged = live.task == task and language in live.tags
        for wait in (*self.repos.waits, None):
            fact = self.repos.call(
                lambda: queries.found_by_search(self.repos, live, task, language)
            )
            if fact != Found(False) or not tagged:
                return fact
            if wait is not None:
                time.sleep(wait)
        return Unreachable(reasons.SEARCH.english)


def asked_about(answers: Answers, rubric: Rubric, revision: str | None) -> Asked:
    """What these answers make us ask the Hub."""
    return Asked(
        config_model=rubric.config_model,
        count_task=rubric.count_task,
        count_language=rubric.count_language,
        repo_id=answers.repo_id.value,
        revision=revision,
        model_id=answers.model_id.value,
        dataset_id=answers.dataset_id.value,
    )
