"""Judging: outcomes, points, the rubric, and that nothing but its inputs matters."""

from __future__ import annotations

import dataclasses
import json
import logging
import socket
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from checks.challenges import all_checks
from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.grading.check import Check, Outcome, check
from checks.grading.judge import inputs_of, judge, run
from checks.grading.report import Result
from checks.grading.when import NOT_KNOWN, Clock, HandedIn, Source
from checks.guarded_git.commits import Change
from checks.hub import reasons
from checks.hub.facts import Missing, NotGradableError, Unreachable
from checks.messages import Message, Problem, Severity
from checks.questions import Setting
from checks.rubric import DUE, LATE_PER_DAY, PASS_MARK, TITLE, Rubric
from checks.submission import Submission, load
from tests.facts import (
    CHECKS,
    LIVE,
    RUBRIC,
    evidence_for,
    graded,
    live,
    result_of,
    submission_in,
    told,
)
from tests.submissions import OTHERS

SCHEMA = json.loads((files("checks") / "schemas" / "report.schema.json").read_text("utf-8"))
SAY = Message("T-SAY", "said", hint="do")
GROUND = Message("T-GROUND", "no ground", hint="make some")


def a_check(function: Any, check_id: str = "c9.test", **options: Any) -> Check:
    marked = check(check_id, points=7, **options)(function)
    found: Check = marked.check  # type: ignore[attr-defined]
    return found


def yields(*severities: Severity) -> Check:
    def test_it() -> Any:
        """It holds."""
        for severity in severities:
            yield SAY.about().with_severity(severity)

    return a_check(test_it)


def breaks(error: Exception) -> Check:
    def test_it() -> Any:
        """It holds."""
        yield SAY.about()
        raise error

    return a_check(test_it)


@pytest.mark.parametrize(
    ("severities", "outcome", "points"),
    [
        ([], Outcome.PASSED, 7),
        (["error"], Outcome.FAILED, 0),
        (["warning"], Outcome.PASSED, 7),
        (["note"], Outcome.PASSED, 7),
        (["review"], Outcome.NEEDS_REVIEW, 0),
        (["review", "error"], Outcome.FAILED, 0),
        (["warning", "review"], Outcome.NEEDS_REVIEW, 0),
        (["error", "warning", "note"], Outcome.FAILED, 0),
    ],
)
def test_what_a_check_yields_decides(
    severities: list[Severity], outcome: Outcome, points: int
) -> None:
    result = run(yields(*severities), {}, Rubric())
    assert (result.outcome, result.points, result.max_points) == (outcome, points, 7)
    assert [problem.severity for problem in result.problems] == severities


def test_a_check_that_breaks_costs_nothing_and_shows_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        result = run(breaks(RuntimeError("the true answer is 42")), {}, Rubric())
    assert (result.outcome, result.max_points) == (Outcome.NOT_GRADABLE, 7)
    assert told(result) == [("GRADE-BUG", "", {"reason": "c9.test: RuntimeError"})]
    assert [problem.severity for problem in result.problems] == ["note"]
    assert "42" not in json.dumps(result.to_json())
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("checks.grading.judge", logging.DEBUG)
    assert record.getMessage() == "check c9.test broke"
    assert record.exc_info
    assert str(record.exc_info[1]) == "the true answer is 42"


