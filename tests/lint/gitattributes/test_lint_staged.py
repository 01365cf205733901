"""What is staged, judged with real git and real git-lfs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.lint.gitattributes.linter import lint_gitattributes
from checks.lint.repository import is_hub_address
from checks.messages import Problem, Restage, render
from tests.needs import needs_program
from tests.paths import ROOT

pytestmark = pytest.mark.git_lfs

LFS = "filter=lfs diff=lfs merge=lfs -text"
RULES = f"*.joblib {LFS}\n"
BINARY = b"\x80\x04\x95\x00"
CARD = "---\nlicense: mit\n---\n# T\n"
Git = Callable[..., str]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Provide git and git-lfs with no settings but those of each test."""
    needs_program("git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = (
        "[user]\n\tname = Ada\n\temail = ada@example.invalid\n[init]\n\tdefaultBranch = main\n"
    )
    (tmp_path / "settings").write_text(settings)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return an assignment repository with a model folder in it, without git-lfs."""
    folder = tmp_path / "assignment"
    folder.mkdir()
    run(folder, "init", "-q")
    write(folder / "model_repo", {".gitattributes": RULES, "README.md": CARD})
    return folder


@pytest.fixture
def model(top: Path) -> Path:
    return top / "model_repo"


@pytest.fixture
def pushed(tmp_path: Path) -> Path:
    """Return a repository that is itself a model repo, cloned from the Hub."""
    folder = tmp_path / "my-model"
    folder.mkdir()
    run(folder, "init", "-q")
    run(folder, "remote", "add", "origin", "https://ada:hf_" + "a" * 30 + "@huggingface.co/ada/x")
    write(folder, {".gitattributes": RULES, "README.md": CARD})
    return folder


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def found(folder: Path) -> list[tuple[str, str]]:
    return [(p.code, str(p.place)) for p in lint_gitattributes(folder, "m")]


def only(folder: Path) -> Problem:
    (problem,) = lint_gitattributes(folder, "m")
    return problem


LATE = [("ATTR-LATE", "m/model.joblib:1:1")]
PLAIN = [("ATTR-PLAIN", "m/model.joblib:1:1")]


def test_a_rule_that_came_too_late(model: Path) -> None:
    run(model, "lfs", "install", "--local")
    (model / ".gitattributes").write_text("")
    write(model, {"model.joblib": BINARY})
    run(model, "add", ".")
    run(model, "commit", "-qm", "start")
    (model / ".gitattributes").write_text(RULES)
    assert [code for code, _ in found(model)] == ["ATTR-UNSTAGED", "ATTR-LATE"]
    run(model, "add", ".gitattributes")
    assert found(model) == LATE
    assert isinstance(only(model).fix, Restage)
    run(model, "add", "--renormalize", ".")
    assert found(model) == []


def test_git_lfs_that_was_never_set_up(model: Path) -> None:
    write(model, {"model.joblib": BINARY, "empty.joblib": b""})
    run(model, "add", ".")
    assert found(model) == LATE
    assert only(model).severity == "warning"
    assert only(model).fix is None
    assert "git lfs install" in only(model).hint("en")
    run(model, "lfs", "install", "--local")
    run(model, "add", "--renormalize", ".")
    assert found(model) == []


def test_changes_left_out_of_the_commit_stay_out(model: Path) -> None:
    write(model, {"model.joblib": BINARY})
    run(model, "add", ".")
    run(model, "lfs", "install", "--local")
    write(model, {"model.joblib": BINARY * 2})
    assert found(model) == LATE
    assert only(model).fix is None


def test_where_git_itself_pushes_to_the_hub_it_is_an_error(pushed: Path) -> None:
    write(pushed, {"model.joblib": BINARY})
    run(pushed, "add", ".")
    assert found(pushed) == PLAIN
    assert only(pushed).severity == "error"
    for lang in ("en", "ko"):
        assert "git remote origin" in render(only(pushed), lang)
        assert "aaaa" not in render(only(pushed), lang)


def test_a_text_that_the_hub_takes_is_no_error(pushed: Path) -> None:
    write(pushed, {"model.joblib": "a text\n"})
    run(pushed, "add", ".")
    assert found(pushed) == LATE


@pytest.mark.parametrize(
    ("remote", "card", "expected"),
    [
        ("git@hf.co:ada/x", "", PLAIN),
        ("ssh://git@hf.co/ada/x", "", PLAIN),
        ("https://hub.example:8443/ada/x", "", PLAIN),
        ("https://github.com/ada/huggingface.co", CARD, LATE),
        ("https://nothuggingface.co/ada/x", CARD, LATE),
        ("https://hub.example/ada/x", CARD, LATE),
        ("../huggingface.co/x", "", LATE),
        (None, CARD, PLAIN),
        (None, "# No card\n", LATE),
    ],
)
def test_what_is_pushed_to_the_hub_shows_in_its_settings(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    remote: str | None,
    card: str,
    expected: list[tuple[str, str]],
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example:8443/")
    folder = tmp_path / "model"
    write(folder, {".gitattributes": RULES, "model.joblib": BINARY, "README.md": card})
    run(folder, "init", "-q")
    if remote:
        run(folder, "remote", "add", "there", remote)
    run(folder, "add", ".")
    assert found(folder) == expected


def test_an_address_that_only_the_push_goes_to(pushed: Path) -> None:
    run(pushed, "remote", "set-url", "origin", "https://github.com/ada/x")
    run(pushed, "remote", "set-url", "--push", "origin", "https://huggingface.co/ada/x")
    write(pushed, {"model.joblib": BINARY})
    run(pushed, "add", ".")
    assert found(pushed) == PLAIN


@pytest.mark.parametrize("address", ["", "x", "::", "file:///huggingface.co", "C:\\hf.co\\x"])
def test_other_addresses_lead_elsewhere(address: str) -> None:
    assert not is_hub_address(address)


def test_staged_then_edited(pushed: Path) -> None:
    write(pushed, {"data.dat": BINARY})
    run(pushed, "add", ".")
    assert found(pushed) == [("ATTR-BINARY", "m/.gitattributes:2:1")]
    write(pushed, {"data.dat": "a text by now\n"})
    assert found(pushed) == [("ATTR-STAGED", "m/data.dat:1:1")]
    (pushed / "data.dat").unlink()
    assert found(pushed) == [("ATTR-STAGED", "m/data.dat:1:1")]
    run(pushed, "rm", "-q", "--cached", "data.dat")
    assert found(pushed) == []


def test_staged_in_part(pushed: Path) -> None:
    write(pushed, {"notes.txt": "one\n"})
    run(pushed, "add", ".")
    write(pushed, {"notes.txt": "one\n한글\n"})
    assert found(pushed) == []
    write(pushed, {"notes.txt": b"one\n\xff\n"})
    assert found(pushed) == [("ATTR-UTF8", "m/notes.txt:2:1")]


def test_a_large_file_that_is_only_staged(pushed: Path) -> None:
    write(pushed, {"data.csv": b"1,2\n" * 2_700_000})
    run(pushed, "add", ".")
    (pushed / "data.csv").unlink()
    assert found(pushed) == [("ATTR-STAGED", "m/data.csv:1:1")]


def test_rules_that_are_not_staged(model: Path) -> None:
    run(model, "lfs", "install", "--local")
    write(model, {"model.joblib": BINARY})
    run(model, "add", "model.joblib")
    assert found(model) == [("ATTR-UNSTAGED", "m/.gitattributes:1:1")]
    run(model, "add", ".gitattributes")
    assert found(model) == []
    write(model, {".gitattributes": RULES + "# no change to anything\n"})
    assert found(model) == []


def test_rules_in_a_folder_below(model: Path) -> None:
    run(model, "lfs", "install", "--local")
    write(model, {"deep/.gitattributes": f"*.dat {LFS}\n", "deep/a.dat": BINARY})
    run(model, "add", ".gitattributes", "deep/a.dat")
    assert found(model) == [("ATTR-UNSTAGED", "m/.gitattributes:1:1")]
    run(model, "add", ".")
    assert found(model) == []


def pointer_and_its_object(folder: Path) -> Path:
    run(folder, "lfs", "install", "--local")
    write(folder, {"model.joblib": BINARY})
    run(folder, "add", ".")
    (path,) = [path for path in (folder / ".git" / "lfs" / "objects").rglob("*") if path.is_file()]
    return path


def test_a_pointer_whose_object_is_gone(pushed: Path) -> None:
    stored = pointer_and_its_object(pushed)
    stored.unlink()
    assert found(pushed) == []  # the file itself is here
    (pushed / "model.joblib").unlink()
    assert found(pushed) == [("ATTR-POINTER", "m/model.joblib:1:1")]
    assert only(pushed).fields["size"] == "4"
    run(pushed, "config", "filter.lfs.smudge", "cat")
    run(pushed, "config", "--unset", "filter.lfs.process")
    run(pushed, "checkout", "--", "model.joblib")
    assert (pushed / "model.joblib").read_text().startswith("version ")
    assert found(pushed) == [("ATTR-POINTER", "m/model.joblib:1:1")]
    stored.write_bytes(BINARY)
    assert found(pushed) == []


def test_objects_may_be_stored_elsewhere(pushed: Path, tmp_path: Path) -> None:
    run(pushed, "config", "lfs.storage", str(tmp_path / "elsewhere"))
    run(pushed, "lfs", "install", "--local")
    write(pushed, {"model.joblib": BINARY})
    run(pushed, "add", ".")
    assert list((tmp_path / "elsewhere").rglob("objects/*"))
    write(pushed, {"model.joblib": BINARY * 2})
    assert found(pushed) == []


def test_another_work_tree_has_an_index_of_its_own(pushed: Path, tmp_path: Path) -> None:
    run(pushed, "add", ".")
    run(pushed, "commit", "-qm", "start")
    other = tmp_path / "other"
    run(pushed, "worktree", "add", "-q", str(other))
    write(other, {"model.joblib": BINARY})
    run(other, "add", ".")
    assert found(other) == PLAIN
    assert found(pushed) == []


def test_a_submodule_holds_no_files_of_this_commit(pushed: Path) -> None:
    inner = pushed / "inner"
    write(inner, {"a.dat": BINARY})
    run(inner, "init", "-q")
    run(inner, "add", ".")
    run(inner, "commit", "-qm", "start")
    assert found(pushed) == [("ATTR-NESTED", "m/inner:1:1")]
    run(pushed, "-c", "advice.addEmbeddedRepo=false", "add", ".")
    assert found(pushed) == [("ATTR-NESTED", "m/inner:1:1")]
    assert [code for code, _ in found(inner)] == ["ATTR-BINARY", "ATTR-NONE"]


def test_a_model_folder_that_is_a_clone_is_never_to_be_deleted(top: Path, tmp_path: Path) -> None:
    """The files are in the student's own clone alone, and their history in its `.git` alone."""
    inner = top / "model_repo"
    run(inner, "init", "-q")
    run(inner, "add", ".")
    run(inner, "commit", "-qm", "work of weeks")
    run(top, "-c", "advice.addEmbeddedRepo=false", "add", ".")
    run(top, "commit", "-qm", "start")
    run(tmp_path, "clone", "-q", str(top), "fresh")
    problems = lint_gitattributes(tmp_path / "fresh/model_repo", "model_repo")
    (problem,) = (p for p in problems if p.code == "ATTR-NESTED")
    assert str(problem.place) == "model_repo:1:1"
    for lang, delete in (
        ("en", r"delete|remove|\brm (?!--cached)"),
        ("ko", r"지우|삭제|\brm (?!--cached)"),
    ):
        assert "model_repo/.git" in problem.hint(lang)
        assert not re.search(delete, problem.hint(lang))
    # What it advises, done where the student is.
    (inner / ".git").rename(tmp_path / "kept")
    for command in re.findall("`git (.*?)`", problem.hint("en")):
        run(top, *shlex.split(command))
    assert "model_repo/README.md" in run(top, "ls-files")
    assert "work of weeks" in run(tmp_path, "--git-dir=kept", "log")
    assert [p for p in lint_gitattributes(inner, "model_repo") if p.code == "ATTR-NESTED"] == []


