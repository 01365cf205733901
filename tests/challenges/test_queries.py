"""What the challenges ask the Hub, to the letter, and what they make of its answers."""

from __future__ import annotations

import dataclasses
import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.challenges import all_queries, declared
from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.challenges import test_c5_widget as c5
from checks.challenges import test_c6_dataset as c6
from checks.hub import queries
from checks.hub.client import HubClient
from checks.hub.facts import REVISION, Found, Missing, Unreachable
from checks.hub.queries import RepoFacts
from checks.questions import Question
from checks.rubric import Rubric
from checks.submission import MODEL_REPO
from tests.facts import LIVE
from tests.hub.faulty import says
from tests.hub.scripted import scripted_hub
from tests.submissions import is_of_the_lab

GPT2 = "/openai-community/gpt2/resolve/main/config.json"


# c1

CONFIGS: list[tuple[Any, c1.ConfigFacts]] = [
    ({"activation_function": "gelu", "vocab_size": 7}, c1.ConfigFacts("gelu", 7)),
    ({"activation_function": None, "vocab_size": "7"}, c1.ConfigFacts(None, None)),
    ({"activation_function": ["gelu"], "vocab_size": True}, c1.ConfigFacts(None, None)),
    ({"vocab_size": 0}, c1.ConfigFacts(None, 0)),
    ({}, c1.ConfigFacts(None, None)),
]


@pytest.mark.parametrize(("config", "facts"), CONFIGS)
def test_a_config_is_read_for_two_keys(config: Any, facts: c1.ConfigFacts) -> None:
    with scripted_hub({GPT2: json.dumps(config).encode()}) as hub:
        assert c1.config(hub.client, "openai-community/gpt2") == facts
        assert hub.asked == [f"{GPT2} bytes=0-262143"]


# c2

COUNT = "/models-json?language=ko&pipeline_tag=fill-mask&withCount=true"
LIST = "/api/models?expand=pipeline_tag&filter=ko&pipeline_tag=fill-mask"
THREE = [{"id": f"a/m{number}"} for number in range(3)]
COUNTS: list[tuple[Any, int, list[str]]] = [
    ({"numTotalItems": 7}, 7, [COUNT]),
    ({"numTotalItems": "7"}, 3, [COUNT, LIST]),
    ({"total": 7}, 3, [COUNT, LIST]),
    ([7], 3, [COUNT, LIST]),
    (b"<html>", 3, [COUNT, LIST]),
    (says(404), 3, [COUNT, LIST]),
    (says(404, b'{"numTotalItems": 7}'), 3, [COUNT, LIST]),
    (says(403), 3, [COUNT, LIST]),
]


@pytest.mark.parametrize(("page", "count", "asked"), COUNTS)
def test_models_are_counted_by_the_website_or_else_one_by_one(
    page: Any, count: int, asked: list[str]
) -> None:
    with scripted_hub({"/models-json": page, "/api/models": THREE}) as hub:
        assert c2.count(hub.client, "fill-mask", "ko") == count
        assert hub.asked == asked


def test_a_website_that_is_down_is_not_worked_around() -> None:
    with scripted_hub({"/models-json": says(503), "/api/models": THREE}) as hub:
        assert hub.client.call(lambda: c2.count(hub.client, "a", "ko")) == Unreachable("HTTP 503")


def test_the_count_one_by_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_hub({}) as hub:
        monkeypatch.setattr(hub.client.api, "list_models", lambda **_: itertools.repeat(None))
        assert c2.count(hub.client, "fill-mask", "ko") == 200_000


# c3

MODEL_CARD = "/a/asr/resolve/main/README.md"
MODEL_INFO = "/api/models/a/asr"
CARD_RANGE = f"{MODEL_CARD} bytes=0-1048575"
BOTH = "pipeline_tag: fill-mask\nlanguage: [en, ko]"
INFO = {"id": "a/asr", "pipeline_tag": "fill-mask", "tags": ["pytorch", "ko"]}
MODELS: list[tuple[str | None, Any, c3.ModelFacts, list[str]]] = [
    (BOTH, None, c3.ModelFacts("a/asr", "fill-mask", ("en", "ko")), [CARD_RANGE]),
    *(
        (
            front,
            INFO,
            c3.ModelFacts("a/asr", "fill-mask", ("pytorch", "ko")),
            [CARD_RANGE, MODEL_INFO],
        )
        for front in ("pipeline_tag: fill-mask", "language: ko", "pipeline_tag: x\nlanguage: ko")
    ),
    (
        None,
        {"id": "a/renamed"},
        c3.ModelFacts("a/renamed", None, ()),
        [CARD_RANGE, MODEL_INFO],
    ),
]