@pytest.mark.parametrize(
    ("reason", "code", "shown"),
    [
        ("HTTP 503", "GRADE-OPEN", "HTTP 503"),
        ("HTTP 403", "GRADE-REFUSED", "HTTP 403"),
        ("HTTP 451", "GRADE-REFUSED", "HTTP 451"),
        (reasons.LIMITED_FOR_NOW, "GRADE-LIMIT", "HTTP 429: too many requests from here"),
        (reasons.NO_HUB, "GRADE-ADDRESS", "no Hub at this address"),
        (reasons.NOT_PUBLISHED, "GRADE-OPEN", "this commit could not be published"),
        (reasons.NO_KEY.about(key="x"), "GRADE-TEACHER", "config.json has no x"),
        (reasons.COUNTS, "GRADE-TEACHER", reasons.COUNTS.english),
        (reasons.NO_MODELS, "GRADE-TEACHER", reasons.NO_MODELS.english),
        (reasons.EMPTY, "GRADE-TEACHER", reasons.EMPTY.english),
        (reasons.LONG_HISTORY, "GRADE-TEACHER", reasons.LONG_HISTORY.english),
        (reasons.reason_of(Missing("repo")), "GRADE-TEACHER", "the Hub has no such repo"),
        (reasons.reason_of(Missing("gated")), "GRADE-TEACHER", "access has to be granted"),
        (reasons.OTHER_ANSWER, "GRADE-SAVED", "the saved evidence is about another answer"),
        (reasons.NOT_ASKED, "GRADE-SAVED", "not asked"),
    ],
)
def test_what_nobody_could_say_is_not_gradable_and_what_helps_is_told(
    reason: Any, code: str, shown: str
) -> None:
    result = run(breaks(NotGradableError(reason)), {}, Rubric())
    assert (result.outcome, result.max_points) == (Outcome.NOT_GRADABLE, 7)
    assert told(result) == [(code, "", {"reason": shown})]
    assert [problem.severity for problem in result.problems] == ["note"]


def test_a_check_gets_what_it_asks_for(tmp_path: Path) -> None:
    got: list[Any] = []

    def test_it(rubric: Any, submission: Any) -> Any:
        """It holds."""
        got.extend((rubric, submission))
        yield from ()

    submission = submission_in(tmp_path)
    inputs = inputs_of(submission, evidence_for(submission), RUBRIC)
    assert sorted(inputs) == ["answers", "evidence", "rubric", "submission"]
    assert inputs["answers"] is submission.answers
    assert inputs["evidence"] == evidence_for(submission)
    run(a_check(test_it), inputs, RUBRIC)
    assert got == [RUBRIC, submission]


# Grounds


def grounded(*ground: Severity, own: tuple[Severity, ...] = ()) -> Check:
    """Return a check that judges one thing, and whose ground yields these."""

    def before() -> Any:
        for severity in ground:
            yield GROUND.about().with_severity(severity)

    return dataclasses.replace(yields(*own), ground=before)


def codes(result: Result) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in result.problems]


@pytest.mark.parametrize(
    ("ground", "own", "outcome", "told"),
    [
        ((), (), Outcome.PASSED, []),
        ((), ("error",), Outcome.FAILED, [("T-SAY", "error")]),
        (("error",), ("error",), Outcome.FAILED, [("T-GROUND", "error")]),
        (("error", "note"), (), Outcome.FAILED, [("T-GROUND", "error"), ("T-GROUND", "note")]),
        (("review",), (), Outcome.NEEDS_REVIEW, [("T-GROUND", "review")]),
        (("note",), ("error",), Outcome.FAILED, [("T-GROUND", "note"), ("T-SAY", "error")]),
        (("review",), ("error",), Outcome.FAILED, [("T-GROUND", "review"), ("T-SAY", "error")]),
    ],
)
def test_without_ground_there_is_nothing_to_judge(
    ground: Any, own: Any, outcome: Outcome, told: Any
) -> None:
    result = run(grounded(*ground, own=own), {}, Rubric())
    assert (result.outcome, codes(result)) == (outcome, told)


@pytest.mark.parametrize(
    ("first", "own", "outcome", "told"),
    [
        (grounded(own=("error",)), (), Outcome.PASSED, []),
        (grounded("error", "review"), ("error",), Outcome.FAILED, [("T-GROUND", "error")]),
        (grounded("review", "note"), (), Outcome.PASSED, []),
        (grounded("review"), ("review",), Outcome.NEEDS_REVIEW, [("T-SAY", "review")]),
        (yields("error"), (), Outcome.PASSED, []),
        (None, ("error",), Outcome.FAILED, [("T-SAY", "error")]),
    ],
)
def test_what_a_check_needs_is_the_ground_of_another(
    first: Check | None, own: Any, outcome: Outcome, told: Any
) -> None:
    """Whatever else is wrong there costs nothing here."""
    result = run(yields(*own), {}, Rubric(), first)
    assert (result.outcome, result.max_points, codes(result)) == (outcome, 7, told)


