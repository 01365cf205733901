"""Challenge 6: what a dataset's card says."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.challenges.test_c6_dataset import DATASET_IDS, SPLITS_AT_LEAST
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub.dataset_cards import DatasetFacts
from checks.hub.facts import Found, Missing, Reason, Unreachable
from checks.rubric import DUE, Rubric
from checks.submission import Submission
from tests.facts import (
    CHECKS,
    DATASET,
    RUBRIC,
    Ending,
    Kept,
    Told,
    alone,
    at,
    evidence_for,
    failed,
    graded,
    left_open,
    on_day,
    passed,
    place,
    result_of,
    submission_in,
    told,
)

THREE = ("c6.tasks", "c6.languages", "c6.splits")
ID = place("c6.dataset_id")
VOICES = {"written": "tour-lab/many-voices"}
EMPTY: Ending = (
    Outcome.NOT_GRADABLE,
    0,
    [("C6-CARD", ID, {**VOICES, "reason": "the card says nothing about this"})],
)


def dataset(**changes: Any) -> Found[Any]:
    return Found(dataclasses.replace(DATASET, **changes))


def wrong(code: str, key: str, written: str) -> Ending:
    return failed((code, place(key), {"written": written}))


def unread(code: str, key: str, **fields: str) -> Ending:
    return failed((code, place(key), {"key": key.partition(".")[2], **fields}))


def blank(key: str) -> Told:
    return ("GRADE-BLANK", place(key, blank=True), {})


# The dataset itself


def other(written: str, ids: str = "tour-lab/*") -> Told:
    return ("C6-OTHER", ID, {"written": written, "ids": ids})


IDS: list[tuple[str | None, Told | None]] = [
    ("tour-lab/many-voices", None),
    ("Tour-Lab/Many-Voices", None),
    ("tour-lab/other", None),
    ("tour-labs/many-voices", other("tour-labs/many-voices")),
    ("many-voices", other("many-voices")),
    (None, blank("c6.dataset_id")),
    ("7", ("ANS-TEXT", ID, {"key": "dataset_id"})),
]


@pytest.mark.parametrize(("written", "problem"), IDS)
@pytest.mark.parametrize("check_id", THREE)
def test_the_dataset_is_one_of_those_that_count(
    tmp_path: Path, check_id: str, written: str | None, problem: Told | None
) -> None:
    ending = alone(check_id, tmp_path, {"c6.dataset_id": written})
    assert ending == (failed(problem) if problem else passed(5))


def test_the_rubric_names_the_datasets_that_count(tmp_path: Path) -> None:
    rubric = RUBRIC.with_settings({DATASET_IDS: ["a/b", "C/d_*"]})
    for number, (written, problems) in enumerate(
        [
            ("a/b", []),
            ("c/D_7", []),
            ("a/bc", [other("a/bc", "a/b, C/d_*")]),
            ("c/d", [other("c/d", "a/b, C/d_*")]),
        ]
    ):
        report = graded(tmp_path / str(number), {"c6.dataset_id": written}, rubric)
        assert told(result_of(report, "c6.tasks")) == problems


NAMED = RUBRIC.with_settings({DATASET_IDS: ["other/*", "Tour-Lab/Many-Voices"]})
NO_DATASET: Told = ("C6-DATASET", ID, VOICES)


def closed(reason: str) -> Ending:
    """How it ends where the dataset is there and its card says nothing to the public."""
    told = ("C6-CARD", ID, {**VOICES, "reason": reason})
    return Outcome.NOT_GRADABLE, 0, [told]


def for_the_teacher(reason: str) -> Ending:
    """How it ends where the rubric names this very dataset, and the Hub has it no longer."""
    fields = {"key": "c6.dataset_ids", "id": "tour-lab/many-voices", "reason": reason}
    return Outcome.NOT_GRADABLE, 0, [("GRADE-RUBRIC", "rubric.yaml:1:1", fields)]


def test_what_is_wrong_with_the_rubric_is_told_once(tmp_path: Path) -> None:
    blank: dict[str, str | None] = {"c6.tasks": None}
    blank_tasks: Told = ("GRADE-BLANK", place("c6.tasks", blank=True), {})
    later = (Outcome.NOT_GRADABLE, [("GRADE-TEACHER", "", {"reason": "there is no such file"})])
    first = for_the_teacher("there is no such file")
    for number, (answers, tasks, languages) in enumerate(
        [
            ({}, (first[0], first[2]), later),
            (blank, (Outcome.FAILED, [blank_tasks]), (first[0], first[2])),
        ]
    ):
        report = graded(tmp_path / str(number), answers, NAMED, dataset=Missing("file"))
        ended = [result_of(report, check_id) for check_id in THREE]
        endings = [(one.outcome, told(one)) for one in ended]
        assert endings == [tasks, languages, later]


MISSING: list[tuple[Reason, Ending, Ending]] = [
    ("repo", failed(NO_DATASET), for_the_teacher("the Hub has no such repo")),
    ("id", failed(NO_DATASET), for_the_teacher("that is not a repo id")),
    (
        "file",
        closed("there is no such file"),
        for_the_teacher("there is no such file"),
    ),
    ("gated", closed("access has to be granted"), for_the_teacher("access has to be granted")),
    ("disabled", closed("the Hub has disabled it"), for_the_teacher("the Hub has disabled it")),
    ("revision", closed("there is no such revision"), for_the_teacher("there is no such revision")),
]


@pytest.mark.parametrize("check_id", THREE)
@pytest.mark.parametrize(("reason", "chosen", "named"), MISSING)
def test_a_dataset_that_is_not_for_the_public(
    tmp_path: Path, check_id: str, reason: Reason, chosen: Ending, named: Ending
) -> None:
    """Where the rubric allows any of a kind, one that is not there is the student's slip."""
    assert alone(check_id, tmp_path / "a", dataset=Missing(reason)) == chosen
    assert alone(check_id, tmp_path / "b", rubric=NAMED, dataset=Missing(reason)) == named


