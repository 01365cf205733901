"""Which files of a submission are compared: those of its commit, else those in its folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from checks.digests import digest
from checks.grading.seen import files
from checks.grading.seen.facts import Seen, look
from checks.grading.seen.files import held
from checks.submission import load
from tests.needs import needs_program

WRITTEN = {
    "checks/a.py": b"a\n",
    "checks/deep/b.py": b"b\n",
    ".github/workflows/classroom.yml": b"on: push\n",
    ".github/actions/x/action.yml": b"x\n",
    "requirements/grade.txt": b"pytest\n",
    "Makefile": b"m\n",
    "pyproject.toml": b"p\n",
    ".pre-commit-config.yaml": b"c\n",
    "conftest.py": b"evil\n",
    "rubric.yaml": b"pass_mark: 10\n",
}
OTHERS = {
    "answers.yaml": b"username: ada\n",
    "model_repo/conftest.py": b"x\n",
    "checks/handout/lab.md": b"x\n",
    "checks/manifest.json": b"{}",
    "tests/test_x.py": b"x\n",
    "more/Makefile": b"x\n",
}


def git(folder: Path, *words: str) -> str:
    words = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid", *words)
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a submission without git."""
    top = tmp_path / "work"
    for path, data in {**WRITTEN, **OTHERS}.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(data)
    return top


@pytest.fixture
def clone(folder: Path) -> Path:
    needs_program("git")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "all")
    return folder


def test_a_folder_has_what_is_in_it(folder: Path) -> None:
    assert held(folder) == (WRITTEN, frozenset())


def test_a_clone_has_what_its_commit_has(clone: Path) -> None:
    assert held(clone) == (WRITTEN, frozenset())
    (clone / "checks/a.py").write_bytes(b"changed\n")
    (clone / "checks/new.py").write_bytes(b"new\n")
    (clone / "Makefile").unlink()
    assert held(clone) == (WRITTEN, frozenset())


def test_without_a_commit_the_folder_counts(folder: Path) -> None:
    needs_program("git")
    git(folder, "init", "-q")
    assert held(folder) == (WRITTEN, frozenset())


def test_a_folder_inside_a_clone_is_a_folder(clone: Path) -> None:
    inner = clone / "checks"
    (inner / "Makefile").write_bytes(b"inner\n")
    assert held(inner) == ({"Makefile": b"inner\n"}, frozenset())


@pytest.mark.parametrize("in_git", [False, True])
def test_what_is_no_ordinary_file_is_not_read(folder: Path, in_git: bool) -> None:
    secret = folder.parent / "secret"
    secret.write_text("secret")
    (folder / "checks/a.py").unlink()
    (folder / "checks/a.py").symlink_to(secret)
    (folder / "conftest.py").unlink()
    (folder / "conftest.py").symlink_to("nowhere")
    (folder / "Makefile").chmod(0o755)
    if in_git:
        needs_program("git")
        git(folder, "init", "-q")
        git(folder, "add", "--all")
        git(folder, "commit", "-qm", "x")
    found, unread = held(folder)
    assert found == {**WRITTEN, "checks/a.py": None, "conftest.py": None}
    assert unread == frozenset()


def test_linked_folders_are_not_walked(folder: Path) -> None:
    away = folder.parent / "away"
    (folder / "checks").rename(away)
    (folder / "checks").symlink_to(away)
    (folder / "requirements/more").symlink_to(away)
    found, _ = held(folder)
    kept = {path: data for path, data in WRITTEN.items() if not path.startswith("checks/")}
    assert found == {**kept, "requirements/more": None}


def test_what_python_makes_is_left_out(folder: Path) -> None:
    for name in ("__pycache__", ".git"):
        (folder / "checks" / name).mkdir()
        (folder / "checks" / name / "x.pyc").write_bytes(b"x")
    assert held(folder)[0] == WRITTEN


