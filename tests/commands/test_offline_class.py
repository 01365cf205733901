"""A class without internet, as docs/offline.md tells it: copy, serve, publish, grade."""

from __future__ import annotations

import os
import re
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

COPIED = (
    "tour-lab/pocket-gpt",
    "tour-lab/ner-small-en",
    "tour-lab/pos-tagger-en",
    "acme-speech/whisper-pequeno-es",
    "datasets/tour-lab/many-voices",
)


@contextmanager
def _class_hub(work: Path) -> Iterator[tuple[str, str]]:
    """`tour hub` with the copies, for two students; its address and the first one's token."""
    words = ["hub", "--catalogue", "class-catalogue", "--folder", "class-hub"]
    command = [sys.executable, "-m", "checks", *words, "--user", "ada", "ben", "--lang", "en"]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=work, env=environ, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            said = "".join(running.stdout.readline() for _ in range(3))
            address = re.search(r"^HF_ENDPOINT=(\S+)$", said, re.MULTILINE)
            token = re.search(r"^HF_TOKEN=(\S+)  # ada$", said, re.MULTILINE)
            assert address, said
            assert token, said
            yield address[1], token[1]
        finally:
            running.terminate()


def _read(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode("utf-8"))


def test_a_class_without_internet(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    done = tour("hub", "--from-hub", *COPIED, "--catalogue", "class-catalogue", "--lang", "en")
    assert done.code == 0, done.text
    make_submission(work, c2={"count": 2})
    for published in ("Published", "is up to date"):
        with _class_hub(work) as (address, token):
            monkeypatch.setenv("HF_ENDPOINT", address)
            monkeypatch.setenv("HF_TOKEN", token)
            handout = _read(f"{address}/lab?lang=en")
            assert f'href="{address}/tour-lab/pocket-gpt"' in handout
            assert f"export HF_ENDPOINT={address}" in handout
            assert "gpt2" not in handout
            assert "스플릿" in _read(f"{address}/lab?lang=ko")
            done = tour("publish", "--lang", "en")
            assert done.code == 0, done.text
            assert published in done.out
            done = tour("grade", "--lang", "en")
            assert done.code == 0, done.text
            assert "100 / 100" in done.out


def test_a_handout_that_asks_about_what_is_not_there(tmp_path: Path) -> None:
    """The rubric as it comes, on a Hub of made-up repos."""
    words = ["hub", "--rubric", str(ROOT / "rubric.yaml"), "--lang", "en"]
    with subprocess.Popen(
        [sys.executable, "-m", "checks", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        said = [running.stdout.readline() for _ in range(3)]
        running.terminate()
        assert running.stderr is not None
        told = running.stderr.read()
    assert re.fullmatch(r"# The lab's handout, for this Hub: http://\S+/lab\n", said[2])
    about = re.findall(r"HUB-RUBRIC note: The lab asks about (\S+), .*\n.*under (\S+) in", told)
    assert about == [
        ("openai-community/gpt2", "c1.model_id"),
        ("legacy-datasets/common_voice", "c6.dataset_ids"),
    ]


def test_a_rubric_that_is_not_there(tour: Tour) -> None:
    done = tour("hub", "--rubric", "nowhere.yaml", "--lang", "en")
    assert done.code == 2
    assert done.err.startswith("nowhere.yaml:1:1: HUB-NO-RUBRIC There is no such file.")
