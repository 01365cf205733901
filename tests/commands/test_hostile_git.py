"""A submission's repository may be set to run programs. Nothing that a teacher types runs one.

Each trap is first shown to plain git last of all: one that never snaps would prove nothing.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from checks.challenges import test_c1_config as c1
from checks.commands.gathered import answered_since
from checks.commands.publish import source_of
from checks.guarded_git import process
from checks.submission import load
from tests.commands.conftest import Tour
from tests.facts import saved_grading, submission_in
from tests.needs import needs_program

DUE = 'due: "2026-10-01T00:00:00+00:00"\nc6:\n  dataset_ids: ["tour-lab/*"]\n'
LATE = "2026-10-02T00:00:00+00:00"
SIGNED = """tree {tree}
author Ada <ada@example.invalid> 1790899200 +0000
committer Ada <ada@example.invalid> 1790899200 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
{blank}
 iQ==
 -----END PGP SIGNATURE-----

signed
"""


@dataclass(frozen=True)
class Repo:
    """A submission in git, and a program of the student's that leaves a mark where it runs."""

    work: Path
    program: Path
    mark: Path

    def git(self, *words: str, data: str = "", folder: Path | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder or self.work), *words],
            input=data,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def set(self, name: str, value: str = "", folder: Path | None = None) -> None:
        self.git("config", name, value or str(self.program), folder=folder)

    def plain_git(self, *words: str, folder: Path | None = None) -> None:
        """Run git as anybody would, at a terminal."""
        terminal, end = pty.openpty()
        environ = os.environ | {"TERM": "xterm"}
        environ.pop("GIT_PAGER", None)
        subprocess.run(
            ["git", *words],
            cwd=folder or self.work,
            stdin=subprocess.DEVNULL,
            stdout=end,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
            env=environ,
        )
        os.close(end)
        os.close(terminal)


