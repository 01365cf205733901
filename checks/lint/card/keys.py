"""Keys the Hub does not know, keys of another kind of card, and keys a card should have."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import (
    FIELD_TYPES,
    GATED_TYPES,
    languages,
    library,
    type_errors,
    wants_language,
)
from checks.lint.card.context import Card
from checks.lint.card.field_types import describe
from checks.lint.suggest.closest import closest_match, plain, unambiguous_match
from checks.messages import Edit, Message, Phrase, Problem
from checks.yamldoc.scalars import value_of

UNKNOWN = Message(
    "CARD-KEY",
    "The Hub does not read the key {key}; it is much like {near}.",
    hint="If you meant `{near}`, correct it; a key of your own may stay.",
    severity="warning",
)
OWN = Message(
    "CARD-KEY-OWN",
    "The Hub does not read the key {key}.",
    hint="If another program reads it, it may stay; else write what it says into the text "
    "below the front matter.",
    severity="warning",
)
NO_TEXT = Message(
    "CARD-KEY-TEXT",
    "The key {key} is {kind} to Python programs, which cannot load a card with such a key.",
    hint="Take it out: the Hub does not read it. If another program does, put the key in quotes.",
    severity="warning",
)
OTHER_KIND = Message(
    "CARD-KIND",
    "This is the card of {kind} ({keys}), not of a model.",
    hint="Write a model's card here: in the front matter `license:`, `language:`, "
    "`library_name:` and `pipeline_tag:`, and below it what the model does.",
    severity="warning",
)
NO_LICENSE = Message(
    "CARD-NO-LICENSE",
    "The card names no licence, so nobody may use the model.",
    hint="Add a line such as `license: mit`.",
    severity="warning",
)
NO_TASK = Message(
    "CARD-NO-TASK",
    "The card names no task, so nobody who filters by task finds the model.",
    hint="Add a line such as `pipeline_tag: text-classification`.",
    severity="warning",
)
NO_LIBRARY = Message(
    "CARD-NO-LIBRARY",
    "The card names no library, so the Hub cannot show how to load the model.",
    hint="Add a line such as `library_name: sklearn`.",
    severity="warning",
)
NO_LANGUAGE = Message(
    "CARD-NO-LANGUAGE",
    "The card names no language, so nobody who filters by language finds the model.",
    hint="Add a line such as `language: en` or `language: ko`.",
    severity="warning",
)

# Low enough for a typo, high enough to leave `model_name` or `models` alone.
_TYPO_CUTOFF = 0.8
# What well-known programs write into cards, and read there; to the Hub it says nothing.
_PROGRAM_KEYS = (
    "arxiv author authors citation developers doi funded_by title finetuned_from "
    "generated_from_trainer model_id model_name model_type model_creator model_description "
    "model_link model_summary paper repo prompt_template quantized_by shared_by model_file "
    "model_format version pretty_name demo"
)
_OF_PROGRAMS = frozenset(_PROGRAM_KEYS.split())
# One too many or too few, and nothing else that it could mean.
_SINGULAR = frozenset({"dataset", "languages", "library", "metric", "tag", "widgets"})
# Words for a key that are spelled nothing like it.
_SYNONYMS = {
    "library": "library_name",
    "framework": "library_name",
    "pipeline": "pipeline_tag",
    "task": "pipeline_tag",
    "languages": "language",
    "lang": "language",
    "dataset": "datasets",
    "tag": "tags",
    "metric": "metrics",
    "parent_model": "base_model",
    "widgets": "widget",
    "evaluation": "model-index",
}

_DATASET = Phrase("kind dataset", "a data set")
_SPACE = Phrase("kind space", "a Space")
# Keys that cards of these kinds alone have (hub-docs, datasetcard.md and spaces-config-reference).
_KEYS = {
    _DATASET: (
        "task_categories task_ids dataset_info configs size_categories annotations_creators "
        "language_creators multilinguality source_datasets paperswithcode_id train-eval-index"
    ),
    _SPACE: "sdk sdk_version app_file app_port colorFrom colorTo emoji pinned",
}
# A card that has one of these is a model's, whatever else is in it.
_OF_MODELS = frozenset(
    ("library_name", "pipeline_tag", "base_model", "model-index", "widget", "inference")
)
_ENOUGH = 2


def other_kind(card: Card) -> Iterator[Problem]:
    """Yield that a card has keys of another kind's, and none of a model's."""
    if not _OF_MODELS.isdisjoint(card.fields):
        return
    for kind, known in _KEYS.items():
        keys = [key for key in known.split() if key in card.fields]
        if len(keys) >= _ENOUGH:
            yield OTHER_KIND.about(card.doc.at_key(keys[0]), kind=kind, keys=", ".join(keys))


def unknown_keys(card: Card) -> Iterator[Problem]:
    """Yield each key that neither the Hub reads nor a well-known program."""
    known = [*FIELD_TYPES, *GATED_TYPES]
    for key in card.fields:
        if key in FIELD_TYPES or key in GATED_TYPES or key in _OF_PROGRAMS:
            continue
        place = card.doc.at_key(key)
        synonym = _SYNONYMS.get(plain(key).replace("-", "_"))
        if near := synonym or closest_match(key, known, _TYPO_CUTOFF):
            yield UNKNOWN.about(place, key=key, near=near).with_fix(_fix(card, key, near))
        elif isinstance(value := _as_python(card, key), str):
            yield OWN.about(place, key=key)
        else:
            yield NO_TEXT.about(place, key=key, kind=describe(value))


def _as_python(card: Card, key: str) -> object:
    """Return a key as PyYAML reads it: huggingface_hub's `CardData` takes texts only."""
    _, quotes = card.doc.key_spans.get((key,), (0, "none"))
    try:
        return key if quotes else value_of(key, True, False)
    except (ValueError, OverflowError):
        return key  # such as the date 2026-13-45


def _fix(card: Card, key: str, near: str) -> Edit | None:
    """Return an edit renaming the key, if the match is unambiguous and the value fits it."""
    is_only = (
        unambiguous_match(key, [*FIELD_TYPES, *GATED_TYPES]) == near or plain(key) in _SINGULAR
    )
    if not is_only or near in card.fields or near not in FIELD_TYPES:
        return None
    fits = not any(True for _ in type_errors(FIELD_TYPES[near], card.fields[key]))
    return card.doc.edit_key(near, key) if fits else None


def missing_keys(card: Card) -> Iterator[Problem]:
    """Yield each of licence, task, library and language that neither a field nor a tag names."""
    tags = card.all_texts("tags")
    named = {
        NO_LICENSE: "license" in card.fields and card.fields["license"] != [],
        NO_TASK: card.has_value("pipeline_tag") or not set(tags).isdisjoint(vocabulary.tasks()),
        NO_LIBRARY: library(card.fields) is not None,
        NO_LANGUAGE: ("language" in card.fields and card.fields["language"] != [])
        or bool(languages(card.fields))
        or not wants_language(card.fields),
    }
    for message, is_named in named.items():
        if not is_named:
            yield message.about(card.doc.at())
