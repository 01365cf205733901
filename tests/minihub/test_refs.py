"""Branches and tags through the official client."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import BadRequestError, HfHubHTTPError, RevisionNotFoundError

from minihub import MiniHub
from tests.minihub.conftest import Raw


def branches(api: HfApi, repo: str) -> dict[str, str]:
    return {one.name: one.target_commit for one in api.list_repo_refs(repo).branches}


def tags(api: HfApi, repo: str) -> dict[str, str]:
    return {one.name: one.target_commit for one in api.list_repo_refs(repo).tags}


def test_a_branch_is_made_written_to_and_removed(api: HfApi, repo: str) -> None:
    first = api.model_info(repo).sha
    api.create_branch(repo, branch="draft/one")
    made = api.create_commit(
        repo,
        [CommitOperationAdd("a.txt", b"one\n")],
        commit_message="on the branch",
        revision="draft/one",
    )
    assert branches(api, repo) == {"main": first, "draft/one": made.oid}
    assert api.file_exists(repo, "a.txt", revision="draft/one")
    assert not api.file_exists(repo, "a.txt")
    api.create_branch(repo, branch="other", revision=made.oid)
    assert branches(api, repo)["other"] == made.oid
    api.delete_branch(repo, branch="draft/one")
    assert set(branches(api, repo)) == {"main", "other"}
    assert not api.revision_exists(repo, "draft/one")


def test_a_branch_that_is_there(api: HfApi, repo: str) -> None:
    api.create_branch(repo, branch="draft")
    with pytest.raises(HfHubHTTPError, match=r"Reference refs/\w+/\S+ already exists"):
        api.create_branch(repo, branch="draft")
    api.create_branch(repo, branch="draft", exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="in the way"):
        api.create_branch(repo, branch="draft/one")


def test_what_is_not_there(api: HfApi, repo: str) -> None:
    with pytest.raises(RevisionNotFoundError):
        api.create_branch(repo, branch="draft", revision="nowhere")
    with pytest.raises(RevisionNotFoundError):
        api.create_tag(repo, tag="v1", revision="nowhere")
    with pytest.raises(RevisionNotFoundError):
        api.delete_branch(repo, branch="nowhere")
    with pytest.raises(RevisionNotFoundError):
        api.delete_tag(repo, tag="nowhere")


def test_main_stays(api: HfApi, repo: str) -> None:
    with pytest.raises(HfHubHTTPError, match="Cannot delete refs/heads/main"):
        api.delete_branch(repo, branch="main")


def test_tags_stand_at_their_commit(api: HfApi, repo: str) -> None:
    first = api.model_info(repo).sha
    api.create_tag(repo, tag="v1")
    api.create_tag(repo, tag="v1-told", tag_message="The first that works\nand more")
    second = api.upload_file(path_or_fileobj=b"2\n", path_in_repo="a.txt", repo_id=repo).oid
    api.create_tag(repo, tag="v2", revision="main")
    assert tags(api, repo) == {"v1": first, "v1-told": first, "v2": second}
    assert api.model_info(repo, revision="v1-told").sha == first
    with pytest.raises(HfHubHTTPError, match=r"Reference refs/\w+/\S+ already exists"):
        api.create_tag(repo, tag="v1")
    api.create_tag(repo, tag="v1", exist_ok=True)
    api.delete_tag(repo, tag="v1-told")
    assert set(tags(api, repo)) == {"v1", "v2"}


BAD_NAMES = ["with space", "a..b", "end.lock", "-dash", "q?", "a//b", "tilde~1", "x" * 201, "a/.b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_git_would_not_have(api: HfApi, repo: str, name: str) -> None:
    with pytest.raises(BadRequestError, match="Invalid ref name"):
        api.create_branch(repo, branch=name)
    with pytest.raises(BadRequestError, match="Invalid ref name"):
        api.create_tag(repo, tag=name)
    assert set(branches(api, repo)) == {"main"}


@pytest.mark.parametrize("body", [{"startingPoint": 3}, {"startingPoint": ["main"]}])
def test_a_body_of_the_wrong_form(raw: Raw, repo: str, body: dict[str, object]) -> None:
    assert raw("POST", f"/api/models/{repo}/branch/draft", body).status == 400
    assert raw("POST", f"/api/models/{repo}/tag/main", {"tag": 3}).status == 400
    assert raw("POST", f"/api/models/{repo}/tag/main", {}).status == 400
    assert raw("POST", f"/api/models/{repo}/branch/draft", {"emptyBranch": True}).status == 501


def test_only_their_owner_changes_them(hub: MiniHub, anyone: HfApi, repo: str) -> None:
    ben = HfApi(endpoint=hub.url, token=hub.add_user("ben"))
    for api, status in ((anyone, 401), (ben, 403)):
        calls: list[Callable[[], object]] = [
            partial(api.create_branch, repo, branch="mine"),
            partial(api.delete_branch, repo, branch="main"),
            partial(api.create_tag, repo, tag="mine"),
        ]
        for call in calls:
            with pytest.raises(HfHubHTTPError) as caught:
                call()
            assert caught.value.response.status_code == status
