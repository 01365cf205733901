"""Nothing that lies in a submission is taken for settings or code by who grades it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minihub import MiniHub
from tests.submissions import make_submission

MARK = "open({mark!r}, 'w').close()\n"
MODULES = (
    *("random", "types", "yaml", "json", "re", "checks", "huggingface_hub", "msgspec", "rich"),
    *("sitecustomize", "usercustomize", "conftest", "pytest", "site", "encodings"),
)
SETTINGS = {
    ".env": "HF_ENDPOINT=http://127.0.0.1:9\nHF_TOKEN=hf_theirs\n",
    ".netrc": "default login ben password hf_theirs\n",
    "_netrc": "default login ben password hf_theirs\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9\n",
    "pyvenv.cfg": "home = /nowhere\n",
    "pytest.ini": "[pytest]\npythonpath = .\naddopts = -p conftest\n",
    "tox.ini": "[pytest]\npythonpath = .\naddopts = -p conftest\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p conftest\n",
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = "."\naddopts = "-p conftest"\n',
    ".coveragerc": "[run]\nplugins = conftest\n",
    "evil.pth": "import conftest\n",
    "rubric.yaml": "points: {c1.activation: 1000}\n",
}


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Return a submission with all of these in it, and in its model folder."""
    folder = make_submission(tmp_path / "class/ana")
    mark = str(tmp_path / "mark")
    (tmp_path / "rubric.yaml").write_bytes((folder / "rubric.yaml").read_bytes())
    for where in (folder, folder / "model_repo"):
        for name in MODULES:
            (where / f"{name}.py").write_text(MARK.format(mark=mark))
        for name, text in SETTINGS.items():
            (where / name).write_text(text)
    return folder


@pytest.mark.parametrize("words", [["grade"], ["grade", "--pytest"]], ids=" ".join)
@pytest.mark.parametrize("place", ["outside", "inside", "in the model folder"])
def test_nothing_of_it_counts(
    hub: MiniHub, planted: Path, tmp_path: Path, words: list[str], place: str
) -> None:
    here = {"outside": tmp_path, "inside": planted, "in the model folder": planted / "model_repo"}
    program = str(Path(sys.executable).with_name("tour"))
    options = [str(planted), "--lang", "en"]
    if place != "outside":  # there it is found
        options += ["--rubric", str(tmp_path / "rubric.yaml")]
    environ = {name: value for name, value in os.environ.items() if name != "HF_TOKEN"}
    before = len(hub.requests)
    done = subprocess.run(
        [program, *words, *options],
        cwd=here[place],
        env=environ | {"HF_ENDPOINT": hub.url, "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (tmp_path / "mark").exists(), done.stdout + done.stderr
    assert len(hub.requests) > before, done.stderr
    assert "hf_theirs" not in done.stdout + done.stderr
    assert not any("hf_theirs" in str(seen) for seen in list(hub.requests)[before:])
    assert "/ 100" in done.stdout, done.stdout + done.stderr
    if words == ["grade"]:
        report = json.loads((here[place] / "report.json").read_text("utf-8"))
        assert report["endpoint"] == hub.url
        assert report["max_points"] == 100


def test_the_trap_is_one(planted: Path, tmp_path: Path) -> None:
    """Plain Python, started there, runs it."""
    words = [sys.executable, "-c", "import random"]
    subprocess.run(words, cwd=planted, check=False, capture_output=True)
    assert (tmp_path / "mark").exists()