@pytest.mark.parametrize(("front", "info", "facts", "asked"), MODELS)
def test_a_model_is_told_by_its_card_or_else_by_the_hub(
    front: str | None, info: Any, facts: c3.ModelFacts, asked: list[str]
) -> None:
    pages = {MODEL_INFO: info} if info else {}
    if front:
        pages[MODEL_CARD] = f"---\n{front}\n---\n".encode()
    with scripted_hub(pages) as hub:
        assert c3.model(hub.client, "a/asr", "fill-mask", "ko") == facts
        assert hub.asked == asked


def test_a_model_that_is_not_there_is_missing() -> None:
    with scripted_hub({"/api/models": []}) as hub:
        query = hub.client.call(lambda: c3.model(hub.client, "a/asr", "fill-mask", "ko"))
        assert query == Missing("repo")


# c5

SEARCH = "/api/models?author=ada&filter=en&limit=100&pipeline_tag=fill-mask&search=course-feedback"
OWNERLESS = "/api/models?filter=en&limit=100&pipeline_tag=fill-mask&search=gpt2"
FOUND = [{"id": "ada/course-feedback-2"}, {"id": "ada/course-feedback"}]
TAGGED = dataclasses.replace(LIVE, task="fill-mask", tags=("en",))
LAGS = Unreachable("the Hub's search has not caught up with the commit")
CARD = "pipeline_tag: fill-mask\nlanguage: [en, ko]"
SEARCHES: list[tuple[str, RepoFacts, Any, Any, list[str]]] = [
    (CARD, TAGGED, FOUND, Found(True), [SEARCH]),
    (CARD, LIVE, FOUND, Found(True), [SEARCH]),
    (CARD, TAGGED, [], LAGS, [SEARCH]),
    (CARD, TAGGED, FOUND[:1], LAGS, [SEARCH]),
    (CARD, dataclasses.replace(TAGGED, task="other"), [], Found(False), [SEARCH]),
    (CARD, dataclasses.replace(TAGGED, tags=("ko",)), [], Found(False), [SEARCH]),
    (CARD, dataclasses.replace(TAGGED, id="gpt2"), [{"id": "gpt2"}], Found(True), [OWNERLESS]),
    ("language: en", TAGGED, FOUND, Found(False), []),
    ("pipeline_tag: fill-mask", TAGGED, FOUND, Found(False), []),
]


@pytest.mark.parametrize(("front", "live", "listed", "ends", "asked"), SEARCHES)
def test_a_search_by_the_card(
    front: str, live: RepoFacts, listed: Any, ends: Any, asked: list[str]
) -> None:
    with scripted_hub({"/api/models": listed}) as hub:
        card = f"---\n{front}\n---\n"
        assert hub.client.call(lambda: c5.search(hub.client, live, card)) == ends
        assert hub.asked == asked


# c6

DATASET_CARD = "/datasets/tour-lab/voices/resolve/main/README.md"
FULL: dict[str, Any] = {
    "task_categories": ["asr", "tts"],
    "language": ["en", "ko", "fr"],
    "dataset_info": [
        {"config_name": "en", "splits": [{"name": "train"}, {"name": "test"}]},
        {"config_name": "ko", "splits": [{"name": "train"}, {"name": "dev"}]},
    ],
    "configs": [
        {"config_name": "ko", "data_files": [{"split": "test"}, {"split": "extra"}]},
        {"config_name": "fr"},
    ],
}
CARDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (FULL, {}),
    ({**FULL, "task_categories": "asr"}, {"tasks": ("asr",)}),
    ({**FULL, "task_categories": ["asr", 3, None]}, {"tasks": ("asr",)}),
    ({**FULL, "task_categories": None}, {"tasks": ()}),
    ({**FULL, "language": "en"}, {"languages": ("en",)}),
    ({**FULL, "language": [], "languages": ["de"]}, {"languages": ("de",)}),
    ({**FULL, "languages": ["de"]}, {}),
    ({**FULL, "dataset_info": []}, {"configurations": 2, "splits": ("test", "extra")}),
    ({**FULL, "configs": None}, {"configurations": 2, "splits": ("train", "test", "dev")}),
    (
        {**FULL, "dataset_info": {"splits": {"name": "all"}}, "configs": []},
        {"configurations": 0, "splits": ("all",)},
    ),
    (
        {**FULL, "dataset_info": "?", "configs": [{"config_name": 3, "data_files": "*.csv"}]},
        {"configurations": 1, "splits": ()},
    ),
    (
        {**FULL, "configs": [{"data_files": [{"split": 1}, {"path": "a"}, "b", {"split": "x"}]}]},
        {"configurations": 2, "splits": ("train", "test", "dev", "x")},
    ),
    ({}, {"tasks": (), "languages": (), "configurations": 0, "splits": ()}),
]


