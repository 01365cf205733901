"""rubric.yaml: what it says, and what is wrong with it, at its line and in a teacher's words."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from checks.challenges import all_checks
from checks.digests import digest
from checks.messages import Problem
from checks.rubric import DUE, LATE_AT_MOST, LATE_PER_DAY, PASS_MARK, Rubric, lint_rubric, load
from checks.rubric_form import time_of
from checks.translations import languages
from tests.paths import ROOT


def problems_of(folder: Path, text: str) -> list[Problem]:
    path = folder / "rubric.yaml"
    path.write_text(text, "utf-8")
    rubric, problems = load(path, "rubric.yaml")
    assert lint_rubric(path, "rubric.yaml") == problems
    assert rubric == Rubric() or not problems
    return problems


def only(folder: Path, text: str) -> Problem:
    first, *others = problems_of(folder, text)
    assert [problem.code for problem in others] == ["RUB-TEACHER"]
    return first


WRONG: list[tuple[str, str, str]] = [
    ("points:\n  c1.activation: -5\n", "2:18", "RUB-FORM points.c1.activation cannot be -5."),
    ("points:\n  c1.activation: five\n", "2:18", "RUB-FORM points.c1.activation cannot be five."),
    ("points:\n  c1.activation: 2.5\n", "2:18", "RUB-FORM points.c1.activation cannot be 2.5."),
    ("points:\n  c1.activation: true\n", "2:18", "RUB-FORM points.c1.activation cannot be true."),
    ("points:\n  c1.activation: 1001\n", "2:18", "RUB-FORM points.c1.activation cannot be 1001."),
    ("points: 5\n", "1:9", "RUB-FORM points cannot be 5."),
    ("points: [c1.activation]\n", "1:9", 'RUB-FORM points cannot be ["c1.activation"].'),
    ("title: 5\npass_mark: sixty\n", "1:8", "RUB-FORM title cannot be 5."),
    ("pass_mark: 101\n", "1:12", "RUB-FORM pass_mark cannot be 101."),
    ("pass_mark:\n", "1:11", "RUB-FORM pass_mark cannot be blank."),
    ("c2:\n  tolerance_percent: 15%\n", "2:22", "RUB-FORM c2.tolerance_percent cannot be 15%."),
    ("late_percent_per_day: 2.5\n", "1:23", "RUB-FORM late_percent_per_day cannot be 2.5."),
    ("language: kr\n", "1:11", "RUB-FORM language cannot be kr."),
    ("c1: openai-community/gpt2\n", "1:5", "RUB-FORM c1 cannot be openai-community/gpt2."),
    (
        "c1:\n  model_id: https://huggingface.co/gpt2\n",
        "2:13",
        "RUB-FORM c1.model_id cannot be https://huggingface.co/gpt2.",
    ),
    ("hub_organization: My Class\n", "1:19", "RUB-FORM hub_organization cannot be My Class."),
    (
        "c6:\n  dataset_ids:\n  - a/b\n  - common voice\n",
        "4:5",
        "RUB-FORM c6.dataset_ids cannot be common voice.",
    ),
    ("c6:\n  dataset_ids: []\n", "2:16", "RUB-FORM c6.dataset_ids cannot be []."),
    ("- due\n", "1:1", 'RUB-FORM rubric.yaml cannot be ["due"].'),
    ("due: Friday midnight\n", "1:6", "RUB-DUE Friday midnight is not a time with an offset"),
    ("due: 2026-10-01\n", "1:6", "RUB-DUE 2026-10-01 is not a time with an offset"),
    ("due: 2026-10-01T10:00:00\n", "1:6", "RUB-DUE 2026-10-01T10:00:00 is not a time with"),
    ("duee: 2026-10-01\n", "1:1", "RUB-KEY The rubric has no setting duee."),
    ("c2:\n  taks: fill-mask\n", "2:3", "RUB-KEY The rubric has no setting c2.taks."),
    ("title: x\npoints:\n  c9.nothing: 5\n", "3:3", "RUB-CHECK There is no check c9.nothing."),
    ("c2:\n  task: speech-to-text\n", "2:9", "RUB-TASK speech-to-text is not a task of the Hub."),
    ("c3:\n  task: fill-masks\n", "2:9", "RUB-TASK fill-masks is not a task of the Hub."),
    ("c2:\n  language: english\n", "2:13", "RUB-LANGUAGE english is not the code of a language."),
    ("c3:\n  language: xx-yy\n", "2:13", "RUB-LANGUAGE xx-yy is not the code of a language."),
    ("due: [1,2\n", "1:6", "Y-UNCLOSED "),
]


@pytest.mark.parametrize(("text", "place", "line"), WRONG)
def test_what_is_wrong_is_said_at_its_line(
    tmp_path: Path, text: str, place: str, line: str
) -> None:
    found = problems_of(tmp_path, text)
    assert found[0].line("en").startswith(f"rubric.yaml:{place}: {line}"), found[0].line("en")
    assert [problem.code for problem in found].count("RUB-TEACHER") == 1
    for problem in found:
        for lang in languages():
            words = problem.text(lang) + problem.hint(lang)
            assert "{" not in words
            assert "^" not in words


HINTS: list[tuple[str, str]] = [
    ("pass_mark: 60%", "Write a number from 0 to 100, without a percent sign, for example: 60"),
    (
        "late_percent_per_day: 1.5",
        "Write a whole number from 0 to 100, without a percent sign, for example: 0",
    ),
    ("title: [x]", "Write a text of at most 200 characters, for example: A Tour through the"),
    ("language: de", "Write one of auto, en, ko, for example: auto"),
    ("due: 5", 'Write a time with its offset from UTC, or nothing, for example: "2026-10-01T23:'),
    ("hub_organization: a b", "Write a name as in huggingface.co/NAME, for example: my-class"),
    ("c1: {model_id: a b}", "Write the id of a model, as OWNER/NAME, for example: openai-communi"),
    ("c2: {task: Fill Mask}", "Write a task as the Hub names it, for example: token-classificat"),
    ("c2: {language: English}", "Write the code of a language, for example: en"),
    (
        "c6: {dataset_ids: x}",
        "Write a list of ids as OWNER/NAME, with * for anything, for example: [legacy-datasets/",
    ),
    ("c6: {dataset_ids: [x]}", "Write a list of ids as OWNER/NAME, with * for anything, for ex"),
    ("points: {c2.count: x}", "Write a whole number from 0 to 1000, for example: 5"),
    ("points: x", "Write settings on lines of their own below it, for example: c1.activation: …"),
    ("c2: x", "Write settings on lines of their own below it, for example: task: …"),
    ("x", "Write settings on lines of their own below it, for example: title: …"),
    ("due: soon", 'Write it as "2026-10-01T23:59:00+09:00".'),
    ("passmark: 5", "Perhaps you mean pass_mark. There are: title, language, pass_mark, due, "),
    ("c2: {tasks: x}", "Perhaps you mean task. There are: task, language, tolerance_percent."),
    ("points: {c1.activate: 5}", "Perhaps you mean c1.activation. There are: c1.activation, c1"),
    (
        "c3: {task: automatic-speech-recogniton}",
        "Write a task as the Hub's models page names it, for example: automatic-speech-recognition",
    ),
    ("c3: {task: qqqq}", "Write a task as the Hub's models page names it, for example: automatic-"),
    (
        "c2: {language: korean}",
        "Write the code that the Hub's models page uses, for example: ko",
    ),
    ("c3: {language: qqqq}", "Write the code that the Hub's models page uses, for example: es"),
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_what_fits_is_said_with_an_example(tmp_path: Path, text: str, hint: str) -> None:
    assert only(tmp_path, text + "\n").hint("en").startswith(hint)


@pytest.mark.parametrize(
    ("check", "known"),
    [
        ("c4.large", "c4.live, c4.artifact, c4.lfs, c4.card"),
        ("c9.nothing", "c1.…, c2.…, c3.…, c4.…, c5.…, c6.…"),
        ("c", "c1.…, c2.…, c3.…, c4.…, c5.…, c6.…"),
    ],
)
def test_of_the_checks_those_of_the_challenge_are_named(
    tmp_path: Path, check: str, known: str
) -> None:
    problem = only(tmp_path, f"points:\n  {check}: 5\n")
    assert problem.hint("en").endswith(f"There are: {known}.")


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = "pass_mark: x\nduee: y\npoints:\n  c9.x: 1\n  c1.activation: x\n"
    codes = [problem.code for problem in problems_of(tmp_path, text)]
    assert sorted(codes) == ["RUB-CHECK", "RUB-FORM", "RUB-FORM", "RUB-KEY", "RUB-TEACHER"]


def test_whose_file_it_is_is_said_last(tmp_path: Path) -> None:
    *_, last = problems_of(tmp_path, "pass_mark: x\n")
    assert (last.code, last.severity, str(last.place)) == (
        "RUB-TEACHER",
        "note",
        "rubric.yaml:1:12",
    )


def test_no_points_at_all_are_refused(tmp_path: Path) -> None:
    names = [check.id for check in all_checks()]
    nothing = "points:\n" + "".join(f"  {name}: 0\n" for name in names)
    assert only(tmp_path, nothing).line("en") == (
        "rubric.yaml:1:1: RUB-POINTS Every check has 0 points, so there is nothing to grade."
    )
    assert problems_of(tmp_path, nothing.replace(f"{names[-1]}: 0", f"{names[-1]}: 1")) == []
    assert problems_of(tmp_path, "\n".join(nothing.splitlines()[:-1])) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "points: {c4.live: 0}\n",
        "c2: {}\n",
        "c2: {task: 'fill-mask', language: \"ko\"}\n",
    ],
)
def test_what_may_be(tmp_path: Path, text: str) -> None:
    assert problems_of(tmp_path, text) == []


@pytest.mark.parametrize(
    "path", [ROOT / "rubric.yaml", ROOT / "checks/commands/demo_rubric.yaml"], ids=lambda p: p.name
)
def test_our_own_rubrics_are_in_order(path: Path) -> None:
    assert load(path)[1] == []


def test_a_rubric_says_what_is_written_and_else_the_default(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text(
        'due: "2026-10-01T23:59:00+09:00"\npass_mark: 55\nlate_percent_per_day: 10\n'
        "c2: {task: fill-mask}\npoints: {c4.live: 0}\n"
    )
    rubric, problems = load(path)
    assert not problems
    due = rubric[DUE]
    assert due
    assert due.isoformat() == "2026-10-01T23:59:00+09:00"
    assert (rubric[PASS_MARK], rubric[LATE_PER_DAY], rubric[LATE_AT_MOST]) == (0.55, 10, 100)
    assert rubric.settings["c2.task"] == "fill-mask"
    assert rubric.points == {"c4.live": 0}
    assert Rubric()[DUE] is None
    assert Rubric()[LATE_PER_DAY] == 0


def test_without_a_file_the_defaults_hold_but_lint_says_so(tmp_path: Path) -> None:
    assert load(tmp_path / "rubric.yaml") == (Rubric(), [])
    assert lint_rubric(tmp_path / "rubric.yaml")


def test_the_schema_knows_each_check_and_its_points() -> None:
    """By it the rubric is read, so that nothing else needs the challenges for that."""
    schema = json.loads((files("checks") / "schemas" / "rubric.schema.json").read_text("utf-8"))
    points = schema["properties"]["points"]["properties"]
    assert {name: part["default"] for name, part in points.items()} == {
        check.id: check.points for check in all_checks()
    }


@pytest.mark.parametrize("written", [None, "", "x", "2026-10-01T10:00:00", "2026-10-01"])
def test_a_time_has_an_offset(written: str | None) -> None:
    assert time_of(written) is None
    assert time_of("2026-10-01T10:00:00Z")


def test_a_rubric_is_known_again_by_its_file(tmp_path: Path) -> None:
    nothing = digest(b"")
    assert load(tmp_path / "none.yaml")[0].digest == Rubric().digest == nothing
    path = tmp_path / "rubric.yaml"
    path.write_bytes(b"# mine\r\npass_mark: 50\r\n")
    rubric, problems = load(path)
    assert not problems
    assert rubric.digest == digest(b"# mine\npass_mark: 50\n")
    assert rubric.with_settings({PASS_MARK: 70}).digest == rubric.digest
    path.write_bytes(b"pass_mark: much\n")
    assert load(path)[0].digest == nothing
