"""A commit's time and a checkout's parts, read without git's own search and configuration."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.guarded_git.checkout import find_checkout, own_checkout
from checks.guarded_git.commits import newest_change
from checks.guarded_git.process import GitError, UnreadableRulesError, git_program, start
from checks.guarded_git.rules import MAX_RULES
from tests.needs import needs_program

TIME = datetime(2026, 10, 1, 14, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_program("git")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.invalid")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-10-01T23:59:00+09:00")


def git(folder: Path, *words: str, data: str = "") -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        input=data,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    return made(folder)


def made(folder: Path, *options: str) -> Path:
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main", *options)
    (folder / "a.txt").write_text("a\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "start")
    return folder


def time_in(folder: Path) -> datetime | None:
    checkout = find_checkout(folder)
    if checkout is None:
        return None
    change = newest_change(checkout, checkout.top, ["a.txt"], lambda *_: True)
    return change and change.claimed_at


def test_a_checkout(top: Path) -> None:
    checkout = find_checkout(top)
    assert checkout is not None
    assert checkout.head() == git(top, "rev-parse", "HEAD")
    assert checkout.top == top
    assert time_in(top) == TIME


def test_a_folder_below_and_a_path_with_dots(top: Path) -> None:
    (top / "below").mkdir()
    (top.parent / "beside").mkdir()
    assert time_in(top / "below") == TIME
    assert time_in(top / "below/..") == TIME
    assert time_in(top / "../beside") is None


def test_a_link_to_a_checkout_is_that_checkout(top: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(top)
    assert time_in(tmp_path / "link") == TIME


@pytest.mark.parametrize(
    "steps",
    [
        [["pack-refs", "--all"], ["gc", "-q"]],
        [["switch", "-q", "--detach"]],
        [["switch", "-q", "-c", "한글/branch"]],
        [["switch", "-q", "-c", "a/b"], ["pack-refs", "--all"]],
        [["commit-graph", "write"]],
    ],
    ids=["packed", "detached", "not ASCII", "packed branch", "graph"],
)
def test_wherever_git_keeps_it(top: Path, steps: list[list[str]]) -> None:
    for words in steps:
        git(top, *words)
    assert time_in(top) == TIME


def test_longer_names_for_commits(tmp_path: Path) -> None:
    assert time_in(made(tmp_path / "long", "--object-format=sha256")) == TIME


def test_a_clone_without_history(top: Path, tmp_path: Path) -> None:
    git(top, "commit", "-qm", "more", "--allow-empty")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{top}", "clone")
    assert time_in(tmp_path / "clone") == TIME


def test_objects_that_are_borrowed_are_not_looked_at(top: Path, tmp_path: Path) -> None:
    """They may be anybody's: those of whoever grades, or of another student."""
    git(tmp_path, "clone", "-q", "--shared", str(top), "one")
    checkout = find_checkout(tmp_path / "one")
    assert checkout is not None
    assert checkout.objects is None
    assert time_in(tmp_path / "one") is None
    git(tmp_path / "one", "repack", "-q", "-a", "-d")
    (tmp_path / "one/.git/objects/info/alternates").write_text("")
    assert time_in(tmp_path / "one") == TIME


def test_a_folder_inside_a_checkout_is_none_of_its_own(top: Path, tmp_path: Path) -> None:
    (top / "below").mkdir()
    assert own_checkout(top / "below") is None
    assert own_checkout(tmp_path) is None
    assert own_checkout(top) == find_checkout(top / "below")
    assert own_checkout(top) is not None
    (tmp_path / "link").symlink_to(top)
    assert own_checkout(tmp_path / "link") == find_checkout(top)


def test_a_git_file_that_names_the_repository_of_another_folder(top: Path, tmp_path: Path) -> None:
    git(top, "worktree", "add", "-q", str(tmp_path / "other"))
    for named in (top / ".git", top / ".git/worktrees/other"):
        folder = top / "handed in" / named.name
        folder.mkdir(parents=True)
        (folder / ".git").write_text(f"gitdir: {named}\n")
        assert find_checkout(folder) is None
    assert time_in(tmp_path / "other") == TIME
    (tmp_path / "other").rename(tmp_path / "moved")  # git finds it still
    assert time_in(tmp_path / "moved") == TIME
    separate = tmp_path / "separate"
    separate.mkdir()
    (top / ".git").rename(tmp_path / "kept apart")
    (separate / ".git").write_text("gitdir: ../kept apart\n")
    assert time_in(separate) == TIME


