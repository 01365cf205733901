"""A push to a slim assignment: published, graded and sealed by the teacher's repository."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from checks.cli import main
from checks.commands import demo_student
from checks.digests import digest
from minihub import MiniHub
from minihub.testing import Issuer, Job, trust
from tests.workflow.act import CLASSROOM, Run, Runner
from tests.workflow.conftest import USER
from tests.workflow.repository import GITHUB_REPOSITORY, git
from tests.workflow.slim import GRADER, Grader, hand_in, write_grader

pytestmark = [pytest.mark.act, pytest.mark.slow]
LOCAL = """
on: push
permissions: {}
jobs:
  grade:
    permissions: {contents: read, id-token: write}
    uses: ./.github/workflows/grade.yml
    with: {refused: "yes"}
"""
WORKFLOW = f"{GRADER}/.github/workflows/grade.yml@refs/heads/lab"


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> Grader:
    return write_grader(tmp_path_factory.mktemp("grader"), patch)


@pytest.fixture(scope="module")
def pushed(
    act: Runner,
    grader: Grader,
    hub: MiniHub,
    token: str,
    answers: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    patch: pytest.MonkeyPatch,
) -> tuple[Run, Issuer]:
    """Push a complete submission, keyless; its grade is sealed by an issuer of the tests' own."""
    folder = grader.assignment(tmp_path_factory.mktemp("slim") / "complete", patch)
    repo = f"{USER}/slim"
    HfApi(hub.url, token=token).create_repo(repo)
    hand_in(folder, answers | {"repo_id": repo})
    # What a student may have there, and no job is to read.
    for name in ("yaml.py", "sitecustomize.py", "checks/__init__.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("raise SystemExit('read from the submission')\n")
    (folder / "rubric.yaml").write_text("pass_mark: 0\npoints:\n  c4.live: 1000\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=More")
    head = git(folder, "rev-parse", "HEAD").strip()
    job = Job(
        GITHUB_REPOSITORY,
        "main",
        "classroom.yml",
        commit=head,
        called=WORKFLOW,
        called_commit=grader.released,
    )
    with Issuer(job) as issuer:
        claims = {"repository": GITHUB_REPOSITORY, "branch": "main", "workflow": "classroom.yml"}
        trust(hub, repo, issuer=issuer.url, **claims)
        others = grader.repositories
        run = act.push(folder, CLASSROOM, endpoint=hub.url, issuer=issuer, others=others)
    return run, issuer


def test_a_slim_assignment_is_published_and_graded(pushed: tuple[Run, Issuer]) -> None:
    run, _ = pushed
    assert run.code == 0
    report = run.report()
    assert (report["points"], report["max_points"], report["provisional"]) == (100, 100, False)
    assert report["commit"] == run.commands["grade"]["words"][3]
    assert run.notices()["Autograding complete"] == "Points 100/100"
    assert run.annotated("error") == []


def test_the_grader_is_the_teachers_and_nothing_of_the_submission(
    pushed: tuple[Run, Issuer], grader: Grader
) -> None:
    run, _ = pushed
    assert "read from the submission" not in run.output
    for name in ("grade", "seal"):
        command = run.commands[name]
        assert "submission" not in Path(command["folder"]).parts
        assert not Path(command["grader"]).is_relative_to(command["folder"])
    assert run.commands["grade"]["grader"] != run.commands["grade"]["words"][1]
    rubric = (grader.folder / "rubric.yaml").read_bytes()
    assert run.report()["rubric"]["digest"] == digest(rubric)


def test_what_is_graded_are_pointers_and_what_is_published_the_files(
    pushed: tuple[Run, Issuer],
) -> None:
    run, _ = pushed
    assert run.commands["publish"]["pointer"] is False
    assert run.commands["grade"]["pointer"] is True
    for name in ("lint", "grade", "seal"):
        assert not run.commands[name]["environ"].get("HF_TOKEN")


def test_the_report_is_sealed_by_the_graders_workflow(
    pushed: tuple[Run, Issuer],
    grader: Grader,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run, issuer = pushed
    for name in ("report.json", "report.seal"):
        (tmp_path / name).write_bytes(run.artifact(name))
    keys = {"issuer": issuer.url, "keys": issuer.public}
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    report = run.report()
    words = ["verify", str(tmp_path / "report.json"), "--offline", "--format", "json"]
    words += ["--keys", str(tmp_path / "keys.json"), "--issuer", issuer.url]
    words += ["--workflow", WORKFLOW, "--workflow-commit", grader.released]
    words += ["--rubric", str(grader.folder / "rubric.yaml"), "--endpoint", report["endpoint"]]
    words += ["--repository", GITHUB_REPOSITORY]
    capsys.readouterr()
    assert main(words) == 0
    [verdict] = json.loads(capsys.readouterr().out)
    assert verdict["verdict"] == "sealed"


def test_a_broken_submission_is_graded_too(
    act: Runner,
    grader: Grader,
    hub: MiniHub,
    token: str,
    tmp_path: Path,
    patch: pytest.MonkeyPatch,
) -> None:
    folder = grader.assignment(tmp_path / "broken", patch)
    names = {"username": USER, "repo_id": f"{USER}/slim-broken"}
    hand_in(folder, names, demo_student.CARD.replace("license: mit", "license: apache2"))
    run = act.push(folder, CLASSROOM, endpoint=hub.url, token=token, others=grader.repositories)
    assert run.code != 0
    assert [step for _, step in run.failed_steps()] == ["Lint", "Publish", "Points are missing"]
    assert run.report()["points"] < 60
    assert token not in run.output
    shutil.rmtree(run.kept)


def test_the_graders_own_repository_calls_it_locally(
    act: Runner, grader: Grader, hub: MiniHub, answers: dict[str, Any], tmp_path: Path
) -> None:
    """`uses: ./.github/workflows/grade.yml`, as a teacher may try it in a copy of their own."""
    folder = tmp_path / "local"
    shutil.copytree(grader.folder, folder)
    git(folder, "remote", "set-url", "origin", f"https://github.com/{GITHUB_REPOSITORY}.git")
    (folder / "model_repo").mkdir()
    (folder / CLASSROOM).write_text(LOCAL)
    demo_student.write_answers(folder / "answers.yaml", answers | {"repo_id": f"{USER}/slim"})
    (folder / "model_repo/README.md").write_text(demo_student.CARD)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Mine")
    run = act.push(folder, CLASSROOM, endpoint=hub.url, others=grader.repositories)
    outcomes = {one["id"]: one["outcome"] for one in run.report()["results"]}
    assert outcomes["c1.vocabulary"] == outcomes["c2.count"] == "passed"
