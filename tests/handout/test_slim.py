"""A student of a slim assignment types what its README.md says, on a machine with nothing on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.needs import needs_program
from tests.paths import ROOT
from tests.wheels import installs_from
from tests.workflow.repository import git
from tests.workflow.slim import GRADER, Grader, write_grader

pytestmark = pytest.mark.slow
Type = Callable[..., str]


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Grader:
    with pytest.MonkeyPatch.context() as patch:
        return write_grader(tmp_path_factory.mktemp("github") / f"{GRADER}.git", patch)


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory, grader: Grader, wheels: Path
) -> Mapping[str, str]:
    """Return a machine whose `github.com` is the folder that holds the grader."""
    home = tmp_path_factory.mktemp("student")
    places = grader.folder.parents[1]
    (home / ".gitconfig").write_text(
        f'[user]\nname = Ada\nemail = ada@example.org\n[url "file://{places}/"]\n'
        "insteadOf = https://github.com/\n"
    )
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("CI", "GIT_", "GITHUB_", "HF_", "PIP_", "VIRTUAL_ENV"))
    }
    return kept | installs_from(wheels) | {"HOME": str(home), "PATH": os.environ["PATH"]}


@pytest.fixture(scope="module")
def copy(grader: Grader, machine: Mapping[str, str]) -> Path:
    """Return a student's clone of their copy, with the lab installed as the text says."""
    needs_program("git")
    folder = Path(machine["HOME"]) / "lab-ada"
    with pytest.MonkeyPatch.context() as patch:
        grader.assignment(folder, patch)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", "https://github.com/autumn-class/lab-ada.git")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Initial commit")
    [commands] = re.findall(
        r"   ```console\n(   python3 -m venv .*?)```", text_of(folder), re.DOTALL
    )
    commands = commands.replace("python3 -m venv", f"{sys.executable} -m venv")
    assert commands.count("pip install") == 2
    run(folder, machine, commands)
    return folder


def text_of(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


def run(folder: Path, machine: Mapping[str, str], script: str, code: int = 0) -> str:
    """Type lines into a terminal in which the lab is active; return what they print."""
    activate = ". .venv/bin/activate\n" if (folder / ".venv").exists() else ""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", activate + script],
        cwd=folder,
        env=dict(machine),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_first_minutes(copy: Path, machine: Mapping[str, str]) -> None:
    """From the installed lab to a first score: what is said leads to what there is."""
    assert "tour start --username" in run(copy, machine, "tour next")
    said = run(copy, machine, "tour start --username ada")
    assert "answers.yaml: repo_id is now ada/my-first-model" in said
    assert "Installed the hooks" in said
    assert "How: README.md#c1" in said
    assert '<a id="c1"></a>' in text_of(copy)
    assert "20 / 100" in run(copy, machine, "tour rehearse", code=1)


def test_a_commit_is_checked_by_the_hooks_of_the_grader(
    copy: Path, machine: Mapping[str, str]
) -> None:
    card = copy / "model_repo/README.md"
    before = card.read_bytes()
    card.write_bytes(before.replace(b"# license:", b"license: apache2"))
    try:
        said = run(copy, machine, "pre-commit install\ngit add .\ngit commit -m Mine", code=1)
        assert "model_repo/README.md:6:10: CARD-LICENSE" in said
    finally:
        card.write_bytes(before)
    said = run(copy, machine, "git add .\ngit commit --allow-empty -m Mine")
    assert "Failed" not in said


def test_what_is_gone_comes_back(copy: Path, machine: Mapping[str, str]) -> None:
    rules = copy / "model_repo/.gitattributes"
    before = rules.read_bytes()
    rules.unlink()
    assert "model_repo/.gitattributes" in run(copy, machine, "tour start")
    assert rules.read_bytes() == before


def test_the_rubric_is_that_of_the_grader(
    copy: Path, machine: Mapping[str, str], grader: Grader
) -> None:
    """The made-up rubric asks about a model that the default one does not know."""
    assert not (copy / "rubric.yaml").exists()
    rubric = (grader.folder / "rubric.yaml").read_text("utf-8")
    [model] = re.findall(r"(?m)^c1:\n  model_id: (\S+)", rubric)
    assert model not in (ROOT / "rubric.yaml").read_text("utf-8")
    assert model in (copy / "answers.yaml").read_text("utf-8")
    asked = "from checks.commands.common import default_rubric as d; print(d().read_text())"
    assert rubric.strip() in run(copy, machine, f"python -I -c '{asked}'")