def test_a_git_file_that_leads_nowhere_hides_the_checkout_around_it(top: Path) -> None:
    (top / "below").mkdir()
    (top / "below/.git").write_text("gitdir: nowhere\n")
    assert find_checkout(top / "below") is None


@pytest.mark.parametrize("name", [".gitattributes", ".gitignore"])
def test_git_opens_no_rules_but_ordinary_files(name: str, top: Path) -> None:
    (top / "a/b").mkdir(parents=True)
    (top / "a/b/c.txt").write_text("c")
    checkout = find_checkout(top)

    def refused() -> list[str]:
        found = []
        for words, data in (
            (["ls-files", "-o", "--exclude-standard", "--", "a"], b""),
            (["check-attr", "--stdin", "-z", "text"], b"a/b/c.txt\0"),
            (["check-ignore", "--stdin", "-z"], b"a.txt\0"),
            (["ls-files", "-s"], b""),
        ):
            try:
                start(words, top, data, checkout).close()
            except UnreadableRulesError as error:
                found.append(f"{words[0]}: {error.strerror}")
        return found

    assert refused() == []
    path = top / "a/b" / name
    os.mkfifo(path)
    why = f"{path} is no ordinary file of rules"
    assert refused() == [f"ls-files: {why}", f"check-attr: {why}"]
    path.unlink()
    path.touch()
    os.truncate(path, MAX_RULES)
    assert refused() == []
    os.truncate(path, MAX_RULES + 1)
    assert refused() == [f"ls-files: {why}", f"check-attr: {why}"]
    path.unlink()
    path.symlink_to("/dev/zero")  # git does not follow it
    assert refused() == []
    os.mkfifo(top / name)
    why = f"{top / name} is no ordinary file of rules"
    assert refused() == [f"ls-files: {why}", f"check-attr: {why}", f"check-ignore: {why}"]


def test_an_index_that_is_a_pipe_is_said_at_once(top: Path) -> None:
    pipe(top / ".git/index")
    with pytest.raises(GitError, match="index file"):
        start(["ls-files"], top, checkout=find_checkout(top)).output(5)


def test_a_pack_that_is_a_pipe_is_never_opened(top: Path) -> None:
    git(top, "gc", "-q")
    assert time_in(top) == TIME
    pack = next((top / ".git/objects/pack").glob("*.idx"))
    pipe(pack)
    checkout = find_checkout(top)
    assert checkout is not None
    assert checkout.objects is None
    assert time_in(top) is None