def test_ground_that_nobody_can_tell_is_not_gradable() -> None:
    def before(answers: Any) -> Any:
        yield from ()
        raise NotGradableError(answers)

    first = a_check(lambda: iter(()), ground=before)
    for result in (
        run(first, {"answers": "HTTP 503"}, Rubric()),
        run(yields("error"), {"answers": "HTTP 503"}, Rubric(), first),
    ):
        assert (result.outcome, told(result)) == (
            Outcome.NOT_GRADABLE,
            [("GRADE-OPEN", "", {"reason": "HTTP 503"})],
        )


ABOUT_THE_REPO = {"c4.live", "c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"}


def test_a_repo_that_is_not_there_fails_all_that_is_about_it_for_this_reason(
    tmp_path: Path,
) -> None:
    report = graded(tmp_path, repo=Missing("repo"))
    problem = ("C4-REPO", "answers.yaml:2:10", {"repo": "ada/course-feedback"})
    for result in report.results:
        assert told(result) == ([problem] if result.check.id in ABOUT_THE_REPO else [])
    assert (report.points, report.open_points) == (45, 0)


def test_somebody_elses_repo_earns_nothing(tmp_path: Path) -> None:
    report = graded(tmp_path, repo=live(id="ben/course-feedback"))
    assert report.points == 45
    for name in ABOUT_THE_REPO:
        assert [problem.code for problem in result_of(report, name).problems] == ["C4-OWNER"]


def test_a_folder_without_files_costs_one_check(tmp_path: Path) -> None:
    report = graded(tmp_path, files={})
    assert [one.check.id for one in report.results if one.points == 0] == ["c4.live"]


def test_what_the_rubric_takes_out_is_still_ground_and_never_named(tmp_path: Path) -> None:
    rubric = dataclasses.replace(RUBRIC, points={**OTHERS, "c4.live": 0})
    report = graded(tmp_path / "a", None, rubric, repo=Missing("repo"))
    assert "c4.live" not in json.dumps(report.to_json())
    blocked = {one.check.id for one in report.results if one.problems}
    assert blocked == ABOUT_THE_REPO - {"c4.live"}
    differs = graded(tmp_path / "b", None, rubric, files={})
    assert differs.points == differs.max_points == 90


def test_what_is_not_gradable_is_nobodys_error(tmp_path: Path) -> None:
    """Whoever counts errors in the JSON would count a fault of the Hub as the student's."""
    faults: list[dict[str, Any]] = [
        {"repo": Unreachable("HTTP 500")},
        {"count": None},
        {"config": Missing("repo")},
    ]
    for number, changes in enumerate(faults):
        report = graded(tmp_path / str(number), **changes).to_json()
        ended = [one for one in report["results"] if one["outcome"] == "not_gradable"]
        severities = {problem["severity"] for one in ended for problem in one["problems"]}
        assert severities == {"note"}
        failed = [one for one in report["results"] if one["outcome"] == "failed"]
        assert all("error" in {p["severity"] for p in one["problems"]} for one in failed)


# The rubric


def test_the_rubric_decides_the_points(tmp_path: Path) -> None:
    points = {**OTHERS, "c1.activation": 50, "c2.count": 0, "c3.model": 1}
    report = graded(tmp_path, None, dataclasses.replace(RUBRIC, points=points))
    found = {result.check.id: result.max_points for result in report.results}
    assert (found["c1.activation"], found["c3.model"], found["c4.live"]) == (50, 1, 10)
    assert "c2.count" not in found
    assert report.points == report.max_points == 100 + 45 - 10 - 9


@pytest.mark.parametrize(("mark", "passes"), [(90, True), (55, True), (90.5, False), (91, False)])
def test_the_pass_mark(tmp_path: Path, mark: float, passes: bool) -> None:
    """90 of 100 points, since one check fails."""
    report = graded(tmp_path, None, RUBRIC.with_settings({PASS_MARK: mark}), model=Missing("repo"))
    assert report.pass_mark == mark / 100
    assert report.passed is passes