@pytest.mark.parametrize(("card", "changes"), CARDS)
def test_a_datasets_card_is_read(card: dict[str, Any], changes: dict[str, Any]) -> None:
    full = c6.DatasetFacts(
        id="tour-lab/voices",
        tasks=("asr", "tts"),
        languages=("en", "ko", "fr"),
        configurations=3,
        splits=("train", "test", "dev", "extra"),
    )
    assert c6.facts_of("tour-lab/voices", card) == dataclasses.replace(full, **changes)


def test_a_datasets_card_is_downloaded_up_to_its_bound() -> None:
    page = b"---\ntask_categories: [asr]\nlanguage: ko\n---\n"
    with scripted_hub({DATASET_CARD: page}) as hub:
        found = c6.dataset(hub.client, "tour-lab/voices")
        assert found == c6.DatasetFacts("tour-lab/voices", ("asr",), ("ko",), 0, ())
        assert hub.asked == [f"{DATASET_CARD} bytes=0-4194303"]


# All of them


def test_each_query_is_asked_as_its_challenge_says() -> None:
    asked: dict[str, Any] = {
        "c1.config": (c1.config, (c1.MODEL,)),
        "c2.count": (c2.count, (c2.TASK, c2.LANGUAGE)),
        "c3.model": (c3.model, (c3.CHOICE, c3.TASK, c3.LANGUAGE)),
        "c4.artifact": (queries.artifact, (queries.REPO, queries.CARD)),
        "c4.card": (queries.card_text, (queries.REPO,)),
        "c4.repo": (queries.repo, (MODEL_REPO, REVISION)),
        "c5.search": (c5.search, (queries.REPO, queries.CARD)),
        "c6.dataset": (c6.dataset, (c6.DATASET,)),
    }
    of_the_lab = [query for query in all_queries() if is_of_the_lab(query.key)]
    assert {query.key: (query.ask, query.inputs) for query in of_the_lab} == asked
    live = {query.key for query in of_the_lab if query.live}
    assert live == {"c4.artifact", "c4.card", "c4.repo", "c5.search"}


def test_whoever_looks_where_the_questions_say_finds_the_answers() -> None:
    """The made-up student of the demo, on a Hub with just these pages."""
    rubric = Rubric(settings={"c6.dataset_ids": ["tour-lab/voices", "tour-lab/*"]})
    card = {**FULL, "dataset_info": FULL["dataset_info"][:1]}
    pages = {
        GPT2: b'{"activation_function": "gelu", "vocab_size": 7}',
        "/api/models?filter=en&pipeline_tag=token-classification": THREE,
        "/api/models?filter=es&limit=1&pipeline_tag=automatic-speech-recognition": THREE[1:],
        DATASET_CARD: f"---\n{json.dumps(card)}\n---\n".encode(),
    }
    with scripted_hub(pages) as hub:
        days = [datetime.now(UTC).date()]
        answers = _demo(hub.client, rubric)
        days.append(datetime.now(UTC).date())
        assert answers.pop("c2.date") in {day.isoformat() for day in days}
        assert answers == {
            "c1.activation_function": "gelu",
            "c1.vocab_size": 7,
            "c2.count": 3,
            "c3.model_id": "a/m1",
            "c6.dataset_id": "tour-lab/voices",
            "c6.tasks": ["asr", "tts"],
            "c6.languages": 3,
            "c6.splits": ["train", "test"],
        }


def _demo(client: HubClient, rubric: Rubric) -> dict[str, Any]:
    return {
        question.key: question.demo(client, rubric)
        for question in declared(Question)
        if question.demo and is_of_the_lab(question.key)
    }
