"""`.eval_results/*.yaml`: evaluation results beside the card, the successor of `model-index`.

FieldType: hub-docs, docs/hub/eval-results.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from checks.hubspec.names import is_repo_id
from checks.lint.suggest.closest import suggest_repo_id
from checks.messages import Message, Problem
from checks.yamldoc import Doc, read

FOLDER = ".eval_results"
_MAX_FILES = 100

ENTRIES = Message(
    "EVAL-LIST",
    "A file of evaluation results is a list of entries, each with keys of its own.",
    hint="Begin each entry with `- dataset:`, and below it `id` and `task_id`.",
    severity="warning",
)
INCOMPLETE = Message(
    "EVAL-KEY",
    "This evaluation result has no {missing}, so the Hub does not show it.",
    hint="Add it: dataset.id, dataset.task_id and value are needed, and a source has a url.",
    severity="warning",
)
DATASET = Message(
    "EVAL-DATASET",
    "{value} is not the id of a data set.",
    hint="Write {near}: the two parts at the end of its address.",
    severity="warning",
)

_REQUIRED = (("dataset", "id"), ("dataset", "task_id"), ("value",))


def result_problems(folder: Path, display_path: str) -> Iterator[Problem]:
    """Yield what is wrong with the evaluation results in the card's folder."""
    paths = sorted((folder / FOLDER).glob("*.yaml")) if (folder / FOLDER).is_dir() else []
    for path in paths[:_MAX_FILES]:
        beside = Path(display_path).with_name(FOLDER)
        doc, problems = read(path, (beside / path.name).as_posix())
        yield from problems
        yield from islice(_of_file(doc) if doc else (), 20)


def _of_file(doc: Doc) -> Iterator[Problem]:
    if not isinstance(doc.data, list):
        yield ENTRIES.about(doc.at())
        return
    for number, entry in enumerate(doc.data):
        if isinstance(entry, dict):
            yield from _of_entry(doc, number, entry)
        else:
            yield ENTRIES.about(doc.at(number))


def _of_entry(doc: Doc, number: int, entry: dict[str, Any]) -> Iterator[Problem]:
    required = (*_REQUIRED, ("source", "url")) if "source" in entry else _REQUIRED
    for key_path in required:
        value: Any = entry
        for step in key_path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            yield INCOMPLETE.about(doc.at(number, *key_path), missing=".".join(key_path))
        elif key_path == ("dataset", "id") and not (isinstance(value, str) and is_repo_id(value)):
            place = doc.at(number, *key_path)
            yield DATASET.about(place, value=value, near=suggest_repo_id(str(value)))
