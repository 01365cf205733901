"""`make release`: two commits, of which the second only names the first, and a branch."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands.release import GRADER, WORKFLOW, main
from tests.paths import ROOT
from tests.workflow.repository import git

NAME = "Autumn-Class/Grader"


@pytest.fixture
def grader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a teacher's clone of their copy of the template, with one commit."""
    folder = tmp_path / "grader"
    for name in (WORKFLOW, "rubric.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", f"git@github.com:{NAME}.git")
    for key, value in (("user.name", "Grace"), ("user.email", "grace@example.org")):
        git(folder, "config", key, value)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=The template")
    monkeypatch.chdir(folder)
    return folder


def commit_of(folder: Path, revision: str) -> str:
    return git(folder, "rev-parse", revision).strip()


def named(folder: Path, revision: str = "HEAD") -> tuple[str, str]:
    """Return the repository and the commit that grade.yml names in a commit."""
    found = GRADER.search(git(folder, "show", f"{revision}:{WORKFLOW}"))
    assert found
    return found[2], found[4]


def changed_lines(folder: Path) -> list[str]:
    shown = git(folder, "diff", "--unified=0", "HEAD~1", "HEAD").splitlines()
    return [line for line in shown if re.match(r"[+-](?![+-])", line)]


def assert_released(folder: Path, branch: str = "lab") -> None:
    """Assert that the newest commit names the one before it, and differs in that line only."""
    assert named(folder) == (NAME, commit_of(folder, "HEAD~1"))
    taken, added = changed_lines(folder)
    assert GRADER.sub("", taken[1:]) == GRADER.sub("", added[1:])
    assert git(folder, "diff", "--name-only", "HEAD~1", "HEAD").split() == [WORKFLOW]
    assert commit_of(folder, branch) == commit_of(folder, "HEAD")
    assert git(folder, "status", "--porcelain") == ""


def test_the_released_workflow_names_the_commit_before_its_own(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = commit_of(grader, "HEAD")
    assert main([]) == FINE
    assert_released(grader)
    assert commit_of(grader, "HEAD~1") == before
    said = capsys.readouterr().out
    head = commit_of(grader, "HEAD")
    assert "git push origin HEAD lab" in said
    assert f"--workflow {NAME}/{WORKFLOW}@refs/heads/lab --workflow-commit {head}" in said


def test_what_was_changed_is_committed_first(grader: Path) -> None:
    rubric = grader / "rubric.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("pass_mark: 60", "pass_mark: 70"), "utf-8")
    assert main([]) == FINE
    assert_released(grader)
    assert "pass_mark: 70" in git(grader, "show", "HEAD~1:rubric.yaml")
    assert git(grader, "rev-list", "--count", "HEAD").strip() == "3"


def test_a_second_release_of_the_same_makes_no_commit(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == FINE
    head = commit_of(grader, "HEAD")
    assert main([]) == FINE
    assert commit_of(grader, "HEAD") == head
    assert "Nothing changed" in capsys.readouterr().out
    git(grader, "commit", "--quiet", "--allow-empty", "--message=A correction")
    assert main([]) == FINE
    assert_released(grader)


def test_another_name_is_another_release(grader: Path) -> None:
    assert main(["--repository", "else/where"]) == FINE
    assert main([]) == FINE
    assert_released(grader)


def test_the_branch_may_be_the_one_that_is_checked_out(grader: Path) -> None:
    git(grader, "switch", "--quiet", "--create", "lab")
    assert main([]) == FINE
    assert_released(grader)


def test_a_branch_with_commits_of_its_own_is_not_moved(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(grader, "switch", "--quiet", "--create", "lab")
    git(grader, "commit", "--quiet", "--allow-empty", "--message=Only here")
    lab = commit_of(grader, "lab")
    git(grader, "switch", "--quiet", "main")
    head = commit_of(grader, "HEAD")
    assert main([]) == PROBLEMS
    assert "RELEASE-BRANCH" in capsys.readouterr().err
    assert (commit_of(grader, "lab"), commit_of(grader, "HEAD")) == (lab, head)
    assert main(["--branch", "lab-2027"]) == FINE
    assert_released(grader, "lab-2027")


def test_what_is_in_no_commit_stops_a_release(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (grader / "grades.csv").write_text("Ada,100\n", encoding="utf-8")
    head = commit_of(grader, "HEAD")
    assert main([]) == PROBLEMS
    said = capsys.readouterr().err
    assert "RELEASE-UNTRACKED" in said
    assert "grades.csv" in said
    assert commit_of(grader, "HEAD") == head


def test_a_rubric_with_a_mistake_is_not_released(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric = grader / "rubric.yaml"
    rubric.write_text("pass_mark: 600\n", encoding="utf-8")
    assert main([]) == PROBLEMS
    assert "rubric.yaml:1:12" in capsys.readouterr().err
    assert git(grader, "rev-list", "--count", "HEAD").strip() == "1"


@pytest.mark.parametrize(
    ("url", "words"),
    [("/srv/grader.git", []), ("git@github.com:a.git", []), ("", ["--repository", "a b/c"])],
)
def test_a_grader_without_a_name_is_not_released(
    url: str, words: list[str], grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(grader, "remote", "set-url", "origin", url)
    assert main(words) == PROBLEMS
    assert "GIT-NAME" in capsys.readouterr().err
    assert named(grader)[1] == "0" * 40


def test_a_workflow_that_names_no_grader_is_said(
    grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (grader / WORKFLOW).write_text("on: workflow_call\n", encoding="utf-8")
    assert main([]) == PROBLEMS
    assert f"{WORKFLOW}:1:1: RELEASE-FOLDER" in capsys.readouterr().err


def test_gits_own_refusal_is_told(grader: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = grader / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    assert main([]) == UNCHECKED
    assert "not on a Friday" in capsys.readouterr().err
    hook.unlink()
    assert main([]) == FINE
    assert_released(grader)


def test_without_a_repository_git_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["--repository", NAME]) == UNCHECKED
    assert "GIT-REFUSED" in capsys.readouterr().err


def test_make_release_runs_it() -> None:
    words = ["make", "--dry-run", "release", f"GRADER={NAME}", "BRANCH=lab-2027"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"-m checks.commands.release --repository {NAME} --branch lab-2027" in done.stdout
