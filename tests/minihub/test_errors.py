"""Refusals, by their headers and by what the client makes of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import (
    BadRequestError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from minihub import MiniHub
from tests.minihub.conftest import Raw

GATED = "acme-speech/speaker-check"


@pytest.fixture(scope="module")
def bob(hub: MiniHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=hub.add_user("bob"))


@pytest.fixture
def private(api: HfApi) -> Iterator[str]:
    api.create_repo("ada/secret", private=True)
    yield "ada/secret"
    api.delete_repo("ada/secret")


def test_missing_repo_without_a_token(raw: Raw, anyone: HfApi) -> None:
    answer = Raw(raw.url)("GET", "/api/models/ada/nothing")
    assert answer.status == 401
    assert answer.json == {"error": "Invalid username or password."}
    assert answer.headers["X-Error-Message"] == "Invalid username or password."
    assert answer.headers["X-Error-Code"] == "RepoNotFound"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")
    with pytest.raises(RepositoryNotFoundError):
        anyone.model_info("ada/nothing")


@pytest.mark.parametrize("path", ["ada/nothing", "gpt2", "ada/nothing/revision/main", "gpt2/refs"])
def test_missing_repo_with_a_token(raw: Raw, path: str) -> None:
    answer = raw("GET", f"/api/models/{path}")
    assert answer.status == 404
    assert answer.headers["X-Error-Code"] == "RepoNotFound"


@pytest.mark.parametrize("path", ["gpt2", "ada/nothing", "datasets/ada/nothing"])
def test_missing_repo_of_a_download(raw: Raw, path: str) -> None:
    answer = raw("GET", f"/{path}/resolve/main/config.json")
    assert (answer.status, answer.headers["X-Error-Code"]) == (404, "RepoNotFound")


def test_missing_file(api: HfApi, raw: Raw) -> None:
    answer = raw("HEAD", "/tour-lab/pocket-gpt/resolve/main/nothing.txt")
    assert answer.status == 404
    assert answer.headers["X-Error-Code"] == "EntryNotFound"
    assert answer.headers["X-Error-Message"] == "Entry not found"
    assert len(answer.headers["X-Repo-Commit"]) == 40
    body = raw("GET", "/tour-lab/pocket-gpt/resolve/main/README.md/inside").body
    assert body == b"Entry not found"
    with pytest.raises(EntryNotFoundError):
        api.hf_hub_download("tour-lab/pocket-gpt", "nothing.txt")


def test_bad_revision(api: HfApi, raw: Raw) -> None:
    answer = raw("GET", "/api/models/tour-lab/pocket-gpt/revision/v9%2F%ED%95%9C")
    assert answer.status == 404
    assert answer.headers["X-Error-Code"] == "RevisionNotFound"
    assert answer.headers["X-Error-Message"] == "Invalid rev id: v9/?"
    assert answer.json == {"error": "Invalid rev id: v9/한"}
    with pytest.raises(RevisionNotFoundError):
        api.hf_hub_download("tour-lab/pocket-gpt", "config.json", revision="v9")
    with pytest.raises(RevisionNotFoundError):
        api.list_repo_commits("tour-lab/pocket-gpt", revision="0" * 40)


def test_missing_folder(api: HfApi, raw: Raw) -> None:
    answer = raw("GET", "/api/models/tour-lab/pocket-gpt/tree/main/no%2Fwhere")
    assert answer.status == 404
    assert answer.headers["X-Error-Code"] == "EntryNotFound"
    assert answer.json == {"error": 'no/where does not exist on "main"'}
    with pytest.raises(RemoteEntryNotFoundError):
        list(api.list_repo_tree("tour-lab/pocket-gpt", "config.json"))


def test_gated(api: HfApi, anyone: HfApi, raw: Raw) -> None:
    path = f"/{GATED}/resolve/main/config.json"
    assert (raw("GET", path).status, Raw(raw.url)("GET", path).status) == (403, 401)
    assert raw("GET", path).headers["X-Error-Code"] == "GatedRepo"
    assert anyone.model_info(GATED).gated == "auto"
    assert "model.safetensors" in anyone.list_repo_files(GATED)
    with pytest.raises(GatedRepoError):
        api.hf_hub_download(GATED, "model.safetensors")


def test_private_repos_look_missing(api: HfApi, bob: HfApi, anyone: HfApi, private: str) -> None:
    assert api.model_info(private).private
    for other in (bob, anyone):
        with pytest.raises(RepositoryNotFoundError):
            other.model_info(private)
        with pytest.raises(RepositoryNotFoundError):
            other.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=private)
        with pytest.raises(RepositoryNotFoundError):
            other.delete_repo(private) if other is bob else other.list_repo_refs(private)
        assert private not in {model.id for model in other.list_models(author="ada")}
    assert private in {model.id for model in api.list_models(author="ada")}


def test_writing_needs_a_token(raw: Raw, repo: str) -> None:
    nobody = Raw(raw.url)
    for path in ("preupload/main", "commit/main"):
        assert nobody("POST", f"/api/models/{repo}/{path}", {}).status == 401
    assert nobody("POST", f"/{repo}.git/info/lfs/objects/batch", {}).status == 401
    assert nobody("POST", "/api/repos/create", {"name": "x"}).status == 401
    assert nobody("DELETE", "/api/repos/delete", {"name": "x"}).status == 401
    assert nobody("GET", "/api/whoami-v2").status == 401


def test_writing_needs_the_owners_token(bob: HfApi, repo: str) -> None:
    for attempt in (
        lambda: bob.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo),
        lambda: bob.delete_repo(repo),
        lambda: bob.create_repo("ada/another"),
    ):
        with pytest.raises(HfHubHTTPError) as caught:
            attempt()
        assert caught.value.response.status_code == 403


def test_unknown_token(raw: Raw) -> None:
    answer = Raw(raw.url, "hf_nobody")("GET", "/api/models/tour-lab/pocket-gpt")
    assert answer.status == 401
    assert answer.headers["X-Error-Message"] == "Invalid credentials in Authorization header"


def test_repo_that_exists(api: HfApi, raw: Raw, repo: str) -> None:
    answer = raw("POST", "/api/repos/create", {"name": repo.split("/")[1].upper()})
    assert answer.status == 409
    assert answer.json["error"].startswith("You already created this model repo")
    assert api.create_repo(repo, exist_ok=True).repo_id == repo


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/models/tour-lab/pocket-gpt/discussions"),
        ("POST", "/api/models/tour-lab/pocket-gpt/super-squash/main"),
        ("POST", "/api/models/tour-lab/pocket-gpt/refs"),
        ("DELETE", "/api/models/tour-lab/pocket-gpt"),
        ("GET", "/api/models/tour-lab/pocket-gpt/xet-write-token/main"),
        ("GET", "/api/collections"),
        ("POST", "/api/models/tour-lab/pocket-gpt/lfs-files/duplicate"),
        ("GET", "/api/models/tour-lab/pocket-gpt/xet-read-token/main"),
        ("PATCH", "/api/models/tour-lab/pocket-gpt/branch/x"),
        ("GET", "/api/settings/webhooks"),
        ("POST", "/api/jobs/ada"),
        ("GET", "/api/minihub/faults"),
        ("POST", "/api/minihub/faults"),
        ("DELETE", "/api/minihub/faults"),
        ("GET", "/api/"),
        ("GET", "/api"),
        ("GET", "/api/spaces/semantic-search"),
        ("GET", "/api/spaces?linked=True"),
        ("GET", "/api/models/tour-lab/pocket-gpt?expand=downloadsAllTime"),
        ("GET", "/api/daily_papers"),
        ("POST", "/api/settings/webhooks"),
        ("GET", "/api/jobs/ada"),
        ("GET", "/api/models?apps=vllm"),
        ("POST", "/api/models"),
    ],
)
def test_what_is_not_served_says_so(raw: Raw, method: str, path: str) -> None:
    answer = raw(method, path)
    assert answer.status == 501
    assert "not served" in answer.json["error"]


def test_pull_requests_are_not_served(api: HfApi, repo: str) -> None:
    with pytest.raises(HfHubHTTPError, match="not served"):
        api.create_commit(repo, [CommitOperationDelete("x")], commit_message="x", create_pr=True)


def test_a_page_that_is_not_there(raw: Raw) -> None:
    assert raw("GET", "/nothing").status == 404
    assert raw("GET", "/tour-lab/pocket-gpt/").status == 404


def test_stale_parent(api: HfApi, repo: str) -> None:
    parent = api.model_info(repo).sha

    def commit(content: bytes) -> None:
        change = [CommitOperationAdd("a.txt", content)]
        api.create_commit(repo, change, commit_message="x", parent_commit=parent)

    commit(b"1")
    with pytest.raises(HfHubHTTPError, match="The branch was updated since") as caught:
        commit(b"2")
    assert caught.value.response.status_code == 412


def test_deleting_what_is_not_there(api: HfApi, repo: str) -> None:
    for path in ("nothing.txt", "nothing/"):
        with pytest.raises(RemoteEntryNotFoundError, match="A file with this name doesn't exist"):
            api.create_commit(repo, [CommitOperationDelete(path)], commit_message="x")


def test_bad_request_is_one_to_the_client(api: HfApi, repo: str) -> None:
    with pytest.raises(BadRequestError, match="is a file"):
        api.create_commit(
            repo,
            [CommitOperationAdd("a", b"1"), CommitOperationAdd("a/b", b"2")],
            commit_message="x",
        )
