"""The examples of the card's widget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.lint.card.context import Card
from checks.lint.near import nearest
from checks.lint.vocabulary import widget_keys
from checks.messages import Message, Problem

NO_INPUT = Message(
    "CARD-WIDGET-INPUT",
    en="This widget example has no input, so the Hub ignores it.",
    ko="이 위젯 예시에는 입력이 없어 Hub가 무시합니다.",
    hint_en="Give it one of: {known}; for example `- {first}: …` with your own value.",
    hint_ko="다음 중 하나를 넣으세요: {known}. 예: `- {first}: …`(값은 직접 정하세요).",
)
UNKNOWN = Message(
    "CARD-WIDGET-KEY",
    en="A widget example of this task has no key {key}.",
    ko="이 태스크의 위젯 예시에는 {key} 키가 없습니다.",
    hint_en="Did you mean {near}?",
    hint_ko="{near}을(를) 뜻했나요?",
    severity="warning",
)

# Keys of every example, which say nothing to the model.
_BESIDE = ("example_title", "output", "group", "parameters", "multi_class")
# A chat, in place of a text.
_MESSAGES = "messages"


def _inputs(card: Card) -> list[str]:
    by_task = widget_keys()
    task = card.text("pipeline_tag")
    if task is None:
        task = next((tag for tag in card.all_texts("tags") if tag in by_task), "")
    keys = by_task.get(task) or sorted({key for some in by_task.values() for key in some})
    return [key for key in keys if key not in _BESIDE]


def _examples(card: Card) -> Iterator[tuple[int, dict[str, Any]]]:
    widget = card.fields.get("widget")
    for number, example in enumerate(widget if isinstance(widget, list) else ()):
        if isinstance(example, dict):
            yield number, example


def examples_have_input(card: Card) -> Iterator[Problem]:
    """Each example gives the model something to work on."""
    inputs = _inputs(card)
    for number, example in _examples(card):
        if all(example.get(key) in (None, "", []) for key in (*inputs, _MESSAGES)):
            first = "text" if "text" in inputs else inputs[0]
            place = card.doc.at("widget", number)
            yield NO_INPUT.about(place, known=", ".join(inputs), first=first)


def example_keys_known(card: Card) -> Iterator[Problem]:
    """Each key of an example is one that the task's widget reads."""
    known = (*_inputs(card), *_BESIDE, _MESSAGES)
    for number, example in _examples(card):
        for key in example:
            if key not in known:
                place = card.doc.at_key("widget", number, key)
                yield UNKNOWN.about(place, key=key, near=nearest(key, known) or ", ".join(known))
