"""The forms of a card's fields, refused in the Hub's words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

from checks.hubspec.card_fields import FORMS, RELATIONS, Form, Path, misfits, missing_in_index

from .frontmatter import Json

# The words for a value, and for an item of a list.
_MUST_BE: dict[Form, tuple[str, str]] = {
    "text": ("must be a string", ""),
    "texts": ("must be an array", "must be a string"),
    "mappings": ("must be an array", "must be of type object"),
    "flag or mapping": ("must be one of [boolean, object]", ""),
    "number or mapping": ("must be one of [number, object]", ""),
}


def validate_fields(metadata: dict[str, Json]) -> list[str]:
    """Return what is wrong with the forms of the fields, in the Hub's words."""
    return [*_forms(metadata), *_relation(metadata), *_index(metadata.get("model-index"))]


def _forms(metadata: dict[str, Json]) -> Iterator[str]:
    """Yield errors of form. A field with nothing after it is no field yet."""
    for key, value in metadata.items():
        form = FORMS.get(key)
        if form in _MUST_BE and value is not None:
            for path in misfits(form, value):
                yield f'"{_label(key, path)}" {_MUST_BE[form][bool(path)]}'


def _relation(metadata: dict[str, Json]) -> Iterator[str]:
    relation = metadata.get("base_model_relation")
    if isinstance(relation, str) and relation not in RELATIONS:
        yield f'"base_model_relation" must be one of [{", ".join(RELATIONS)}]'


def _index(index: Any) -> list[str]:
    found = []
    for path, key in missing_in_index(index):
        if isinstance(reduce(getitem, path, index), dict):
            found.append(f'"{_label("model-index", (*path, key))}" is required')
        else:
            found.append(f'"{_label("model-index", path)}" must be of type object')
    return list(dict.fromkeys(found))


def _label(key: str, path: Path) -> str:
    """Return a path as the Hub writes it: `model-index[0].results[0].task`."""
    return key + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
