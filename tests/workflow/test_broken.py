"""Answers left blank, a licence that is none, and a model that no LFS rule covers are pushed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from huggingface_hub import HfApi

from checks.commands import demo_student
from minihub import MiniHub
from tests.workflow.act import CLASSROOM, Run, Runner
from tests.workflow.conftest import USER, assert_only_publish_can_sign_in
from tests.workflow.repository import commit, write_submission

pytestmark = [pytest.mark.act, pytest.mark.slow]


@pytest.fixture(scope="module")
def broken(act: Runner, hub: MiniHub, token: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("broken")
    names = {"username": USER, "repo_id": f"{USER}/broken"}
    write_submission(folder, names, demo_student.CARD.replace("license: mit", "license: apache2"))
    rules = folder / "model_repo" / ".gitattributes"
    kept = [line for line in rules.read_text("utf-8").splitlines() if "joblib" not in line]
    rules.write_text("\n".join(kept) + "\n", encoding="utf-8")
    commit(folder)
    return act.push(folder, CLASSROOM, endpoint=hub.url, token=token)


def test_a_broken_submission_is_refused_but_graded(broken: Run) -> None:
    assert broken.code != 0
    assert [broken.result(job) for job in ("publish", "grade")] == ["failure"] * 2
    assert [broken.exit_code(job) for job in ("publish", "grade")] == [1, 1]


def test_a_broken_submission_is_not_published(broken: Run, hub: MiniHub) -> None:
    names = [model.id for model in HfApi(hub.url, token=False).list_models(author=USER)]
    assert f"{USER}/broken" not in names
    assert broken.commands["grade"]["words"][:2] == ["grade", "--live-evidence"]


@pytest.mark.parametrize("step", ["Lint", "Publish"])
def test_what_is_wrong_stands_in_the_log(step: str, broken: Run) -> None:
    log = broken.text("publish", step)
    assert "model_repo/README.md:2:" in log
    assert "apache2" in log
    assert "model.joblib" in log


def test_the_summary_of_a_broken_submission_says_what_to_do_next(broken: Run) -> None:
    todo = broken.summary().partition("What to do next")[2]
    for check in ("c1.activation", "c2.count", "c3.model", "c4.live", "c6.splits"):
        assert f"`{check}`" in todo
    assert todo.count("→") >= 5


def test_a_broken_submission_is_told_beside_its_lines(broken: Run) -> None:
    places = {line["kvPairs"].get("file") for line in broken.annotated("error")}
    assert {"answers.yaml", "model_repo/README.md"} <= places
    for job, step in (("publish", "Lint"), ("publish", "Publish"), ("grade", "Grade")):
        assert len(broken.annotated("error", job, step)) <= 10


def test_the_steps_that_are_red_say_what_happened(broken: Run) -> None:
    assert broken.failed_steps() == [
        ("publish", "Lint"),
        ("publish", "Publish"),
        ("grade", "Points are missing"),
    ]


def test_github_classroom_reads_no_more_points_than_the_report_has(broken: Run) -> None:
    report = broken.report()
    points, most = report["points"], report["max_points"]
    assert points < most
    assert broken.notices() == {
        "Autograding complete": f"Points {points}/{most}",
        "Autograding report": f'{{"totalPoints":{points},"maxPoints":{most}}}',
    }


def test_no_answer_is_given_away(broken: Run, answers: dict[str, Any]) -> None:
    """The truth is at hand while grading; of a blank answer nothing of it may show."""
    log = broken.text("grade")
    assert answers["c1"]["activation_function"] not in log
    assert not re.search(rf"\b{answers['c1']['vocab_size']}\b", log)
    assert answers["c3"]["model_id"] not in log


def test_only_publish_can_sign_in(broken: Run, token: str) -> None:
    assert_only_publish_can_sign_in(broken, token)
