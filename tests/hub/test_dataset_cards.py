"""What is read of a dataset's card, and how it is asked for."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checks.hub import dataset_cards
from tests.hub.faulty import says
from tests.hub.scripted import scripted_hub

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
    full = dataset_cards.DatasetFacts(
        id="tour-lab/voices",
        tasks=("asr", "tts"),
        languages=("en", "ko", "fr"),
        configurations=3,
        splits=("train", "test", "dev", "extra"),
    )
    assert dataset_cards.facts_of("tour-lab/voices", card) == dataclasses.replace(full, **changes)


def test_a_datasets_card_is_downloaded_up_to_its_bound() -> None:
    page = b"---\ntask_categories: [asr]\nlanguage: ko\n---\n"
    with scripted_hub({DATASET_CARD: page}) as hub:
        found = dataset_cards.dataset(hub.client, "tour-lab/voices")
        assert found == dataset_cards.DatasetFacts("tour-lab/voices", ("asr",), ("ko",), 0, ())
        assert hub.asked == [f"{DATASET_CARD} bytes=0-4194303"]


GATED = says(401, X_Error_Code="GatedRepo")
VOICES = "tour-lab/voices"


@pytest.mark.parametrize(
    ("info", "facts"),
    [
        (
            {"id": VOICES, "cardData": FULL},
            dataset_cards.facts_of(VOICES, FULL),
        ),
        ({"id": VOICES}, dataset_cards.DatasetFacts(VOICES, (), (), 0, ())),
    ],
)
def test_the_hub_tells_what_the_card_of_a_gated_dataset_says(
    info: Any, facts: dataset_cards.DatasetFacts
) -> None:
    pages = {DATASET_CARD: GATED, f"/api/datasets/{VOICES}": info}
    with scripted_hub(pages) as hub:
        assert dataset_cards.dataset(hub.client, VOICES) == facts
        assert hub.asked == [f"{DATASET_CARD} bytes=0-4194303", f"/api/datasets/{VOICES}"]
