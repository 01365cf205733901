"""The hooks for whoever changes the template, run by the real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.needs import needs_program
from tests.paths import ROOT

CONFIG = ".github/maintainers-pre-commit.yaml"
GOOD = 'def greet(name: str) -> str:\n    return f"Hello {name}"\n'
BROKEN = {
    "ruff-check": "import os\n\n\n" + GOOD,
    "ruff-format": GOOD.replace('"', "'"),
    "mypy": GOOD.replace("-> str", "-> int"),
}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with one module, whose .venv is the environment of the tests."""
    needs_program("git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "repo"
    (folder / "greeting").mkdir(parents=True)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "greeting" / "__init__.py").write_text(GOOD)
    settings = '[tool.mypy]\nstrict = true\npackages = ["greeting"]\n'
    (folder / "pyproject.toml").write_text(settings)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def run(folder: Path) -> tuple[int, str]:
    subprocess.run(["git", "add", "greeting"], cwd=folder, check=True)
    words = [".venv/bin/pre-commit", "run", "--config", str(ROOT / CONFIG), "--color=never"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_what_is_in_order_passes(repo: Path) -> None:
    code, out = run(repo)
    assert (code, out.count("Passed")) == (0, len(BROKEN)), out


@pytest.mark.parametrize("hook", BROKEN)
def test_each_hook_stops_what_it_is_for(hook: str, repo: Path) -> None:
    (repo / "greeting" / "__init__.py").write_text(BROKEN[hook])
    code, out = run(repo)
    assert (code, out.count("Failed"), out.count("Passed")) == (1, 1, len(BROKEN) - 1), out
    assert f"hook id: {hook}" in out


def test_they_need_no_download_and_each_is_tested() -> None:
    config = yaml.safe_load((ROOT / CONFIG).read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["id"] for hook in hooks] == list(BROKEN)
