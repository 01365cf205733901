"""`tour rehearse --open`: a student looks at their own page before publishing."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT
from tests.submissions import make_submission

if TYPE_CHECKING:
    from minihub import MiniHub
    from tests.commands.conftest import Tour


@contextmanager
def _terminal(
    work: Path, hub: MiniHub, *words: str
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`tour rehearse` on a terminal of its own; the browser writes down what it is to open."""
    browser = work / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{work}/opened.part"\n'
                       f'mv "{work}/opened.part" "{work}/opened"\n')  # fmt: skip
    browser.chmod(0o755)
    ours, theirs = pty.openpty()
    environ = {**os.environ, "HF_ENDPOINT": hub.url, "BROWSER": f"{browser} %s"}
    environ |= {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "checks", "rehearse", *words]
    running = subprocess.Popen(
        command,
        cwd=work,
        env=environ,
        start_new_session=True,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield running, ours
    finally:
        running.kill()
        running.wait()
        os.close(ours)


def _read_until(terminal: int, text: str) -> str:
    """Return what is printed, up to a text. Ends when the program does."""
    said = b""
    while text.encode() not in said:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the program has ended (Linux)
            more = b""
        if not more:
            pytest.fail(said.decode("utf-8", "replace"))
        said += more
    return said.decode()


@pytest.mark.parametrize("end", ["enter", "interrupt"])
def test_the_page_is_there_until_enter_or_ctrl_c(work: Path, hub: MiniHub, end: str) -> None:
    make_submission(work)
    with _terminal(work, hub, "--open", "--lang", "en") as (running, terminal):
        said = _read_until(terminal, "press Enter")
        url = (work / "opened").read_text().strip()
        assert f"Your model's page: {url}" in said
        assert said.index("100 / 100") < said.rindex(url)
        with urllib.request.urlopen(url, timeout=30) as answer:
            page = answer.read().decode()
        assert '<a class="name" href="/ada/course-feedback">course-feedback</a>' in page
        assert running.poll() is None
        if end == "enter":
            os.write(terminal, b"\n")
        else:
            os.killpg(running.pid, signal.SIGINT)
        assert running.wait(timeout=60) == 0


def test_without_a_terminal_it_prints_the_address_and_ends(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("a browser was opened"))
    make_submission(work)
    done = tour("rehearse", "--open", "--lang", "ko")
    assert done.code == 0, done.text
    page = r"^내 모델의 페이지: http://127\.0\.0\.1:\d+/ada/course-feedback$"
    assert len(re.findall(page, done.out, re.MULTILINE)) == 1


def test_with_nothing_published_there_is_no_page(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    make_submission(work)
    card = work / "model_repo/README.md"
    card.write_text(card.read_text().replace("license: mit", "license: apache2"))
    done = tour("rehearse", "--open")
    assert done.code == 1
    assert "REH-PAGE" in done.err
    assert "page: http" not in done.out
