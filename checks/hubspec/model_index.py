"""`model-index`: evaluation results in a card, and what the Hub asks of their form.

Source: hub-docs, modelcard.md; the Hub's own words (`"model-index[0].results[0].dataset.config"
must be a string`). A result without `dataset` is live on many cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

#: Keys and indices from `model-index` to one of its parts.
Path = tuple[str | int, ...]
Kind = Literal["string", "array", "object"]
#: What is wrong: another kind is wanted, or there is nothing.
Fault = Literal["string", "array", "object", "required"]
_PYTHON: dict[Kind, Any] = {"string": str, "array": list, "object": dict}


class Shape(NamedTuple):
    """What a value must be, and what its keys or items must be; nothing is said of other keys."""

    kind: Kind
    keys: Mapping[str, Shape] = MappingProxyType({})
    required: tuple[str, ...] = ()
    items: Shape | None = None


_STRING = Shape("string")
_DATASET_KEYS = ("type", "name", "config", "split", "revision")
_METRIC = Shape("object", dict.fromkeys(("type", "name", "config"), _STRING), ("type", "value"))
_RESULT = Shape(
    "object",
    {
        "task": Shape("object", dict.fromkeys(("type", "name"), _STRING), ("type",)),
        "dataset": Shape("object", dict.fromkeys(_DATASET_KEYS, _STRING), ("type", "name")),
        "metrics": Shape("array", items=_METRIC),
        "source": Shape("object", dict.fromkeys(("url", "name"), _STRING), ("url",)),
    },
    ("task", "metrics"),
)
#: An entry of `model-index`.
ENTRY = Shape(
    "object",
    {"name": _STRING, "results": Shape("array", items=_RESULT)},
    ("name", "results"),
)


def index_faults(index: Any) -> Iterator[tuple[Path, Fault]]:
    """Yield what the Hub refuses in `model-index`: the path of each part, and what it must be.

    A key with nothing after it is no key yet. Entries that are no mappings are left to
    `card_fields.type_errors`.
    """
    for number, entry in enumerate(_items(index)):
        if isinstance(entry, dict):
            yield from _faults(entry, ENTRY, (number,))


def _faults(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, Fault]]:
    if not isinstance(value, _PYTHON[shape.kind]):
        yield path, shape.kind
        return
    for key in shape.required:
        if value.get(key) is None:
            yield (*path, key), "required"
    for key, part in shape.keys.items():
        if value.get(key) is not None:
            yield from _faults(value[key], part, (*path, key))
    if shape.items:
        for number, item in enumerate(value):
            yield from _faults(item, shape.items, (*path, number))


def results_without_dataset(index: Any) -> Iterator[Path]:
    """Yield the path of each result that names no dataset.

    The Hub accepts it; huggingface_hub's `ModelCard.load` raises ValueError
    (repocard_data.py, `model_index_to_eval_results`).
    """
    for number, entry in enumerate(_items(index)):
        results = entry.get("results") if isinstance(entry, dict) else None
        for at, result in enumerate(_items(results)):
            if isinstance(result, dict) and result.get("dataset") is None:
                yield number, "results", at


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
