"""The corpus as pytest sees it: every case that lies in a folder, and how one is laid out."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks.lint import linter
from checks.lint.example import FOLDER as FOLDER
from checks.lint.example import Content, Example, linted, load, write
from checks.messages import Problem

HERE = Path(__file__).parent
CARDS = sorted((HERE / "cards").glob("*/README.md"))

# What no files can bring about: a machine without git, a file that may not be read, and the
# like. Each is shown to be said by a test of its own.
WITHOUT_FILES = {
    "CARD-CLASS": "tests/commands/test_assignment.py",
    "ATTR-FOLDER": "tests/lint/gitattributes/test_lint_gitattributes.py",
    "ATTR-GIT": "tests/lint/gitattributes/test_lint_gitattributes.py",
    "ATTR-GIT-FAILED": "tests/lint/gitattributes/test_lint_gitattributes.py",
    "ATTR-READ": "tests/lint/test_unreadable.py",
    "ATTR-COUNT": "tests/lint/gitattributes/test_lint_gitattributes.py",
    "LINT-FOLDER": "tests/lint/test_lint_command.py",
    "LINT-START": "tests/lint/test_lint_command.py",
    "LINT-WRITE": "tests/lint/test_fix.py",
}


def cases() -> list[tuple[Path, Example]]:
    """Return the package's own examples, then `CODE/NAME.yaml` in this folder."""
    ours = [(path, path.stem) for path in sorted(FOLDER.glob("*.yaml"))]
    ours += [(path, path.parent.name) for path in sorted(HERE.glob("*/*.yaml"))]
    return [(path, load(path, code)) for path, code in ours]


def lay_out(example: Example, files: Mapping[str, Content], scratch: Path) -> Path:
    """Write the files into `scratch`, and git's index where the case has one; their folder."""
    folder = scratch / "model_repo" if example.repository == "assignment" else scratch
    folder.mkdir(parents=True, exist_ok=True)
    write(files, folder)
    if example.repository:
        git(scratch, "init --quiet --initial-branch=main")
        run_steps(example.steps, folder)
    return folder


def run_steps(steps: tuple[str, ...], folder: Path) -> None:
    for step in steps:
        assert step.startswith("git "), step
        git(folder, step.removeprefix("git "))


def git(folder: Path, words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(
        ["git", *who, *shlex.split(words)],
        cwd=folder,
        env=kept | nobody,
        check=True,
        capture_output=True,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, git's own aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if ".git" not in path.relative_to(folder).parts
    }


def lint(example: Example, folder: Path) -> list[Problem]:
    """Return what the case's linter says, without the notes on blanks that are beside the point."""
    name = linted(example)
    problems = linter(example.linter)(folder / name, name)
    return [p for p in problems if p.severity != "note" or p.code == example.code]


def places(problems: list[Problem]) -> Iterator[str]:
    for problem in problems:
        yield f"{str(problem.place).removeprefix('./')} {problem.code}"