def test_what_is_only_staged_can_be_kept(pushed: Path) -> None:
    write(pushed, {"data.dat": BINARY})
    run(pushed, "add", ".")
    (pushed / "data.dat").unlink()
    first, *_ = re.findall("`git (.*?)`", only(pushed).hint("en"))
    copy, _, _ = run(pushed, *shlex.split(first)).partition("\t")
    assert (pushed / copy).read_bytes() == BINARY


def test_a_sparse_checkout_is_judged_by_its_commit(pushed: Path) -> None:
    run(pushed, "lfs", "install", "--local")
    write(pushed, {"kept/a.txt": "a\n", "left/model.joblib": BINARY, "left/b.dat": "b\n"})
    run(pushed, "add", ".")
    run(pushed, "commit", "-qm", "start")
    run(pushed, "sparse-checkout", "set", "--cone", "kept")
    assert not (pushed / "left").exists()
    for stored in (pushed / ".git" / "lfs" / "objects").rglob("*"):
        if stored.is_file():
            stored.unlink()
    assert found(pushed) == []


def test_what_is_ignored_is_in_no_commit(pushed: Path) -> None:
    write(pushed, {"runs/a.dat": BINARY, "b.dat": BINARY})
    assert len(found(pushed)) == 2
    write(pushed, {".gitignore": "runs/\n"})
    assert len(found(pushed)) == 1
    run(pushed, "add", "--force", "runs/a.dat")
    assert len(found(pushed)) == 2


