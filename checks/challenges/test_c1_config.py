"""Challenge 1: read a model's config.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checks.grading.check import check, unanswered
from checks.grading.compare import same_word
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import NotGradableError, Query
from checks.messages import Message, Problem
from checks.questions import MODEL_ID, NUMBER, TEXT, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answers

ACTIVATION = Message(
    "C1-ACTIVATION",
    "{written} is not the activation function of {model}.",
    hint="On the Hub open {model}, then “Files and versions”, then config.json, and look for "
    "the key activation_function. Copy its value.",
)
VOCABULARY = Message(
    "C1-VOCABULARY",
    "{written} is not the vocabulary size of {model}.",
    hint="It is in the same config.json, under the key vocab_size.",
)

MAX_CONFIG_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class ConfigFacts:
    """The keys of a model's config.json that are asked for; None where it has none."""

    activation_function: str | None
    vocab_size: int | None


def config(client: HubClient, model_id: str) -> ConfigFacts:
    """Return what a model's config.json says."""
    keys = _config_json(client, model_id)
    activation, size = keys.get("activation_function"), keys.get("vocab_size")
    return ConfigFacts(
        activation if isinstance(activation, str) else None,
        size if isinstance(size, int) and not isinstance(size, bool) else None,
    )


def _config_json(client: HubClient, model_id: str) -> Any:
    return json.loads(client.first_bytes(model_id, "config.json", max_bytes=MAX_CONFIG_BYTES))


SECTION = Section(
    "c1",
    answers="Challenge 1. Open GPT-2's config.json on the Hub.",
    rubric="Challenge 1 asks about this model's config.json.",
)
MODEL = Setting(
    "c1.model_id",
    MODEL_ID,
    "openai-community/gpt2",
    "The model whose config.json challenge 1 asks about.",
)
ACTIVATION_FUNCTION = Question(
    "c1.activation_function",
    TEXT,
    "The value of the key activation_function.",
    demo=lambda client, rubric: _config_json(client, rubric[MODEL])["activation_function"],
)
VOCAB_SIZE = Question(
    "c1.vocab_size",
    NUMBER,
    "The value of the key vocab_size.",
    demo=lambda client, rubric: _config_json(client, rubric[MODEL])["vocab_size"],
)
CONFIG = Query("c1.config", config, (MODEL,))


@check("c1.activation", points=5)
def test_activation_function(
    answers: Answers, evidence: Evidence, rubric: Rubric
) -> Iterator[Problem]:
    """The activation function is the one in config.json."""
    answer = answers[ACTIVATION_FUNCTION]
    if answer.value is None:
        yield unanswered(answers, ACTIVATION_FUNCTION)
        return
    truth = value(evidence[CONFIG]).activation_function
    if truth is None:
        raise NotGradableError(reasons.NO_KEY.about(key="activation_function"))
    if not same_word(answer.value, truth):
        yield ACTIVATION.about(answer.place, written=answer.raw, model=rubric[MODEL])


@check("c1.vocabulary", points=5)
def test_vocabulary_size(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The vocabulary size is the one in config.json."""
    answer = answers[VOCAB_SIZE]
    if answer.value is None:
        yield unanswered(answers, VOCAB_SIZE)
        return
    truth = value(evidence[CONFIG]).vocab_size
    if truth is None:
        raise NotGradableError(reasons.NO_KEY.about(key="vocab_size"))
    if answer.value != truth:
        yield VOCABULARY.about(answer.place, written=answer.raw, model=rubric[MODEL])
