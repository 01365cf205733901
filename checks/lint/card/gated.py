"""What a gated model asks of its visitors: `extra_gated_…` (hub-docs, docs/hub/models-gated.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from checks.lint.card.context import Card
from checks.messages import Message, Problem

FORM = Message(
    "CARD-GATED",
    en="{key} takes {form_en}.",
    ko="{key}에는 {form_ko} 씁니다.",
    hint_en="Write it as in `{key}: {example}`.",
    hint_ko="`{key}: {example}`처럼 쓰세요.",
    severity="warning",
)
FIELD = Message(
    "CARD-GATED-FIELD",
    en="The field {name} has no type that the Hub's form knows.",
    ko="{name} 항목에 Hub 양식이 아는 종류가 없습니다.",
    hint_en="After its colon write one of: {known}; or `type: select` with `options`.",
    hint_ko="콜론 뒤에 다음 중 하나를 쓰세요: {known}. 또는 `type: select`와 `options`를 쓰세요.",
    severity="warning",
)

_TYPES = ("text", "checkbox", "date_picker", "country", "ip_location")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


# Whether it fits, what it takes in both languages, an example.
_Form = tuple[Callable[[Any], bool], str, str, str]
_TEXT: _Form = (_is_text, "one text", "글자 값 하나를", "Please read the terms")
GATED: dict[str, _Form] = {
    "extra_gated_prompt": _TEXT,
    "extra_gated_heading": _TEXT,
    "extra_gated_description": _TEXT,
    "extra_gated_button_content": _TEXT,
    "extra_gated_fields": (
        _is_mapping,
        "the names of fields with their types",
        "항목 이름과 그 종류를",
        "{Name: text}",
    ),
    "extra_gated_eu_disallowed": (_is_flag, "true or false", "true 또는 false를", "true"),
}


def gated_forms(card: Card) -> Iterator[Problem]:
    """Each part of the gate holds what the Hub's form is made of."""
    for key, (fits, en, ko, example) in GATED.items():
        value = card.fields.get(key)
        if value is not None and not fits(value):
            yield FORM.about(card.doc.at(key), key=key, form_en=en, form_ko=ko, example=example)


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
