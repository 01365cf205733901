"""Queries: what a grade needs of the Hub. Each is for `HubClient.call`, and may raise anything."""

from __future__ import annotations

import json
import re

from huggingface_hub import get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status

from checks.hub import cards
from checks.hub.client import HubClient
from checks.hub.evidence import (
    ArtifactFacts,
    ConfigFacts,
    DatasetFacts,
    ModelFacts,
    RepoFacts,
    RepoFile,
)
from checks.hub.pickles import suspicious_imports
from checks.hubspec.content import POINTER_VERSION

# Bytes that are read of each; the rest is left.
MAX_CARD_BYTES = 1024 * 1024
MAX_CONFIG_BYTES = 256 * 1024
MAX_ARTIFACT_BYTES = 4 * 1024 * 1024
MAX_MODELS = 200_000
_POINTER = f"version {POINTER_VERSION}".encode()


def config(client: HubClient, model_id: str) -> ConfigFacts:
    """Challenge 1: two keys of a model's config.json."""
    keys = json.loads(client.first_bytes(model_id, "config.json", max_bytes=MAX_CONFIG_BYTES))
    activation, size = keys.get("activation_function"), keys.get("vocab_size")
    return ConfigFacts(
        activation if isinstance(activation, str) else None,
        size if isinstance(size, int) and not isinstance(size, bool) else None,
    )


def count(client: HubClient, task: str, language: str) -> int:
    """Challenge 2: the number the models page shows, else a count through the list's pages."""
    try:
        return _website_count(client, task, language)
    except (ValueError, KeyError, TypeError, HfHubHTTPError):
        models = client.api.list_models(pipeline_tag=task, filter=language, expand=["pipeline_tag"])
        return sum(1 for _ in zip(range(MAX_MODELS), models, strict=False))


def _website_count(client: HubClient, task: str, language: str) -> int:
    """From `/models-json`, which the website uses for itself and nobody has documented."""
    answer = get_session().get(
        f"{client.endpoint}/models-json",
        params={"pipeline_tag": task, "language": language, "withCount": "true"},
    )
    hf_raise_for_status(answer)
    total = answer.json()["numTotalItems"]
    if not isinstance(total, int):
        raise ValueError
    return total


def model_by_card(client: HubClient, model_id: str) -> ModelFacts:
    """Challenge 3, by a download: what the model's card says of itself."""
    card = cards.metadata(client.first_bytes(model_id, "README.md", max_bytes=MAX_CARD_BYTES))
    return ModelFacts(model_id, cards.task(card), cards.languages(card))


def model_by_api(client: HubClient, model_id: str) -> ModelFacts:
    """Challenge 3, by the API: what the Hub makes of the model, tags and all."""
    info = client.api.model_info(model_id)
    return ModelFacts(info.id, info.pipeline_tag, tuple(info.tags or ()))


def dataset(client: HubClient, dataset_id: str) -> DatasetFacts:
    """Challenge 6: what a dataset's card says."""
    max_bytes = cards.MAX_DATASET_CARD_BYTES
    card = client.first_bytes(dataset_id, "README.md", max_bytes=max_bytes, kind="dataset")
    return cards.dataset(dataset_id, card)


def repo(client: HubClient, repo_id: str, revision: str | None) -> RepoFacts:
    """Challenge 4: the live repo at a commit (None: the newest), with its files."""
    info = client.api.model_info(repo_id, revision=revision, files_metadata=True)
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


def card_text(client: HubClient, live: RepoFacts) -> str:
    """The live repo's card; undecodable bytes become U+FFFD."""
    data = client.first_bytes(live.id, "README.md", revision=live.commit, max_bytes=MAX_CARD_BYTES)
    return data.decode("utf-8", "replace")


def artifact(client: HubClient, live: RepoFacts, path: str) -> ArtifactFacts:
    """The first bytes of a model file, looked at and never loaded."""
    data = client.first_bytes(live.id, path, revision=live.commit, max_bytes=MAX_ARTIFACT_BYTES)
    return ArtifactFacts(path, _kind(data), suspicious_imports(data))


def _kind(data: bytes) -> str:
    if data.startswith(_POINTER):
        return "pointer"
    if re.match(rb"\s*<(?:!doctype|html)", data[:512], re.IGNORECASE):
        return "page"
    return "other"


def found_by_search(client: HubClient, live: RepoFacts, task: str, language: str) -> bool:
    """Challenge 5: is the repo among those that a search by task and language lists?"""
    owner, _, name = live.id.partition("/")
    models = client.api.list_models(
        author=owner, search=name, pipeline_tag=task, filter=language, limit=100
    )
    return any(model.id == live.id for model in models)