def test_another_work_tree_and_a_submodule(top: Path, tmp_path: Path) -> None:
    git(top, "worktree", "add", "-q", str(tmp_path / "other"))
    assert time_in(tmp_path / "other") == TIME
    outer = made(tmp_path / "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(top), "inner")
    assert (outer / "inner/.git").is_file()
    assert time_in(outer / "inner") == TIME


def test_a_branch_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert time_in(tmp_path) is None


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def dated(seconds: str) -> Callable[[Path], None]:
    def change(top: Path) -> None:
        tree = git(top, "rev-parse", "HEAD^{tree}")
        text = f"tree {tree}\nauthor A <a> {seconds} +0000\ncommitter A <a> {seconds} +0000\n\nx\n"
        words = ("hash-object", "-t", "commit", "-w", "--literally", "--stdin")
        git(top, "update-ref", "HEAD", git(top, *words, data=text))

    return change


def head(text: str | bytes) -> Callable[[Path], None]:
    data = text if isinstance(text, bytes) else text.encode()

    def change(top: Path) -> None:
        (top / ".git/HEAD").write_bytes(data)

    return change


def object_is_a_pipe(top: Path) -> None:
    commit = git(top, "rev-parse", "HEAD")
    pipe(top / ".git/objects" / commit[:2] / commit[2:])


def no_objects(top: Path) -> None:
    (top / ".git/objects").rename(top / "objects")


def head_is_a_folder(top: Path) -> None:
    (top / ".git/HEAD").unlink()
    (top / ".git/HEAD").mkdir()


def alternate(line: str) -> Callable[[Path], None]:
    def change(top: Path) -> None:
        info = top / ".git/objects/info"
        info.mkdir(exist_ok=True)
        (info / "alternates").write_text(f"{line}\n")

    return change


def git_file(text: str) -> Callable[[Path], None]:
    def change(top: Path) -> None:
        (top / ".git").rename(top / "elsewhere")
        (top / ".git").write_text(text)

    return change


BROKEN: dict[str, Callable[[Path], None]] = {
    "HEAD is a pipe": lambda top: pipe(top / ".git/HEAD"),
    "HEAD is a folder": head_is_a_folder,
    "HEAD is empty": head(""),
    "HEAD is binary": head(b"ref: refs/heads/\xff\0\xfe"),
    "HEAD leads out": head("ref: refs/heads/../../../../outside"),
    "HEAD is an option": head("--output=/tmp/x"),
    "HEAD names a tree": lambda top: head(git(top, "rev-parse", "HEAD^{tree}"))(top),
    "HEAD names nothing": head("0" * 39 + "1"),
    "the branch is a pipe": lambda top: pipe(top / ".git/refs/heads/main"),
    "the commit is a pipe": object_is_a_pipe,
    "no objects": no_objects,
    "a time beyond the calendar": dated("99999999999999"),
    "a time beyond all": dated("9" * 40),
    "no time": dated("soon"),
    "objects on another machine": alternate("//192.0.2.1/share/objects"),
    "the same by Windows' name": alternate("\\\\192.0.2.1\\share\\objects"),
    "the same in quotes": alternate('"\\\\\\\\192.0.2.1\\\\share\\\\objects"'),
    "many objects elsewhere": alternate("\n".join(f"/x{n}" for n in range(10_000))),
    ".git on another machine": git_file("gitdir: //192.0.2.1/share/.git\n"),
    ".git is text": git_file("What is this?\n"),
    ".git is empty": git_file(""),
    ".git names no folder": git_file("gitdir: nowhere\n"),
    ".git has a zero byte": git_file("gitdir: a\0b\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_in_reading_the_time_means_that_it_is_not_known(
    what: str, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.guarded_git.commits._SECONDS", 0.5)
    outside = top.parent / "outside"
    outside.write_text(git(top, "rev-parse", "HEAD"))
    assert time_in(top) == TIME
    BROKEN[what](top)
    time = time_in(top)
    # What git makes of a time it cannot read is its own affair; no commit is dated by it.
    assert time is None or (what in ("no time", "a time beyond all") and time.year < 2000)


def test_without_git_the_time_is_not_known(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert time_in(top) is None


def test_git_is_not_looked_for_where_one_is_standing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", ".:", "./"):
        monkeypatch.setenv("PATH", path)
        with pytest.raises(FileNotFoundError):
            git_program()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_program() == str(tmp_path / "git")


def test_variables_of_git_do_not_count(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DIR", "WORK_TREE", "COMMON_DIR", "OBJECT_DIRECTORY", "INDEX_FILE", "NAMESPACE"):
        monkeypatch.setenv(f"GIT_{name}", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "broken")
    assert time_in(top) == TIME


def test_a_split_index_is_read_whole(top: Path) -> None:
    git(top, "update-index", "--split-index")
    (top / "b.txt").write_text("b\n")
    git(top, "add", "b.txt")
    checkout = find_checkout(top)
    assert checkout is not None
    assert checkout.is_split
    out, _ = start(["ls-files", "-z"], top, checkout=checkout).output()
    assert out == b"a.txt\0b.txt\0"


def test_nothing_is_left_behind(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    assert time_in(top) == TIME
    with pytest.raises(GitError):
        start(["cat-file", "blob", "nothing"], top, checkout=find_checkout(top)).output()
    start(["cat-file", "--batch"], top, checkout=find_checkout(top)).close()
    assert list(scratch.iterdir()) == []
