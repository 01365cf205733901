"""Which modules start programs, each for a reason, and which commands of git are run."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

from tests.needs import needs_program
from tests.paths import ROOT

REASONS = {
    "checks/guarded_git/process.py": "git, on folders that are not trusted",
    "checks/commands/demo.py": "our own linter and template, in a folder that the demo made",
    "checks/commands/grade_pytest.py": "pytest, isolated from the submission",
    "checks/commands/own_git.py": "git, in a teacher's own repository",
    "checks/hosts/classroom50/autograder.py": "Python and pip, in a folder of the runner's",
    "checks/commands/rehearse.py": "the browser of whoever rehearses, on the page of their Hub",
    "checks/commands/start_git.py": "git and pre-commit, in a student's own folder",
}
STARTERS = {
    *("subprocess", "webbrowser", "pty", "multiprocessing", "_posixsubprocess", "asyncio"),
    *("os.system", "os.popen", "os.startfile", "os.posix_spawn", "os.posix_spawnp", "os.fork"),
}
NOT_PLUMBING = {
    "add": "restages files for `tour lint --fix`, with git-lfs as the only filter",
    "config": "reads a configuration that it is given as text, or the user's own",
}


def starters_in(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {one.name.partition(".")[0] for one in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module.partition(".")[0], *(f"{module}.{one.name}" for one in names)}
            case ast.Attribute(value=ast.Name(id="os"), attr=name):
                found.add("os.exec" if name.startswith(("exec", "spawn")) else f"os.{name}")
    return found & {*STARTERS, "os.exec"}


def test_no_other_module_starts_a_program() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "checks").rglob("*.py")
        if starters_in(path)
    }
    assert found == set(REASONS)


def test_a_start_is_seen_in_any_form(tmp_path: Path) -> None:
    for text in (
        "import subprocess",
        "from subprocess import run",
        "import os\nos.system('x')",
        "from os import system",
        "import os\nos.execvp('x', [])",
        "import asyncio.subprocess",
    ):
        (tmp_path / "a.py").write_text(text)
        assert starters_in(tmp_path / "a.py"), text


def test_git_is_asked_by_plumbing_alone() -> None:
    git = needs_program("git")
    lists = "list-plumbinginterrogators,list-plumbingmanipulators,list-purehelpers"
    told = subprocess.run([git, f"--list-cmds={lists}"], capture_output=True, text=True, check=True)
    told_all = subprocess.run(
        [git, "--list-cmds=main"], capture_output=True, text=True, check=True
    ).stdout.split()
    used = set()
    for path in (ROOT / "checks").rglob("*.py"):
        text = path.read_text("utf-8")
        if "guarded_git.process import" in text and "start" in text:
            used |= set(re.findall(r'\[(?:\*settings, )?"([a-z-]+)"', text))
            used |= set(re.findall(r'"--literal-pathspecs", "([a-z-]+)"', text))
    used &= set(told_all)
    assert {"ls-files", "cat-file", "rev-list", "ls-tree", "check-attr"} <= used
    assert used - set(told.stdout.split()) == set(NOT_PLUMBING)
