"""Two writers at once: one wins, the other is told, and nothing that was taken is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.names import RepoKey
from tests.minihub.conftest import Raw
from tests.minihub.gitclone import Clone, Git

T = TypeVar("T")
ROUNDS = 4


def at_once(*tasks: Callable[[], T]) -> list[T]:
    """Return the result of each of some tasks, all of them started in the same moment."""
    barrier = Barrier(len(tasks), timeout=60)

    def start(task: Callable[[], T]) -> T:
        barrier.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(start, tasks))


def fsck(hub: MiniHub, repo: str) -> None:
    folder = str(hub.store.git_folder(RepoKey("model", repo)))
    words = ["git", "--git-dir", folder, "fsck", "--full", "--strict"]
    subprocess.run(words, check=True, capture_output=True)


def history(api: HfApi, repo: str) -> list[str]:
    return [made.commit_id for made in api.list_repo_commits(repo)]


def api_commit(raw: Raw, repo: str, name: str, parent: str | None = None) -> tuple[bool, str]:
    """Return whether a commit through the API was taken, and its id, or else why not."""
    head = {"key": "header", "value": {"summary": name, "parentCommit": parent}}
    lines = [{"key": "file", "value": {"path": f"{name}.txt", "content": f"{name}\n"}}]
    if parent:  # the later header counts
        lines.append(head)
    answer = raw.commit(repo, *lines, summary=name)
    if answer.status != 200:
        return False, f"{answer.status} {answer.json['error']}"
    return True, answer.json["commitOid"]


def push(git: Git, name: str) -> tuple[bool, str]:
    """Return whether a push was taken, and its commit, or else why not."""
    commit = git("rev-parse", "HEAD").strip()
    done = git.run("push", "origin", "main")
    return done.returncode == 0, commit if done.returncode == 0 else done.stderr + name


def test_two_pushes(clone: Clone, api: HfApi, hub: MiniHub, repo: str) -> None:
    one, other = clone(repo), clone(repo)
    for number in range(ROUNDS):
        one.commit({f"one-{number}.txt": "x\n"})
        other.commit({f"other-{number}.txt": "x\n"})
        ends = at_once(lambda: push(one, "one"), lambda: push(other, "other"))
        (won,) = [said for taken, said in ends if taken]
        (told,) = [said for taken, said in ends if not taken]
        assert "rejected" in told
        assert history(api, repo)[0] == won
        for git in (one, other):
            git("pull", "-q", "--rebase")
            git("push", "origin", "main")
    assert len(history(api, repo)) == 1 + 2 * ROUNDS
    fsck(hub, repo)


def test_two_commits_on_one_parent(api: HfApi, raw: Raw, hub: MiniHub, repo: str) -> None:
    for number in range(ROUNDS):
        head = history(api, repo)[0]
        ends = at_once(
            lambda: api_commit(raw, repo, f"one-{number}", head),  # noqa: B023
            lambda: api_commit(raw, repo, f"other-{number}", head),  # noqa: B023
        )
        assert sorted(taken for taken, _ in ends) == [False, True]
        (told,) = [said for taken, said in ends if not taken]
        assert told.startswith("412 The branch was updated since you opened this page.")
        (won,) = [said for taken, said in ends if taken]
        assert history(api, repo)[:2] == [won, head]
    fsck(hub, repo)


def test_commits_that_name_no_parent_are_all_taken(
    api: HfApi, raw: Raw, hub: MiniHub, repo: str
) -> None:
    tasks = [lambda n=n: api_commit(raw, repo, f"file-{n}") for n in range(12)]
    ends = at_once(*tasks)
    assert all(taken for taken, _ in ends)
    assert set(history(api, repo)) > {commit for _, commit in ends}
    assert {f"file-{n}.txt" for n in range(12)} < set(api.list_repo_files(repo))
    fsck(hub, repo)


def test_a_push_and_a_commit(clone: Clone, api: HfApi, raw: Raw, hub: MiniHub, repo: str) -> None:
    git = clone(repo)
    for number in range(ROUNDS):
        git.commit({f"git-{number}.txt": "x\n"})
        ends = at_once(
            lambda: push(git, "git"),
            lambda: api_commit(raw, repo, f"api-{number}"),  # noqa: B023
        )
        taken = [said for won, said in ends if won]
        assert taken
        assert set(taken) <= set(history(api, repo))
        if not ends[0][0]:
            assert "rejected" in ends[0][1]
        git("pull", "-q", "--rebase")
        git("push", "origin", "main")
    files = set(api.list_repo_files(repo))
    assert {f"{who}-{n}.txt" for who in ("git", "api") for n in range(ROUNDS)} < files
    fsck(hub, repo)


@pytest.mark.parametrize("deleted", ["heads/side", "tags/v1"])
def test_a_repo_that_git_has_packed_is_written_to_all_the_same(
    clone: Clone, api: HfApi, raw: Raw, hub: MiniHub, repo: str, deleted: str
) -> None:
    """Somebody tidies up the folder: `git gc` packs objects and refs."""
    git = clone(repo)
    git.commit({"a.txt": "one\n"})
    git("tag", "v1")
    git("push", "origin", "main", "main:side", "v1")
    folder = str(hub.store.git_folder(RepoKey("model", repo)))
    subprocess.run(["git", "--git-dir", folder, "gc", "-q"], check=True)
    taken, commit = api_commit(raw, repo, "b")
    assert taken
    git("pull", "-q", "--ff-only")
    assert git("rev-parse", "HEAD").strip() == commit
    git("push", "origin", f":refs/{deleted}")
    refs = api.list_repo_refs(repo)
    left = {found.ref for found in [*refs.branches, *refs.tags]}
    assert left == {"refs/heads/main", "refs/heads/side", "refs/tags/v1"} - {f"refs/{deleted}"}
    last = git.commit({"c.txt": "three\n"})
    git("push", "origin", "main")
    assert history(api, repo)[:2] == [last, commit]
    fsck(hub, repo)
