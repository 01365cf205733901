"""The steps of docs/hosts.md, typed in as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import needs_program
from tests.pages import read
from tests.paths import BIN
from tests.workflow.repository import copy_template, git

PAGE = "docs/hosts.md"
SCHOOL = "autumn-class"
GH = """#!/bin/sh
# In place of GitHub's command: makes the repository, and pushes to it.
[ "$1 $2" = "repo create" ] || exit 64
git init --quiet --bare "$REMOTES/$3.git"
git remote add origin "https://github.com/$3.git"
git push --quiet origin HEAD
"""


def blocks(kind: str) -> list[str]:
    """Return the commands that the page gives in blocks of a kind, in order."""
    found = re.findall(rf"^ *```console {kind}\n(.*?)^ *```", read(PAGE), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in found for line in block.splitlines()]


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a teacher whose `github.com` is a folder of bare repositories."""
    for name in ("bash", "git", "make"):
        needs_program(name)
    remotes, programs, home = (tmp_path / name for name in ("remotes", "programs", "home"))
    for folder in (remotes / SCHOOL, programs, home):
        folder.mkdir(parents=True)
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    (home / ".gitconfig").write_text(
        f'[user]\nname = Grace\nemail = grace@example.org\n[url "{remotes}/"]\n'
        "insteadOf = https://github.com/\n"
    )
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(programs), str(BIN), os.environ["PATH"]]),
        "REMOTES": str(remotes),
    }


def test_a_teacher_hands_out_an_assignment_on_github(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    grader, remotes = copy_template(tmp_path / "grader"), Path(machine["REMOTES"])
    git(grader, "init", "--quiet", "--initial-branch=main")
    git(grader, "remote", "add", "origin", f"https://github.com/{SCHOOL}/grader.git")
    git(grader, "add", "--all")
    git(grader, "commit", "--quiet", "--message=The template")
    git(tmp_path, "init", "--quiet", "--bare", str(remotes / SCHOOL / "grader.git"))
    (grader / ".venv").mkdir()  # the environment of the tests stands in for it
    (grader / ".venv/bin").symlink_to(BIN)
    for name in ("python.done", "grade.done"):
        (grader / ".venv" / name).touch()
    lines = blocks("github")
    assert "make release" in lines
    script = "\n".join(lines).replace("YOUR-SCHOOL", SCHOOL)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=grader,
        env=machine,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    released = git(remotes / SCHOOL / "grader.git", "rev-parse", "lab").strip()
    assert released == git(grader, "rev-parse", "main").strip()
    files = git(remotes / SCHOOL / "assignment.git", "ls-tree", "-r", "--name-only", "main").split()
    assert len(files) == 13
    assert f"rev: {released}" in (tmp_path / "assignment/.pre-commit-config.yaml").read_text()
    # The page's line for the seals is the one that the release prints.
    [line] = [line.strip() for line in done.stdout.splitlines() if "tour verify" in line]
    [shown] = [
        line.strip() for line in read(PAGE).splitlines() if line.strip()[:11] == "tour verify"
    ]
    assert line == shown.replace("YOUR-SCHOOL", SCHOOL).replace("COMMIT", released)


def test_a_teacher_hands_the_grader_to_classroom_50(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    grader, remote = copy_template(tmp_path / "grader"), tmp_path / "remotes/classroom50.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(tmp_path, "clone", "--quiet", str(remote), "classroom50")
    (tmp_path / "classroom50/autumn/autograders").mkdir(parents=True)
    script = "\n".join(blocks("classroom50")).replace("CLASSROOM", "autumn")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=grader,
        env=machine | {"PYTHONPATH": str(grader)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = git(remote, "ls-tree", "-r", "--name-only", "main").split()
    for name in ("autograder.py", "bundle.json", "grader/rubric.yaml", "grader/checks/cli.py"):
        assert f"autumn/autograders/hub-tour/{name}" in files


def test_the_page_names_the_files_of_the_assignment_and_the_steps_that_are_red() -> None:
    page, workflow = read(PAGE), read(".github/workflows/grade.yml")
    assert "13 files" in page
    for name in ("Points are missing", "Not graded yet"):
        assert f"| {name} |" in page
        assert re.search(rf"- name: {name}", workflow)