@pytest.mark.parametrize("in_git", [False, True])
def test_no_more_is_read_than_the_bounds(
    folder: Path, monkeypatch: pytest.MonkeyPatch, in_git: bool
) -> None:
    assert (files.MAX_BYTES, files.MAX_FILES, files.MAX_TOTAL) == (1 << 20, 5000, 1 << 26)
    if in_git:
        needs_program("git")
        git(folder, "init", "-q")
        git(folder, "add", "--all")
        git(folder, "commit", "-qm", "x")
    longest = max(map(len, WRITTEN.values()))
    monkeypatch.setattr(files, "MAX_BYTES", longest)
    assert held(folder)[0] == WRITTEN
    monkeypatch.setattr(files, "MAX_BYTES", longest - 1)
    found = held(folder)[0]
    assert found == {p: None if len(d) == longest else d for p, d in WRITTEN.items()}
    monkeypatch.setattr(files, "MAX_BYTES", longest)
    total = sum(map(len, WRITTEN.values()))
    monkeypatch.setattr(files, "MAX_TOTAL", total)
    assert held(folder)[0] == WRITTEN
    monkeypatch.setattr(files, "MAX_TOTAL", total - 1)
    assert list(held(folder)[0].values()).count(None) == 1
    monkeypatch.setattr(files, "MAX_TOTAL", total)
    monkeypatch.setattr(files, "MAX_FILES", len(WRITTEN))
    assert held(folder)[0] == WRITTEN
    monkeypatch.setattr(files, "MAX_FILES", len(WRITTEN) - 1)
    found = held(folder)[0]
    assert sum(data is not None for data in found.values()) == len(WRITTEN) - 1


def test_a_content_that_is_not_here_is_not_told_of(clone: Path) -> None:
    blob = git(clone, "rev-parse", "HEAD:checks/a.py")
    (clone / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found, unread = held(clone)
    assert unread == {"checks/a.py"}
    assert found["checks/a.py"] is None
    assert "checks/a.py" not in [one.path for one in look(load(clone)).files]


def test_a_look_at_a_clone(clone: Path) -> None:
    seen = look(load(clone))
    assert seen.rubric == digest(b"pass_mark: 10\n")
    assert seen.replaced == ()
    log = clone / ".git/logs/refs/remotes/origin/main"
    log.parent.mkdir(parents=True, exist_ok=True)
    old, new = "a" * 40, "b" * 40
    log.write_text(
        f"{'0' * 40} {old} A <a@b> 1 +0000\tclone: from x\n"
        f"{old} {new} A <a@b> 2 +0000\tfetch origin: forced-update\n"
        f"{new} {old} A <a@b> 3 +0000\tfetch origin: fast-forward\n"
    )
    assert look(load(clone)).replaced == ((old, new),)
    inner = clone / "checks"
    assert look(load(inner)).replaced == ()


def test_a_look_at_a_folder_without_a_rubric(folder: Path) -> None:
    (folder / "rubric.yaml").unlink()
    seen = look(load(folder))
    assert isinstance(seen, Seen)
    assert (seen.rubric, seen.replaced) == (None, ())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "Makefile").unlink()
    os.mkfifo(folder / "Makefile")
    assert held(folder)[0] == {**WRITTEN, "Makefile": None}


@pytest.mark.parametrize("name", [".github", ".github/workflows"])
def test_a_link_above_is_none_the_less(folder: Path, name: str) -> None:
    away = folder.parent / "away"
    (folder / name).rename(away)
    (folder / name).symlink_to(away)
    gone = {path for path in WRITTEN if path.startswith(f"{name}/")}
    assert gone
    assert held(folder)[0] == {path: data for path, data in WRITTEN.items() if path not in gone}


def test_a_submission_may_be_reached_by_a_link(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert held(link)[0] == WRITTEN


def test_without_git_the_folder_counts(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "Makefile").write_bytes(b"changed\n")
    monkeypatch.setenv("PATH", "")
    assert held(clone) == ({**WRITTEN, "Makefile": b"changed\n"}, frozenset())
