"""What a dataset's card says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huggingface_hub.errors import GatedRepoError

from checks.hub import cards
from checks.hub.client import HubClient


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What a dataset's card says. `configurations` counts those it lists, 0 where it lists none."""

    id: str
    tasks: tuple[str, ...]
    languages: tuple[str, ...]
    configurations: int
    splits: tuple[str, ...]


def dataset(client: HubClient, dataset_id: str) -> DatasetFacts:
    """Return what a dataset's card says of its tasks, languages, configurations and splits.

    The Hub tells it also where the card itself is only for those who were granted access.
    """
    try:
        card = metadata(client, dataset_id)
    except GatedRepoError:
        said = client.api.dataset_info(dataset_id).card_data
        card = vars(said) if said else {}
    return facts_of(dataset_id, card)


def metadata(client: HubClient, dataset_id: str) -> Mapping[str, Any]:
    """Return the front matter of a dataset's card."""
    max_bytes = cards.MAX_DATASET_CARD_BYTES
    return cards.metadata(
        client.first_bytes(dataset_id, "README.md", max_bytes=max_bytes, kind="dataset")
    )


def facts_of(dataset_id: str, card: Mapping[str, Any]) -> DatasetFacts:
    """Return what a card's front matter says."""
    infos, configs = cards.mappings(card.get("dataset_info")), cards.mappings(card.get("configs"))
    names = {str(one["config_name"]) for one in (*infos, *configs) if one.get("config_name")}
    splits = [
        *(split.get("name") for info in infos for split in cards.mappings(info.get("splits"))),
        *(split.get("split") for one in configs for split in cards.mappings(one.get("data_files"))),
    ]
    return DatasetFacts(
        id=dataset_id,
        tasks=tuple(cards.strings(card.get("task_categories"))),
        languages=tuple(cards.strings(card.get("language") or card.get("languages"))),
        configurations=len(names),
        splits=tuple(dict.fromkeys(split for split in splits if isinstance(split, str))),
    )
