"""Challenge 5: describe your model with metadata, so that people find and try it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks import template
from checks.grading.check import check
from checks.hub import cards
from checks.hub.evidence import Evidence, value
from checks.lint.card.linter import lint_card_text
from checks.messages import Message, Place, Problem
from checks.submission import MODEL_FOLDER

NO_WIDGET = Message(
    "C5-WIDGET",
    en="The card on the Hub has no widget example.",
    ko="Hub의 모델 카드에 위젯 예시가 없습니다.",
    hint_en="Add `widget:` to the front matter of model_repo/README.md, and below it a line "
    '`  - text: "…"` with an example of your own.',
    hint_ko="model_repo/README.md의 프론트 매터에 `widget:`을 쓰고 그 아래에 자신의 예시를 넣어 "
    '`  - text: "…"` 줄을 추가하세요.',
)
TEMPLATE_WIDGET = Message(
    "C5-TEMPLATE",
    en="The widget example is still the template's.",
    ko="위젯 예시가 템플릿 그대로입니다.",
    hint_en="Replace it by something your model could be tried with, and publish again.",
    hint_ko="모델을 시험해 볼 만한 문장으로 바꾸고 다시 publish 하세요.",
)
NO_TASK = Message(
    "C5-TASK",
    en="The card names no task, so nobody finds the model who searches by task.",
    ko="카드에 태스크가 없어 태스크로 검색하는 사람이 모델을 찾을 수 없습니다.",
    hint_en="Add `pipeline_tag: text-classification`, or the task that your model does.",
    hint_ko="`pipeline_tag: text-classification`처럼 모델의 태스크를 쓰세요.",
)
NO_LANGUAGE = Message(
    "C5-LANGUAGE",
    en="The card names no language, so nobody finds the model who searches by language.",
    ko="카드에 언어가 없어 언어로 검색하는 사람이 모델을 찾을 수 없습니다.",
    hint_en="Add `language: en`, `language: ko` or another code, and publish again.",
    hint_ko="`language: ko`, `language: en` 같은 언어 코드를 쓰고 다시 publish 하세요.",
)
NOT_FOUND = Message(
    "C5-FOUND",
    en="A search on the Hub for {task} and {language} does not find your model.",
    ko="Hub에서 {task}과(와) {language}(으)로 검색해도 모델이 나오지 않습니다.",
    hint_en="Run `tour lint card`: the task must be one of the Hub's task ids, and the language "
    "a code such as en.",
    hint_ko="`tour lint card`를 실행하세요. 태스크는 Hub의 태스크 id, 언어는 en 같은 코드여야 "
    "합니다.",
)


@check("c5.widget", points=10, needs="c4.live", ko="위젯 예시가 올바르고, 템플릿의 것이 아닙니다")
def test_widget(evidence: Evidence) -> Iterator[Problem]:
    """The card's widget examples are well formed, and not the template's."""
    text = cards.text_of(evidence.card)
    widget = cards.metadata(text.encode()).get("widget")
    place = Place(f"{MODEL_FOLDER}/README.md")
    if not widget:
        yield NO_WIDGET.about(place)
        return
    for problem in lint_card_text(text, place.file):
        if problem.code.startswith("CARD-WIDGET"):
            # The Hub only ignores an example without input; here it is what is asked for.
            yield problem.as_error() if problem.code == "CARD-WIDGET-INPUT" else problem
    if any(template.EXAMPLE in said for said in _strings(widget)):
        yield TEMPLATE_WIDGET.about(place)


@check(
    "c5.found",
    points=5,
    needs="c4.live",
    ko="카드의 태스크와 언어로 Hub에서 검색하면 모델이 나옵니다",
)
def test_found(evidence: Evidence) -> Iterator[Problem]:
    """A search on the Hub by the card's task and language finds the model."""
    metadata = cards.metadata(cards.text_of(evidence.card).encode())
    task, languages = cards.task(metadata), cards.languages(metadata)
    place = Place(f"{MODEL_FOLDER}/README.md")
    if task is None:
        yield NO_TASK.about(place)
    if not languages:
        yield NO_LANGUAGE.about(place)
    if task and languages and not value(evidence.found):
        yield NOT_FOUND.about(place, task=task, language=languages[0])


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
