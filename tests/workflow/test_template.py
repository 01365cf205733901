"""The template itself is pushed, or a copy of it: each runs its own jobs only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workflow.act import CLASSROOM, TEMPLATE, Runner
from tests.workflow.repository import commit, copy_template, git

pytestmark = pytest.mark.act


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return the template itself, with a test command that only says that it was run."""
    folder = copy_template(tmp_path / "template")
    command = folder / ".ci" / "run"
    command.write_text("echo the tests were run\n", encoding="utf-8")
    commit(folder)
    return folder


def test_in_the_template_itself_no_classroom_job_runs(act: Runner, template: Path) -> None:
    run = act.push(template, CLASSROOM, event={"repository": {"is_template": True}})
    assert run.code == 0
    assert run.steps() == set()
    assert run.commands == {}


def test_a_branch_for_feedback_is_linted_and_not_published(act: Runner, template: Path) -> None:
    """What a teacher pushes there is no student's work, and grades nothing."""
    git(template, "switch", "--quiet", "--create", "feedback")
    git(template, "commit", "--quiet", "--allow-empty", "--message=Well done")
    run = act.push(template, CLASSROOM, event={"repository": {"is_template": False}})
    assert [job for job, step in sorted(run.steps()) if step == "Lint"] == ["publish"]
    assert "Publish" not in {step for _, step in run.steps()}
    assert run.result("grade") is None


def test_the_template_runs_its_own_tests(act: Runner, template: Path) -> None:
    run = act.push(template, TEMPLATE, event={"repository": {"is_template": True}})
    assert run.result("test") == "success"
    assert "the tests were run" in run.text("test")


@pytest.mark.parametrize("event", [None, {"repository": {"is_template": False}}])
def test_a_copy_of_the_template_does_not_run_the_templates_tests(
    event: dict[str, Any] | None, act: Runner, template: Path
) -> None:
    run = act.push(template, TEMPLATE, event=event)
    assert run.code == 0
    assert run.steps() == set()
