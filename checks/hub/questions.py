"""The questions a grade needs answered. Each is one for `Door.ask`, and may raise what it likes."""

from __future__ import annotations

import json
import re

from huggingface_hub import get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status

from checks.hub import cards
from checks.hub.client import Door
from checks.hub.evidence import (
    ArtifactFacts,
    ConfigFacts,
    DatasetFacts,
    ModelFacts,
    RepoFacts,
    RepoFile,
)
from checks.hub.pickles import suspicious_imports

# Bytes that are read of each; the rest is left.
MOST_OF_A_CARD = 1024 * 1024
MOST_OF_A_CONFIG = 256 * 1024
MOST_OF_AN_ARTIFACT = 4 * 1024 * 1024
MOST_MODELS = 200_000
_POINTER = b"version https://git-lfs.github.com/spec/v1"


def config(door: Door, model_id: str) -> ConfigFacts:
    """Challenge 1: two keys of a model's config.json."""
    keys = json.loads(door.first_bytes(model_id, "config.json", most=MOST_OF_A_CONFIG))
    activation, size = keys.get("activation_function"), keys.get("vocab_size")
    return ConfigFacts(
        activation if isinstance(activation, str) else None,
        size if isinstance(size, int) and not isinstance(size, bool) else None,
    )


def count(door: Door, task: str, language: str) -> int:
    """Challenge 2: the number the models page shows, else a count through the list's pages."""
    try:
        return _website_count(door, task, language)
    except (ValueError, KeyError, TypeError, HfHubHTTPError):
        models = door.api.list_models(pipeline_tag=task, filter=language, expand=["pipeline_tag"])
        return sum(1 for _ in zip(range(MOST_MODELS), models, strict=False))


def _website_count(door: Door, task: str, language: str) -> int:
    """From `/models-json`, which the website uses for itself and nobody has documented."""
    answer = get_session().get(
        f"{door.endpoint}/models-json",
        params={"pipeline_tag": task, "language": language, "withCount": "true"},
    )
    hf_raise_for_status(answer)
    total = answer.json()["numTotalItems"]
    if not isinstance(total, int):
        raise ValueError
    return total


def model_by_card(door: Door, model_id: str) -> ModelFacts:
    """Challenge 3, by a download: what the model's card says of itself."""
    card = cards.metadata(door.first_bytes(model_id, "README.md", most=MOST_OF_A_CARD))
    return ModelFacts(model_id, cards.task(card), cards.languages(card))


def model_by_api(door: Door, model_id: str) -> ModelFacts:
    """Challenge 3, by the API: what the Hub makes of the model, tags and all."""
    info = door.api.model_info(model_id)
    return ModelFacts(info.id, info.pipeline_tag, tuple(info.tags or ()))


def dataset(door: Door, dataset_id: str) -> DatasetFacts:
    """Challenge 6: what a dataset's card says."""
    most = cards.MOST_OF_A_DATASET_CARD
    card = door.first_bytes(dataset_id, "README.md", most=most, kind="dataset")
    return cards.dataset(dataset_id, card)


def repo(door: Door, repo_id: str, revision: str | None) -> RepoFacts:
    """Challenge 4: the live repo at a commit (None: the newest), with its files."""
    info = door.api.model_info(repo_id, revision=revision, files_metadata=True)
    return RepoFacts(
        id=info.id,
        commit=info.sha or "",
        tags=tuple(info.tags or ()),
        task=info.pipeline_tag,
        library=info.library_name,
        files=tuple(
            RepoFile(one.rfilename, one.size or 0, one.blob_id, one.lfs.sha256 if one.lfs else None)
            for one in info.siblings or ()
        ),
    )


def card_text(door: Door, live: RepoFacts) -> str:
    """The live repo's card; undecodable bytes become U+FFFD."""
    data = door.first_bytes(live.id, "README.md", revision=live.commit, most=MOST_OF_A_CARD)
    return data.decode("utf-8", "replace")


def artifact(door: Door, live: RepoFacts, path: str) -> ArtifactFacts:
    """The first bytes of a model file, looked at and never loaded."""
    data = door.first_bytes(live.id, path, revision=live.commit, most=MOST_OF_AN_ARTIFACT)
    return ArtifactFacts(path, _kind(data), suspicious_imports(data))


def _kind(data: bytes) -> str:
    if data.startswith(_POINTER):
        return "pointer"
    if re.match(rb"\s*<(?:!doctype|html)", data[:512], re.IGNORECASE):
        return "page"
    return "other"


def found_by_search(door: Door, live: RepoFacts, task: str, language: str) -> bool:
    """Challenge 5: is the repo among those that a search by task and language lists?"""
    owner, _, name = live.id.partition("/")
    models = door.api.list_models(
        author=owner, search=name, pipeline_tag=task, filter=language, limit=100
    )
    return any(model.id == live.id for model in models)
