"""Challenge 1: read a model's config.json."""

from __future__ import annotations

from collections.abc import Iterator

from checks.grading.check import check, unanswered
from checks.grading.compare import same_word
from checks.hub import reasons
from checks.hub.evidence import ConfigFacts, Evidence, value
from checks.hub.facts import NotGradableError
from checks.messages import Message, Problem
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


@check("c1.activation", points=5)
def test_activation_function(
    answers: Answers, evidence: Evidence, rubric: Rubric
) -> Iterator[Problem]:
    """The activation function is the one in config.json."""
    answer = answers.activation_function
    if answer.value is None:
        yield unanswered(answers, answer)
    elif not same_word(answer.value, _config(evidence, "activation_function")):
        yield ACTIVATION.about(answer.place, written=answer.raw, model=rubric.config_model)


@check("c1.vocabulary", points=5)
def test_vocabulary_size(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The vocabulary size is the one in config.json."""
    answer = answers.vocab_size
    if answer.value is None:
        yield unanswered(answers, answer, "number")
    elif str(answer.value) != _config(evidence, "vocab_size"):
        yield VOCABULARY.about(answer.place, written=answer.raw, model=rubric.config_model)


def _config(evidence: Evidence, key: str) -> str:
    config: ConfigFacts = value(evidence.config)
    found = getattr(config, key)
    if found is None:
        raise NotGradableError(reasons.NO_KEY.about(key=key))
    return str(found)
