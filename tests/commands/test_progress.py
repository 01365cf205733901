"""What takes longer than a second says so before it ends, on standard error alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.commands import progress
from checks.messages import Phrase
from minihub.testing import FaultyHub
from minihub.testing.faults import Latency
from tests.paths import ROOT
from tests.submissions import make_submission

LATE = 3.0  # seconds, for one answer of the Hub
MODEL = b"\x80\x04N."  # the pickle of None, which no test here loads


@pytest.fixture(scope="module")
def slow_hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.fixture
def environ(slow_hub: FaultyHub, tmp_path: Path) -> dict[str, str]:
    own = {"HF_ENDPOINT": slow_hub.url, "HF_TOKEN": slow_hub.add_user("ada")}
    return {**os.environ, **own, "PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path / "home")}


# The command, and what it says while it waits.
WAITING = {
    "grade": "Asking {url} ...",
    "publish": "Publishing to {url} ...",
    "rehearse": "Asking {url} ...",
    "hub --from-hub tour-lab/pocket-gpt --catalogue copies": "  Copying tour-lab/pocket-gpt ...",
}


@pytest.mark.parametrize("words", WAITING)
def test_a_slow_hub_is_waited_for_with_a_word(
    work: Path, tmp_path: Path, slow_hub: FaultyHub, environ: dict[str, str], words: str
) -> None:
    """The line is there while the command still runs, and not in its output."""
    work.mkdir()
    make_submission(work, model_bytes=MODEL)
    slow_hub.faults.clear()
    slow_hub.faults.add(Latency(LATE), path="/api/*", times=1)
    command = [sys.executable, "-m", "checks", *words.split(), "--lang", "en"]
    line = WAITING[words].format(url=slow_hub.url)
    said = tmp_path / "said"
    with (
        said.open("w") as out,
        subprocess.Popen(
            command, cwd=work, env=environ, stdout=out, stderr=subprocess.PIPE, text=True
        ) as running,
    ):
        assert running.stderr is not None
        for seen in running.stderr:
            if seen == f"{line}\n":
                break
        else:
            pytest.fail(f"it never said: {line}")
        assert running.poll() is None
        running.stderr.read()
    assert line not in said.read_text("utf-8")


def test_a_terminal_shows_it_and_clears_it_away(
    work: Path, slow_hub: FaultyHub, environ: dict[str, str]
) -> None:
    pty = pytest.importorskip("pty")  # Windows has none
    work.mkdir()
    make_submission(work, model_bytes=MODEL)
    slow_hub.faults.clear()
    slow_hub.faults.add(Latency(1.0), path="/api/*", times=1)
    terminal, inner = pty.openpty()
    command = [sys.executable, "-m", "checks", "grade", "--lang", "en"]
    environ |= {"TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(
        command, cwd=work, env=environ, stdout=subprocess.PIPE, stderr=inner, check=False
    )
    os.close(inner)
    shown = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert f"Asking {slow_hub.url} ..." in shown
    assert shown.endswith("\x1b[2K")  # the line is erased
    assert b"Asking" not in done.stdout
    assert done.stdout.startswith(b"A Tour through the Hugging Face Hub")


def test_what_is_done_at_once_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with progress.waiting("en", Phrase("probe", "Waiting")):
        pass
    assert capfd.readouterr() == ("", "")


def test_what_fails_ends_the_waiting(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.2)
    with pytest.raises(OSError, match="away"), progress.waiting("en", Phrase("probe", "Waiting")):
        raise OSError("away")
    time.sleep(0.4)
    assert capfd.readouterr() == ("", "")
