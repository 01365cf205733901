"""The fields of a model card's front matter, and what the Hub takes in each.

Source: hub-docs, docs/hub/model-cards.md and modelcard.md; huggingface.js, packages/tasks. That a
wrong form is refused: skops#393 (`"widget" must be an array`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from checks.hubspec import vocabulary

FieldType = Literal[
    "text",
    "texts",
    "text or texts",
    "mapping",
    "mappings",
    "flag",
    "flag or mapping",
    "number or mapping",
]

FIELD_TYPES: dict[str, FieldType] = {
    "language": "text or texts",
    "license": "text or texts",
    "datasets": "text or texts",
    "base_model": "text or texts",
    "metrics": "text or texts",
    "tags": "texts",
    "buckets": "texts",
    "language_bcp47": "texts",
    "license_name": "text",
    "license_link": "text",
    "license_details": "text",
    "library_name": "text",
    "pipeline_tag": "text",
    "thumbnail": "text",
    "mask_token": "text",
    "new_version": "text",
    "base_model_relation": "text",
    "instance_prompt": "text",
    "widget": "mappings",
    "model-index": "mappings",
    "inference": "flag or mapping",
    "co2_eq_emissions": "number or mapping",
}
#: What a gated model asks of its visitors (hub-docs, docs/hub/models-gated.md).
GATED_TYPES: dict[str, FieldType] = {
    "extra_gated_prompt": "text",
    "extra_gated_heading": "text",
    "extra_gated_description": "text",
    "extra_gated_button_content": "text",
    "extra_gated_fields": "mapping",
    "extra_gated_eu_disallowed": "flag",
}
#: Fields that hold ids of repos, and of which kind.
REPO_IDS = {"datasets": "dataset", "base_model": "model", "new_version": "model"}
RELATIONS = ("adapter", "merge", "quantized", "finetune")
_LICENSE_NAME = r"[a-z0-9.-]+"
_LICENSE_LINK = r"LICENSE(?:\.md)?|https?://\S+"


def library(fields: Mapping[str, Any]) -> str | None:
    """Return the library that a card names: in `library_name`, else by a tag that is one's id."""
    name = fields.get("library_name")
    if isinstance(name, str) and name.strip():
        return name.strip()
    known = vocabulary.libraries()
    return next((tag for tag in strings(fields.get("tags")) if tag in known), None)


def task(fields: Mapping[str, Any]) -> str | None:
    """Return `pipeline_tag`, else the first tag that is a task's id (hub-docs, models-tasks)."""
    tag = fields.get("pipeline_tag")
    if isinstance(tag, str):
        return tag
    return next((tag for tag in strings(fields.get("tags")) if tag in vocabulary.tasks()), None)


def languages(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the card's languages, then its tags that are a language's code."""
    tags = [tag for tag in strings(fields.get("tags")) if vocabulary.is_language(tag)]
    named = strings(fields.get("language"))
    return tuple(dict.fromkeys([*named, *(tag for tag in tags if tag != "code")]))


def wants_language(fields: Mapping[str, Any]) -> bool:
    """Return whether a model's task has to do with a language; where it names none, it may."""
    return task(fields) not in vocabulary.tasks_without_language()


def strings(value: Any) -> list[str]:
    """Return the texts among one or many."""
    return [
        item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)
    ]


def type_errors(form: FieldType, value: Any) -> Iterator[tuple[int, ...]]:
    """Yield the paths of the parts of a value that are not of a form; () is the value itself."""
    match form:
        case "texts":
            yield from _item_errors(str, value)
        case "mappings":
            yield from _item_errors(dict, value)
        case "text or texts" if not isinstance(value, str):
            yield from _item_errors(str, value)
        case _ if not _fits(form, value):
            yield ()


def _item_errors(kind: type, value: Any) -> Iterator[tuple[int, ...]]:
    if isinstance(value, list):
        yield from ((i,) for i, item in enumerate(value) if not isinstance(item, kind))
    else:
        yield ()


def _fits(form: FieldType, value: Any) -> bool:
    match form:
        case "mapping":
            return isinstance(value, dict)
        case "flag":
            return isinstance(value, bool)
        case "flag or mapping":
            return isinstance(value, bool | dict)
        case "number or mapping":
            return isinstance(value, int | float | dict) and not isinstance(value, bool)
        case _:
            return isinstance(value, str)


def is_license_name(text: str) -> bool:
    """Return whether the Hub takes a text as `license_name`, for `license: other`."""
    return re.fullmatch(_LICENSE_NAME, text) is not None


def is_license_link(text: str) -> bool:
    """Return whether the Hub takes a text as `license_link`: a licence file, or an address."""
    return re.fullmatch(_LICENSE_LINK, text) is not None