@pytest.mark.parametrize("check_id", THREE)
@pytest.mark.parametrize(
    ("due", "reason", "outcome"),
    [
        ("2026-09-01T12:00:00Z", "repo", Outcome.FAILED),
        ("2026-09-01T11:59:59Z", "repo", Outcome.NEEDS_REVIEW),
        ("2026-09-01T11:59:59Z", "id", Outcome.FAILED),
    ],
)
def test_after_the_due_date_a_person_looks_at_a_dataset_that_is_not_there(
    tmp_path: Path, check_id: str, due: str, reason: Reason, outcome: Outcome
) -> None:
    rubric = RUBRIC.with_settings({DUE: due})
    ending = alone(check_id, tmp_path, rubric=rubric, dataset=Missing(reason))
    assert ending == (outcome, 0, [NO_DATASET])


@pytest.mark.parametrize("check_id", THREE)
@pytest.mark.parametrize(
    "now",
    [
        *(Missing(reason) for reason in ("repo", "gated")),
        Unreachable("HTTP 503"),
        Found(DatasetFacts("tour-lab/many-voices", (), (), 0, ())),
        Found(DatasetFacts("tour-lab/many-voices", ("x",), ("xx",), 1, ("train", "x"))),
    ],
)
@pytest.mark.parametrize("rubric", [RUBRIC, NAMED])
def test_what_was_right_on_its_day_is_right(
    tmp_path: Path, check_id: str, now: Any, rubric: Rubric
) -> None:
    emptied = DatasetFacts("tour-lab/many-voices", (), (), 0, ())
    seen = (at(2, DATASET), at(3, DATASET), at(7, emptied))
    ending = alone(check_id, tmp_path / "a", rubric=rubric, dataset=Kept(now, seen))
    assert ending == (Outcome.PASSED, 5, [on_day(3)])
    wrong = {"c6.tasks": "[a]", "c6.languages": "5", "c6.splits": "[b]"}
    ending = alone(check_id, tmp_path / "b", wrong, rubric=rubric, dataset=Kept(now, seen))
    assert ending == alone(check_id, tmp_path / "c", wrong, rubric=rubric, dataset=now)


@pytest.mark.parametrize("check_id", THREE)
@pytest.mark.parametrize(
    ("fact", "reason"), [(Unreachable("HTTP 503"), "HTTP 503"), (None, "not asked")]
)
def test_what_the_hub_does_not_say_is_left_open(
    tmp_path: Path, check_id: str, fact: Any, reason: str
) -> None:
    assert alone(check_id, tmp_path, dataset=fact) == left_open(reason)


@pytest.mark.parametrize(("check_id", "key"), [(one, one) for one in THREE])
def test_two_blanks_are_both_said(tmp_path: Path, check_id: str, key: str) -> None:
    ending = alone(check_id, tmp_path, {"c6.dataset_id": None, key: None})
    assert ending == failed(blank("c6.dataset_id"), blank(key))


