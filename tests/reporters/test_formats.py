"""A report in each format that a host reads, for every kind of report that there is."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from checks.grading.check import Check, Outcome
from checks.grading.report import Report, Result
from checks.messages import Message, Place
from checks.reporters import classroom50, gradescope, labels, runner
from checks.reporters.junit import junit
from checks.translations import languages

FORMATS = Path(__file__).with_name("formats")
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
BAD = Message("T-BAD", "{what} is wrong.", hint="Write something else than {what}.")
HOSTILE = (
    "]]></failure><x a='1'>&amp; ::error::x ##[error]y %0A | =1+1 \x00\x1b[31m\u202e\ufffe\ud800 "
    "https://evil.example @all `code` 😀 한국어"
)
HOST = {
    "CLASSROOM": "mlops-f26",
    "ASSIGNMENT": "hub-tour",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "alice",
    "SUBMISSION_TAG": "submit/2026-10-01T10-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/ORG/x/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/ORG/x/releases/tag/submit%2F1",
    "REVIEW_URL": "https://github.com/ORG/x/compare/BASE...a1b2c3d",
}


def a_result(number: int, outcome: Outcome, points: int, *texts: str) -> Result:
    check = Check(f"c{number}.test", points, "It holds", lambda: iter(()), ())
    problems = tuple(BAD.about(Place("answers.yaml", 3, 7), what=text) for text in texts)
    return Result(check, outcome, points, problems)


PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
OPEN, REVIEW = Outcome.NOT_GRADABLE, Outcome.NEEDS_REVIEW


def a_report(*results: Result, **changes: Any) -> Report:
    report = Report("A tour", results, 0.6, "ada/x", "a" * 40, "2026-10-01T12:00:00Z")
    return dataclasses.replace(report, **changes)


FINAL = {
    "full marks": a_report(a_result(1, PASSED, 55), a_result(2, PASSED, 45)),
    "zero": a_report(a_result(1, FAILED, 55, "x"), a_result(2, FAILED, 45, "y")),
    "partial": a_report(a_result(1, PASSED, 55), a_result(2, FAILED, 45, "y")),
    "late": a_report(a_result(1, PASSED, 55), a_result(2, FAILED, 45, "y"), penalty_percent=10),
    "a hundred problems": a_report(a_result(1, FAILED, 55, *map(str, range(100)))),
    "hostile": a_report(a_result(1, FAILED, 55, HOSTILE), title=HOSTILE, repo_id=HOSTILE),
}
PROVISIONAL = {
    "open": a_report(a_result(1, PASSED, 55), a_result(2, OPEN, 45, "y")),
    "review": a_report(a_result(1, PASSED, 55), a_result(2, REVIEW, 45, HOSTILE)),
}
Makes = Callable[[Report, str], Any]
MAKES: dict[str, Makes] = {
    "classroom50": lambda report, lang: classroom50.result(report, lang, HOST, NOW),
    "gradescope": lambda report, lang: gradescope.results(report, lang, {"digest": "x"}),
    "runner": runner.result,
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kind", FINAL)
@pytest.mark.parametrize("name", MAKES)
def test_each_format_has_its_form(name: str, kind: str, lang: str) -> None:
    data = MAKES[name](FINAL[kind], lang)
    schema = json.loads((FORMATS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.validate(data, schema)
    text = json.dumps(data, ensure_ascii=False)
    for mark in ("\x00", "\x1b", "\u202e", "\ufffe", "\ud800", "::error", "##[", "\\u001b"):
        assert mark not in text


@pytest.mark.parametrize("kind", PROVISIONAL)
def test_what_is_open_is_handed_to_no_host(kind: str) -> None:
    report = PROVISIONAL[kind]
    with pytest.raises(ValueError, match="provisional"):
        MAKES["classroom50"](report, "en")
    if kind == "open":
        with pytest.raises(ValueError, match="not everything could be checked"):
            MAKES["gradescope"](report, "en")
    assert runner.result(report, "en") is None
    assert runner.encoded(report, "en") == ""
    assert runner.result(a_report(), "en") is None


# Classroom 50


@pytest.mark.parametrize(
    ("kind", "score", "most", "tests"),
    [
        ("full marks", 100, 100, [(55, 55, True), (45, 45, True)]),
        ("zero", 0, 100, [(0, 55, False), (0, 45, False)]),
        ("late", 50, 100, [(55, 55, True), (0, 45, False)]),  # 49.5
    ],
)
def test_classroom_50_has_whole_points(
    kind: str, score: int, most: int, tests: list[tuple[int, int, bool]]
) -> None:
    data = classroom50.result(FINAL[kind], "en", HOST, NOW)
    assert (data["score"], data["max-score"]) == (score, most)
    assert [(one["score"], one["max-score"], one["passed"]) for one in data["tests"]] == tests
    assert data["owner"] == "alice"
    assert data["submission"] == HOST["SUBMISSION_TAG"]
    assert data["datetime"] == "2026-10-01T12:00:00Z"
    assert data["tests"][0]["test-name"] == "c1.test: It holds"


@pytest.mark.parametrize(("points", "whole"), [(49.5, 50), (49.49, 49), (0, 0), (99.51, 100)])
def test_halves_go_up(points: float, whole: int) -> None:
    assert classroom50.whole(points) == whole


def test_a_host_may_say_less() -> None:
    data = classroom50.result(FINAL["zero"], "en", {"USERNAME": "bob", "ASSIGNMENT_TYPE": "x"}, NOW)
    assert (data["owner"], data["assignment_type"], data["classroom"]) == ("bob", "individual", "")
    assert (
        classroom50.result(FINAL["zero"], "en", {"ASSIGNMENT_TYPE": "group"}, NOW)[
            "assignment_type"
        ]
        == "group"
    )


@pytest.mark.parametrize("lang", languages())
def test_a_status_is_no_longer_than_github_takes(lang: str) -> None:
    for report in (*FINAL.values(), *PROVISIONAL.values()):
        long = dataclasses.replace(report, due=NOW, penalty_percent=10)
        for one in (report, long):
            text = classroom50.summary(one, lang)
            assert 0 < len(text) <= 140
            assert "\n" not in text
    assert classroom50.summary(FINAL["full marks"], "en").startswith("100 / 100. Passed")
    many = a_report(*(a_result(number, OPEN, 1) for number in range(60)))
    text = classroom50.summary(many, "en")
    assert len(text) <= 140
    assert text.endswith("…")
    whole = f"{labels.total(many, 'en')}. {labels.verdict(many, 'en')}"
    assert whole.startswith(text[:-1])


# Gradescope


def test_gradescope_gets_a_score_of_its_own_only_where_lateness_costs() -> None:
    assert "score" not in gradescope.results(FINAL["partial"], "en")
    late = gradescope.results(FINAL["late"], "en")
    assert late["score"] == 49.5
    assert [one["score"] for one in late["tests"]] == [55, 0]
    assert [one["status"] for one in late["tests"]] == ["passed", "failed"]
    assert late["tests"][1]["output"] == (
        "answers.yaml:3:7: T-BAD y is wrong.\n\n→ Write something else than y."
    )
    assert gradescope.results(FINAL["late"], "en", {"a": 1})["extra_data"] == {"a": 1}


@pytest.mark.parametrize("lang", languages())
def test_gradescope_gets_no_number_for_what_a_person_looks_at(lang: str) -> None:
    """Then the sum needs a number of its own; the words beside it say that it is no grade yet."""
    data = gradescope.results(PROVISIONAL["review"], lang, first=("First.",))
    jsonschema.validate(data, json.loads((FORMATS / "gradescope.schema.json").read_text("utf-8")))
    assert data["score"] == 55
    assert [one.get("score") for one in data["tests"]] == [55, None]
    assert not {"score", "max_score", "status"} & data["tests"][1].keys()
    assert data["output"].startswith(f"First.\n\n{labels.total(PROVISIONAL['review'], lang)}. ")
    assert labels.verdict(PROVISIONAL["review"], lang).split(",")[0] in data["output"]


# GitHub Classroom's graders


def test_the_points_of_the_tests_add_up_to_the_score() -> None:
    """So do the notices of the action that reads them."""
    for report in FINAL.values():
        data = runner.result(report, "en")
        assert data is not None
        assert sum(one["score"] for one in data["tests"]) == report.points
        assert data["max_score"] == report.max_points
        won = report.points == report.max_points
        assert data["status"] == ("pass" if won else "fail")
        assert json.loads(base64.b64decode(runner.encoded(report, "en"))) == data


# JUnit


def read(report: Report, lang: str) -> ElementTree.Element:
    return ElementTree.fromstring(junit(report, lang).encode())  # noqa: S314 - it is our own


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("report", [*FINAL.values(), *PROVISIONAL.values()])
def test_junit_is_xml_with_a_case_for_each_check(report: Report, lang: str) -> None:
    root = read(report, lang)
    (suite,) = root
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == [one.check.id for one in report.results]
    assert suite.get("tests") == str(len(report.results))
    assert suite.get("skipped") == "0"
    for case, one in zip(cases, report.results, strict=True):
        endings = {child.tag for child in case} - {"properties"}
        expected = {PASSED: set(), FAILED: {"failure"}, OPEN: {"error"}, REVIEW: {"error"}}
        assert endings == expected[one.outcome]
        values = {one.get("name"): one.get("value") for one in case.iter("property")}
        assert values["points"] == str(one.points)
        assert values["max_points"] == str(one.max_points)
    counts = [one.outcome for one in report.results]
    assert suite.get("failures") == str(counts.count(FAILED))
    assert suite.get("errors") == str(counts.count(OPEN) + counts.count(REVIEW))


def test_junit_says_what_a_number_is() -> None:
    values = {one.get("name"): one.get("value") for one in read(FINAL["late"], "en")[0][0]}
    assert (values["points"], values["penalty_percent"], values["provisional"]) == (
        *("49.5", "10", "false"),
    )
    failure = read(FINAL["zero"], "en").find(".//failure")
    assert failure is not None
    assert failure.get("message") == "answers.yaml:3:7: T-BAD x is wrong."
    assert failure.text == ("answers.yaml:3:7: T-BAD x is wrong.\nWrite something else than x.")
