"""What a gated model asks of its visitors: `extra_gated_…` (hub-docs, docs/hub/models-gated.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

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


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


# Whether it fits, what it takes, an example.
_Form = tuple[Callable[[Any], bool], Phrase, str]
_TEXT: _Form = (_is_text, Phrase("gated text", "one text"), "Please read the terms")
GATED: dict[str, _Form] = {
    "extra_gated_prompt": _TEXT,
    "extra_gated_heading": _TEXT,
    "extra_gated_description": _TEXT,
    "extra_gated_button_content": _TEXT,
    "extra_gated_fields": (
        _is_mapping,
        Phrase("gated fields", "the names of fields with their types"),
        "{Name: text}",
    ),
    "extra_gated_eu_disallowed": (_is_flag, Phrase("gated flag", "true or false"), "true"),
}


def gated_forms(card: Card) -> Iterator[Problem]:
    """Each part of the gate holds what the Hub's form is made of."""
    for key, (fits, form, example) in GATED.items():
        value = card.fields.get(key)
        if value is not None and not fits(value):
            yield FORM.about(card.doc.at(key), key=key, form=form, example=example)


def gated_fields(card: Card) -> Iterator[Problem]:
    """Each field of the gate has a type."""
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
