"""The checks under plain pytest say what `tour grade` says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from checks.artifacts.faults import Fault
from checks.artifacts.report import Look
from checks.challenges import all_checks
from checks.grading.judge import judge
from checks.hub.facts import Found, Missing, Unreachable
from tests.facts import RUBRIC, evidence_for, saved_grading, submission_in
from tests.paths import ROOT
from tests.submissions import OTHERS, is_of_the_lab

SETTINGS = {"c6": {"dataset_ids": ["tour-lab/*"]}, "points": OTHERS}


def under_pytest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "checks", "grade", "--pytest", *words],
        cwd=folder,
        # These tests' own grader, also where another one is installed.
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=False,
    )


def with_evidence(folder: Path, **changes: Any) -> tuple[list[str], Any]:
    """Words for pytest that name a submission and its evidence; and the report of the same."""
    (folder / "work").mkdir()
    submission = submission_in(folder / "work", changes.pop("answers", None))
    settings = {**SETTINGS, **changes.pop("rubric", {})}
    (folder / "rubric.yaml").write_text(json.dumps(settings))
    saved = folder / "evidence.json"
    saved.write_bytes(saved_grading(submission, **changes))
    report = judge(all_checks(), submission, evidence_for(submission, **changes), RUBRIC)
    return [str(folder / "work"), "--evidence", str(saved), "--", "-v"], report


def test_each_check_is_a_test(tmp_path: Path) -> None:
    words, _ = with_evidence(tmp_path)
    done = under_pytest(tmp_path, *words)
    assert done.returncode == 0, done.stdout
    for check in filter(lambda check: is_of_the_lab(check.id), all_checks()):
        assert f"[{check.id}] PASSED" in done.stdout
    assert "100 / 100" in done.stdout


def test_a_failing_check_has_the_same_words(tmp_path: Path) -> None:
    words, report = with_evidence(
        tmp_path, answers={"c1.vocab_size": "12", "c2.count": None}, model=Missing("repo")
    )
    done = under_pytest(tmp_path, *words)
    assert done.returncode == 1
    assert done.stdout.count("FAILED test_c") == 3
    for result in report.results:
        for problem in result.problems:
            assert problem.line("en") in done.stdout
            assert problem.hint("en") in done.stdout
    assert "Traceback" not in done.stdout
    assert "assert" not in done.stdout


def test_what_is_not_gradable_is_skipped_and_ends_with_3(tmp_path: Path) -> None:
    words, _ = with_evidence(tmp_path, count=Unreachable("HTTP 503"))
    done = under_pytest(tmp_path, *words, "-rs")
    assert done.returncode == 3
    assert "[c2.count] SKIPPED" in done.stdout
    assert "HTTP 503" in done.stdout


def test_what_a_person_should_look_at_is_open_where_the_number_stands(tmp_path: Path) -> None:
    packed = Found((Look("model.joblib", "zstd", (Fault("packed"),)),))
    words, _ = with_evidence(tmp_path, artifacts=packed)
    done = under_pytest(tmp_path, *words)
    assert done.returncode == 0
    assert "90 + 10 open / 100" in done.stdout
    assert "Provisional, not a grade yet: 10 points are still open (c4.artifact)." in done.stdout


def test_a_broken_rubric_ends_with_3_and_a_folder_without_a_submission_with_2(
    tmp_path: Path,
) -> None:
    words, _ = with_evidence(tmp_path)
    (tmp_path / "rubric.yaml").write_text("pass_mark: sixty\n")
    done = under_pytest(tmp_path, *words)
    assert done.returncode == 3
    assert "RUB-FORM pass_mark cannot be sixty." in done.stdout + done.stderr
    for name in ("clones/ana", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "clones/ana/answers.yaml").touch()
    plain = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs"]
    words = [*plain, "checks.challenges", f"--submission={tmp_path / 'clones'}"]
    where = tmp_path / "elsewhere"
    done = subprocess.run(words, cwd=where, text=True, capture_output=True, check=False)
    assert done.returncode == 4
    assert "FOLDER-ABOVE" in done.stdout + done.stderr
    (tmp_path / "empty").mkdir()
    done = under_pytest(tmp_path, "empty")
    assert done.returncode == 2
    assert "FOLDER-EMPTY" in done.stderr


def test_in_korean_by_the_rubric(tmp_path: Path) -> None:
    words, _ = with_evidence(tmp_path, answers={"c1.vocab_size": "12"}, rubric={"language": "ko"})
    assert "어휘 크기가 아닙니다" in under_pytest(tmp_path, *words).stdout


def test_a_check_without_points_is_not_there(tmp_path: Path) -> None:
    words, _ = with_evidence(tmp_path, rubric={"points": {**OTHERS, "c2.count": 0}})
    done = under_pytest(tmp_path, *words)
    assert "c2.count" not in done.stdout
    assert "90 / 90" in done.stdout


def test_a_submission_has_to_be_named(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pytest", "--pyargs", "checks.challenges"]
    done = subprocess.run(words, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert done.returncode == 4
    assert "--submission DIR" in done.stderr + done.stdout
    done = under_pytest(tmp_path, "nowhere")
    assert done.returncode == 2
    assert "GRADE-FOLDER" in done.stderr


def test_other_peoples_tests_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("check = 3\n\ndef test_it():\n    assert check == 3\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
