"""Challenge 3: choose a model for a task and a language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from huggingface_hub.errors import HfHubHTTPError

from checks.grading.check import check, unanswered
from checks.grading.world import absent, judged_by_day
from checks.hub import cards
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Fact, Missing, Query
from checks.hub.queries import MAX_CARD_BYTES
from checks.messages import Message, Problem
from checks.questions import LANGUAGE_CODE, REPO_ID, TASK_ID, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answers

NO_MODEL = Message(
    "C3-MODEL",
    "The Hub has no public model {written}.",
    hint="Copy the id from the top of the model's page: OWNER/NAME. The small button beside it "
    "copies it for you.",
)
WRONG_TASK = Message(
    "C3-TASK",
    "{written} is not a model for {task}.",
    hint="On {endpoint}/models set the filter {task} under “Tasks”, and choose again.",
)
WRONG_LANGUAGE = Message(
    "C3-LANGUAGE",
    "{written} does not say that it is for the language {language}.",
    hint="Set the filter {language} under “Languages” as well, and choose among what is left.",
)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model's task, and every language it is tagged with."""

    id: str
    task: str | None
    languages: tuple[str, ...]


def model(client: HubClient, model_id: str, task: str, language: str) -> ModelFacts:
    """Return what the Hub says of a model.

    From its card where that settles the matter, since downloads may be many more than API calls.
    """
    with suppress(HfHubHTTPError):
        by_card = model_by_card(client, model_id)
        if by_card.task == task and language in by_card.languages:
            return by_card
    info = client.model_info(model_id)
    return ModelFacts(info.id, info.pipeline_tag, tuple(info.tags or ()))


def model_by_card(client: HubClient, model_id: str) -> ModelFacts:
    """Return what a model's card says of itself."""
    card = cards.metadata(client.first_bytes(model_id, "README.md", max_bytes=MAX_CARD_BYTES))
    return ModelFacts(model_id, cards.task(card), cards.languages(card))


SECTION = Section(
    "c3",
    answers="Challenge 3. A model for the task {c3.task_name} and the language\n"
    "{c3.language_name}. Any you like, as OWNER/NAME.",
    rubric="Challenge 3 wants a model with this task and language.",
)
TASK = Setting(
    "c3.task",
    TASK_ID,
    "automatic-speech-recognition",
    "The task of the model that challenge 3 asks for.",
)
LANGUAGE = Setting("c3.language", LANGUAGE_CODE, "es", "Its language.")
CHOICE = Question(
    "c3.model_id",
    REPO_ID,
    "Any such model, as OWNER/NAME.",
    demo=lambda client, rubric: (
        next(
            iter(
                client.api.list_models(pipeline_tag=rubric[TASK], filter=rubric[LANGUAGE], limit=1)
            )
        ).id
    ),
)
MODEL = Query("c3.model", model, (CHOICE, TASK, LANGUAGE))


@check("c3.model", points=10)
def test_model(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The model is on the Hub, and has the task and the language that were asked for."""
    answer = answers[CHOICE]
    if answer.value is None:
        yield unanswered(answers, CHOICE)
        return

    def problems(fact: Fact[ModelFacts] | None) -> Iterator[Problem]:
        if isinstance(fact, Missing):
            gone = NO_MODEL.about(answer.place, written=answer.raw)
            yield absent(gone, fact, evidence, rubric)
            return
        chosen = value(fact)
        if chosen.task != rubric[TASK]:
            hub = evidence.facts_endpoint
            yield WRONG_TASK.about(
                answer.place, written=answer.raw, task=rubric[TASK], endpoint=hub
            )
        if rubric[LANGUAGE] not in chosen.languages:
            yield WRONG_LANGUAGE.about(answer.place, written=answer.raw, language=rubric[LANGUAGE])

    yield from judged_by_day(evidence, MODEL, problems)
