"""Keys the Hub does not know, and keys a card should have."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import FIELD_TYPES, GATED_TYPES, library, type_errors
from checks.lint.card.context import Card
from checks.lint.suggest.closest import closest_match, plain, unambiguous_match
from checks.messages import Edit, Message, Problem

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
        else:
            yield OWN.about(place, key=key)


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
        or any(map(vocabulary.is_language, tags)),
    }
    for message, is_named in named.items():
        if not is_named:
            yield message.about(card.doc.at())