def test_names_are_taken_as_they_are(pushed: Path) -> None:
    names = ["모델 파일.joblib", "it's.joblib", '"q".joblib', "-x.joblib", "tab\t.joblib"]
    write(pushed, dict.fromkeys(names, BINARY))
    run(pushed, "add", ".")
    late = [p for p in lint_gitattributes(pushed, "m") if p.code == "ATTR-PLAIN"]
    assert len(late) == len(names)
    hints = "\n".join(p.hint("en") for p in late)
    assert "-- '모델 파일.joblib'" in hints
    assert "-- 'it'\"'\"'s.joblib'" in hints


def test_a_merge_that_is_not_done(pushed: Path) -> None:
    run(pushed, "add", ".")
    run(pushed, "commit", "-qm", "start")
    for branch, text in (("one", "1\n"), ("two", "2\n")):
        run(pushed, "switch", "-qc", branch, "main")
        write(pushed, {"a.txt": text})
        run(pushed, "add", ".")
        run(pushed, "commit", "-qm", branch)
    merge = subprocess.run(["git", "merge", "one"], cwd=pushed, capture_output=True, check=False)
    assert merge.returncode == 1
    assert found(pushed) == []


def test_a_repository_with_longer_names_for_contents(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    write(folder, {".gitattributes": RULES, "a.txt": "a\n", "model.joblib": BINARY})
    run(folder, "init", "-q", "--object-format=sha256")
    run(folder, "add", ".")
    assert found(folder) == LATE
    (folder / "model.joblib").unlink()
    assert found(folder) == LATE


def test_nothing_of_the_repository_is_run(pushed: Path, tmp_path: Path) -> None:
    trap = f"touch {tmp_path / 'sprung'}; cat"
    write(pushed, {"model.joblib": BINARY, "a.txt": "a\n"})
    run(pushed, "add", ".")
    for name in ("core.fsmonitor", "filter.lfs.clean", "filter.lfs.smudge", "diff.lfs.textconv"):
        run(pushed, "config", name, trap)
    write(pushed, {"a.txt": b"\xff\n"})
    assert {code for code, _ in found(pushed)} == {"ATTR-PLAIN", "ATTR-UTF8"}
    assert not (tmp_path / "sprung").exists()


def test_a_repository_of_another_owner_is_read(
    pushed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses one since its configuration may run programs; here it is not read."""
    write(pushed, {"model.joblib": BINARY})
    run(pushed, "add", ".")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert found(pushed) == PLAIN


def test_an_index_that_git_will_not_read(pushed: Path) -> None:
    (pushed / ".git" / "index").write_text("no index")
    assert found(pushed) == [("ATTR-INDEX", "m:1:1")]


def test_what_the_index_names_may_be_missing(pushed: Path) -> None:
    write(pushed, {"a.txt": "a\n", "model.joblib": BINARY})
    run(pushed, "add", ".")
    write(pushed, {"a.txt": "b\n"})
    for stored in (pushed / ".git" / "objects").rglob("*"):
        if stored.is_file():
            stored.unlink()
    assert found(pushed) == []


@pytest.mark.parametrize("words", [["-am", "x"], ["-m", "x", "model.joblib"], ["-m", "x"]])
def test_in_a_hook_the_commit_in_the_making_counts(pushed: Path, words: list[str]) -> None:
    """`git commit -a` and `git commit FILE` have an index of their own."""
    run(pushed, "add", ".")
    write(pushed, {"model.joblib": ""})
    run(pushed, "add", ".")
    run(pushed, "commit", "-qm", "start")
    write(pushed, {"model.joblib": BINARY})
    if words == ["-m", "x"]:
        run(pushed, "add", "model.joblib")
    hook = pushed / ".git" / "hooks" / "pre-commit"
    command = f'PYTHONPATH="{ROOT}" "{sys.executable}" -m checks lint gitattributes . --lang en'
    hook.write_text(f"#!/bin/sh\n{command}\n")
    hook.chmod(0o755)
    done = subprocess.run(
        ["git", "commit", *words], cwd=pushed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "model.joblib:1:1: ATTR-PLAIN" in done.stdout + done.stderr


def test_another_repositorys_index_does_not_count(
    pushed: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(pushed, {"model.joblib": BINARY})
    run(pushed, "add", ".")
    monkeypatch.setenv("GIT_INDEX_FILE", str(pushed / ".git" / "index"))
    monkeypatch.setenv("GIT_DIR", str(pushed / ".git"))
    assert found(model) == []
    assert found(pushed) == PLAIN


def test_few_processes_are_started(pushed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pushed, "lfs", "install", "--local")
    write(pushed, {f"{n}.joblib": BINARY for n in range(20)})
    write(pushed, {f"{n}.txt": "a\n" for n in range(20)})
    run(pushed, "add", ".")
    started: list[str] = []
    start = subprocess.Popen

    def counted(words: list[str], *rest: Any, **more: Any) -> Any:
        started.append(next(word for word in words[1:] if word in NAMES))
        return start(words, *rest, **more)

    monkeypatch.setattr(subprocess, "Popen", counted)
    assert found(pushed) == []
    assert started == ["ls-files", "check-attr", "cat-file", "cat-file"]


NAMES = {"ls-files", "check-attr", "cat-file", "rev-parse", "config", "check-ignore"}
