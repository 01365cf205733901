"""An embedded Hub, a made-up student on it, and the rubric of a class that uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from checks.commands import demo_student
from checks.hub.client import HubClient
from checks.rubric import load
from minihub import MiniHub

USER = demo_student.NAME


@pytest.fixture(scope="package")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as hub:
        yield hub


@pytest.fixture(scope="package")
def token(hub: MiniHub) -> str:
    return hub.add_user(USER)


@pytest.fixture(scope="package")
def rubric(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a rubric that asks about what the embedded Hub has."""
    path = tmp_path_factory.mktemp("rubric") / "rubric.yaml"
    text = (files("checks.commands") / "demo_rubric.yaml").read_text("utf-8")
    path.write_text(re.sub(r"(?m)^language:.*\n", "", text), encoding="utf-8")
    return path


@pytest.fixture(scope="package")
def answers(hub: MiniHub, rubric: Path) -> dict[str, Any]:
    """Return what the made-up student finds on the embedded Hub."""
    return demo_student.find_answers(HubClient(hub.url), load(rubric)[0], f"{USER}/complete")
