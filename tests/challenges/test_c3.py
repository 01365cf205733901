"""Challenge 3: a model that has the task and the language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.challenges.test_c3_model import LANGUAGE, TASK, ModelFacts
from checks.grading.check import Outcome
from checks.hub.facts import Found, Missing, Reason, Unreachable
from checks.rubric import DUE
from tests.facts import (
    RUBRIC,
    Kept,
    Told,
    alone,
    at,
    failed,
    graded,
    on_day,
    place,
    result_of,
    told,
    told_open,
)

WHERE = place("c3.model_id")
ASR = "automatic-speech-recognition"
NO_TASK: Told = (
    "C3-TASK",
    WHERE,
    {"written": "somebody/asr-es", "task": ASR, "endpoint": "https://hub.example"},
)
NO_LANGUAGE: Told = ("C3-LANGUAGE", WHERE, {"written": "somebody/asr-es", "language": "es"})


@pytest.mark.parametrize(
    ("task", "tags", "expected"),
    [
        (ASR, ("es",), []),
        (ASR, ("fr", "es", "pytorch"), []),
        (ASR, ("fr",), [NO_LANGUAGE]),
        (ASR, ("es-419", "des", "spanish"), [NO_LANGUAGE]),
        (ASR, (), [NO_LANGUAGE]),
        ("text-to-speech", ("es",), [NO_TASK]),
        ("zero-shot-classification", ("es",), [NO_TASK]),
        (None, ("es",), [NO_TASK]),
        ("audio-classification", ("fr",), [NO_TASK, NO_LANGUAGE]),
    ],
)
def test_the_model_has_both(
    tmp_path: Path, task: str | None, tags: tuple[str, ...], expected: list[Told]
) -> None:
    fact = Found(ModelFacts("somebody/asr-es", task, tags))
    result = result_of(graded(tmp_path, model=fact), "c3.model")
    outcome, points = (Outcome.FAILED, 0) if expected else (Outcome.PASSED, 10)
    assert (result.outcome, result.points, told(result)) == (outcome, points, expected)


def test_the_rubric_may_ask_for_another(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({TASK: "fill-mask", LANGUAGE: "ko"})
    result = result_of(graded(tmp_path, None, rubric), "c3.model")
    assert [fields for _, _, fields in told(result)] == [
        {"written": "somebody/asr-es", "task": "fill-mask", "endpoint": "https://hub.example"},
        {"written": "somebody/asr-es", "language": "ko"},
    ]


GONE: Told = ("C3-MODEL", WHERE, {"written": "somebody/asr-es"})


@pytest.mark.parametrize("reason", ["repo", "revision", "file", "gated", "disabled", "id"])
def test_a_model_that_is_not_for_the_public_fails(tmp_path: Path, reason: Reason) -> None:
    assert alone("c3.model", tmp_path, model=Missing(reason)) == failed(GONE)


@pytest.mark.parametrize(
    ("due", "outcome"),
    [
        ("2026-09-01T12:00:00Z", Outcome.FAILED),
        ("2026-09-01T11:59:59Z", Outcome.NEEDS_REVIEW),
        ("2026-09-01T20:59:59+09:00", Outcome.NEEDS_REVIEW),
        ("2026-09-01T21:00:00+09:00", Outcome.FAILED),
        (None, Outcome.FAILED),
    ],
)
def test_after_the_due_date_a_person_looks_at_a_model_that_is_not_there(
    tmp_path: Path, due: str | None, outcome: Outcome
) -> None:
    """It was gathered at noon: from then on the student cannot choose another one."""
    rubric = RUBRIC.with_settings({DUE: due})
    result = result_of(graded(tmp_path, None, rubric, model=Missing("repo")), "c3.model")
    assert (result.outcome, result.points, told(result)) == (outcome, 0, [GONE])


def test_what_is_no_id_never_was_a_model(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({DUE: "2026-08-01T00:00:00Z"})
    result = result_of(graded(tmp_path, None, rubric, model=Missing("id")), "c3.model")
    assert (result.outcome, told(result)) == (Outcome.FAILED, [GONE])


def test_what_a_model_does_is_wrong_after_the_due_date_as_before(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({DUE: "2026-08-01T00:00:00Z"})
    fact = Found(ModelFacts("somebody/asr-es", None, ()))
    result = result_of(graded(tmp_path, None, rubric, model=fact), "c3.model")
    assert (result.outcome, told(result)) == (Outcome.FAILED, [NO_TASK, NO_LANGUAGE])


@pytest.mark.parametrize(
    "fact",
    [Missing("repo"), Unreachable("HTTP 503"), Found(ModelFacts("somebody/asr-es", None, ()))],
)
def test_a_model_that_was_right_on_its_day_is_right(tmp_path: Path, fact: Any) -> None:
    seen = (
        at(1, ModelFacts("somebody/asr-es", ASR, ("es",))),
        at(2, ModelFacts("somebody/asr-es", ASR, ("es", "fr"))),
        at(3, ModelFacts("somebody/asr-es", ASR, ("fr",))),
    )
    ending = alone("c3.model", tmp_path / "a", model=Kept(fact, seen))
    assert ending == (Outcome.PASSED, 10, [on_day(2)])
    ending = alone("c3.model", tmp_path / "b", model=Kept(fact, seen[2:]))
    assert ending == alone("c3.model", tmp_path / "c", model=fact)


@pytest.mark.parametrize(
    ("fact", "reason"), [(Unreachable("HTTP 503"), "HTTP 503"), (None, "not asked")]
)
def test_what_the_hub_does_not_say_is_left_open(tmp_path: Path, fact: Any, reason: str) -> None:
    result = result_of(graded(tmp_path, model=fact), "c3.model")
    expected = (Outcome.NOT_GRADABLE, told_open(reason))
    assert (result.outcome, told(result)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, [("GRADE-BLANK", place("c3.model_id", blank=True), {})]),
        ("'  '", [("GRADE-BLANK", place("c3.model_id", blank=True), {})]),
        ("{a: b}", [("ANS-TEXT", WHERE, {"key": "model_id"})]),
    ],
)
def test_no_model_is_named(tmp_path: Path, written: str | None, expected: list[Told]) -> None:
    result = result_of(graded(tmp_path, {"c3.model_id": written}), "c3.model")
    assert (result.outcome, told(result)) == (Outcome.FAILED, expected)
