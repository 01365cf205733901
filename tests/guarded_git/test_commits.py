"""Which commit changed a submission last, and the time that it cannot be older than."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.commits import Change, is_bot, newest_change

NAMES = ("answers.yaml", "model_repo")


def at(day: int) -> datetime:
    return datetime(2026, 10, day, 12, tzinfo=UTC)


class Repository:
    """A repository whose commits are on days of October."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, day: int = 1, author: str = "Ana") -> str:
        date = at(day).isoformat()
        done = subprocess.run(
            ["git", "-c", f"user.name={author}", "-c", "user.email=x@example.org", *words],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, day: int, *names: str, author: str = "Ana") -> str:
        """Change these files, and commit; return the commit."""
        for name in names:
            path = self.folder / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(f"{day} {author}\n")
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "x", day=day, author=author)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "work")


def newest(folder: Path, below: str = "", without: str = "") -> Change | None:
    checkout = find_checkout(folder)
    assert checkout
    return newest_change(
        checkout,
        folder / below,
        NAMES,
        lambda commit, author: commit != without and not is_bot(author),
    )


def test_what_changes_neither_answers_nor_model_is_no_change(repository: Repository) -> None:
    first = repository.commit(1, "answers.yaml")
    head = repository.commit(9, "rubric.yaml", "notes/answers.yaml")
    assert newest(repository.folder) == Change(first, head, at(1))
    model = repository.commit(10, "model_repo/a/b.txt")
    assert newest(repository.folder) == Change(model, model, at(10))


def test_a_commit_that_does_not_count_is_passed_over(repository: Repository) -> None:
    first = repository.commit(1, "answers.yaml")
    second = repository.commit(2, "answers.yaml")
    bots = repository.commit(9, "answers.yaml", author="tidy[bot]")
    assert newest(repository.folder) == Change(second, bots, at(2))
    assert newest(repository.folder, without=second) == Change(first, bots, at(1))


def test_a_name_is_a_bots_by_its_end(repository: Repository) -> None:
    assert [is_bot(name) for name in ("x[bot]", "[bot] Ana", "bot", "")] == [True] + [False] * 3
    odd = repository.commit(1, "answers.yaml", author="A\x85n\u2028a")
    assert newest(repository.folder) == Change(odd, odd, at(1))


def test_a_commit_is_no_older_than_its_ancestors(repository: Repository) -> None:
    repository.commit(9, "rubric.yaml")
    back_dated = repository.commit(1, "answers.yaml")
    assert newest(repository.folder) == Change(back_dated, back_dated, at(9))


def test_what_comes_later_does_not_make_it_younger(repository: Repository) -> None:
    first = repository.commit(1, "answers.yaml")
    head = repository.commit(20, "rubric.yaml")
    assert newest(repository.folder) == Change(first, head, at(1))


def test_the_other_side_of_a_merge(repository: Repository) -> None:
    repository.commit(1, "answers.yaml")
    repository.git("checkout", "-q", "-b", "side")
    side = repository.commit(2, "answers.yaml")
    repository.git("checkout", "-q", "main")
    repository.commit(3, "rubric.yaml")
    repository.git("merge", "-q", "-m", "merge", "side", day=9)
    change = newest(repository.folder)
    assert change
    assert (change.commit, change.claimed_at) == (side, at(2))


def test_a_clone_with_a_depth_knows_what_it_has(repository: Repository, tmp_path: Path) -> None:
    """Its oldest commit has all files, as if it had made them."""
    repository.commit(1, "answers.yaml")
    head = repository.commit(5, "rubric.yaml")
    url = repository.folder.as_uri()
    repository.git("clone", "-q", "--depth=1", url, str(tmp_path / "clone"))
    assert newest(tmp_path / "clone") == Change(head, head, at(5))


def test_a_submission_in_a_folder_of_a_repository(repository: Repository) -> None:
    below = repository.commit(1, "ana/answers.yaml")
    head = repository.commit(2, "answers.yaml", "ben/answers.yaml")
    assert newest(repository.folder, "ana") == Change(below, head, at(1))
    (repository.folder / "zip").mkdir()
    (repository.folder / "zip/answers.yaml").write_text("x")
    assert newest(repository.folder, "zip") is None


def test_names_are_no_patterns(repository: Repository) -> None:
    repository.commit(1, "[ab]/answers.yaml")
    repository.commit(2, "a/answers.yaml")
    change = newest(repository.folder, "[ab]")
    assert change
    assert change.claimed_at == at(1)


def test_without_a_commit_nothing_is_known(repository: Repository) -> None:
    assert newest(repository.folder) is None