# The report


def test_a_report_says_whose_work_it_is_and_of_which_commit(tmp_path: Path) -> None:
    report = graded(tmp_path, None, RUBRIC.with_settings({TITLE: "Lab 3"}))
    assert (report.title, report.repo_id) == ("Lab 3", "ada/course-feedback")
    assert report.commit == "c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ff" == LIVE.commit
    assert report.gathered_at == "2026-09-01T12:00:00Z"
    assert [result.check.id for result in report.results] == list(CHECKS)


def test_the_repo_id_is_the_answer_and_the_commit_the_hubs(tmp_path: Path) -> None:
    report = graded(tmp_path / "a", {"repo_id": "ada/old"}, repo=live(id="ada/new", commit="f00d"))
    assert (report.repo_id, report.commit) == ("ada/old", "f00d")
    report = graded(tmp_path / "b", {"repo_id": None}, repo=None)
    assert (report.repo_id, report.commit) == (None, None)


@pytest.mark.parametrize("fact", [Missing("repo"), Unreachable("HTTP 500"), None])
def test_without_a_live_repo_there_is_no_commit(tmp_path: Path, fact: Any) -> None:
    assert graded(tmp_path, repo=fact).commit is None


DUE_TIME = datetime(2026, 10, 1, 23, 59, tzinfo=UTC)


def committed(submission: Submission, at: datetime | None) -> None:
    """Have git say that the newest change is of this time."""
    change = at and Change("5a" * 20, "5a" * 20, at)
    vars(submission)["newest_change"] = lambda _: change


@pytest.mark.parametrize(
    ("due", "at", "late", "points"),
    [
        (DUE_TIME, DUE_TIME, timedelta(0), 100),
        (DUE_TIME, DUE_TIME + timedelta(hours=25), timedelta(hours=25), 80),
        (DUE_TIME, None, None, 100),
        (None, DUE_TIME, timedelta(0), 100),
    ],
)
def test_lateness_costs_what_the_rubric_says(
    tmp_path: Path,
    due: datetime | None,
    at: datetime | None,
    late: timedelta | None,
    points: float,
) -> None:
    submission = submission_in(tmp_path)
    committed(submission, at)
    rubric = RUBRIC.with_settings({DUE: due and due.isoformat(), LATE_PER_DAY: 10})
    report = judge(all_checks(), submission, evidence_for(submission, rubric), rubric)
    assert (report.due, report.late_by, report.points) == (due, late, points)
    assert (report.won_points, report.penalty_percent) == (100, 100 - points)
    assert report.handed_in.at == (at if due else None)


