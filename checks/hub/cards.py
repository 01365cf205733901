"""Cards of the Hub, read for what they say about task, language and splits.

The front matter is found as the Hub's own client finds it, and read by the bounded parser.
"""

from __future__ import annotations

from typing import Any

from checks import yamldoc
from checks.hub.evidence import DatasetFacts, value
from checks.hub.facts import Fact, Missing
from checks.hubspec.frontmatter import split
from checks.hubspec.vocabulary import is_language, tasks

MAX_DATASET_CARD_BYTES = 4 * 1024 * 1024
"""Bytes. A dataset with many configurations describes each of them in its front matter."""
_MAX_ITEMS = 400_000


def metadata(card: bytes) -> dict[str, Any]:
    """A card's front matter as a mapping; {} where it has none that can be read."""
    found = split(card.decode("utf-8", "replace"))
    if found is None:
        return {}
    doc, _ = yamldoc.parse(
        found.yaml, "README.md", most_bytes=MAX_DATASET_CARD_BYTES, most_items=_MAX_ITEMS
    )
    data = doc.json_data() if doc else None
    return data if isinstance(data, dict) else {}


def text_of(card: Fact[str] | None) -> str:
    """A live card's text; "" where the repo has none, which is the student's doing.

    Raises `NotGradableError` where nobody could say.
    """
    if isinstance(card, Missing):
        return ""
    text: str = value(card)
    return text


def body(card: str) -> str:
    """A card's text, without the front matter."""
    found = split(card)
    return found.body if found else card


def task(card: dict[str, Any]) -> str | None:
    """`pipeline_tag`, else the first tag that is a task's id (hub-docs, models-tasks)."""
    tag = card.get("pipeline_tag")
    if isinstance(tag, str):
        return tag
    return next((tag for tag in _strings(card.get("tags")) if tag in tasks()), None)


def library(card: dict[str, Any]) -> str | None:
    """`library_name`, where it is a name."""
    name = card.get("library_name")
    return name.strip() or None if isinstance(name, str) else None


def languages(card: dict[str, Any]) -> tuple[str, ...]:
    """The card's languages, then its tags that are a language's code."""
    named = _strings(card.get("language"))
    tagged = [tag for tag in _strings(card.get("tags")) if is_language(tag) and tag != "code"]
    return tuple(dict.fromkeys([*named, *tagged]))


def dataset(dataset_id: str, card: bytes) -> DatasetFacts:
    """What a dataset's card says of its tasks, languages, configurations and splits."""
    data = metadata(card)
    infos = [info for info in _items(data.get("dataset_info")) if isinstance(info, dict)]
    configs = [config for config in _items(data.get("configs")) if isinstance(config, dict)]
    names = {str(one["config_name"]) for one in (*infos, *configs) if one.get("config_name")}
    splits = [
        *(split.get("name") for info in infos for split in _mappings(info.get("splits"))),
        *(split.get("split") for one in configs for split in _mappings(one.get("data_files"))),
    ]
    return DatasetFacts(
        id=dataset_id,
        tasks=tuple(_strings(data.get("task_categories"))),
        languages=tuple(_strings(data.get("language") or data.get("languages"))),
        configurations=len(names),
        splits=tuple(dict.fromkeys(split for split in splits if isinstance(split, str))),
    )


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in _items(value) if isinstance(item, dict)]


def _strings(value: Any) -> list[str]:
    return [item for item in _items(value) if isinstance(item, str)]