@pytest.mark.parametrize(("check_id", "key"), [(one, one) for one in THREE])
def test_a_blank_is_said_whatever_the_hub_says(tmp_path: Path, check_id: str, key: str) -> None:
    ending = alone(check_id, tmp_path, {key: None}, dataset=Unreachable("HTTP 503"))
    assert ending == failed(blank(key))


# c6.tasks

TASKS: list[tuple[str, Ending]] = [
    ("[dialect-sorting, accent-ranking]", passed(5)),
    ("[Accent Ranking, dialect_sorting, accent-ranking]", passed(5)),
    ("accent-ranking, dialect-sorting", passed(5)),
    ("[dialect-sorting， accent-ranking]", passed(5)),
    ("dialect-sorting、accent-ranking", passed(5)),
    ('"[dialect-sorting, accent-ranking]"', passed(5)),
    ('["dialect-sorting", "accent-ranking"],', passed(5)),
    (
        "[dialect-sorting accent-ranking]",
        wrong("C6-TASKS", "c6.tasks", "dialect-sorting accent-ranking"),
    ),
    ("[dialect-sorting]", wrong("C6-TASKS", "c6.tasks", "dialect-sorting")),
    (
        "dialect-sorting, accent-ranking, more",
        wrong("C6-TASKS", "c6.tasks", "dialect-sorting, accent-ranking, more"),
    ),
    ("dialect-sorting", wrong("C6-TASKS", "c6.tasks", "dialect-sorting")),
    ("[]", failed(blank("c6.tasks"))),
    ("7", unread("ANS-LIST", "c6.tasks")),
]


@pytest.mark.parametrize(("written", "ending"), TASKS)
def test_the_tasks_are_the_cards(tmp_path: Path, written: str, ending: Ending) -> None:
    assert alone("c6.tasks", tmp_path, {"c6.tasks": written}) == ending


# c6.languages: 11 by their codes, 4,711 by the configurations

LANGUAGES: list[tuple[str, Any, Ending]] = [
    ("11", dataset(), passed(5)),
    ("4711", dataset(), passed(5)),
    ("4,711", dataset(), passed(5)),
    ("10", dataset(), wrong("C6-LANGUAGES", "c6.languages", "10")),
    ("12", dataset(), wrong("C6-LANGUAGES", "c6.languages", "12")),
    ("0", dataset(), wrong("C6-LANGUAGES", "c6.languages", "0")),
    ("0", dataset(configurations=0), wrong("C6-LANGUAGES", "c6.languages", "0")),
    ("0", dataset(languages=()), wrong("C6-LANGUAGES", "c6.languages", "0")),
    ("11", dataset(configurations=0), passed(5)),
    ("4711", dataset(languages=()), passed(5)),
    ("1", dataset(languages=("en",), configurations=1), passed(5)),
    ("0", dataset(languages=(), configurations=0), EMPTY),
    ("11", dataset(languages=(), configurations=0), EMPTY),
    ("all", dataset(), unread("ANS-NUMBER", "c6.languages", value="all", near="None")),
]


@pytest.mark.parametrize(("written", "fact", "ending"), LANGUAGES)
def test_the_number_of_languages_is_the_cards(
    tmp_path: Path, written: str, fact: Any, ending: Ending
) -> None:
    assert alone("c6.languages", tmp_path, {"c6.languages": written}, dataset=fact) == ending


# c6.splits: train, validation, test and leftover


def unknown(*splits: str) -> list[Told]:
    return [("C6-SPLIT", place("c6.splits"), {"split": split}) for split in splits]


def too_few(written: str, least: int = 3) -> Told:
    return ("C6-SPLITS", place("c6.splits"), {"written": written, "least": str(least)})


