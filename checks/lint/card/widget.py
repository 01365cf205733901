"""The examples of the card's widget."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any

from checks.hubspec.vocabulary import widget_keys
from checks.lint.card.context import Card
from checks.lint.suggest.closest import closest_match
from checks.messages import Message, Phrase, Problem
from checks.template import EXAMPLE, is_example

NO_INPUT = Message(
    "CARD-WIDGET-INPUT",
    "This widget example has no input, so the Hub ignores it.",
    hint="Give it one of: {known}; for example `- {first}: …` with your own value.",
    severity="warning",
)
PART = Message(
    "CARD-WIDGET-PART",
    "A widget example of the task {task} needs {missing}, too.",
    hint="Add a line `{missing}: …` to the example, with your own value.",
    severity="warning",
)
FORM = Message(
    "CARD-WIDGET-FORM",
    "{key} of a widget example takes {form}.",
    hint="Write it as in `{key}: {example}`.",
    severity="warning",
)
UNKNOWN = Message(
    "CARD-WIDGET-KEY",
    "A widget example of this task has no key {key}.",
    hint="Did you mean {near}?",
    severity="warning",
)
TEMPLATE = Message(
    "CARD-EXAMPLE",
    "The widget example is still the template's.",
    hint="Write something of your own that your model could be tried with.",
    severity="warning",
)
NO_EXAMPLE = Message(
    "CARD-NO-EXAMPLE",
    "The card has no widget example, which challenge 5 asks for.",
    hint="Add `widget:` to the front matter, and below it a line such as `  - {first}: …` with an "
    "example of your own.",
    severity="warning",
)

# Keys of every example, which say nothing to the model.
_BESIDE = ("example_title", "output", "group", "parameters", "multi_class")
_NOTHING: tuple[Any, ...] = (None, "", [], {})
# A chat, in place of a text.
_MESSAGES = "messages"
# What an example of these tasks needs, all of it (hub-docs, models-widgets-examples).
_PARTS = {
    "question-answering": ("text", "context"),
    "table-question-answering": ("text", "table"),
    "zero-shot-classification": ("text", "candidate_labels"),
    "sentence-similarity": ("source_sentence", "sentences"),
    "document-question-answering": ("src", "text"),
    "visual-question-answering": ("src", "text"),
    "zero-shot-image-classification": ("src", "candidate_labels"),
}
_TEXT = (str, Phrase("widget text", "one text"), "a text of your own")
_TABLE = (dict, Phrase("widget table", "columns, each with a list"), "{Height: [12, 15]}")
_TYPES: dict[str, tuple[type | UnionType, Phrase, str]] = {
    **dict.fromkeys(("text", "context", "prompt", "example_title", "source_sentence"), _TEXT),
    "src": (str, Phrase("widget src", "one file or address"), "example.png"),
    "sentences": (list, Phrase("widget sentences", "a list of texts"), "[one, two]"),
    "messages": (
        list,
        Phrase("widget messages", "a list of messages"),
        "[{role: user, content: Hi}]",
    ),
    "table": _TABLE,
    "structured_data": _TABLE,
    "output": (
        dict | list,
        Phrase("widget output", "keys of its own, or a list"),
        "{label: kind}",
    ),
    "parameters": (dict, Phrase("widget parameters", "keys of its own"), "{temperature: 0.7}"),
}


def _task(card: Card) -> str:
    tag = card.text("pipeline_tag")
    return tag or next((tag for tag in card.all_texts("tags") if tag in widget_keys()), "")


def _inputs(card: Card) -> list[str]:
    by_task = widget_keys()
    keys = by_task.get(_task(card)) or sorted({key for some in by_task.values() for key in some})
    return [key for key in keys if key not in _BESIDE]


def _examples(card: Card) -> Iterator[tuple[int, dict[str, Any]]]:
    widget = card.fields.get("widget")
    for number, example in enumerate(widget if isinstance(widget, list) else ()):
        if isinstance(example, dict):
            yield number, example


def examples_without_input(card: Card) -> Iterator[Problem]:
    """Yield each example that gives the model nothing to work on."""
    inputs = _inputs(card)
    for number, example in _examples(card):
        if all(example.get(key) in _NOTHING for key in (*inputs, _MESSAGES)):
            place, known = card.doc.at("widget", number), ", ".join(inputs)
            yield NO_INPUT.about(place, known=known, first=first_input(card))


def first_input(card: Card) -> str:
    """Return the key that an example of the card's task begins with."""
    inputs = _inputs(card)
    return "text" if "text" in inputs else inputs[0]


def template_examples(card: Card) -> Iterator[Problem]:
    """Yield each text of the widget that is the template's."""
    for path, text in _texts(card.fields.get("widget"), ("widget",)):
        # The catalogues are opened only for what may be in them.
        if EXAMPLE in text or (not text.isascii() and is_example(text)):
            yield TEMPLATE.about(card.doc.at(*path))


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case list():
            for number, inner in enumerate(value):
                yield from _texts(inner, (*path, number))


def no_example(card: Card) -> Iterator[Problem]:
    """Yield that a card which is graded has no example at all."""
    if card.is_graded and not card.fields.get("widget"):
        yield NO_EXAMPLE.about(card.doc.at("widget"), first=first_input(card))


def unknown_example_keys(card: Card) -> Iterator[Problem]:
    """Yield each key of an example that the task's widget does not read."""
    known = (*_inputs(card), *_BESIDE, _MESSAGES)
    for number, example in _examples(card):
        for key in example:
            if key not in known:
                place = card.doc.at_key("widget", number, key)
                near = closest_match(key, known) or ", ".join(known)
                yield UNKNOWN.about(place, key=key, near=near)


def incomplete_examples(card: Card) -> Iterator[Problem]:
    """Yield each example of a task with two inputs that has only one."""
    task = _task(card)
    for number, example in _examples(card):
        missing = [key for key in _PARTS.get(task, ()) if example.get(key) in _NOTHING]
        # With nothing at all, another rule speaks.
        if len(missing) == 1:
            place = card.doc.at("widget", number)
            yield PART.about(place, task=task, missing=missing[0])


def wrong_example_types(card: Card) -> Iterator[Problem]:
    """Yield each key of an example that holds nothing the widget takes there."""
    for number, example in _examples(card):
        for key, (kind, form, sample) in _TYPES.items():
            value = example.get(key)
            if value not in _NOTHING and not isinstance(value, kind):
                place = card.doc.at("widget", number, key)
                yield FORM.about(place, key=key, form=form, example=sample)
