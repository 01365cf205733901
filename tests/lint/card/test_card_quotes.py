"""Curly quotes around a value: named as the fault, once, as grave as what the Hub says of it."""

from __future__ import annotations

import pytest

from checks.lint.card.linter import lint_card_text
from checks.messages import Problem

GOOD = {
    "license": "mit",
    "language": "en",
    "library_name": "sklearn",
    "pipeline_tag": "text-classification",
}


def found(**lines: str) -> list[Problem]:
    fields = GOOD | lines
    front = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return lint_card_text(f"---\n{front}---\n# T\n", "README.md")


@pytest.mark.parametrize(
    ("key", "value", "severity"),
    [
        ("license", "“mit”", "error"),
        ("language", "‘en’", "error"),
        ("language", "«en»", "error"),
        ("base_model", "„ada/x“", "error"),
        ("datasets", "「ada/x」", "error"),
        ("new_version", "＂ada/x＂", "error"),
        ("base_model_relation", "“merge”\nbase_model: ada/x", "error"),
        ("pipeline_tag", "“fill-mask”", "warning"),
        ("library_name", "“keras”", "warning"),
        ("metrics", "“f1”", "warning"),
        ("tags", "[“plants”]", "warning"),
    ],
)
def test_the_quotes_are_what_is_wrong(key: str, value: str, severity: str) -> None:
    (problem,) = found(**{key: value})
    assert (problem.code, problem.severity) == ("CARD-CURLY", severity)
    assert problem.fix is not None


@pytest.mark.parametrize(
    ("value", "fixed"),
    [("“mit”", "mit"), ('"“mit”"', '"mit"'), ("“ MIT ”", "MIT")],
)
def test_the_value_alone_is_proposed(value: str, fixed: str) -> None:
    problem = found(license=value)[0]
    assert (problem.fix.new if problem.fix else "") == fixed


@pytest.mark.parametrize(
    ("key", "value", "codes"),
    [
        ("language", "“en”, “ko”", ["CARD-LANGUAGE"]),
        ("tags", "“a”, “b”", ["CARD-LIST"]),
        ("license", "“”", ["CARD-LICENSE"]),
        ("license", "“mit", ["CARD-LICENSE"]),
        ("instance_prompt", "“TOK”", []),
        ("widget", "[{text: “Hello”}]", []),
        ("license_details", "한국어", []),
    ],
)
def test_several_values_half_a_pair_and_prose_are_no_such_thing(
    key: str, value: str, codes: list[str]
) -> None:
    assert [problem.code for problem in found(**{key: value})] == codes


def test_of_other_values_all_is_said_as_before() -> None:
    problems = found(license="“mit”", datasets="[“ada/x”, a b]", favourite="“x”")
    assert [problem.code for problem in problems] == [
        "CARD-CURLY",
        "CARD-CURLY",
        "CARD-ID",
        "CARD-KEY-OWN",
    ]
