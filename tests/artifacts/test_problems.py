"""Whatever is found has its words, and weighs what it should."""

from __future__ import annotations

from typing import get_args

import pytest

from checks.artifacts import problems
from checks.artifacts.faults import Fault, What
from checks.artifacts.problems import problems_of, repo_problems
from checks.artifacts.report import Look
from checks.messages import Place
from checks.translations import languages

HERE = Place("model_repo/m.pkl")
KINDS = get_args(What)


def look_with(*faults: Fault, path: str = "m.pkl") -> Look:
    return Look(path, "pickle", faults)


@pytest.mark.parametrize("what", KINDS)
def test_each_fault_has_words_in_every_language(what: What) -> None:
    (problem,) = problems_of(look_with(Fault(what, "some.name")), HERE)
    for lang in languages():
        assert "{" not in problem.text(lang) + problem.hint(lang)
    assert problem.place == HERE


@pytest.mark.parametrize("what", KINDS)
def test_what_the_student_can_mend_is_broken_and_the_rest_is_for_a_person(what: What) -> None:
    look = look_with(Fault(what))
    (problem,) = problems_of(look, HERE)
    assert look.verdict == {"error": "broken", "review": "review"}[problem.severity]


def test_each_kind_has_one_place() -> None:
    tables = (problems._MESSAGES, problems._NAMED, problems._BROKEN, problems._HIDDEN)
    assert sorted(what for table in tables for what in table) == sorted(KINDS)


def test_names_are_told_together_and_others_once() -> None:
    names = [Fault("own-code", f"a.f{number}") for number in range(9)]
    found = list(problems_of(look_with(*names, Fault("calls", "x"), Fault("calls", "y")), HERE))
    assert [(one.code, one.severity) for one in found] == [
        ("C4-OWN", "review"),
        ("C4-HIDDEN", "review"),
    ]
    assert found[0].fields["names"] == "a.f0, a.f1, a.f2, a.f3, a.f4"
    assert "(x)" in found[1].text("en")


def test_what_a_file_says_is_made_safe() -> None:
    (problem,) = problems_of(look_with(Fault("calls", "\x1b[2J::error::")), HERE)
    assert "\x1b" not in problem.text("en")
    assert "::" not in problem.text("en")


def test_verdicts() -> None:
    assert Look("a", "unknown").verdict == "unknown"
    assert Look("a", "pickle").verdict == "ok"
    assert look_with(Fault("runs"), Fault("cut-off")).verdict == "broken"
    assert [one.code for one in problems_of(Look("a", "unknown"), HERE)] == ["C4-UNKNOWN"]
    assert list(problems_of(Look("a", "pickle"), HERE)) == []


def codes(*looks: Look) -> list[str]:
    return [f"{one.code} {one.place}" for one in repo_problems(looks, "f")]


def test_what_is_no_model_is_held_against_nobody_who_has_one() -> None:
    fine, words = Look("a.pkl", "pickle"), look_with(Fault("text"), path="notes")
    assert codes(fine, words) == []
    assert codes(Look("weights", "pickle"), words) == []
    assert codes(Look("m.pt", "unknown"), words) == ["C4-UNKNOWN f/m.pt:1:1"]
    assert codes(words) == ["C4-WORDS f/notes:1:1"]
    assert codes(Look("b", "unknown"), words) == ["C4-WORDS f/notes:1:1", "C4-UNKNOWN f/b:1:1"]
    assert codes(fine, look_with(Fault("text"), path="b.pkl")) == ["C4-WORDS f/b.pkl:1:1"]
    # Harm counts, whatever the file is called.
    assert codes(fine, look_with(Fault("runs"), path="notes")) == ["C4-PICKLE f/notes:1:1"]


def test_a_few_of_many_are_named() -> None:
    many = [look_with(Fault("runs"), path=f"{number}.pkl") for number in range(9)]
    unknown = [Look(f"{number}.thing", "unknown") for number in range(9)]
    assert len(codes(*many, *unknown)) == 10
