"""One embedded Hub and one template for all stories of a file; a class for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minihub import MiniHub
from tests.stories.classroom import Classroom, Student, make_template


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("class") / "template")


@pytest.fixture
def classroom(
    hub: MiniHub, template: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Classroom:
    return Classroom(hub, template, tmp_path, capfd)


@pytest.fixture
def ana(classroom: Classroom) -> Student:
    """Ana, who has accepted the assignment and cloned it."""
    return classroom.student("ana")
