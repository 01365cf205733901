"""A class without internet, as docs/offline.md tells it: copy, serve, publish, grade."""

from __future__ import annotations

import os
import re
import subprocess
import sys
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
            done = tour("publish", "--lang", "en")
            assert done.code == 0, done.text
            assert published in done.out
            done = tour("grade", "--lang", "en")
            assert done.code == 0, done.text
            assert "100 / 100" in done.out