def test_what_is_known_of_time_comes_from_outside(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    committed(submission, DUE_TIME)
    rubric = RUBRIC.with_settings({DUE: DUE_TIME.isoformat()})
    now = DUE_TIME - timedelta(days=1)
    evidence = evidence_for(submission, rubric)
    report = judge(all_checks(), submission, evidence, rubric, Clock(None, now))
    assert report.handed_in == HandedIn("5a" * 20, now, Source.GRADER)


# Facts about something else

CHANGED_ANSWERS: list[tuple[str, str, set[str]]] = [
    ("c3.model_id", "else/where", {"c3.model"}),
    ("repo_id", "ada/other", ABOUT_THE_REPO),
    ("c6.dataset_id", "tour-lab/few-voices", {"c6.tasks", "c6.languages", "c6.splits"}),
    ("c1.vocab_size", "918,273", set()),
    ("c2.count", "777124", set()),
    ("username", "Ada", set()),
]


@pytest.mark.parametrize(("key", "answer", "ids"), CHANGED_ANSWERS)
def test_evidence_about_another_answer_does_not_count(
    tmp_path: Path, key: str, answer: str, ids: set[str]
) -> None:
    """Whoever changes an answer after gathering is not judged by what the old one earned."""
    before = evidence_for(submission_in(tmp_path / "before"))
    after = submission_in(tmp_path / "after", {key: answer})
    report = judge(all_checks(), after, before, RUBRIC)
    assert {result.check.id for result in report.results if result.open} == ids
    assert all(one.outcome is Outcome.PASSED for one in report.results if not one.open)
    other = ("GRADE-SAVED", "", {"reason": "the saved evidence is about another answer"})
    for one in ids:
        assert told(result_of(report, one)) == [other]


CHANGED_SETTINGS: list[tuple[Setting[Any], Any, set[str]]] = [
    (c1.MODEL, "tour-lab/pocket-gpt", {"c1.activation", "c1.vocabulary"}),
    (c2.TASK, "fill-mask", {"c2.count"}),
    (c2.LANGUAGE, "ko", {"c2.count"}),
    (c2.TOLERANCE, 5, set()),
    (c3.TASK, "fill-mask", {"c3.model"}),
    (c3.LANGUAGE, "ko", {"c3.model"}),
]


@pytest.mark.parametrize(("setting", "value", "ids"), CHANGED_SETTINGS)
def test_evidence_about_another_rubric_does_not_count(
    tmp_path: Path, setting: Setting[Any], value: Any, ids: set[str]
) -> None:
    submission = submission_in(tmp_path)
    rubric = RUBRIC.with_settings({setting: value})
    report = judge(all_checks(), submission, evidence_for(submission), rubric)
    assert {result.check.id for result in report.results if result.open} == ids


def test_judging_needs_no_network_and_gives_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = submission_in(tmp_path)
    evidence = evidence_for(submission)

    def no_network(*_: Any, **__: Any) -> None:
        raise AssertionError("judging went to the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    first, second = (
        json.dumps(judge(all_checks(), submission, evidence, RUBRIC).to_json()) for _ in range(2)
    )
    assert first == second


def test_reports_are_as_their_schema_says(tmp_path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    endings: list[dict[str, Any]] = [
        {},
        {"repo": Missing("repo")},
        {"count": Unreachable("HTTP 500")},
    ]
    for number, changes in enumerate(endings):
        report = graded(tmp_path / str(number), **changes)
        validator.validate(report.to_json())
        for handed_in in (NOT_KNOWN, HandedIn("5a" * 20, DUE_TIME, Source.GITHUB)):
            late = dataclasses.replace(
                report, due=DUE_TIME, handed_in=handed_in, penalty_percent=33
            )
            validator.validate(late.to_json())


def test_an_unreadable_file_of_answers_says_where_it_breaks(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    (tmp_path / "answers.yaml").write_text("- username: ada\n")
    report = judge(all_checks(), load(tmp_path), evidence_for(submission), RUBRIC)
    first = report.results[0].problems[0]
    assert (first.code, str(first.place)) == ("ANS-TOP", "answers.yaml:1:1")
    assert report.points == 0


def test_problem_is_what_checks_yield(tmp_path: Path) -> None:
    report = graded(tmp_path, model=Missing("repo"))
    problems = [problem for result in report.results for problem in result.problems]
    assert problems
    assert all(isinstance(problem, Problem) for problem in problems)


@pytest.mark.parametrize(
    ("url", "bound"), [("https://github.com/school/lab-ada", True), ("/srv/git/lab", False)]
)
def test_the_report_says_whether_the_submission_has_a_name(
    tmp_path: Path, url: str, bound: bool
) -> None:
    submission = submission_in(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {url}\n')
    report = judge([], submission, evidence_for(submission), RUBRIC)
    assert report.bound is bound
    assert report.to_json()["bound"] is bound


def test_a_report_says_which_hub_was_asked_for_what(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    evidence = dataclasses.replace(
        evidence_for(submission),
        endpoint="https://repos.example",
        facts_endpoint="https://f.example",
    )
    rubric = dataclasses.replace(RUBRIC, digest="sha256:ab")
    report = judge(all_checks(), submission, evidence, rubric)
    assert (report.endpoint, report.facts_endpoint) == (
        "https://repos.example",
        "https://f.example",
    )
    assert report.rubric_digest == "sha256:ab"
    assert report.origin == submission.origin
