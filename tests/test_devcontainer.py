"""A codespace is ready when it opens: `tour`, the hooks and the handout are there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.needs import needs_program
from tests.paths import ROOT
from tests.wheels import installs_from

CONFIG = ROOT / ".devcontainer" / "devcontainer.json"


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    """Return the file's settings; JSON with comments in lines of their own."""
    text = re.sub(r"^ *//.*$", "", CONFIG.read_text("utf-8"), flags=re.MULTILINE)
    settings: dict[str, Any] = json.loads(text)
    return settings


def test_what_it_opens_is_there(config: dict[str, Any]) -> None:
    opened = config["customizations"]["codespaces"]["openFiles"]
    assert "docs/lab.md" in opened
    assert [name for name in opened if not (ROOT / name).is_file()] == []


def test_its_python_is_one_that_the_project_runs_on(config: dict[str, Any]) -> None:
    major, minor = re.search(r"python:(\d+)\.(\d+)", config["image"]).groups()
    assert (int(major), int(minor)) >= (3, 11)
    assert any("git-lfs" in feature for feature in config["features"])


@pytest.mark.slow
def test_after_its_set_up_a_student_can_begin(
    config: dict[str, Any], wheels: Path, tmp_path: Path
) -> None:
    """In an empty home, in a folder of another name, with the paths that terminals have there."""
    needs_program("sh")
    copy, home = tmp_path / "my-copy", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
    (copy / ".devcontainer").mkdir(exist_ok=True)
    for file in CONFIG.parent.iterdir():
        (copy / ".devcontainer" / file.name).write_bytes(file.read_bytes())
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], **installs_from(wheels)}

    def run(command: str, **more: str) -> str:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=copy,
            env=environ | more,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(config["postCreateCommand"])
    workspace = (
        ("${containerWorkspaceFolder}", str(copy)),
        ("${containerEnv:PATH}", environ["PATH"]),
    )
    later = dict(config["remoteEnv"])
    for name, value in workspace:
        later = {key: text.replace(name, value) for key, text in later.items()}
    assert run("tour --version", **later).startswith("hub-tour ")
    assert (copy / "model_repo" / "README.md").is_file()
    assert run("python -c 'import sys; print(sys.prefix)'", **later).strip() == str(copy / ".venv")
    run("git config user.name Ada && git config user.email ada@example.org")
    # An editor's own button for a commit has no `.venv` on its path.
    answers = copy / "answers.yaml"
    answers.write_text(answers.read_text("utf-8").replace("  count:", "  count:7"), "utf-8")
    stopped = subprocess.run(
        ["git", "commit", "-qam", "x"], cwd=copy, env=environ, capture_output=True, text=True
    )
    assert stopped.returncode != 0
    assert "Y-SPACE" in stopped.stdout + stopped.stderr
