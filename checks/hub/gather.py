"""Gather: every question that a grade needs, asked at once, ending in `Evidence`.

One submission costs at most 2 API calls and 3 downloads; what is the same for a whole class
(challenge 1's config, challenge 2's count, a dataset's card) is asked once per `Gatherer`.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status

from checks.hub import cards
from checks.hub.client import Door
from checks.hub.evidence import (
    ArtifactFacts,
    Asked,
    ConfigFacts,
    DatasetFacts,
    Evidence,
    ModelFacts,
    RepoFacts,
    RepoFile,
)
from checks.hub.facts import Fact, Found, Missing, Unreachable
from checks.hub.pickles import suspicious_imports
from checks.hub.session import get_session
from checks.lint.artifacts import artifacts
from checks.rubric import Rubric
from checks.submission import Answers

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for which a commit that was pushed a moment ago may still be unknown."""
MOST_OF_A_CARD = 1024 * 1024
MOST_OF_A_CONFIG = 256 * 1024
MOST_OF_AN_ARTIFACT = 4 * 1024 * 1024
MOST_PAGES = 200
_POINTER = b"version https://git-lfs.github.com/spec/v1"


@dataclass
class Gatherer:
    """Asks for one submission after another; `facts` and `repos` may be the same door."""

    facts: Door
    repos: Door
    patience: float = PATIENCE
    _shared: dict[tuple[str, ...], Fact[Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def gather(self, answers: Answers, rubric: Rubric, revision: str | None = None) -> Evidence:
        """Everything the checks will want to know. Never raises for what the Hub does."""
        asked = asked_about(answers, rubric, revision)
        with ThreadPoolExecutor(max_workers=6) as pool:
            config = pool.submit(self._config, asked.config_model)
            count = pool.submit(self._count, asked.count_task, asked.count_language)
            model = pool.submit(self._model, asked.model_id, rubric)
            dataset = pool.submit(self._dataset, asked.dataset_id)
            live = pool.submit(self._live, asked.repo_id, revision)
            about_repo = live.result()
            return Evidence(
                gathered_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                facts_endpoint=self.facts.endpoint,
                endpoint=self.repos.endpoint,
                asked=asked,
                config=config.result(),
                count=count.result(),
                model=model.result(),
                dataset=dataset.result(),
                **about_repo,
                requests=sum(door.requests for door in {self.facts, self.repos}),
            )

    def _once(self, key: tuple[str, ...], question: Callable[[], Fact[T]]) -> Fact[T]:
        """One answer for the whole class; a fault is not kept."""
        with self._lock:
            known = self._shared.get(key)
        if known is not None:
            return known
        fact = question()
        if not isinstance(fact, Unreachable):
            with self._lock:
                self._shared[key] = fact
        return fact

    def _config(self, model_id: str) -> Fact[ConfigFacts]:
        def question() -> ConfigFacts:
            data = self.facts.first_bytes(model_id, "config.json", most=MOST_OF_A_CONFIG)
            config = json.loads(data)
            activation, size = config.get("activation_function"), config.get("vocab_size")
            return ConfigFacts(
                activation if isinstance(activation, str) else None,
                size if isinstance(size, int) and not isinstance(size, bool) else None,
            )

        return self._once(("config", model_id), lambda: self.facts.ask(question))

    def _count(self, task: str, language: str) -> Fact[int]:
        def question() -> int:
            try:
                return _website_count(self.facts, task, language)
            except (ValueError, KeyError, TypeError, HfHubHTTPError):
                return _count_pages(self.facts, task, language)

        return self._once(("count", task, language), lambda: self.facts.ask(question))

    def _model(self, model_id: str | None, rubric: Rubric) -> Fact[ModelFacts] | None:
        """From the card where it settles the matter (a download), else from the API."""
        if model_id is None:
            return None

        def from_card() -> ModelFacts:
            text = self.facts.first_bytes(model_id, "README.md", most=MOST_OF_A_CARD)
            card = cards.metadata(text)
            return ModelFacts(model_id, cards.task(card), cards.languages(card))

        def from_api() -> ModelFacts:
            info = self.facts.api.model_info(model_id)
            return ModelFacts(info.id, info.pipeline_tag, tuple(info.tags or ()))

        fact = self.facts.ask(from_card)
        if isinstance(fact, Found):
            told = fact.value
            if told.task == rubric.model_task and rubric.model_language in told.languages:
                return fact
        return self.facts.ask(from_api)

    def _dataset(self, dataset_id: str | None) -> Fact[DatasetFacts] | None:
        if dataset_id is None:
            return None

        def question() -> DatasetFacts:
            text = self.facts.first_bytes(
                dataset_id, "README.md", most=cards.MOST_OF_A_DATASET_CARD, kind="dataset"
            )
            return cards.dataset(dataset_id, text)

        return self._once(("dataset", dataset_id), lambda: self.facts.ask(question))

    def _live(self, repo_id: str | None, revision: str | None) -> dict[str, Fact[Any] | None]:
        if repo_id is None:
            return {}
        repo = self._patiently(lambda: self.repos.ask(lambda: self._repo(repo_id, revision)))
        if not isinstance(repo, Found):
            return {"repo": repo}
        about = repo.value
        card = self.repos.ask(lambda: self._card(about))
        return {
            "repo": repo,
            "card": card,
            "artifact": self._artifact(about),
            "found": self._found(about, card),
        }

    def _patiently(self, ask: Callable[[], Fact[T]]) -> Fact[T]:
        until, wait = time.monotonic() + self.patience, 2.0
        while True:
            fact = ask()
            waits = isinstance(fact, Missing) and fact.reason == "revision"
            if not waits or time.monotonic() + wait > until:
                return fact
            time.sleep(wait)
            wait *= 2

    def _repo(self, repo_id: str, revision: str | None) -> RepoFacts:
        info = self.repos.api.model_info(repo_id, revision=revision, files_metadata=True)
        files = tuple(
            RepoFile(one.rfilename, one.size or 0, one.blob_id, one.lfs.sha256 if one.lfs else None)
            for one in info.siblings or ()
        )
        return RepoFacts(
            id=info.id,
            commit=info.sha or "",
            tags=tuple(info.tags or ()),
            task=info.pipeline_tag,
            library=info.library_name,
            files=files,
        )

    def _card(self, repo: RepoFacts) -> str:
        data = self.repos.first_bytes(
            repo.id, "README.md", revision=repo.commit, most=MOST_OF_A_CARD
        )
        return data.decode("utf-8", "replace")

    def _artifact(self, repo: RepoFacts) -> Fact[ArtifactFacts] | None:
        paths = artifacts(repo.library, [file.path for file in repo.files])
        if not paths:
            return None

        def question() -> ArtifactFacts:
            data = self.repos.first_bytes(
                repo.id, paths[0], revision=repo.commit, most=MOST_OF_AN_ARTIFACT
            )
            return ArtifactFacts(paths[0], _kind(data), suspicious_imports(data))

        return self.repos.ask(question)

    def _found(self, repo: RepoFacts, card: Fact[str]) -> Fact[bool] | None:
        """Does a search by the card's task and language find the repo?

        The search index may lag behind a commit. So a repo that has the right tags and is not
        found is asked for again, and then called unreachable: the index's doing, not the card's.
        """
        if not isinstance(card, Found):
            return card
        metadata = cards.metadata(card.value.encode())
        task, languages = cards.task(metadata), cards.languages(metadata)
        if task is None or not languages:
            return Found(False)
        fact: Fact[bool] = Unreachable("not asked")
        for wait in (*self.repos.waits, None):
            fact = self.repos.ask(lambda: self._search(repo, task, languages[0]))
            tagged = repo.task == task and languages[0] in repo.tags
            if not tagged or wait is None or fact != Found(False):
                break
            time.sleep(wait)
        if tagged and fact == Found(False):
            return Unreachable("the Hub's search has not caught up with the commit")
        return fact

    def _search(self, repo: RepoFacts, task: str, language: str) -> bool:
        owner, _, name = repo.id.partition("/")
        models = self.repos.api.list_models(
            author=owner, search=name, pipeline_tag=task, filter=language, limit=100
        )
        return any(model.id == repo.id for model in models)


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


def _website_count(door: Door, task: str, language: str) -> int:
    """The number that the Hub's models page shows (its own, undocumented, `/models-json`)."""
    answer = get_session().get(
        f"{door.endpoint}/models-json",
        params={"pipeline_tag": task, "language": language, "withCount": "true"},
    )
    hf_raise_for_status(answer)
    total = answer.json()["numTotalItems"]
    if not isinstance(total, int):
        raise ValueError
    return total


def _count_pages(door: Door, task: str, language: str) -> int:
    """The same by going through the list, page by page."""
    models = door.api.list_models(pipeline_tag=task, filter=language, expand=["pipeline_tag"])
    return sum(1 for _, _ in zip(models, range(MOST_PAGES * 1000), strict=False))


def _kind(data: bytes) -> str:
    if data.startswith(_POINTER):
        return "pointer"
    if re.match(rb"\s*<(?:!doctype|html)", data[:512], re.IGNORECASE):
        return "page"
    if data[:1] in (b"\x80", b"(") or b"sklearn" in data[:4096]:
        return "pickle"
    return "other"
