"""Challenge 1: two values of a config.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.challenges.test_c1_config import MODEL, ConfigFacts
from checks.grading.check import Outcome
from checks.hub.facts import Found, Missing, Unreachable
from tests.facts import (
    RUBRIC,
    Kept,
    Told,
    alone,
    at,
    graded,
    on_day,
    place,
    result_of,
    told,
    told_open,
)

ACTIVATION = place("c1.activation_function")
VOCABULARY = place("c1.vocab_size")
GPT2 = "openai-community/gpt2"


def wrong(code: str, where: str, written: str) -> list[Told]:
    key = {"C1-ACTIVATION": "activation_function", "C1-VOCABULARY": "vocab_size"}[code]
    return [(code, where, {"written": written, "model": GPT2, "key": key})]


def no_number(written: str) -> dict[str, str]:
    return {"key": "vocab_size", "value": written, "near": "None"}


@pytest.mark.parametrize(
    "written",
    [
        "swizzle_lu",
        "Swizzle-LU",
        "swizzle lu",
        "'  swizzle_lu  '",
        "'`swizzle_lu`'",
        '"swizzle__lu"',
        '"swizzle_lu",',
        "swizzle_lu,",
        "“swizzle_lu”",
        "ｓｗｉｚｚｌｅ_lu",
        "`swizzle_lu`",
    ],
)
def test_the_activation_function_is_read_kindly(tmp_path: Path, written: str) -> None:
    report = graded(tmp_path, {"c1.activation_function": written})
    result = result_of(report, "c1.activation")
    assert (result.outcome, result.points, told(result)) == (Outcome.PASSED, 5, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("relu", wrong("C1-ACTIVATION", ACTIVATION, "relu")),
        ("swizzle", wrong("C1-ACTIVATION", ACTIVATION, "swizzle")),
        ("swizzlelu", wrong("C1-ACTIVATION", ACTIVATION, "swizzlelu")),
        ("swizzle_lu_2", wrong("C1-ACTIVATION", ACTIVATION, "swizzle_lu_2")),
        (None, [("GRADE-BLANK", place("c1.activation_function", blank=True), {})]),
        ("7", [("ANS-TEXT", ACTIVATION, {"key": "activation_function"})]),
        ("[a]", [("ANS-TEXT", ACTIVATION, {"key": "activation_function"})]),
        ("swizzle]", wrong("C1-ACTIVATION", ACTIVATION, "swizzle]")),
    ],
)
def test_another_activation_function_fails(
    tmp_path: Path, written: str | None, expected: list[Told]
) -> None:
    report = graded(tmp_path, {"c1.activation_function": written})
    result = result_of(report, "c1.activation")
    assert (result.outcome, result.points, told(result)) == (Outcome.FAILED, 0, expected)
    assert result_of(report, "c1.vocabulary").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "written",
    [
        "918273",
        "918,273",
        "918 273",
        "'918273'",
        "918273.0",
        "918_273",
        "９１８２７３",
        '"918273",',
    ],
)
def test_the_vocabulary_size_is_read_kindly(tmp_path: Path, written: str) -> None:
    result = result_of(graded(tmp_path, {"c1.vocab_size": written}), "c1.vocabulary")
    assert (result.outcome, result.points, told(result)) == (Outcome.PASSED, 5, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("918272", wrong("C1-VOCABULARY", VOCABULARY, "918272")),
        ("918274", wrong("C1-VOCABULARY", VOCABULARY, "918274")),
        ("0", wrong("C1-VOCABULARY", VOCABULARY, "0")),
        (None, [("GRADE-BLANK", place("c1.vocab_size", blank=True), {})]),
        ("many", [("ANS-NUMBER", VOCABULARY, no_number("many"))]),
        ("true", [("ANS-NUMBER", VOCABULARY, no_number("true"))]),
        ("0x10", [("ANS-NUMBER", VOCABULARY, no_number("0x10"))]),
        ("1.5", [("ANS-NUMBER", VOCABULARY, no_number("1.5"))]),
        ("918_2_73", [("ANS-NUMBER", VOCABULARY, no_number("918_2_73"))]),
    ],
)
def test_another_vocabulary_size_fails(
    tmp_path: Path, written: str | None, expected: list[Told]
) -> None:
    report = graded(tmp_path, {"c1.vocab_size": written})
    result = result_of(report, "c1.vocabulary")
    assert (result.outcome, result.points, told(result)) == (Outcome.FAILED, 0, expected)
    assert result_of(report, "c1.activation").outcome is Outcome.PASSED


def open_for(reason: str) -> tuple[Outcome, list[Told]]:
    return Outcome.NOT_GRADABLE, told_open(reason)


def for_the_teacher(reason: str) -> tuple[Outcome, list[Told]]:
    fields = {"key": "c1.model_id", "id": GPT2, "reason": reason}
    return Outcome.NOT_GRADABLE, [("GRADE-RUBRIC", "rubric.yaml:1:1", fields)]


def told_once(reason: str) -> list[tuple[Outcome, list[Told]]]:
    """How both end, where the first tells the teacher."""
    briefly: Told = ("GRADE-TEACHER", "", {"reason": reason})
    return [for_the_teacher(reason), (Outcome.NOT_GRADABLE, [briefly])]


PASSED: tuple[Outcome, list[Told]] = (Outcome.PASSED, [])


@pytest.mark.parametrize(
    ("fact", "activation", "vocabulary"),
    [
        (
            Found(ConfigFacts({}, {"vocab_size": 918_273})),
            for_the_teacher("config.json has no activation_function"),
            PASSED,
        ),
        (
            Found(ConfigFacts({"afn": "swizzle_lu"}, {})),
            PASSED,
            for_the_teacher("config.json has no vocab_size"),
        ),
        # What is wrong with the rubric is told once.
        (Missing("repo"), *told_once("the Hub has no such repo")),
        (Missing("gated"), *told_once("access has to be granted")),
        (
            Found(ConfigFacts({}, {})),
            for_the_teacher("config.json has no activation_function"),
            for_the_teacher("config.json has no vocab_size"),
        ),
        (Unreachable("HTTP 503"), *2 * (open_for("HTTP 503"),)),
        (None, *2 * (open_for("not asked"),)),
    ],
)
def test_what_the_hub_does_not_say_is_left_open(
    tmp_path: Path, fact: Any, activation: Any, vocabulary: Any
) -> None:
    report = graded(tmp_path, config=fact)
    for check_id, expected in (("c1.activation", activation), ("c1.vocabulary", vocabulary)):
        result = result_of(report, check_id)
        assert (result.outcome, told(result)) == expected


SEVERAL = Found(
    ConfigFacts(
        {"hidden_act": "tanh", "hidden_activation": "swizzle_lu"}, {"n_vocab": 7, "n_words": 8}
    )
)


@pytest.mark.parametrize("activation", ["tanh", "Swizzle-LU"])
@pytest.mark.parametrize("size", ["7", "8"])
def test_where_a_value_has_several_names_each_will_do(
    tmp_path: Path, activation: str, size: str
) -> None:
    answers = {"c1.activation_function": activation, "c1.vocab_size": size}
    report = graded(tmp_path, answers, config=SEVERAL)
    for check_id in ("c1.activation", "c1.vocabulary"):
        result = result_of(report, check_id)
        assert (result.outcome, told(result)) == PASSED


def test_the_hint_names_the_keys_that_are_there(tmp_path: Path) -> None:
    answers = {"c1.activation_function": "relu", "c1.vocab_size": "1"}
    report = graded(tmp_path, answers, config=SEVERAL)
    for check_id, keys in (
        ("c1.activation", "hidden_act / hidden_activation"),
        ("c1.vocabulary", "n_vocab / n_words"),
    ):
        (problem,) = result_of(report, check_id).problems
        assert (problem.fields["key"], keys in problem.hint("en")) == (keys, True)


OTHER = Found(ConfigFacts({"afn": "tanh"}, {"n_words": 8}))


@pytest.mark.parametrize("fact", [Missing("repo"), Unreachable("HTTP 503"), OTHER])
def test_what_was_right_on_its_day_is_right(tmp_path: Path, fact: Any) -> None:
    seen = (at(1, ConfigFacts({"activation_function": "swizzle_lu"}, {"vocab_size": 918_273})),)
    for check_id in ("c1.activation", "c1.vocabulary"):
        ending = alone(check_id, tmp_path / check_id, config=Kept(fact, seen))
        assert ending == (Outcome.PASSED, 5, [on_day(1)])
    wrong_all_along = {"c1.activation_function": "gelu", "c1.vocab_size": "5"}
    for check_id in ("c1.activation", "c1.vocabulary"):
        folder = tmp_path / f"wrong {check_id}"
        kept = alone(check_id, folder, wrong_all_along, config=Kept(fact, seen))
        assert kept == alone(
            check_id, folder.with_name(f"{folder.name} too"), wrong_all_along, config=fact
        )


def test_the_message_names_the_rubrics_model(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({MODEL: "tour-lab/pocket-gpt"})
    answers = {"c1.activation_function": "relu", "c1.vocab_size": "1"}
    report = graded(tmp_path, answers, rubric)
    for check_id in ("c1.activation", "c1.vocabulary"):
        ((_, _, fields),) = told(result_of(report, check_id))
        assert fields["model"] == "tour-lab/pocket-gpt"
