"""Challenge 5: describe your model with metadata, so that people find and try it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks import template
from checks.grading.check import check
from checks.hub import cards, reasons
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Query
from checks.hub.queries import CARD, REPO, RepoFacts
from checks.hub.session import HubDownError
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


def search(client: HubClient, live: RepoFacts, card: str) -> bool:
    """Return whether a search by the card's task and language finds the repo.

    A task that knows no language is searched for alone, where the card names none. The search index
    may lag behind a commit. A repo that has the right tags and is not found is asked for again, and
    then called unreachable: the index's doing, not the card's.
    """
    metadata = cards.metadata(card.encode())
    task, languages = cards.task(metadata), cards.languages(metadata)
    if task is None or not (languages or not cards.wants_language(metadata)):
        return False
    language = languages[0] if languages else None
    listed = search_finds(client, live, task, language)
    if not listed and live.task == task and (language is None or language in live.tags):
        raise HubDownError(reasons.SEARCH.english)
    return listed


def search_finds(client: HubClient, live: RepoFacts, task: str, language: str | None) -> bool:
    """Return whether the repo is among those that a search by task and language lists."""
    owner, _, name = live.id.rpartition("/")  # an old id, as `gpt2`, has no owner
    models = client.api.list_models(
        author=owner, search=name, pipeline_tag=task, filter=language, limit=100
    )
    return any(model.id == live.id for model in models)


SEARCH = Query("c5.search", search, (REPO, CARD), live=True)


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
    task, languages = cards.task(metadata), cards.languages(metadata)
    place = Place(f"{MODEL_FOLDER}/README.md")
    if task is None:
        yield NO_TASK.about(place)
    wants_language = cards.wants_language(metadata)
    if not languages and wants_language:
        yield NO_LANGUAGE.about(place)
    if task and (languages or not wants_language) and not value(evidence[SEARCH]):
        yield NOT_FOUND.about(place, words=", ".join([task, *languages[:1]]))


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