@pytest.fixture
def repo(tmp_path: Path, tour: Tour, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Ada's good submission, committed after it was due."""
    needs_program("git")
    needs_program("git-lfs")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.invalid")
        monkeypatch.setenv(f"GIT_{role}_DATE", LATE)
    assert tour is not None  # it makes the folder
    work = tmp_path / "work"
    submission = submission_in(work)
    (work / "rubric.yaml").write_text(DUE)
    (tmp_path / "evidence.json").write_bytes(saved_grading(submission))
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/mark'\nexit 1\n")
    program.chmod(0o755)
    made = Repo(work, program, tmp_path / "mark")
    made.git("init", "-q", "-b", "main")
    made.git("add", ".")
    made.git("commit", "-qm", "all of it")
    return made


def signature(repo: Repo, folder: Path | None = None) -> None:
    tree = repo.git("rev-parse", "HEAD^{tree}", folder=folder)
    words = ("hash-object", "-t", "commit", "-w", "--stdin")
    commit = repo.git(*words, data=SIGNED.format(tree=tree, blank=" "), folder=folder)
    repo.git("update-ref", "HEAD", commit, folder=folder)
    repo.set("log.showSignature", "true", folder)
    repo.set("gpg.program", folder=folder)


def promisor(name: str, url: str, more: tuple[tuple[str, str], ...] = ()) -> Callable[[Repo], None]:
    def prepare(repo: Repo) -> None:
        commit = repo.git("rev-parse", "HEAD")
        repo.git("branch", "other")
        repo.set("core.repositoryFormatVersion", "1")
        repo.set("extensions.partialClone", "origin")
        repo.set("remote.origin.promisor", "true")
        repo.set("remote.origin.url", url.format(work=repo.work, program=repo.program))
        for key, value in more:
            repo.set(key, value)
        repo.set(name)
        (repo.work / ".git/objects" / commit[:2] / commit[2:]).unlink()

    return prepare


def missing_file(repo: Repo) -> None:
    """Remove the blob of a staged file: what the linter looks for, and not the commit."""
    (repo.work / "model_repo/model.joblib").write_bytes(b"\x80another")
    blob = repo.git("rev-parse", "HEAD:model_repo/model.joblib")
    repo.set("core.repositoryFormatVersion", "1")
    repo.set("extensions.partialClone", "origin")
    repo.set("remote.origin.url", str(repo.work))
    repo.set("remote.origin.promisor", "true")
    repo.set("remote.origin.uploadpack")
    (repo.work / ".git/objects" / blob[:2] / blob[2:]).unlink()


def bare_layout(repo: Repo) -> None:
    """No `.git` at all, which a downloaded zip could not hold."""
    signature(repo)
    for path in (repo.work / ".git").iterdir():
        path.rename(repo.work / path.name)
    (repo.work / ".git").rmdir()
    repo.set("core.bare", "true")


def bare_model_folder(repo: Repo) -> None:
    folder = repo.work / "model_repo"
    repo.git("clone", "-q", "--bare", str(repo.work), str(repo.work / "bare"))
    for path in (repo.work / "bare").iterdir():
        path.rename(folder / path.name)
    repo.set("core.bare", "false", folder)
    repo.set("core.worktree", str(folder), folder)
    repo.set("core.fsmonitor", folder=folder)


def git_file(repo: Repo) -> None:
    signature(repo)
    repo.set("core.fsmonitor")
    (repo.work / ".git").rename(repo.work / "elsewhere")
    (repo.work / ".git").write_text("gitdir: elsewhere\n")


def included(repo: Repo) -> None:
    (repo.work / "settings").write_text(f"[core]\n\tfsmonitor = {repo.program}\n")
    repo.set("include.path", "../settings")


def of_work_tree(repo: Repo) -> None:
    repo.set("extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", "core.fsmonitor", str(repo.program))


def filters(repo: Repo, name: str = "lfs") -> None:
    repo.git("add", ".")
    repo.set(f"filter.{name}.clean")
    repo.set(f"filter.{name}.process")
    repo.set(f"filter.{name}.smudge")
    text = "" if name == "lfs" else f"*.joblib filter={name}\n"
    (repo.work / ".git/info").mkdir(exist_ok=True)
    (repo.work / ".git/info/attributes").write_text(text)


def other_filter(repo: Repo) -> None:
    filters(repo, "other")
    repo.set("filter.lfs.clean", "git-lfs clean -- %f")


def lfs_extension(repo: Repo) -> None:
    repo.set("filter.lfs.clean", "git-lfs clean -- %f")
    repo.set("lfs.extension.mine.clean")
    repo.set("lfs.extension.mine.smudge")
    repo.set("lfs.extension.mine.priority", "0")


def shows_differences(repo: Repo) -> None:
    repo.set("diff.external")
    repo.set("diff.mine.textconv")
    (repo.work / ".gitattributes").write_text("* diff=mine\n")
    (repo.work / "rubric.yaml").write_text(f"{DUE}# more\n")


def hooks(repo: Repo) -> None:
    (repo.work / "hooks").mkdir()
    names = "pre-commit post-index-change reference-transaction post-checkout fsmonitor-watchman"
    for name in names.split():
        (repo.work / "hooks" / name).symlink_to(repo.program)
    repo.set("core.hooksPath", "hooks")


def alternates(repo: Repo) -> None:
    other = repo.work / "other"
    repo.git("clone", "-q", "--bare", str(repo.work), str(other))
    info = repo.work / ".git/objects/info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{other}/objects\n")
    repo.set("core.alternateRefsCommand")


def submodule(repo: Repo) -> None:
    inner = repo.work / "model_repo/inner"
    inner.mkdir()
    repo.git("init", "-q", folder=inner)
    repo.git("commit", "-q", "--allow-empty", "-m", "x", folder=inner)
    repo.git("-c", "advice.addEmbeddedRepo=false", "add", "model_repo/inner")
    repo.set("core.fsmonitor", folder=inner)
    repo.set("submodule.recurse", "true")


