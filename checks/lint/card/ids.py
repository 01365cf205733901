"""Ids of the Hub in a card: data sets, models, buckets and metrics, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.hubspec.card_fields import RELATIONS, REPO_IDS
from checks.hubspec.names import is_full_repo_id, is_repo_id
from checks.lint.card.context import Card
from checks.lint.suggest.closest import certain_repo_id, characters_of_no_id, suggest_repo_id
from checks.messages import Message, Phrase, Place, Problem

REPO_ID = Message(
    "CARD-ID",
    "{key}: {value} is not a repo id, and the Hub would refuse the card.",
    hint="Write {near}: the two parts at the end of its address on the Hub, with one slash "
    "between. If it is not on the Hub, take the line out.",
)
CHARACTERS = Message(
    "CARD-ID-CHARS",
    "{key}: {value} has characters that no repo id has ({chars}), and the Hub would refuse the "
    "card.",
    hint="An id has letters from A to Z, digits, `-`, `_` and `.` only. Copy it from its page on "
    "the Hub. If it is not on the Hub, take the line out.",
)
RELATION = Message(
    "CARD-RELATION",
    "{value} is not a relation to a base model, and the Hub would refuse the card.",
    hint="Write one of: {known}.",
)
NO_BASE = Message(
    "CARD-NO-BASE",
    "The card says how the model relates to a base model, but not which one.",
    hint="Add a line such as `base_model: OWNER/NAME`.",
    severity="warning",
)
SELF = Message(
    "CARD-SELF",
    "{key} names this very repo, {value}.",
    hint="Write the id of the other model, or take the line out.",
    severity="warning",
)
BUCKET = Message(
    "CARD-BUCKET",
    "{value} is not the id of a bucket.",
    hint="Write OWNER/NAME, as at the end of its address.",
    severity="warning",
)
METRIC = Message(
    "CARD-METRIC",
    "{value} does not have the form of a metric's id.",
    hint="Write {near}, without spaces. Metrics: https://huggingface.co/metrics",
    severity="warning",
)

# `wer`, `cosine_accuracy@10`, `OWNER/NAME`.
_METRIC = r"(?a:[\w.@%+-]{1,96}(?:/[\w.@%+-]{1,96})?)"
_ANY_METRIC = Phrase("any metric", "an id such as accuracy")
# What people call a metric, and its id on the Hub.
_METRICS = {"mean_squared_error": "mse", "mean_absolute_error": "mae", "word_error_rate": "wer"}
_METRICS |= {"area_under_the_curve": "roc_auc", "f1_measure": "f1", "f_1": "f1"}


def malformed_repo_ids(card: Card) -> Iterator[Problem]:
    """Yield each data set and model that is not named by a repo id."""
    for key in REPO_IDS:
        for value, place in card.texts(key):
            # Another rule is about blanks, where the Hub refuses one.
            if not is_repo_id(value) and (value.strip() or key == "new_version"):
                fix = card.doc.edit_at(place, certain_repo_id(value) or "")
                yield _not_an_id(key, value, place).with_fix(fix)


def _not_an_id(key: str, value: str, place: Place) -> Problem:
    near = suggest_repo_id(value)
    if near == "OWNER/NAME" and (chars := characters_of_no_id(value[:200])):
        return CHARACTERS.about(place, key=key, value=value, chars=chars)
    return REPO_ID.about(place, key=key, value=value, near=near)


def malformed_buckets(card: Card) -> Iterator[Problem]:
    """Yield each bucket that is not named by owner and name."""
    for value, place in card.texts("buckets"):
        if not is_full_repo_id(value):
            yield BUCKET.about(place, value=value)


def malformed_metrics(card: Card) -> Iterator[Problem]:
    """Yield each metric that is not named by an id."""
    for value, place in card.texts("metrics"):
        if not re.fullmatch(_METRIC, value):
            yield METRIC.about(place, value=value, near=_metric(value))


def _metric(value: str) -> str | Phrase:
    """Return a metric's id in `F1 Score` or `accuracy: 0.9`, else an example of one."""
    name = re.split(r"[:=(]", value[:100].casefold())[0]
    words = "_".join(re.findall(r"\w+", name, re.ASCII)).removesuffix("_score")
    return _METRICS.get(words, words) or _ANY_METRIC


def unknown_relation(card: Card) -> Iterator[Problem]:
    """Yield a relation to the base model that the Hub does not know."""
    value = card.fields.get("base_model_relation")
    if isinstance(value, str) and value not in RELATIONS:
        place = card.doc.at("base_model_relation")
        yield RELATION.about(place, value=value, known=", ".join(sorted(RELATIONS)))


def relation_without_base(card: Card) -> Iterator[Problem]:
    """Yield a relation to a base model where no base model is named."""
    if card.has_value("base_model_relation") and "base_model" not in card.fields:
        yield NO_BASE.about(card.doc.at_key("base_model_relation"))


def self_references(card: Card) -> Iterator[Problem]:
    """Yield where a model's newer version, or its base model, is the model itself."""
    named = [(key, *found) for key in ("new_version", "base_model") for found in card.texts(key)]
    own = card.own_id() if named else None
    for key, value, place in named:
        if own is not None and value == own:
            yield SELF.about(place, key=key, value=value)
