"""The command `tour` itself: which grader it is, and what it takes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import checks
from checks.cli import COMMANDS, main, version
from tests.needs import needs_program

PACKAGE = Path(checks.__file__).parent


def head(folder: Path) -> str:
    words = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def commit_all(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        subprocess.run(["git", *who, *words], cwd=folder, check=True)


def test_version_names_the_version_and_the_commit_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needs_program("git")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "__init__.py").touch()
    commit_all(tmp_path)
    monkeypatch.setattr(checks, "__file__", str(tmp_path / "checks" / "__init__.py"))
    assert main(["--version"]) == 0
    expected = f"hub-tour {checks.__version__}, commit {head(tmp_path)}\n"
    assert capsys.readouterr().out == expected


def test_a_package_installed_inside_another_repository_is_not_of_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_program("git")
    package = tmp_path / ".venv" / "lib" / "checks"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    commit_all(tmp_path)
    monkeypatch.setattr(checks, "__file__", str(package / "__init__.py"))
    assert version() == f"hub-tour {checks.__version__}"


def test_the_version_is_written_once() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", checks.__version__)
    project = (PACKAGE.parent / "pyproject.toml").read_text("utf-8")
    assert '\nversion = "' not in project
    assert 'version = {attr = "checks.__version__"}' in project


def test_nothing_looks_for_git_before_it_is_asked_for() -> None:
    program = "import sys, checks.cli\nprint('checks.guarded_git' in sys.modules)\n"
    words = [sys.executable, "-c", program]
    assert subprocess.run(words, capture_output=True, text=True).stdout == "False\n"


def test_help_names_every_command_and_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"^  tour (\w+) ", out, re.MULTILINE) == list(COMMANDS)
    assert "`tour --version`" in out


@pytest.mark.parametrize("words", [[], ["ryn"], ["--verson"]])
def test_without_a_command_that_exists_the_commands_are_told(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert "usage: tour COMMAND" in capsys.readouterr().err


def test_an_unknown_command_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehears"]) == 2
    assert "did you mean `tour rehearse`?" in capsys.readouterr().err
