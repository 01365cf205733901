"""What a gated model asks of its visitors: `extra_gated_…` (hub-docs, docs/hub/models-gated.md)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec.card_fields import GATED_TYPES, FieldType, type_errors
from checks.lint.card.context import Card
from checks.messages import Message, Phrase, Problem

FORM = Message(
    "CARD-GATED",
    "{key} takes {form}.",
    hint="Write it as in `{key}: {example}`.",
    severity="warning",
)
FIELD = Message(
    "CARD-GATED-FIELD",
    "The field {name} has no type that the Hub's form knows.",
    hint="After its colon write one of: {known}; or `type: select` with `options`.",
    severity="warning",
)

_TYPES = ("text", "checkbox", "date_picker", "country", "ip_location")
# By form: what such a key takes, and an example.
_DESCRIBED: dict[FieldType, tuple[Phrase, str]] = {
    "text": (Phrase("gated text", "one text"), "Please read the terms"),
    "mapping": (Phrase("gated fields", "the names of fields with their types"), "{Name: text}"),
    "flag": (Phrase("gated flag", "true or false"), "true"),
}


def wrong_gate_types(card: Card) -> Iterator[Problem]:
    """Yield each part of the gate that is nothing the Hub's form is made of."""
    for key, form in GATED_TYPES.items():
        value = card.fields.get(key)
        if value is not None and any(True for _ in type_errors(form, value)):
            phrase, example = _DESCRIBED[form]
            yield FORM.about(card.doc.at(key), key=key, form=phrase, example=example)


def fields_without_type(card: Card) -> Iterator[Problem]:
    """Yield each field of the gate that has no type which the Hub's form knows."""
    fields = card.fields.get("extra_gated_fields")
    for name, field in fields.items() if isinstance(fields, dict) else ():
        match field:
            case str() if field in _TYPES:
                pass
            case {"type": "select", "options": [_, *_]}:
                pass
            case {"type": str(kind)} if kind in _TYPES:
                pass
            case _:
                place = card.doc.at("extra_gated_fields", name)
                yield FIELD.about(place, name=name, known=", ".join(_TYPES))
