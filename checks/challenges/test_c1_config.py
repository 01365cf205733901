"""Challenge 1: read a model's config.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.grading.check import check, unanswered
from checks.grading.compare import same_word
from checks.grading.world import judged_by_day, rubric_fault
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Fact, Missing, NotGradableError, Query
from checks.messages import Message, Problem
from checks.questions import MODEL_ID, NUMBER, TEXT, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answers

ACTIVATION = Message(
    "C1-ACTIVATION",
    "{written} is not the activation function of {model}.",
    hint="On the Hub open {model}, then “Files and versions”, then config.json, and look for "
    "the key {key}. Copy its value.",
)
VOCABULARY = Message(
    "C1-VOCABULARY",
    "{written} is not the vocabulary size of {model}.",
    hint="It is in the same config.json, under the key {key}.",
)

MAX_CONFIG_BYTES = 256 * 1024
# Names of the same in the configurations of transformers: GPT-2's, then those of other models.
_ACTIVATION = (
    *("activation_function", "hidden_act", "hidden_activation", "activation", "act_fn", "afn"),
    *("dense_act_fn", "feed_forward_proj", "ff_activation", "ffn_act_fn"),
)
_SIZE = ("vocab_size", "n_vocab", "n_words", "vocabulary_size")
# Where a model of several parts, such as one that reads pictures, has its language model.
_PARTS = ("text_config", "llm_config", "language_config", "decoder")


@dataclass(frozen=True, slots=True)
class ConfigFacts:
    """What a model's config.json says, by its keys; {} where it has none of these."""

    activations: dict[str, str]
    vocab_sizes: dict[str, int]


def config(client: HubClient, model_id: str) -> ConfigFacts:
    """Return what a model's config.json says."""
    data = client.first_bytes(model_id, "config.json", max_bytes=MAX_CONFIG_BYTES)
    return facts_of(json.loads(data))


def facts_of(keys: Any) -> ConfigFacts:
    """Return what the keys of a config.json say."""
    activations = _values(keys, _ACTIVATION, lambda value: isinstance(value, str))
    return ConfigFacts(activations, _values(keys, _SIZE, lambda value: type(value) is int))


def _values(keys: Any, names: tuple[str, ...], fits: Callable[[Any], bool]) -> dict[str, Any]:
    """Return the value of the first name, else those of all others, else those of a part."""
    if not isinstance(keys, dict):
        return {}
    found = {name: keys[name] for name in names if fits(keys.get(name))}
    if found:
        return {names[0]: found[names[0]]} if names[0] in found else found
    for part in _PARTS:
        if inside := _values(keys.get(part), names, fits):
            return {f"{part}.{name}": value for name, value in inside.items()}
    return {}


SECTION = Section(
    "c1",
    answers="Challenge 1. Open the file config.json of {c1.model_id} on the Hub.",
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
    demo=lambda client, rubric: next(iter(config(client, rubric[MODEL]).activations.values())),
)
VOCAB_SIZE = Question(
    "c1.vocab_size",
    NUMBER,
    "The value of the key vocab_size.",
    demo=lambda client, rubric: next(iter(config(client, rubric[MODEL]).vocab_sizes.values())),
)
CONFIG = Query("c1.config", config, (MODEL,), only_for=(ACTIVATION_FUNCTION, VOCAB_SIZE))


@check("c1.activation", points=5)
def test_activation_function(
    answers: Answers, evidence: Evidence, rubric: Rubric
) -> Iterator[Problem]:
    """The activation function is the one in config.json."""
    answer = answers[ACTIVATION_FUNCTION]
    if answer.value is None:
        yield unanswered(answers, ACTIVATION_FUNCTION)
        return
    written = answer.value

    def problems(fact: Fact[ConfigFacts] | None) -> Iterator[Problem]:
        truths = _known(fact, rubric).activations
        if not truths:
            raise _without("activation_function", rubric)
        if not any(same_word(written, truth) for truth in truths.values()):
            yield ACTIVATION.about(
                answer.place, written=answer.raw, model=rubric[MODEL], key=_names(truths)
            )

    yield from judged_by_day(evidence, CONFIG, problems)


@check("c1.vocabulary", points=5)
def test_vocabulary_size(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The vocabulary size is the one in config.json."""
    answer = answers[VOCAB_SIZE]
    if answer.value is None:
        yield unanswered(answers, VOCAB_SIZE)
        return
    written = answer.value

    def problems(fact: Fact[ConfigFacts] | None) -> Iterator[Problem]:
        truths = _known(fact, rubric).vocab_sizes
        if not truths:
            raise _without("vocab_size", rubric)
        if written not in truths.values():
            yield VOCABULARY.about(
                answer.place, written=answer.raw, model=rubric[MODEL], key=_names(truths)
            )

    yield from judged_by_day(evidence, CONFIG, problems)


def _known(fact: Fact[ConfigFacts] | None, rubric: Rubric) -> ConfigFacts:
    """Return the facts. Raises NotGradableError where the Hub no longer has the rubric's model."""
    if isinstance(fact, Missing):
        raise rubric_fault(MODEL, rubric[MODEL], reasons.reason_of(fact))
    return value(fact)


def _without(key: str, rubric: Rubric) -> NotGradableError:
    return rubric_fault(MODEL, rubric[MODEL], reasons.NO_KEY.about(key=key))


def _names(keys: Mapping[str, object]) -> str:
    return " / ".join(keys)
