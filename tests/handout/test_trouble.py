"""What the boxes “Having trouble?” tell to type leads out of the trouble, in one step."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks import handout
from checks.messages import Lang
from checks.rubric import Rubric
from tests.handout.person import Terminal
from tests.handout.steps import Fence, steps
from tests.needs import needs_program

LANGUAGES = pytest.mark.parametrize("lang", handout.languages())


def block(lang: Lang, info: str, begins: str) -> tuple[str, ...]:
    """Return the one block of the page of this kind whose first line begins so."""
    text = handout.render("lab", lang, Rubric(), hub="http://hub", offline=False, pictures="")
    found = [
        step.lines
        for step in steps(text)
        if isinstance(step, Fence) and step.info == info and step.lines[0].startswith(begins)
    ]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in an empty home."""
    needs_program("bash")
    needs_program("git")
    home = tmp_path / "home"
    home.mkdir()
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C", "EMAIL": ""}
    with Terminal(tmp_path, {**environ, "GIT_CONFIG_NOSYSTEM": "1"}) as started:
        yield started


def types(terminal: Terminal, *lines: str) -> None:
    for line in lines:
        code = terminal.type(line)
        assert code == 0, f"{line}\n{terminal.said}"


@LANGUAGES
def test_git_does_not_know_who_commits(terminal: Terminal, lang: str) -> None:
    types(terminal, "git init -q lab && cd lab", "git config user.useConfigOnly true")
    types(terminal, "echo text > file && git add file")
    assert terminal.type("git commit -qm x") != 0
    assert "Please tell me who you are" in terminal.said
    # The page leads back to its first step.
    types(terminal, *block(lang, "console", "git config --global user.name"), "git commit -qm x")


@LANGUAGES
def test_a_push_is_rejected(terminal: Terminal, lang: str) -> None:
    types(terminal, *block(lang, "console", "git config --global user.name"))
    types(
        terminal,
        "git init -q --bare -b main host",
        "git clone -q host page 2>/dev/null && git clone -q host lab 2>/dev/null",
        "cd page && git checkout -qb main",
        "echo a > a && git add a && git commit -qm a && git push -q -u origin main",
        "cd ../lab && git pull -q origin main && git checkout -q main",
        # A change on GitHub's page, and one here.
        "cd ../page && echo b > b && git add b",
        "git commit -qm 'Update answers.yaml' && git push -q",
        "cd ../lab && echo c > c && git add c && git commit -qm 'My answers'",
    )
    assert terminal.type("git push") != 0
    assert "rejected" in terminal.said
    types(terminal, *block(lang, "console trouble", "git pull --rebase"))
    types(terminal, "git -C ../host log --format=%s")
    assert terminal.said.split("\n")[:3] == ["My answers", "Update answers.yaml", "a"]


@LANGUAGES
def test_a_new_terminal_does_not_know_tour(terminal: Terminal, lang: str, tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    types(terminal, "PATH=/usr/bin:/bin")
    assert terminal.type("tour --version") == 127
    types(terminal, *block(lang, "console trouble", ". .venv"), "tour --version")
    assert terminal.said.startswith("hub-tour ")


@LANGUAGES
def test_the_version_of_python_is_shown(lang: str) -> None:
    [line] = block(lang, "console trouble", "python3")
    told = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout
    assert told.startswith("Python 3.")


def test_a_terminal_tells_how_a_command_ended(terminal: Terminal) -> None:
    """All of these tests rest on it."""
    assert [terminal.type(line) for line in ("true", "false", "(exit 7)", "nothing-like-it")] == [
        *(0, 1, 7),
        127,
    ]
    types(terminal, "cd /")
    assert terminal.where() == Path("/")
