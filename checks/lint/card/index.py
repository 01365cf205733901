"""`model-index`: evaluation results, in the form that the Hub reads."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec.model_index import Fault, Path, index_faults, results_without_dataset
from checks.lint.card.context import Card
from checks.lint.card.field_types import QUOTES
from checks.messages import Message, Phrase, Problem

INCOMPLETE = Message(
    "CARD-INDEX",
    "An entry of model-index has no {missing}, and the Hub would refuse the card.",
    hint="Add it, or take model-index out: this lab does not need it.",
)
FORM = Message(
    "CARD-INDEX-FORM",
    "{key} in model-index takes {form}, and the Hub would refuse the card.",
    hint="Correct it, or take model-index out: this lab does not need it.",
)
NO_DATASET = Message(
    "CARD-INDEX-DATASET",
    "This result in model-index names no data set. The Hub takes it, but Python programs cannot "
    "load the card.",
    hint="Add `dataset:` with `type:` and `name:`, or take model-index out.",
    severity="warning",
)

_FORMS: dict[Fault, Phrase] = {
    "string": Phrase("index text", "one text"),
    "array": Phrase("index list", "a list, each item on a line that begins with `- `"),
    "object": Phrase("index mapping", "keys of its own"),
}


def malformed_entries(card: Card) -> Iterator[Problem]:
    """Yield each part that is missing, or is not what the Hub takes there."""
    for path, fault in sorted(index_faults(card.fields.get("model-index")), key=str):
        yield _problem(card, path, fault)


def _problem(card: Card, path: Path, fault: Fault) -> Problem:
    place, key = card.doc.at("model-index", *path), _name(path)
    if fault == "required":
        return INCOMPLETE.about(card.doc.at("model-index", *path[:-1]), missing=key)
    written = card.doc.plain("model-index", *path)
    if written and fault == "string":
        problem = QUOTES.about(place, key=key, written=written)
        return problem.with_fix(card.doc.edit(written, "model-index", *path))
    return FORM.about(place, key=key, form=_FORMS[fault])


def _name(path: Path) -> str:
    """Return what people call a part: `dataset.config`, `metrics`, `results`."""
    keys = [step for step in path if isinstance(step, str)]
    return ".".join(keys[1:] or keys)


def results_without_a_dataset(card: Card) -> Iterator[Problem]:
    """Yield each result that Python programs cannot load for want of a data set."""
    for path in results_without_dataset(card.fields.get("model-index")):
        yield NO_DATASET.about(card.doc.at("model-index", *path))
