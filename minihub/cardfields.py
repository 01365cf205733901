"""The form of each field of a model's card: what the Hub refuses whatever the value says.

Fields and forms: hub-docs, modelcard.md; huggingface.js, packages/tasks. That a wrong form is
refused: skops#393 (`"widget" must be an array`). A field with nothing after it is no field yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from .frontmatter import Json
from .names import is_card_id

_STRINGS = (
    *("license_name", "license_link", "license_details", "library_name", "pipeline_tag"),
    *("thumbnail", "mask_token", "new_version", "base_model_relation", "instance_prompt"),
)
_STRING_LISTS = ("tags", "metrics", "buckets", "language_bcp47")
_OBJECT_LISTS = ("widget", "model-index")
_RELATIONS = ("adapter", "merge", "quantized", "finetune")

# What each result of a `model-index` must have.
_OF_RESULT = (("task", "type"), ("dataset", "type"), ("dataset", "name"))
_OF_METRIC = ("type", "value")


def wrong_fields(metadata: dict[str, Json]) -> list[str]:
    """What is wrong with the forms of the fields, in the Hub's words."""
    return [*_forms(metadata), *_choices(metadata), *_index(metadata.get("model-index"))]


def _forms(metadata: dict[str, Json]) -> Iterator[str]:
    for key, value in metadata.items():
        if value is None:
            continue
        if key in _STRINGS and not isinstance(value, str):
            yield f'"{key}" must be a string'
        elif key in _STRING_LISTS:
            yield from _list(key, value, str, "a string")
        elif key in _OBJECT_LISTS:
            yield from _list(key, value, dict, "of type object")
        elif key == "inference" and not isinstance(value, bool | dict):
            yield '"inference" must be one of [boolean, object]'
        elif key == "co2_eq_emissions" and not _is_number_or_object(value):
            yield '"co2_eq_emissions" must be one of [number, object]'


def _list(key: str, value: Json, kind: type, words: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f'"{key}" must be an array'
        return
    for number, item in enumerate(value):
        if not isinstance(item, kind):
            yield f'"{key}[{number}]" must be {words}'


def _is_number_or_object(value: Json) -> bool:
    return isinstance(value, int | float | dict) and not isinstance(value, bool)


def _choices(metadata: dict[str, Json]) -> Iterator[str]:
    relation, version = metadata.get("base_model_relation"), metadata.get("new_version")
    if isinstance(relation, str) and relation not in _RELATIONS:
        yield f'"base_model_relation" must be one of [{", ".join(_RELATIONS)}]'
    if isinstance(version, str) and not is_card_id(version):
        yield (
            f'"new_version" with value "{version[:100]}" is not valid. '
            "Use a model id from https://hf.co/models."
        )


def _index(index: Json) -> Iterator[str]:
    for number, entry in enumerate(_items(index)):
        name = f"model-index[{number}]"
        if isinstance(entry, dict):
            yield from _required(entry, name, "name", "results")
            for place, result in enumerate(_items(entry.get("results"))):
                yield from _result(result, f"{name}.results[{place}]")


def _result(result: Json, name: str) -> Iterator[str]:
    if not isinstance(result, dict):
        yield f'"{name}" must be of type object'
        return
    yield from _required(result, name, "task", "dataset", "metrics")
    for part, key in _OF_RESULT:
        if result.get(part) is not None:
            yield from _required(result[part], f"{name}.{part}", key)
    for number, metric in enumerate(_items(result.get("metrics"))):
        yield from _required(metric, f"{name}.metrics[{number}]", *_OF_METRIC)
    if "source" in result:
        yield from _required(result["source"], f"{name}.source", "url")


def _required(value: Json, name: str, *keys: str) -> Iterator[str]:
    for key in keys:
        if not isinstance(value, dict) or value.get(key) is None:
            yield f'"{name}.{key}" is required'


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
