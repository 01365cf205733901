"""A student who has done everything pushes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from tests.workflow.act import CLASSROOM, Run, Runner
from tests.workflow.conftest import USER, assert_only_publish_can_sign_in
from tests.workflow.repository import GITHUB_REPOSITORY, commit, write_submission

pytestmark = pytest.mark.act


@pytest.fixture(scope="module")
def complete(
    act: Runner,
    hub: MiniHub,
    token: str,
    answers: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    folder = tmp_path_factory.mktemp("complete")
    write_submission(folder, answers)
    commit(folder)
    event = {"repository": {"is_template": False, "full_name": GITHUB_REPOSITORY}}
    return act.push(folder, CLASSROOM, endpoint=hub.url, token=token, event=event)


@pytest.fixture(scope="module")
def live(hub: MiniHub) -> HfApi:
    return HfApi(hub.url, token=False)


def test_a_complete_submission_makes_every_job_green(complete: Run) -> None:
    assert complete.code == 0
    assert [complete.result(job) for job in ("publish", "grade")] == ["success"] * 2
    assert [*complete.annotated("error"), *complete.annotated("warning")] == []


def test_publishing_makes_one_commit_named_after_the_push(complete: Run, live: HfApi) -> None:
    newest, first = live.list_repo_commits(f"{USER}/complete")
    assert (newest.title, first.title) == ("Publish from a tour of the Hub", "initial commit")
    assert f"source: {complete.github_commit}" in newest.message
    assert GITHUB_REPOSITORY not in newest.title + newest.message


@pytest.mark.usefixtures("complete")
def test_what_is_live_is_the_model_folder(live: HfApi) -> None:
    info = live.model_info(f"{USER}/complete", files_metadata=True)
    files_there = {file.rfilename: file.lfs is not None for file in info.siblings or ()}
    assert files_there == {
        ".gitattributes": False,
        "README.md": False,
        "model.joblib": True,
        "train.py": False,
    }


def test_grading_pins_the_commit_that_was_published(complete: Run, live: HfApi) -> None:
    newest = live.list_repo_commits(f"{USER}/complete")[0].commit_id
    assert complete.commands["grade"]["words"][:3] == ["grade", "--revision", newest]
    assert complete.report()["commit"] == newest


def test_full_marks_reach_the_report_the_log_and_the_summary(complete: Run) -> None:
    report = complete.report()
    assert report["points"] == report["max_points"] == 100
    assert not report["provisional"]
    log = complete.text("grade")
    assert "100 / 100" in log.partition("::group::report.json")[0]
    assert "100 / 100" in complete.summary()


def test_github_classroom_reads_the_points(complete: Run) -> None:
    assert complete.notices() == {
        "Autograding complete": "Points 100/100",
        "Autograding report": '{"totalPoints":100,"maxPoints":100}',
    }


def test_only_publish_can_sign_in(complete: Run, token: str) -> None:
    assert_only_publish_can_sign_in(complete, token)


def test_the_report_is_kept_without_the_truth_of_an_answer(
    complete: Run, answers: dict[str, Any]
) -> None:
    [artifact] = complete.kept.iterdir()
    assert artifact.name == "hub-tour-1"
    assert sorted(file.name for file in artifact.iterdir()) == ["live.json", "report.json"]
    facts = json.loads(complete.artifact("live.json"))["hub"]["facts"]
    found = {key for key, one in facts.items() if one["fact"]["outcome"] == "found"}
    assert found == {"c4.artifacts", "c4.bindings", "c4.card", "c4.repo"}
    assert set(facts) > found
    assert str(answers["c1"]["vocab_size"]) not in json.dumps(facts)


def test_publish_has_the_files_of_lfs_and_grade_only_pointers(complete: Run) -> None:
    assert complete.commands["publish"]["pointer"] is False
    assert complete.commands["grade"]["pointer"] is True
