"""Challenge 3: choose a model for a task and a language."""

from __future__ import annotations

from collections.abc import Iterator

from checks.grading.check import check, unanswered
from checks.hub.evidence import Evidence, ModelFacts, value
from checks.hub.facts import Missing
from checks.messages import Message, Problem
from checks.rubric import Rubric
from checks.submission import Answers

NO_MODEL = Message(
    "C3-MODEL",
    en="The Hub has no public model {written}.",
    ko="Hub에 {written}이라는 공개 모델이 없습니다.",
    hint_en="Copy the id from the top of the model's page: OWNER/NAME. The small button beside it "
    "copies it for you.",
    hint_ko="모델 페이지 맨 위의 OWNER/NAME을 그대로 옮기세요. 옆의 작은 버튼을 누르면 복사됩니다.",
)
TASK = Message(
    "C3-TASK",
    en="{written} is not a model for {task}.",
    ko="{written}은(는) {task} 모델이 아닙니다.",
    hint_en="On https://huggingface.co/models set the filter {task} under “Tasks”, and choose "
    "again.",
    hint_ko="https://huggingface.co/models 의 “Tasks”에서 {task} 필터를 켜고 다시 고르세요.",
)
LANGUAGE = Message(
    "C3-LANGUAGE",
    en="{written} does not say that it is for the language {language}.",
    ko="{written}은(는) {language} 언어용이라고 적혀 있지 않습니다.",
    hint_en="Set the filter {language} under “Languages” as well, and choose among what is left.",
    hint_ko="“Languages”에서 {language} 필터도 켜고 남은 것 중에서 고르세요.",
)


@check("c3.model", points=10, ko="고른 모델이 Hub에 있고, 태스크와 언어가 맞습니다")
def test_model(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The model is on the Hub, and has the task and the language that were asked for."""
    answer = answers.model_id
    if answer.value is None:
        yield unanswered(answers, answer)
        return
    if isinstance(evidence.model, Missing):
        yield NO_MODEL.about(answer.place, written=answer.raw)
        return
    model: ModelFacts = value(evidence.model)
    if model.task != rubric.model_task:
        yield TASK.about(answer.place, written=answer.raw, task=rubric.model_task)
    if rubric.model_language not in model.languages:
        yield LANGUAGE.about(answer.place, written=answer.raw, language=rubric.model_language)
