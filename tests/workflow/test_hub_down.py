"""A complete submission is pushed while nobody answers at the Hub's address."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from tests.workflow.act import CLASSROOM, Run, Runner
from tests.workflow.conftest import assert_only_publish_can_sign_in
from tests.workflow.repository import commit, write_submission

pytestmark = [pytest.mark.act, pytest.mark.slow]


@pytest.fixture(scope="module")
def hub_down(
    act: Runner, token: str, answers: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Run:
    folder = tmp_path_factory.mktemp("down")
    write_submission(folder, answers)
    commit(folder)
    with socket.socket() as port:  # bound and never listening: it refuses every connection
        port.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{port.getsockname()[1]}"
        return act.push(folder, CLASSROOM, endpoint=endpoint, token=token)


def test_no_grade_while_the_hub_is_down(hub_down: Run) -> None:
    assert hub_down.result("publish") == hub_down.result("grade") == "failure"
    assert hub_down.exit_code("publish") == hub_down.exit_code("grade") == 3
    assert hub_down.failed_steps() == [
        ("publish", "Publish"),
        ("grade", "Not graded yet. Nothing is lost, re-run this job"),
    ]
    assert hub_down.report()["provisional"] is True
    assert "Provisional" in hub_down.summary()


def test_github_classroom_reads_nothing_while_the_hub_is_down(hub_down: Run) -> None:
    assert hub_down.notices() == {}
    assert "Autograding" not in hub_down.output
    warnings = [line["kvPairs"]["title"] for line in hub_down.annotated("warning")]
    assert warnings == ["Not graded yet"]
    assert hub_down.annotated("error", "grade") == []


def test_grade_is_told_when_publishing_could_not_end(hub_down: Run) -> None:
    assert hub_down.commands["grade"]["words"][:2] == ["grade", "--unpublished"]


def test_only_publish_can_sign_in(hub_down: Run, token: str) -> None:
    assert_only_publish_can_sign_in(hub_down, token)
