"""A Hub for all tests of commands, and `tour` called in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from checks.cli import main
from minihub import MiniHub


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


class Tour(Protocol):
    def __call__(self, *words: str) -> Done: ...


@pytest.fixture(scope="session")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture
def ada(hub: MiniHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ada's token, in the environment as on a run of hers."""
    token = hub.add_user("ada")
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_TOKEN", token)
    return token


@pytest.fixture
def tour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Tour:
    """Run `tour` in tmp_path/work."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def run(*words: str) -> Done:
        capfd.readouterr()
        try:
            code = main(list(words))
        except SystemExit as error:  # argparse
            code = error.code if isinstance(error.code, int) else 1
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Done(code, out, err)

    return run


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"
