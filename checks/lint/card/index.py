"""`model-index`: evaluation results, in the form that the Hub reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.lint.card.context import Card
from checks.messages import Message, Problem

INCOMPLETE = Message(
    "CARD-INDEX",
    "An entry of model-index has no {missing}, and the Hub would refuse the card.",
    hint="Add it, or take the whole of model-index out: this lab does not need it.",
)

# What must be there; `[]` stands for every item of a list.
_REQUIRED = (
    ("name",),
    ("results",),
    ("results", "[]", "task", "type"),
    ("results", "[]", "dataset", "type"),
    ("results", "[]", "dataset", "name"),
    ("results", "[]", "metrics", "[]", "type"),
    ("results", "[]", "metrics", "[]", "value"),
)

Path = tuple[str | int, ...]


def index_complete(card: Card) -> Iterator[Problem]:
    """Each result says its task, its data set, and its metrics with their values."""
    index = card.fields.get("model-index")
    for number, entry in enumerate(index if isinstance(index, list) else ()):
        if isinstance(entry, dict):
            start: Path = ("model-index", number)
            found = {gap for way in _REQUIRED for gap in _gaps(entry, start, way)}
            for above, missing in sorted(found, key=str):
                yield INCOMPLETE.about(card.doc.at(*above), missing=missing)
            for result, source in _sources(entry):
                if not isinstance(source, dict) or source.get("url") is None:
                    above = (*start, "results", result, "source")
                    yield INCOMPLETE.about(card.doc.at(*above), missing="source.url")


def _gaps(value: Any, path: Path, way: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Where following `way` from `value` comes to nothing: the last place there is, and the key."""
    if not way:
        return
    step, rest = way[0], way[1:]
    if step == "[]":
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield from _gaps(item, (*path, number), rest)
    elif not isinstance(value, dict) or value.get(step) is None:
        yield path, step
    else:
        yield from _gaps(value[step], (*path, step), rest)


def _sources(entry: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    results = entry.get("results")
    for number, result in enumerate(results if isinstance(results, list) else ()):
        if isinstance(result, dict) and "source" in result:
            yield number, result["source"]
