"""Lists, filters, counting and pages, on the catalogue."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, ModelInfo

from minihub import MiniHub
from tests.minihub.conftest import Raw

ENGLISH = {
    "clinic-notes/private-details-en",
    "polyglot-works/ner-eleven-languages",
    "rivertext/address-parser-en",
    "rivertext/punctuation-restorer-en",
    "tour-lab/chunker-lite-en",
    "tour-lab/ner-small-en",
    "tour-lab/pos-tagger-en",
}
SPANISH_ASR = {
    "acme-speech/ctc-castellano",
    "acme-speech/three-languages-asr",
    "acme-speech/whisper-pequeno-es",
    "casa-de-voz/asr-andes-es",
}


def _ids(models: object) -> list[str]:
    return [model.id for model in models]  # type: ignore[attr-defined]


def test_english_token_classification(api: HfApi, raw: Raw) -> None:
    found = api.list_models(pipeline_tag="token-classification", filter="en")
    assert set(_ids(found)) == ENGLISH
    path = "/models-json?pipeline_tag=token-classification&language=en&withCount=true"
    answer = raw("GET", path).json
    assert (answer["numTotalItems"], answer["numItemsPerPage"], answer["pageIndex"]) == (7, 30, 0)
    assert {model["id"] for model in answer["models"]} == ENGLISH


def test_the_task_may_be_a_tag(api: HfApi) -> None:
    info = api.model_info("rivertext/address-parser-en")
    assert info.card_data is not None
    assert info.card_data.pipeline_tag is None
    assert info.pipeline_tag == "token-classification"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"filter": ["automatic-speech-recognition", "es"]}, 4),
        ({"filter": "dataset:tour-lab/many-voices"}, 4),
        ({"trained_dataset": "tour-lab/many-voices", "filter": "license:mit"}, 1),
        ({"filter": ["sklearn", "joblib"]}, 2),
        ({"filter": "base_model:adapter:tour-lab/pocket-gpt"}, 1),
        ({"author": "hanbit-nlp"}, 5),
        ({"author": "hanbit-nlp", "filter": "ko", "search": "NER"}, 1),
        ({"search": "pocket"}, 2),
        ({"gated": True}, 1),
        ({"filter": "no-such-tag"}, 0),
    ],
)
def test_filters(api: HfApi, filters: dict[str, object], count: int) -> None:
    assert len(list(api.list_models(**filters))) == count  # type: ignore[arg-type]


def test_spanish_speech_recognition(api: HfApi) -> None:
    found = api.list_models(pipeline_tag="automatic-speech-recognition", filter="es")
    assert set(_ids(found)) == SPANISH_ASR


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("downloads", lambda model: model.downloads),
        ("likes", lambda model: model.likes),
        ("last_modified", lambda model: model.last_modified),
        ("created_at", lambda model: model.created_at),
        ("trending_score", lambda model: model.trending_score),
    ],
)
def test_sorts(api: HfApi, sort: str, key: object) -> None:
    extra = {"expand": ["lastModified", "downloads", "likes", "createdAt", "trendingScore"]}
    values = [key(model) for model in api.list_models(sort=sort, **extra)]  # type: ignore
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 5


def test_pages_follow_each_other(hub: MiniHub, api: HfApi, raw: Raw) -> None:
    everything = _ids(api.list_models(sort="likes"))
    paged: list[str] = []
    path = "/api/models?sort=likes&limit=7&filter=region%3Aus"
    while path:
        answer = raw("GET", path)
        paged += [model["id"] for model in answer.json]
        link = answer.headers.get("Link", "")
        assert not link or link.startswith(f"<{hub.url}/api/models?")
        assert not link or link.endswith('>; rel="next"')
        next_url = urlsplit(link[1:].partition(">")[0])
        path = f"{next_url.path}?{next_url.query}" if link else ""
    assert paged == everything
    assert len(everything) == 30
    assert "X-Total-Count" not in answer.headers
    assert _ids(api.list_models(sort="likes", limit=3)) == everything[:3]


def test_how_much_is_told(api: HfApi) -> None:
    def one(**options: object) -> ModelInfo:
        return next(iter(api.list_models(search="pocket-gpt", sort="likes", **options)))  # type: ignore

    brief = one()
    assert (brief.sha, brief.siblings, brief.card_data) == (None, None, None)
    assert brief.pipeline_tag == "text-generation"
    full = one(full=True)
    assert full.sha
    assert full.author == "tour-lab"
    assert {file.rfilename for file in full.siblings or []} >= {"README.md", "config.json"}
    assert full.card_data is None
    with_card = one(cardData=True).card_data
    assert with_card is not None
    assert with_card.license == "mit"
    config = one(fetch_config=True).config
    assert config is not None
    assert config["model_type"] == "gpt2"
    chosen = one(expand=["likes"])
    assert (chosen.likes, chosen.tags) == (204, None)


def test_datasets_and_spaces(api: HfApi) -> None:
    assert _ids(api.list_datasets(language="ko")) == ["tour-lab/many-voices"]
    assert len(_ids(api.list_datasets(sort="downloads"))) == 2
    assert _ids(api.list_datasets(task_ids="named-entity-recognition", full=True)) == [
        "rivertext/newsroom-sentences"
    ]
    assert _ids(api.list_spaces(filter="static", sort="likes")) == ["tour-lab/ner-playground"]


def test_a_models_page_on_the_website(raw: Raw) -> None:
    first = raw("GET", "/models-json?sort=likes").json
    assert "numTotalItems" not in first
    assert len(first["models"]) == 30
    assert raw("GET", "/models-json?p=1").json["models"] == []
    assert raw("GET", "/models-json?sort=odd").status == 400
    narrow = "/models-json?library=sklearn&license=license%3Amit&withCount=true"
    assert raw("GET", narrow).json["numTotalItems"] == 0
    narrow = "/models-json?library=sklearn&license=mit&other=agriculture&withCount=true"
    assert raw("GET", narrow).json["numTotalItems"] == 1
    narrow = "/models-json?dataset=tour-lab/many-voices&author=acme-speech&withCount=true"
    assert raw("GET", narrow).json["numTotalItems"] == 3
