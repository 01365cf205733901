"""Each check, judged on made-up evidence: what passes, what fails and how, what stays open."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from checks import template
from checks.challenges import all_checks
from checks.challenges.test_c1_config import ConfigFacts
from checks.challenges.test_c3_model import ModelFacts
from checks.challenges.test_c6_dataset import DatasetFacts
from checks.commands import demo_student
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.grading.report import Report, Result
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.queries import ArtifactFacts, RepoFile
from checks.reporters import github, terminal
from checks.translations import languages
from tests import facts
from tests.facts import RUBRIC, evidence_for, repo_with, submission_in

CHECKS = {check.id: check for check in all_checks()}
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
Case = tuple[str, dict[str, Any], dict[str, Any], str]


def graded(folder: Path, answers: dict[str, Any], changes: dict[str, Any]) -> Report:
    submission = submission_in(folder, **answers)
    changes = dict(changes)
    repo_changes = changes.pop("repo_changes", None)
    evidence = evidence_for(submission, **changes)
    if repo_changes:
        evidence = repo_with(evidence, **repo_changes)
    return judge(all_checks(), submission, evidence, RUBRIC)


def result_of(report: Report, check_id: str) -> Result:
    return next(result for result in report.results if result.check.id == check_id)


def codes(result: Result) -> list[str]:
    return [problem.code for problem in result.problems]


def without_front_matter_line(start: str) -> str:
    return "\n".join(line for line in demo_student.CARD.splitlines() if not line.startswith(start))


def test_the_points_are_those_of_the_lab() -> None:
    assert {check.id: check.points for check in all_checks()} == DEFAULT_POINTS


def test_a_complete_submission_earns_full_marks(tmp_path: Path) -> None:
    report = graded(tmp_path, {}, {})
    assert {result.outcome for result in report.results} == {Outcome.PASSED}
    assert (report.points, report.max_points) == (100, 100)
    assert report.passed
    assert not report.provisional


KIND: list[tuple[str, dict[str, Any]]] = [
    ("c1.activation", {"c1": {"activation_function": "  Swizzle-LU "}}),
    ("c1.activation", {"c1": {"activation_function": "'\"swizzle_lu\"'"}}),
    ("c1.vocabulary", {"c1": {"vocab_size": "918,273"}}),
    ("c1.vocabulary", {"c1": {"vocab_size": "918 273"}}),
    ("c2.count", {"c2": {"count": int(facts.COUNT * 1.14)}}),
    ("c2.count", {"c2": {"count": int(facts.COUNT * 0.86)}}),
    ("c3.model", {"c3": {"model_id": " somebody/asr-es "}}),
    ("c4.live", {"username": "ADA"}),
    ("c6.tasks", {"c6": {"tasks": ["Accent Ranking", "dialect_sorting"]}}),
    ("c6.tasks", {"c6": {"tasks": "accent-ranking, dialect-sorting"}}),
    ("c6.languages", {"c6": {"languages": facts.CONFIGURATIONS}}),
    ("c6.splits", {"c6": {"splits": ["test", "dev", "TRAIN"]}}),
]


@pytest.mark.parametrize(("check_id", "answers"), KIND)
def test_answers_are_read_kindly(tmp_path: Path, check_id: str, answers: dict[str, Any]) -> None:
    result = result_of(graded(tmp_path, answers, {}), check_id)
    assert result.outcome is Outcome.PASSED, codes(result)


LFS_OFF = (RepoFile("model.joblib", 7268, "b" * 40, None),)
EMPTY = (RepoFile("model.joblib", 0, None, "e" * 64),)
BURIED = (RepoFile("models/model.joblib", 7268, None, "e" * 64),)
NOT_ASR = ModelFacts("somebody/asr-es", "text-to-speech", ("es",))
NOT_SPANISH = ModelFacts("somebody/asr-es", "automatic-speech-recognition", ("fr",))
SUSPECT = ArtifactFacts("model.joblib", "pickle", ("posix.system",))
TEMPLATE_CARD = (facts.Path(__file__).parents[2] / "model_repo_template/README.md").read_text()
KOREAN_CARD = template.in_language(TEMPLATE_CARD, "README.md", "ko")
WIDGET = "---\nlicense: mit\nlibrary_name: sklearn\nwidget:\n  - example_title: only\n---\n"
NO_FACTS = DatasetFacts("tour-lab/many-voices", (), (), 0, ())

# Every way of failing: the check, changes of the answers, changes of the evidence, the code.
WRONG: list[Case] = [
    ("c1.activation", {"c1": {"activation_function": "relu"}}, {}, "C1-ACTIVATION"),
    ("c1.activation", {"c1": {"activation_function": None}}, {}, "GRADE-BLANK"),
    ("c1.vocabulary", {"c1": {"vocab_size": 12}}, {}, "C1-VOCABULARY"),
    ("c1.vocabulary", {"c1": {"vocab_size": "about nine hundred thousand"}}, {}, "GRADE-FORM"),
    ("c2.count", {"c2": {"count": 12}}, {}, "C2-COUNT"),
    ("c2.count", {"c2": {"count": int(facts.COUNT * 1.16)}}, {}, "C2-COUNT"),
    ("c2.count", {"c2": {"date": None}}, {}, "C2-DATE"),
    ("c2.count", {"c2": {"date": "2026-09-20"}}, {}, "C2-FUTURE"),
    ("c3.model", {}, {"model": Missing("repo")}, "C3-MODEL"),
    ("c3.model", {}, {"model": Found(NOT_ASR)}, "C3-TASK"),
    ("c3.model", {}, {"model": Found(NOT_SPANISH)}, "C3-LANGUAGE"),
    ("c4.live", {}, {"repo": Missing("repo")}, "C4-REPO"),
    ("c4.live", {}, {"repo": Missing("revision")}, "C4-REVISION"),
    ("c4.live", {}, {"repo": Missing("gated")}, "C4-CLOSED"),
    ("c4.live", {}, {"repo": Missing("disabled")}, "C4-CLOSED"),
    ("c4.live", {}, {"repo": Missing("id")}, "C4-ID"),
    ("c4.live", {"username": "ben"}, {}, "C4-OWNER"),
    ("c4.live", {"username": None}, {}, "GRADE-BLANK"),
    ("c4.live", {}, {"repo_changes": {"files": ()}}, "C4-MISSING"),
    ("c4.live", {}, {"repo_changes": {"files": LFS_OFF}}, "C4-DIFFERS"),
    ("c4.artifact", {}, {"repo_changes": {"files": ()}}, "GRADE-NEEDS"),
    ("c4.lfs", {}, {"repo": Missing("repo")}, "GRADE-NEEDS"),
    ("c4.card", {}, {"card": Found(TEMPLATE_CARD)}, "C4-LICENSE"),
    ("c4.card", {}, {"card": Found(TEMPLATE_CARD)}, "C4-LIBRARY"),
    ("c4.card", {}, {"card": Found(TEMPLATE_CARD)}, "C4-TEXT"),
    ("c4.card", {}, {"card": Found(KOREAN_CARD)}, "C4-TEXT"),
    ("c4.card", {}, {"card": Missing("file")}, "C4-LICENSE"),
    ("c5.widget", {}, {"card": Missing("file")}, "C5-WIDGET"),
    ("c5.widget", {}, {"card": Found(TEMPLATE_CARD)}, "C5-TEMPLATE"),
    ("c5.widget", {}, {"card": Found(KOREAN_CARD)}, "C5-TEMPLATE"),
    ("c5.widget", {}, {"card": Found("---\nlicense: mit\n---\n")}, "C5-WIDGET"),
    ("c5.widget", {}, {"card": Found(WIDGET)}, "CARD-WIDGET"),
    ("c5.found", {}, {"search": Found(False)}, "C5-FOUND"),
    ("c5.found", {}, {"card": Found(without_front_matter_line("language"))}, "C5-LANGUAGE"),
    ("c5.found", {}, {"card": Found(without_front_matter_line("pipeline_tag"))}, "C5-TASK"),
    ("c6.tasks", {"c6": {"tasks": ["dialect-sorting"]}}, {}, "C6-TASKS"),
    ("c6.tasks", {}, {"dataset": Found(NO_FACTS)}, "C6-EMPTY"),
    ("c6.languages", {"c6": {"languages": 12}}, {}, "C6-LANGUAGES"),
    ("c6.languages", {}, {"dataset": Missing("repo")}, "C6-DATASET"),
    ("c6.languages", {"c6": {"dataset_id": "other/voices"}}, {}, "C6-OTHER"),
    ("c6.splits", {"c6": {"splits": ["train", "test"]}}, {}, "C6-SPLITS"),
    ("c6.splits", {"c6": {"splits": ["train", "validation", "test", "exam"]}}, {}, "C6-SPLIT"),
    ("c6.splits", {"c6": {"splits": []}}, {}, "GRADE-BLANK"),
]


@pytest.mark.parametrize(("check_id", "answers", "changes", "code"), WRONG)
def test_what_is_wrong_fails_and_says_so(
    tmp_path: Path, check_id: str, answers: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    result = result_of(graded(tmp_path, answers, changes), check_id)
    assert result.outcome is Outcome.FAILED
    assert any(found.startswith(code) for found in codes(result)), codes(result)
    assert result.points == 0


ARTIFACT: list[tuple[dict[str, Any], str]] = [
    ({"files": (RepoFile("notes.txt", 3, "b" * 40, None),)}, "C4-ARTIFACT"),
    ({"files": BURIED}, "C4-PLACE"),
    ({"files": EMPTY}, "C4-EMPTY"),
]


@pytest.mark.parametrize(("repo_changes", "code"), ARTIFACT)
def test_the_artifact(tmp_path: Path, repo_changes: dict[str, Any], code: str) -> None:
    """Judged on its own: in a whole report these differences stop at c4.live already."""
    submission = submission_in(tmp_path)
    evidence = repo_with(evidence_for(submission), **repo_changes)
    problems = CHECKS["c4.artifact"].function(evidence=evidence, submission=submission)
    assert code in [problem.code for problem in problems]


@pytest.mark.parametrize(("kind", "code"), [("pointer", "C4-POINTER"), ("page", "C4-PAGE")])
def test_what_only_looks_like_a_model(tmp_path: Path, kind: str, code: str) -> None:
    artifact = Found(ArtifactFacts("model.joblib", kind, ()))
    result = result_of(graded(tmp_path, {}, {"artifact": artifact}), "c4.artifact")
    assert (result.outcome, codes(result)) == (Outcome.FAILED, [code])


def test_a_stray_model_is_pointed_at(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    (tmp_path / "model.joblib").write_bytes(b"\x80\x04N.")
    evidence = repo_with(evidence_for(submission), files=())
    problems = list(CHECKS["c4.artifact"].function(evidence=evidence, submission=submission))
    assert [str(problem.place) for problem in problems if problem.code == "C4-PLACE"] == [
        "model.joblib:1:1"
    ]


def test_a_large_or_model_file_must_be_in_lfs(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    large = RepoFile("data.csv", 10 * 1024 * 1024 + 1, "b" * 40, None)
    at_the_limit = RepoFile("notes.csv", 10 * 1024 * 1024, "b" * 40, None)
    evidence = repo_with(evidence_for(submission), files=(*LFS_OFF, large, at_the_limit))
    problems = list(CHECKS["c4.lfs"].function(evidence=evidence))
    assert [problem.fields["path"] for problem in problems] == ["model.joblib", "data.csv"]


def test_a_suspicious_pickle_needs_a_person(tmp_path: Path) -> None:
    report = graded(tmp_path, {}, {"artifact": Found(SUSPECT)})
    result = result_of(report, "c4.artifact")
    assert result.outcome is Outcome.NEEDS_REVIEW
    assert (report.points, report.open_points, report.provisional) == (90, 10, False)


FACTS_OF = {
    "config": ("c1.activation", "c1.vocabulary"),
    "count": ("c2.count",),
    "model": ("c3.model",),
    "repo": ("c4.live", "c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"),
    "card": ("c4.artifact", "c4.card", "c5.widget", "c5.found"),
    "artifact": ("c4.artifact",),
    "search": ("c5.found",),
    "dataset": ("c6.tasks", "c6.languages", "c6.splits"),
}


@pytest.mark.parametrize("fact", FACTS_OF)
def test_a_fault_is_never_a_zero(tmp_path: Path, fact: str) -> None:
    report = graded(tmp_path, {}, {fact: Unreachable("HTTP 503")})
    open_ = {r.check.id for r in report.results if r.outcome is Outcome.NOT_GRADABLE}
    assert open_ == set(FACTS_OF[fact])
    assert all(r.outcome is Outcome.PASSED for r in report.results if r.check.id not in open_)
    assert report.provisional
    assert report.points + report.open_points == report.max_points


def test_what_the_teacher_asks_about_may_be_missing_too(tmp_path: Path) -> None:
    """GPT-2's repo gone, or without the key: nobody's wrong answer."""
    report = graded(tmp_path, {}, {"config": Missing("repo")})
    assert result_of(report, "c1.activation").outcome is Outcome.NOT_GRADABLE
    report = judge(
        all_checks(),
        submission := submission_in(tmp_path / "other"),
        evidence_for(submission, config=Found(ConfigFacts(None, facts.VOCABULARY))),
        RUBRIC,
    )
    assert result_of(report, "c1.activation").outcome is Outcome.NOT_GRADABLE
    assert result_of(report, "c1.vocabulary").outcome is Outcome.PASSED


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
GUESSES: dict[str, Any] = {
    "c1": {"activation_function": "relu", "vocab_size": 12},
    "c2": {"count": 12},
    "c3": {"model_id": "wrong/model"},
    "c6": {"tasks": ["wrong"], "languages": 3, "splits": ["wrong"]},
}


@pytest.mark.parametrize("check_id", CHECKS)
def test_no_output_of_a_failing_check_holds_the_truth(tmp_path: Path, check_id: str) -> None:
    """Everything is wrong, and nothing that is printed tells what would be right."""
    changes = {
        "model": Found(NOT_ASR),
        "card": Found(TEMPLATE_CARD),
        "search": Found(False),
    }
    report = graded(tmp_path, GUESSES, {**changes, "repo_changes": {"files": LFS_OFF}})
    report = dataclasses.replace(
        report, results=tuple(r for r in report.results if r.check.id == check_id)
    )
    assert [result.outcome for result in report.results] == [Outcome.FAILED]
    shown = everything_shown(report)
    for secret in SECRETS.get(check_id, []):
        assert secret not in shown
