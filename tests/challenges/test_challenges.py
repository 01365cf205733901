"""All checks together: points, whole reports, what a fault leaves open, and what is never told."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from checks.challenges import all_checks, declared, modules
from checks.challenges.test_c3_model import ModelFacts
from checks.grading.check import Outcome
from checks.grading.report import Report
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.queries import RepoFile
from checks.messages import Message
from checks.questions import Question, Section, Setting
from checks.reporters import github, terminal
from checks.translations import languages
from tests import facts
from tests.facts import CHECKS, graded, live
from tests.submissions import is_of_the_lab

DEFAULT_POINTS = {
    "c1.activation": 5,
    "c1.vocabulary": 5,
    "c2.count": 10,
    "c3.model": 10,
    "c4.live": 10,
    "c4.artifact": 10,
    "c4.lfs": 10,
    "c4.card": 10,
    "c5.widget": 10,
    "c5.found": 5,
    "c6.tasks": 5,
    "c6.languages": 5,
    "c6.splits": 5,
}
NOTES = {"C4-YET", "C4-NESTED", "C4-MISSING", "C4-DIFFERS", "C6-CARD"}
"""What is said and costs nothing; all else that a check says costs its points."""
NEED_LIVE = {"c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"}


def test_the_checks_are_those_of_the_lab_in_its_order() -> None:
    checks = [check for check in all_checks() if is_of_the_lab(check.id)]
    assert [(check.id, check.points) for check in checks] == list(DEFAULT_POINTS.items())


def test_what_is_about_the_live_repo_needs_it() -> None:
    needs = {check.id: check.needs for check in all_checks() if is_of_the_lab(check.id)}
    assert needs == {id_: "c4.live" if id_ in NEED_LIVE else None for id_ in DEFAULT_POINTS}


def test_a_check_that_needs_another_comes_after_it() -> None:
    ids = [check.id for check in all_checks()]
    for check in all_checks():
        assert check.needs is None or ids.index(check.needs) < ids.index(check.id)


def test_each_challenge_is_a_module() -> None:
    names = [module.__name__.rpartition(".")[2].partition("_c")[2][0] for module in modules()]
    assert names[:6] == list("123456")
    assert names == sorted(set(names))


def test_what_is_declared_is_found_once() -> None:
    questions = [question.key for question in declared(Question)]
    assert list(filter(is_of_the_lab, questions)) == [
        "c1.activation_function",
        "c1.vocab_size",
        "c2.count",
        "c2.date",
        "c3.model_id",
        "repo_id",
        "username",
        "c6.dataset_id",
        "c6.tasks",
        "c6.languages",
        "c6.splits",
    ]
    settings = [setting.key for setting in declared(Setting)]
    assert list(filter(is_of_the_lab, settings)) == [
        "c1.model_id",
        "c2.task",
        "c2.language",
        "c2.tolerance_percent",
        "c3.task",
        "c3.language",
        "c6.dataset_ids",
        "c6.splits_at_least",
    ]
    sections = [section.name for section in declared(Section)]
    assert list(filter(is_of_the_lab, sections)) == ["c1", "c2", "c3", "c4", "c6"]


def test_a_complete_submission_earns_full_marks(tmp_path: Path) -> None:
    report = graded(tmp_path)
    assert {result.outcome for result in report.results} == {Outcome.PASSED}
    assert (report.points, report.max_points) == (100, 100)
    assert report.passed
    assert not report.provisional


def test_a_repo_that_is_not_there_stops_what_is_about_it(tmp_path: Path) -> None:
    report = graded(tmp_path, repo=Missing("repo"))
    failed = {result.check.id for result in report.results if result.outcome is Outcome.FAILED}
    assert failed == {"c4.live", *NEED_LIVE}
    assert report.points == 45


FACTS_OF = {
    "config": ("c1.activation", "c1.vocabulary"),
    "count": ("c2.count",),
    "model": ("c3.model",),
    "repo": ("c4.live", "c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"),
    "bindings": ("c4.live", "c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"),
    "card": ("c4.artifact", "c4.card", "c5.widget", "c5.found"),
    "artifacts": ("c4.artifact",),
    "dataset": ("c6.tasks", "c6.languages", "c6.splits"),
}


@pytest.mark.parametrize("fact", FACTS_OF)
def test_a_fault_is_never_a_zero(tmp_path: Path, fact: str) -> None:
    faults: dict[str, Any] = {fact: Unreachable("HTTP 503")}
    report = graded(tmp_path, **faults)
    open_ = {r.check.id for r in report.results if r.outcome is Outcome.NOT_GRADABLE}
    assert open_ == set(FACTS_OF[fact])
    assert all(r.outcome is Outcome.PASSED for r in report.results if r.check.id not in open_)
    assert report.provisional
    assert report.points + report.open_points == report.max_points


def everything_shown(report: Report) -> str:
    """All that any reporter makes of a report, in both languages."""
    parts = [json.dumps(report.to_json(), ensure_ascii=False), *github.log(report)]
    for lang in languages():
        parts.append(terminal.scorecard(report, lang))
        parts.append(github.summary(report, lang))
        parts += [*github.notices(report, lang), *github.line_annotations(report, lang)]
    return "\n".join(parts)


SECRETS = {
    "c1.activation": [facts.ACTIVATION, "swizzle"],
    "c1.vocabulary": [str(facts.VOCABULARY), "918,273"],
    "c2.count": [str(facts.COUNT), "777,123"],
    "c3.model": ["somebody/asr-es"],
    "c6.tasks": list(facts.TASKS),
    "c6.languages": [str(facts.CONFIGURATIONS), f" {len(facts.LANGUAGES)} ", '"qa"'],
    "c6.splits": [*facts.SPLITS[1:2], facts.SPLITS[3]],
}
GUESSES = {
    "c1.activation_function": "relu",
    "c1.vocab_size": "12",
    "c2.count": "12",
    "c3.model_id": "wrong/model",
    "c6.tasks": "[wrong]",
    "c6.languages": "3",
    "c6.splits": "[wrong]",
}


PLAIN = RepoFile("model.joblib", 100, "0" * 40, None)


@pytest.mark.parametrize("check_id", CHECKS)
def test_no_output_of_a_failing_check_holds_the_truth(tmp_path: Path, check_id: str) -> None:
    """Everything is wrong, and nothing that is printed tells what would be right."""
    report = graded(
        tmp_path,
        GUESSES | ({"username": "ben"} if check_id == "c4.live" else {}),
        model=Found(ModelFacts("somebody/asr-es", "text-to-speech", ("fr",))),
        repo=live(files=(PLAIN,) if check_id == "c4.lfs" else (), task="other"),
        card=Found("---\nlicense:\n---\n"),
    )
    report = dataclasses.replace(
        report, results=tuple(r for r in report.results if r.check.id == check_id)
    )
    assert [result.outcome for result in report.results] == [Outcome.FAILED]
    shown = everything_shown(report)
    for secret in SECRETS.get(check_id, []):
        assert secret not in shown


def test_only_notes_cost_nothing() -> None:
    """A teacher's tools read the severity: what is a note must be called one."""
    told = {
        message.code: message.severity
        for module in modules()
        for message in vars(module).values()
        if isinstance(message, Message) and message.code.startswith("C")
    }
    assert len(told) > 25
    notes = {code for code, severity in told.items() if severity == "note"}
    assert notes == NOTES
    others = {severity for code, severity in told.items() if code not in NOTES}
    assert others <= {"error", "warning"}
