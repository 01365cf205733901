"""Challenge 5: a card by which the model is found and tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks import template
from checks.hub.facts import Found, Missing, Unreachable
from tests.facts import README, Ending, Told, alone, failed, left_open, live, passed
from tests.paths import ROOT

CARD = "model_repo/README.md:1:1"
NO_WIDGET: Told = ("C5-WIDGET", CARD, {})
TEMPLATE: Told = ("C5-TEMPLATE", CARD, {})
EXAMPLE = "Replace this sentence with an example of your own"
FRONT = "license: mit\nlibrary_name: sklearn\npipeline_tag: text-classification\n"


def card(front: str) -> str:
    return f"---\n{FRONT}{front}\n---\n"


def no_input(line: int) -> Told:
    return ("CARD-WIDGET-INPUT", f"model_repo/README.md:{line}:5", INPUTS)


INPUTS = {"known": "text", "first": "text"}
CARDS: list[tuple[str, Ending]] = [
    (README, passed(10)),
    (card("widget:\n  - text: Mine."), passed(10)),
    (card("widget:\n  - text: Mine.\n  - text: Mine, too."), passed(10)),
    (card(""), failed(NO_WIDGET)),
    (card("widget:"), failed(NO_WIDGET)),
    (card("widget: []"), failed(NO_WIDGET)),
    ("", failed(NO_WIDGET)),
    ("no front matter", failed(NO_WIDGET)),
    (card(f"widget:\n  - text: {EXAMPLE}"), failed(TEMPLATE)),
    (card(f"widget:\n  - text: {EXAMPLE}, please!"), failed(TEMPLATE)),
    (card(f"widget:\n  - text: Mine.\n  - text: {EXAMPLE}"), failed(TEMPLATE)),
    (card(f"widget:\n  - text: Mine.\n    output: {{label: {EXAMPLE}}}"), failed(TEMPLATE)),
    (card("widget:\n  - text: replace this sentence"), passed(10)),
    (card("widget:\n  - example_title: only"), failed(no_input(6))),
    (card(f"widget:\n  - example_title: {EXAMPLE}"), failed(no_input(6), TEMPLATE)),
    # What else is wrong with the card is not this check's.
    (card("license_name: 3\nmodel-index: 3\nwidget:\n  - text: Mine."), passed(10)),
]


@pytest.mark.parametrize(("text", "ending"), CARDS)
def test_there_is_an_example_of_ones_own(tmp_path: Path, text: str, ending: Ending) -> None:
    assert alone("c5.widget", tmp_path, card=Found(text)) == ending


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_templates_example_is_known_in_every_language(tmp_path: Path, lang: str) -> None:
    text = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    text = template.in_language(text, "README.md", lang)
    assert alone("c5.widget", tmp_path, card=Found(text)) == failed(TEMPLATE)


def test_a_slip_that_the_hub_only_ignores_costs_nothing(tmp_path: Path) -> None:
    text = card("widget:\n  - text: Mine.\n    exmaple_title: A")
    outcome, points, told = alone("c5.widget", tmp_path, card=Found(text))
    assert (outcome, points) == passed(10)[:2]
    assert [(code, where) for code, where, _ in told] == [
        ("CARD-WIDGET-KEY", "model_repo/README.md:7:5")
    ]


LIST = ("CARD-ENTRIES", {"key": "widget", "example": "text: …"})
ENTRY = ("CARD-ENTRY", {"key": "widget", "value": "Mine.", "entry": "text: Mine."})


@pytest.mark.parametrize(
    ("written", "said"),
    [("Mine.", LIST), ("{text: Mine.}", LIST), ("[Mine.]", ENTRY), ("[{text: Mine.}, 3]", LIST)],
)
def test_a_widget_that_is_no_list_of_examples_fails(
    tmp_path: Path, written: str, said: tuple[str, dict[str, str]]
) -> None:
    outcome, points, told = alone("c5.widget", tmp_path, card=Found(card(f"widget: {written}")))
    assert (outcome, points) == failed()[:2]
    assert [(code, fields) for code, _, fields in told] == [said]


NO_TASK: Told = ("C5-TASK", CARD, {})
NO_LANGUAGE: Told = ("C5-LANGUAGE", CARD, {})


def not_found(*words: str) -> Told:
    return ("C5-FOUND", CARD, {"words": ", ".join(words)})


TASK = "pipeline_tag: text-classification\n"
TABLES = "pipeline_tag: tabular-classification\n"
OTHER = "tags: [fill-mask, ko]"
# A card, the task and the tags that the Hub makes out, and how the check ends.
SEARCHES: list[tuple[str, str | None, tuple[str, ...], Ending]] = [
    (TASK + "language: en", "text-classification", ("sklearn", "en"), passed(5)),
    (TASK + "language: en", "other", ("en",), failed(not_found("text-classification", "en"))),
    (TASK + "language: en", None, ("en",), failed(not_found("text-classification", "en"))),
    (
        TASK + "language: [ko, en]",
        *("text-classification", ("en",)),
        failed(not_found("text-classification", "ko")),
    ),
    (TASK + "language: [ko, en]", "text-classification", ("ko",), passed(5)),
    (OTHER, "fill-mask", (), failed(not_found("fill-mask", "ko"))),
    (OTHER, "fill-mask", ("ko",), passed(5)),
    (TASK, "other", (), failed(NO_LANGUAGE)),
    (TASK, "text-classification", ("en",), failed(NO_LANGUAGE)),
    ("language: en", "text-classification", ("en",), failed(NO_TASK)),
    ("license: mit", "text-classification", ("en",), failed(NO_TASK, NO_LANGUAGE)),
    # What the Hub reads as the text no, Python programs read as False.
    (
        TASK + "language: no",
        *("text-classification", ()),
        failed(not_found("text-classification", "no")),
    ),
    (TASK + "language: no", "text-classification", ("no",), passed(5)),
    # A task that knows no language needs none, and may name one.
    (TABLES, "tabular-classification", (), passed(5)),
    (TABLES, "other", (), failed(not_found("tabular-classification"))),
    (
        TABLES + "language: ko",
        *("tabular-classification", ()),
        failed(not_found("tabular-classification", "ko")),
    ),
    (TABLES + "language: ko", "tabular-classification", ("ko",), passed(5)),
    ("tags: [image-classification]", "image-classification", (), passed(5)),
]


@pytest.mark.parametrize(("front", "task", "tags", "ending"), SEARCHES)
def test_a_search_by_task_and_language_finds_it(
    tmp_path: Path, front: str, task: str | None, tags: tuple[str, ...], ending: Ending
) -> None:
    card, repo = Found(f"---\n{front}\n---\n"), live(task=task, tags=tags)
    assert alone("c5.found", tmp_path, card=card, repo=repo) == ending


@pytest.mark.parametrize(
    ("repo", "reason"),
    [(Unreachable("HTTP 503"), "HTTP 503"), (None, "not asked")],
)
def test_what_nobody_could_look_up_is_open(tmp_path: Path, repo: Any, reason: str) -> None:
    card = Found(f"---\n{TABLES}---\n")
    assert alone("c5.found", tmp_path, card=card, repo=repo) == left_open(reason)


@pytest.mark.parametrize(
    ("check_id", "problems"),
    [("c5.widget", [NO_WIDGET]), ("c5.found", [NO_TASK, NO_LANGUAGE])],
)
def test_a_card_that_is_not_there_says_nothing(
    tmp_path: Path, check_id: str, problems: list[Told]
) -> None:
    assert alone(check_id, tmp_path, card=Missing("file")) == failed(*problems)
