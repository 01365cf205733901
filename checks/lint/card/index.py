"""`model-index`: evaluation results, in the form that the Hub reads."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec.card_fields import missing_in_index
from checks.lint.card.context import Card
from checks.messages import Message, Problem

INCOMPLETE = Message(
    "CARD-INDEX",
    "An entry of model-index has no {missing}, and the Hub would refuse the card.",
    hint="Add it, or take the whole of model-index out: this lab does not need it.",
)


def incomplete_entries(card: Card) -> Iterator[Problem]:
    """Yield each entry that has no task, data set, metric or value."""
    for path, missing in sorted(missing_in_index(card.fields.get("model-index")), key=str):
        if path[-1] == "source":
            missing = f"source.{missing}"
        yield INCOMPLETE.about(card.doc.at("model-index", *path), missing=missing)
