"""act, and what it runs against: the embedded Hub, with the answers of a made-up student."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.commands import demo_student
from checks.hub.client import HubClient
from checks.rubric import load
from minihub import MiniHub
from tests.workflow.act import Run, Runner

USER = demo_student.NAME


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Runner:
    runner = Runner(tmp_path_factory.mktemp("runner"), wheels)
    runner.prepare()
    return runner


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as hub:
        yield hub


@pytest.fixture(scope="module")
def token(hub: MiniHub) -> str:
    return hub.add_user(USER)


@pytest.fixture(scope="module")
def answers(hub: MiniHub) -> dict[str, Any]:
    """Return what the made-up student finds on the embedded Hub."""
    rubric, _ = load(Path(demo_student.__file__).with_name("demo_rubric.yaml"))
    return demo_student.find_answers(HubClient(hub.url), rubric, f"{USER}/complete")


def assert_only_publish_can_sign_in(run: Run, token: str) -> None:
    """Assert that the token is given to one command, and stands in no log."""
    assert token not in run.output
    assert sorted(run.commands) == ["grade", "lint", "publish"]
    assert run.commands["publish"]["environ"]["HF_TOKEN"] == token
    for name in ("lint", "grade"):
        environ = run.commands[name]["environ"]
        assert token not in environ.values()
        assert not [key for key in environ if key.startswith(("HF_TOKEN", "ACTIONS_ID_TOKEN"))]