SPLITS: list[tuple[str, Any, Ending]] = [
    ("[train, validation, test, leftover]", dataset(), passed(5)),
    ("[train, validation, test]", dataset(), passed(5)),
    ("validation, test, leftover", dataset(), passed(5)),
    ("Test, DEV, Training", dataset(), passed(5)),
    ("[testing, valid, train]", dataset(), passed(5)),
    ("[train, test, dev, validation, valid]", dataset(), passed(5)),
    ("train, test", dataset(), failed(too_few("train, test"))),
    # One split by two of its names is one.
    ("train, validation, dev", dataset(), failed(too_few("train, validation, dev"))),
    ("train, train, train", dataset(), failed(too_few("train, train, train"))),
    ("train, validation, test, exam", dataset(), failed(*unknown("exam"))),
    # What is not on the card does not count.
    ("train, test, Zoo, exam", dataset(), failed(*unknown("exam", "Zoo"), too_few(
        "train, test, Zoo, exam"))),
    ("[]", dataset(), failed(blank("c6.splits"))),
    ("3", dataset(), unread("ANS-LIST", "c6.splits")),
    # A dataset with fewer splits has no more to name.
    ("train", dataset(splits=("train",)), passed(5)),
    ("train, test", dataset(splits=("train",)), failed(*unknown("test"))),
    ("other, rest", dataset(splits=("other", "rest")), passed(5)),
    ("other", dataset(splits=("other", "rest")), failed(too_few("other"))),
    ("train, validation", dataset(splits=("train", "dev")), passed(5)),
    ("train", dataset(splits=("train", "dev", "validation")), failed(too_few("train"))),
    ("train, dev", dataset(splits=("train", "dev", "validation")), passed(5)),
    ("train", dataset(splits=()), EMPTY),
]  # fmt: skip


@pytest.mark.parametrize(("written", "fact", "ending"), SPLITS)
def test_the_splits_are_the_cards(tmp_path: Path, written: str, fact: Any, ending: Ending) -> None:
    assert alone("c6.splits", tmp_path, {"c6.splits": written}, dataset=fact) == ending


@pytest.mark.parametrize(
    ("least", "written", "ending"),
    [
        (1, "leftover", passed(5)),
        (2, "leftover", failed(too_few("leftover", 2))),
        (2, "leftover, dev", passed(5)),
        (4, "train, test, dev", failed(too_few("train, test, dev", 4))),
        (100, "train, test, dev, leftover", passed(5)),
    ],
)
def test_the_rubric_says_how_many_splits(
    tmp_path: Path, least: int, written: str, ending: Ending
) -> None:
    rubric = RUBRIC.with_settings({SPLITS_AT_LEAST: least})
    assert alone("c6.splits", tmp_path, {"c6.splits": written}, rubric=rubric) == ending


def test_a_card_that_names_no_tasks_is_empty(tmp_path: Path) -> None:
    assert alone("c6.tasks", tmp_path / "a", dataset=dataset(tasks=())) == EMPTY
    ending = alone("c6.tasks", tmp_path / "b", rubric=NAMED, dataset=dataset(tasks=()))
    assert ending == for_the_teacher("the card says nothing about this")


# Laws


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Submission:
    answers = {"c6.tasks": "[a, b-c]", "c6.languages": "3", "c6.splits": "[train, test]"}
    return submission_in(tmp_path_factory.mktemp("c6"), answers)


def ends_well(submission: Submission, check_id: str, fact: Any) -> bool:
    evidence = evidence_for(submission, dataset=fact)
    (result,) = judge([CHECKS[check_id]], submission, evidence, RUBRIC).results
    return result.points == 5


WORDS = st.lists(st.sampled_from(["a", "A", "b-c", "b_c", "B C", "bc", "d"]), min_size=1)


@given(tasks=WORDS)
def test_a_list_is_a_set_of_words(submission: Submission, tasks: list[str]) -> None:
    same = {task.lower().replace("-", "_").replace(" ", "_") for task in tasks} == {"a", "b_c"}
    assert ends_well(submission, "c6.tasks", dataset(tasks=tuple(tasks))) == same


@given(languages=st.integers(0, 5), configurations=st.integers(0, 5))
def test_either_count_of_languages_is_right(
    submission: Submission, languages: int, configurations: int
) -> None:
    fact = dataset(languages=tuple("abcde"[:languages]), configurations=configurations)
    right = 3 in (languages, configurations)
    assert ends_well(submission, "c6.languages", fact) == right


@given(splits=st.sets(st.sampled_from(["train", "test", "validation", "dev", "x"]), min_size=1))
def test_splits_are_all_on_the_card_and_as_many_as_it_has_up_to_three(
    submission: Submission, splits: set[str]
) -> None:
    """Named are train and test, so a third on the card is one too few."""
    right = splits == {"train", "test"}
    assert ends_well(submission, "c6.splits", dataset(splits=tuple(splits))) == right