TRAPS: dict[str, tuple[Callable[[Repo], None], list[str]]] = {
    "log.showSignature": (signature, ["log", "-1"]),
    "promisor, uploadpack": (
        promisor("remote.origin.uploadpack", "{work}"),
        ["log", "-1"],
    ),
    "promisor, sshCommand": (
        promisor("core.sshCommand", "ssh://example.invalid/x"),
        ["log", "-1"],
    ),
    "promisor, gitProxy": (
        promisor("core.gitProxy", "git://example.invalid/x"),
        ["log", "-1"],
    ),
    "promisor, ext": (
        promisor("some.name", "ext::{program}", (("protocol.ext.allow", "always"),)),
        ["log", "-1"],
    ),
    "promisor, a staged file": (missing_file, ["diff", "--stat"]),
    "laid out as a bare repository": (bare_layout, ["log", "-1"]),
    "model_repo laid out as one": (bare_model_folder, ["-C", "model_repo", "status"]),
    ".git is a file": (git_file, ["log", "-1"]),
    "core.fsmonitor": (lambda repo: repo.set("core.fsmonitor"), ["status"]),
    "include.path": (included, ["status"]),
    "config.worktree": (of_work_tree, ["status"]),
    "core.pager": (lambda repo: repo.set("core.pager"), ["log", "-1"]),
    "filter.lfs": (filters, ["add", "--renormalize", "."]),
    "another filter": (other_filter, ["add", "--renormalize", "."]),
    "lfs.extension": (lfs_extension, ["add", "--renormalize", "."]),
    "diff": (shows_differences, ["diff"]),
    "core.hooksPath": (hooks, ["add", "--renormalize", "."]),
    "alternates": (alternates, ["rev-list", "--alternate-refs"]),
    "a submodule": (submodule, ["status"]),
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.usefixtures("ada")
def test_nothing_of_the_repository_runs(trap: str, repo: Repo, tour: Tour, tmp_path: Path) -> None:
    prepare, provoked_by = TRAPS[trap]
    prepare(repo)
    repo.mark.unlink(missing_ok=True)
    evidence = str(tmp_path / "evidence.json")
    for words in (
        ("grade", ".", "--evidence", evidence, "--report", str(tmp_path / "report.json")),
        ("publish",),
        ("lint",),
        ("lint", "gitattributes", "model_repo", "--fix"),
    ):
        tour(*words)
        assert not repo.mark.exists(), words
    repo.plain_git(*provoked_by)
    assert repo.mark.exists(), "the trap does not work, so nothing was shown"


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("path", [".", ""])
def test_a_git_that_lies_in_the_submission_is_not_found(
    path: str, repo: Repo, tour: Tour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (repo.work, repo.work / "model_repo"):
        for name in ("git", "git-lfs"):
            (folder / name).symlink_to(repo.program)
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}{os.environ['PATH']}")
    tour("grade", ".", "--evidence", str(tmp_path / "evidence.json"))
    tour("publish", "--dry-run")
    tour("lint", "gitattributes", "model_repo", "--fix")
    assert not repo.mark.exists()
    repo.plain_git("--version")
    assert repo.mark.exists()


def test_late_is_what_the_commit_claims(repo: Repo, tour: Tour, tmp_path: Path) -> None:
    words = ["grade", ".", "--report", "../report.json"]
    words += ["--evidence", str(tmp_path / "evidence.json")]
    tour(*words)
    assert json.loads((tmp_path / "report.json").read_text())["late"] is True
    (repo.work / "rubric.yaml").write_text(DUE.replace("10-01", "10-03"))
    tour(*words)
    assert json.loads((tmp_path / "report.json").read_text())["late"] is False


def test_the_commit_that_is_published_is_named(repo: Repo) -> None:
    assert source_of(load(repo.work)).commit == repo.git("rev-parse", "HEAD")


def test_a_submission_in_a_clone_of_the_teachers_has_none_of_its_commits(repo: Repo) -> None:
    repo.set("remote.origin.url", "https://github.com/school/lab.git")
    assert source_of(load(repo.work)).assignment.repository == "github.com/school/lab"
    inside = repo.work / "handed-in"
    submission_in(inside)
    repo.git("add", ".")
    repo.git("commit", "-qm", "what they sent")
    submission = load(inside)
    source = source_of(submission)
    assert (source.commit, source.assignment.line) == ("", "")
    assert submission.newest_change(lambda *_: True) is None
    assert submission.uncommitted == ()
    assert answered_since(submission)(c1.CONFIG) is None
    (inside / ".git").write_text("gitdir: ../.git\n")
    assert source_of(load(inside)).assignment.line == ""


def test_a_repository_of_another_user_is_read_all_the_same(
    repo: Repo, tour: Tour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git refuses one in which it is run; where it is only told of the objects, it does not."""
    monkeypatch.setitem(process._VARIABLES, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    environ = os.environ | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    words = ["git", "-C", str(repo.work), "status"]
    plain = subprocess.run(words, env=environ, capture_output=True, check=False)
    assert b"dubious ownership" in plain.stderr
    report = tmp_path / "report.json"
    tour("grade", ".", "--evidence", str(tmp_path / "evidence.json"), "--report", str(report))
    assert json.loads(report.read_text())["late"] is True
    assert source_of(load(repo.work)).commit == repo.git("rev-parse", "HEAD")


PROGRAMS = (
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR", "PAGER"),
    *("GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "EDITOR", "VISUAL", "SSH_ASKPASS"),
    *("GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES"),
    *("GIT_NAMESPACE", "GIT_REPLACE_REF_BASE", "GIT_ATTR_SOURCE", "GIT_SHALLOW_FILE"),
    *("GIT_GRAFT_FILE", "GIT_DEFAULT_HASH"),
)
ENVIRON = dict.fromkeys(PROGRAMS, "{program}") | {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "{program}",
    "GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='{program}'",
    "GIT_TRACE": "{mark}",
    "GIT_TRACE2_EVENT": "{mark}",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
}
"""Variables by which a shell changes what git runs, reads or writes."""


def test_the_shell_that_grades_changes_nothing(
    repo: Repo, tour: Tour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each variable is a teacher's own, and may come from whatever started the shell."""
    commands = (
        ["grade", ".", "--evidence", str(tmp_path / "evidence.json"), "--report", "../report.json"],
        ["publish", "--dry-run"],
        ["lint"],
    )
    plain = [tour(*words).text for words in commands]
    report = (tmp_path / "report.json").read_bytes()
    assert json.loads(report)["late"] is True
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value.format(program=repo.program, mark=repo.mark))
    assert [tour(*words).text for words in commands] == plain
    assert (tmp_path / "report.json").read_bytes() == report
    assert not repo.mark.exists()


def earlier(repo: Repo) -> str:
    """Return a commit like the one that is checked out, but for its date: it was in time."""
    text = repo.git("cat-file", "commit", "HEAD").replace("1790899200", "1790000000")
    words = ("hash-object", "-t", "commit", "-w", "--stdin")
    return repo.git(*words, data=re.sub(r"> \d+ ", "> 1790000000 ", text) + "\n")


def test_a_commit_that_another_stands_in_for_is_judged_as_it_is(
    repo: Repo, tour: Tour, tmp_path: Path
) -> None:
    head = repo.git("rev-parse", "HEAD")
    repo.git("replace", head, earlier(repo))
    assert repo.git("log", "-1", "--format=%ct") == "1790000000"
    words = ["grade", ".", "--evidence", str(tmp_path / "evidence.json")]
    tour(*words, "--report", "../report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["late"], report["handed_in"]["commit"]) == (True, head)
    assert report["handed_in"]["at"] == "2026-10-02T00:00:00Z"


def test_a_history_that_is_cut_off_by_a_graft_is_whole(
    repo: Repo, tour: Tour, tmp_path: Path
) -> None:
    """A commit is not older than those before it, also where its own date says so."""
    (repo.work / "answers.yaml").write_text((repo.work / "answers.yaml").read_text() + "# more\n")
    repo.git("add", ".")
    early = "2026-09-01T00:00:00+00:00"
    environ = os.environ | {"GIT_AUTHOR_DATE": early, "GIT_COMMITTER_DATE": early}
    words = ["git", "-C", str(repo.work), "commit", "-qm", "in time, it says"]
    subprocess.run(words, env=environ, check=True)
    head = repo.git("rev-parse", "HEAD")
    (repo.work / ".git/info").mkdir(exist_ok=True)
    (repo.work / ".git/info/grafts").write_text(f"{head}\n")
    assert repo.git("rev-list", "--count", "HEAD") == "1"
    tour(*["grade", ".", "--evidence", str(tmp_path / "evidence.json"), "--report", "../r.json"])
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["late"], report["handed_in"]["commit"]) == (True, head)
    assert report["handed_in"]["at"] == "2026-10-02T00:00:00Z"
