"""Challenge 5: describe your model with metadata, so that people find and try it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks import template
from checks.grading.check import check
from checks.hub import cards
from checks.hub.evidence import Evidence, value
from checks.hub.queries import CARD, REPO
from checks.lint.card.linter import lint_widget
from checks.lint.card.widget import NO_INPUT
from checks.messages import Message, Place, Problem
from checks.submission import MODEL_FOLDER

NO_WIDGET = Message(
    "C5-WIDGET",
    "The card on the Hub has no widget example.",
    hint="Add `widget:` to the front matter of model_repo/README.md, and below it a line "
    '`  - text: "…"` with an example of your own.',
)
TEMPLATE_WIDGET = Message(
    "C5-TEMPLATE",
    "The widget example is still the template's.",
    hint="Replace it by something your model could be tried with, and publish again.",
)
NO_TASK = Message(
    "C5-TASK",
    "The card names no task, so nobody finds the model who searches by task.",
    hint="Add `pipeline_tag: text-classification`, or the task that your model does.",
)
NO_LANGUAGE = Message(
    "C5-LANGUAGE",
    "The card names no language, so nobody finds the model who searches by language.",
    hint="Add `language: en`, `language: ko` or another code, and publish again.",
)
NOT_FOUND = Message(
    "C5-FOUND",
    "A search on the Hub for {words} does not find your model.",
    hint="Run `tour lint card`: the task must be one of the Hub's task ids, and the language "
    "a code such as en.",
)


@check("c5.widget", points=10, needs="c4.live")
def test_widget(evidence: Evidence) -> Iterator[Problem]:
    """The card's widget examples are well formed, and not the template's."""
    text = cards.text_of(evidence[CARD])
    widget = cards.metadata(text.encode()).get("widget")
    place = Place(f"{MODEL_FOLDER}/README.md")
    if not widget:
        yield NO_WIDGET.about(place)
        return
    for problem in lint_widget(text, place.file):
        # The Hub only ignores an example without input; here it is what is asked for.
        yield problem.with_severity("error") if problem.message is NO_INPUT else problem
    if any(template.is_example(text) for text in _strings(widget)):
        yield TEMPLATE_WIDGET.about(place)


@check("c5.found", points=5, needs="c4.live")
def test_found(evidence: Evidence) -> Iterator[Problem]:
    """A search on the Hub by the card's task and language finds the model."""
    metadata = cards.metadata(cards.text_of(evidence[CARD]).encode())
    task, languages = cards.task(metadata), cards.languages(metadata)[:1]
    place = Place(f"{MODEL_FOLDER}/README.md")
    if task is None:
        yield NO_TASK.about(place)
    wants_language = cards.wants_language(metadata)
    if not languages and wants_language:
        yield NO_LANGUAGE.about(place)
    if task and (languages or not wants_language):
        # What the Hub makes of the card is what its search goes by; the search itself lags behind.
        repo = value(evidence[REPO])
        if repo.task != task or not set(languages) <= set(repo.tags):
            yield NOT_FOUND.about(place, words=", ".join([task, *languages]))


def _strings(item: Any) -> Iterator[str]:
    match item:
        case str():
            yield item
        case dict():
            for inner in item.values():
                yield from _strings(inner)
        case list():
            for inner in item:
                yield from _strings(inner)
