"""Who made a commit, and which one changed a file last, where histories meet."""

from __future__ import annotations

from typing import Any

from huggingface_hub import CommitOperationAdd, HfApi

from tests.minihub.gitclone import Clone


def last_change(api: HfApi, repo: str, path: str) -> str:
    found: Any = api.get_paths_info(repo, [path], expand=True)[0]
    return str(found.last_commit.oid)


def test_who_took_part_is_among_the_authors(api: HfApi, repo: str) -> None:
    """A pull request that is merged on the Hub names its author below the message."""
    api.create_commit(
        repo,
        [CommitOperationAdd("a.txt", b"hi\n")],
        commit_message="Update a.txt (#1)",
        commit_description="- Update a.txt\n\n\nCo-authored-by: Ben K <ben@users.noreply.x>",
    )
    newest = api.list_repo_commits(repo)[0]
    assert newest.authors == ["ada", "Ben K"]
    assert newest.message.endswith("Co-authored-by: Ben K <ben@users.noreply.x>")


def test_a_merge_is_no_change_of_what_a_parent_has(api: HfApi, repo: str, clone: Clone) -> None:
    git = clone(repo)
    git.commit({"a.txt": "one\n", "b.txt": "one\n"})
    git("checkout", "-qb", "other")
    theirs = git.commit({"b.txt": "two\n"})
    git("checkout", "-q", "main")
    ours = git.commit({"a.txt": "two\n"})
    git("merge", "-q", "--no-ff", "-m", "Merge", "other")
    git("push", "-q", "origin", "main")
    assert (last_change(api, repo, "a.txt"), last_change(api, repo, "b.txt")) == (ours, theirs)


def test_a_commit_may_change_nothing(api: HfApi, repo: str) -> None:
    """The client leaves out what did not change unless it was not asked (huggingface_hub#1411)."""
    same = CommitOperationAdd("a.txt", b"hi\n")
    api.create_commit(repo, [same], commit_message="first")
    again = CommitOperationAdd("a.txt", b"hi\n")
    again._upload_mode = "regular"
    made = api.create_commit(repo, [again], commit_message="second").oid
    newest = api.list_repo_commits(repo)[:2]
    assert [one.title for one in newest] == ["second", "first"]
    assert newest[0].commit_id == made
