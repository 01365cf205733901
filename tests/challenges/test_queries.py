"""What the challenges ask the Hub, to the letter, and what they make of its answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from checks.challenges import all_queries, declared
from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.challenges import test_c6_dataset as c6
from checks.hub import dataset_cards, queries
from checks.hub.bindings import bindings
from checks.hub.client import HubClient
from checks.hub.facts import REVISION, Found, Missing, Unreachable
from checks.questions import Question
from checks.rubric import Rubric
from checks.submission import MODEL_REPO
from tests.hub.faulty import says
from tests.hub.scripted import scripted_hub
from tests.hub.test_dataset_cards import DATASET_CARD, FULL
from tests.submissions import is_of_the_lab

GPT2 = "/openai-community/gpt2/resolve/main/config.json"


# c1

GELU = {"activation_function": "gelu"}
SEVEN = {"vocab_size": 7}
# What config.json says; the activation functions and the vocabulary sizes, by their keys.
CONFIGS: list[tuple[Any, dict[str, str], dict[str, int]]] = [
    ({**GELU, **SEVEN}, GELU, SEVEN),
    ({"activation_function": None, "vocab_size": "7"}, {}, {}),
    ({"activation_function": ["gelu"], "vocab_size": True}, {}, {}),
    ({"vocab_size": 7.0}, {}, {}),
    ({"vocab_size": 0}, {}, {"vocab_size": 0}),
    ({}, {}, {}),
    ([7], {}, {}),
    ("gelu", {}, {}),
    *(
        ({key: "relu", **SEVEN}, {key: "relu"}, SEVEN)
        for key in (
            *("hidden_act", "hidden_activation", "activation", "act_fn", "afn", "dense_act_fn"),
            *("feed_forward_proj", "ff_activation", "ffn_act_fn"),
        )
    ),
    *(({key: 5}, {}, {key: 5}) for key in ("n_vocab", "n_words", "vocabulary_size")),
    # The first name is the one that is asked for; of the others each will do.
    ({**GELU, "hidden_act": "relu", **SEVEN, "n_vocab": 5}, GELU, SEVEN),
    (
        {"hidden_act": "relu", "hidden_activation": "gelu_new", "n_words": 1, "n_vocab": 2},
        {"hidden_act": "relu", "hidden_activation": "gelu_new"},
        {"n_vocab": 2, "n_words": 1},
    ),
    ({"activation_function": 3, "afn": "relu"}, {"afn": "relu"}, {}),
    # A part counts where the whole says nothing.
    *(
        (
            {part: {**GELU, **SEVEN}},
            {f"{part}.activation_function": "gelu"},
            {f"{part}.vocab_size": 7},
        )
        for part in ("text_config", "llm_config", "language_config", "decoder")
    ),
    ({"text_config": {"hidden_act": "relu", **SEVEN}, **GELU}, GELU, {"text_config.vocab_size": 7}),
    ({"text_config": {}, "decoder": SEVEN}, {}, {"decoder.vocab_size": 7}),
    ({"text_config": SEVEN, "decoder": {"vocab_size": 8}}, {}, {"text_config.vocab_size": 7}),
    ({"text_config": {"decoder": SEVEN}}, {}, {"text_config.decoder.vocab_size": 7}),
    ({"text_config": "relu", "vision_config": {**GELU, **SEVEN}}, {}, {}),
]


@pytest.mark.parametrize(("config", "activations", "sizes"), CONFIGS)
def test_a_config_is_read_for_two_values(
    config: Any, activations: dict[str, str], sizes: dict[str, int]
) -> None:
    with scripted_hub({GPT2: json.dumps(config).encode()}) as hub:
        expected = c1.ConfigFacts(activations, sizes)
        assert c1.config(hub.client, "openai-community/gpt2") == expected
        assert hub.asked == [f"{GPT2} bytes=0-262143"]


# c2

COUNT = "/models-json?language=ko&pipeline_tag=fill-mask&sort=downloads&withCount=true"
LIST = (
    "/api/models?expand=pipeline_tag&expand=private&expand=tags"
    "&filter=ko&pipeline_tag=fill-mask&sort=downloads"
)


def listing(number: int, **changes: Any) -> list[dict[str, Any]]:
    """Return models of the list, each with the task and the language that were asked for."""
    fits = {"pipeline_tag": "fill-mask", "tags": ["pytorch", "ko"], **changes}
    return [{"id": f"a/m{one}", **fits} for one in range(number)]


def shown(total: Any, number: int = 3, start: int = 0) -> dict[str, Any]:
    """Return the answer behind the models page: a number, and the models that come first."""
    return {"numTotalItems": total, "models": [{"id": f"a/m{start + i}"} for i in range(number)]}


OWN = listing(1, private=True)
OTHERS = listing(2, tags=["de"])
THREE = listing(3)
FEW: list[tuple[Any, Any, c2.CountFacts]] = [
    (shown(3), THREE, c2.CountFacts(3, 3, True, "website")),
    # Within half of each other, what the student reads counts.
    (shown(6), THREE, c2.CountFacts(6, 3, True, "website")),
    (shown(7), THREE, c2.CountFacts(7, 3, True, "list")),
    (shown(2), listing(4), c2.CountFacts(2, 4, True, "website")),
    (shown(2), listing(5), c2.CountFacts(2, 5, True, "list")),
    (shown(2_400_000), THREE, c2.CountFacts(2_400_000, 3, True, "list")),
    (shown(0), THREE, c2.CountFacts(0, 3, True, "list")),
    (shown(0, 0), THREE, c2.CountFacts(0, 3, True, "list")),
    (shown(3, 0), THREE, c2.CountFacts(3, 3, True, "list")),
    # Private models of who asks are counted by both, and are nobody else's.
    (shown(3), [*OWN, *THREE[1:]], c2.CountFacts(2, 2, True, "website")),
    (shown(9), [*OWN, *THREE[1:]], c2.CountFacts(8, 2, True, "list")),
    (says(404), [*OWN, *THREE[1:]], c2.CountFacts(None, 2, True, "list")),
    (says(404), listing(3, private=False), c2.CountFacts(None, 3, True, "list")),
    # The models page shows other models: a filter was not heeded.
    (shown(3, start=7), THREE, c2.CountFacts(3, 3, True, "list")),
    (shown(20, 10, 1), listing(10), c2.CountFacts(20, 10, True, "website")),
    (shown(20, 10, 2), listing(10), c2.CountFacts(20, 10, True, "list")),
    (shown(22, 11, 2), listing(11), c2.CountFacts(22, 11, True, "list")),
    # The models page says nothing.
    ({"numTotalItems": "3", "models": []}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"numTotalItems": None, "models": []}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"numTotalItems": 3}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"numTotalItems": 3, "models": {}}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"numTotalItems": 3, "models": [{}]}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"numTotalItems": 3, "models": ["a"]}, THREE, c2.CountFacts(None, 3, True, "list")),
    ({"total": 3}, THREE, c2.CountFacts(None, 3, True, "list")),
    ([3], THREE, c2.CountFacts(None, 3, True, "list")),
    (b"<html>", THREE, c2.CountFacts(None, 3, True, "list")),
    (says(404), THREE, c2.CountFacts(None, 3, True, "list")),
    (says(404, json.dumps(shown(7)).encode()), THREE, c2.CountFacts(None, 3, True, "list")),
    (says(403), THREE, c2.CountFacts(None, 3, True, "list")),
    (says(500), THREE, c2.CountFacts(None, 3, True, "list")),
    (says(503), THREE, c2.CountFacts(None, 3, True, "list")),
    # None of the two can be believed, and least of all that there are none.
    (shown(0, 0), [], c2.CountFacts(0, 0, True, None)),
    (shown(7), [], c2.CountFacts(7, 0, True, None)),
    (says(404), [], c2.CountFacts(None, 0, True, None)),
    (shown(3), listing(3, tags=["en"]), c2.CountFacts(3, 3, True, None)),
    (shown(3), listing(3, tags=None), c2.CountFacts(3, 3, True, None)),
    (shown(3), listing(3, pipeline_tag="x"), c2.CountFacts(3, 3, True, None)),
    (says(404), listing(3, tags=["en"]), c2.CountFacts(None, 3, True, None)),
    # One in ten may be out of date.
    (says(404), [*listing(18), *OTHERS], c2.CountFacts(None, 20, True, "list")),
    (says(404), [*listing(17), *OTHERS], c2.CountFacts(None, 19, True, None)),
]


@pytest.mark.parametrize(("page", "models", "facts"), FEW)
def test_few_models_are_counted_twice(page: Any, models: Any, facts: c2.CountFacts) -> None:
    with scripted_hub({"/models-json": page, "/api/models": models}) as hub:
        assert c2.count(hub.client, "fill-mask", "ko") == facts
        assert hub.asked == [COUNT, LIST]


TOTALS: list[tuple[c2.CountFacts, int | None]] = [
    (c2.CountFacts(7, 3, True, "website"), 7),
    (c2.CountFacts(7, 3, True, "list"), 3),
    (c2.CountFacts(7, 3, True, None), None),
]


@pytest.mark.parametrize(("facts", "total"), TOTALS)
def test_the_total_is_that_of_the_count_that_was_believed(
    facts: c2.CountFacts, total: int | None
) -> None:
    assert facts.total == total


def pages_of(number: int, seen: list[str]) -> Any:
    """Answer with a list of this many models, 1,000 a page."""

    def answer(request: Any) -> None:
        cursor = int(parse_qs(urlsplit(request.path).query).get("cursor", ["0"])[0])
        seen.append(str(cursor))
        models = listing(number)[cursor : cursor + 1000]
        more = f"http://{request.headers['Host']}/api/models?cursor={cursor + 1000}"
        link = {"Link": f'<{more}>; rel="next"'} if cursor + 1000 < number else {}
        says(200, json.dumps(models).encode(), **link)(request)

    return answer


def test_private_models_further_on_in_the_list_are_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(c2, "PAGE", 2)
    monkeypatch.setattr(c2, "MAX_LISTED", 6)
    fits = listing(5)
    fits[1]["private"] = fits[3]["private"] = True
    for more, counted, complete in ((0, 3, True), (1, 4, False), (2, 4, False)):
        models = [*fits, *listing(more)]
        with scripted_hub({"/models-json": says(404), "/api/models": models}) as hub:
            found = c2.count(hub.client, "fill-mask", "ko")
        assert found == c2.CountFacts(None, counted, complete, "list" if complete else None)


# The number on the models page, the models that are listed, the pages that are read, the count.
MANY: list[tuple[Any, int, list[str], c2.CountFacts]] = [
    (shown(9_000), 2_500, ["0"], c2.CountFacts(9_000, 1_000, False, "website")),
    (shown(1_000), 2_500, ["0"], c2.CountFacts(1_000, 1_000, False, "website")),
    (shown(999), 2_500, ["0", "1000", "2000"], c2.CountFacts(999, 2_500, True, "list")),
    (shown(500_000), 2_500, ["0"], c2.CountFacts(500_000, 1_000, False, "website")),
    (shown(500_001), 2_500, ["0", "1000", "2000"], c2.CountFacts(500_001, 2_500, True, "list")),
    (shown(0, 0), 2_500, ["0", "1000", "2000"], c2.CountFacts(0, 2_500, True, "list")),
    (says(503), 2_500, ["0", "1000", "2000"], c2.CountFacts(None, 2_500, True, "list")),
    (shown(999, 3), 999, ["0"], c2.CountFacts(999, 999, True, "website")),
    (shown(2_000, 3), 999, ["0"], c2.CountFacts(2_000, 999, True, "list")),
    (says(503), 3_999, ["0", "1000", "2000", "3000"], c2.CountFacts(None, 3_999, True, "list")),
    (says(503), 4_000, ["0", "1000", "2000", "3000"], c2.CountFacts(None, 4_000, False, None)),
    (says(503), 9_000, ["0", "1000", "2000", "3000"], c2.CountFacts(None, 4_000, False, None)),
]


@pytest.mark.parametrize(("page", "number", "read", "facts"), MANY)
def test_many_models_are_counted_to_the_end_only_where_the_page_is_wrong(
    monkeypatch: pytest.MonkeyPatch, page: Any, number: int, read: list[str], facts: c2.CountFacts
) -> None:
    assert (c2.PAGE, c2.MAX_LISTED) == (1_000, 50_000)
    monkeypatch.setattr(c2, "MAX_LISTED", 4_000)
    seen: list[str] = []
    with scripted_hub({"/models-json": page, "/api/models": pages_of(number, seen)}) as hub:
        assert c2.count(hub.client, "fill-mask", "ko") == facts
        assert seen == read


def test_a_models_page_that_asks_to_wait_is_not_worked_around() -> None:
    """The list would cost a request for each 1,000 models, of an address that has had too many."""
    pages = {"/models-json": says(429, Retry_After="30"), "/api/models": THREE}
    with scripted_hub(pages) as hub:
        fact = hub.client.call(lambda: c2.count(hub.client, "fill-mask", "ko"))
        assert isinstance(fact, Unreachable)
        assert hub.asked == [COUNT]


def test_a_models_page_that_takes_no_token_is_asked_again_without_one() -> None:
    """The list takes it, and is not counted in the page's place: the page is what a student reads.

    Only where what is public is asked for, a token may be left out.
    """

    def page(request: Any) -> None:
        if request.headers["Authorization"]:
            says(401)(request)
        else:
            says(200, json.dumps(shown(4)).encode())(request)

    for public_only, total in ((True, 4), (False, 3)):
        with scripted_hub({"/models-json": page, "/api/models": THREE}) as hub:
            client = HubClient(hub.client.endpoint, "hf_any", waits=(), public_only=public_only)
            fact = client.call(partial(c2.count, client, "fill-mask", "ko"))
            assert isinstance(fact, Found)
            assert fact.value.total == total


def test_a_list_that_is_down_is_no_count() -> None:
    pages = {"/models-json": shown(3), "/api/models": says(503)}
    with scripted_hub(pages) as hub:
        fact = hub.client.call(lambda: c2.count(hub.client, "fill-mask", "ko"))
        assert fact == Unreachable("HTTP 503")


# c3

MODEL_CARD = "/a/asr/resolve/main/README.md"
MODEL_INFO = "/api/models/a/asr"
CARD_RANGE = f"{MODEL_CARD} bytes=0-3145727"
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


# All of them


def test_each_query_is_asked_as_its_challenge_says() -> None:
    asked: dict[str, Any] = {
        "c1.config": (c1.config, (c1.MODEL,)),
        "c2.count": (c2.count, (c2.TASK, c2.LANGUAGE)),
        "c3.model": (c3.model, (c3.CHOICE, c3.TASK, c3.LANGUAGE)),
        "c4.artifacts": (queries.artifacts, (queries.REPO, queries.CARD)),
        "c4.bindings": (bindings, (queries.REPO, queries.CARD)),
        "c4.card": (queries.card_text, (queries.REPO,)),
        "c4.repo": (queries.repo, (MODEL_REPO, REVISION)),
        "c6.dataset": (dataset_cards.dataset, (c6.DATASET,)),
    }
    of_the_lab = [query for query in all_queries() if is_of_the_lab(query.key)]
    assert {query.key: (query.ask, query.inputs) for query in of_the_lab} == asked
    only_for = {query.key: query.only_for for query in of_the_lab if query.only_for}
    assert only_for == {
        "c1.config": (c1.ACTIVATION_FUNCTION, c1.VOCAB_SIZE),
        "c2.count": (c2.COUNT,),
        "c6.dataset": (c6.TASKS, c6.LANGUAGES, c6.SPLITS),
    }
    live = {query.key for query in of_the_lab if query.live}
    assert live == {"c4.artifacts", "c4.bindings", "c4.card", "c4.repo"}


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


SIZES: list[tuple[Any, Any, int]] = [
    (c2.TRUE_COUNT, c2.CountFacts(7, 3, True, "website"), 7),
    (c2.TRUE_COUNT, c2.CountFacts(7, 3, True, None), 0),
    (c6.CARD, dataset_cards.DatasetFacts("a/b", ("x",), ("en", "ko"), 100, ("t", "u", "v")), 6),
]


@pytest.mark.parametrize(("query", "value", "size"), SIZES)
def test_how_much_a_fact_holds(query: Any, value: Any, size: int) -> None:
    assert query.size(value) == size
    assert {one.key for one in all_queries() if one.size} == {"c2.count", "c6.dataset"}
