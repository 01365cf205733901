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
    "The Hub has no public model {written}.",
    hint="Copy the id from the top of the model's page: OWNER/NAME. The small button beside it "
    "copies it for you.",
)
TASK = Message(
    "C3-TASK",
    "{written} is not a model for {task}.",
    hint="On https://huggingface.co/models set the filter {task} under “Tasks”, and choose again.",
)
LANGUAGE = Message(
    "C3-LANGUAGE",
    "{written} does not say that it is for the language {language}.",
    hint="Set the filter {language} under “Languages” as well, and choose among what is left.",
)


@check("c3.model", points=10)
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
