"""States that a repo can be in: private, gated, disabled, renamed, deleted."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from minihub import MiniHub
from minihub.testing import change_repo, delete_repo, rename_repo
from tests.minihub.conftest import Raw
from tests.minihub.gitclone import Clone


@pytest.fixture
def filled(api: HfApi, repo: str) -> str:
    api.upload_file(path_or_fileobj=b"hello\n", path_in_repo="a.txt", repo_id=repo)
    return repo


def listed(api: HfApi) -> list[str]:
    return [model.id for model in api.list_models(author="ada")]


@pytest.fixture
def by_hand(hub: MiniHub, filled: str) -> Iterator[str]:
    """Yield a repo that is put right again at the end, so that it can be deleted."""
    yield filled
    change_repo(hub, filled, private=False, gated="", disabled=False)


@pytest.mark.parametrize("how", ["client", "python"])
def test_private_is_its_owners_alone(
    hub: MiniHub, api: HfApi, anyone: HfApi, by_hand: str, how: str
) -> None:
    if how == "client":
        api.update_repo_settings(by_hand, private=True)
    else:
        change_repo(hub, by_hand, private=True)
    assert api.model_info(by_hand).private is True
    assert by_hand in listed(api)
    assert by_hand not in listed(anyone)
    assert not anyone.repo_exists(by_hand)
    with pytest.raises(RepositoryNotFoundError):
        anyone.model_info(by_hand)
    api.update_repo_settings(by_hand, visibility="public")
    assert anyone.model_info(by_hand).private is False


@pytest.mark.parametrize("mode", ["auto", "manual"])
def test_gated_shows_what_it_has_and_keeps_it(
    hub: MiniHub,
    api: HfApi,
    anyone: HfApi,
    by_hand: str,
    tmp_path: Path,
    mode: Literal["auto", "manual"],
) -> None:
    api.update_repo_settings(by_hand, gated=mode)
    assert anyone.model_info(by_hand).gated == mode
    assert "a.txt" in anyone.list_repo_files(by_hand)
    ben = HfApi(endpoint=hub.url, token=hub.add_user("ben"))
    for somebody in (anyone, ben):
        with pytest.raises(GatedRepoError):
            somebody.hf_hub_download(by_hand, "a.txt", cache_dir=tmp_path / "cache")
    api.hf_hub_download(by_hand, "a.txt", cache_dir=tmp_path / "own")
    assert by_hand in [model.id for model in api.list_models(author="ada", gated=True)]
    api.update_repo_settings(by_hand, gated=False)
    anyone.hf_hub_download(by_hand, "a.txt", cache_dir=tmp_path / "cache")


def test_disabled_is_nobodys(
    hub: MiniHub, api: HfApi, anyone: HfApi, by_hand: str, tmp_path: Path
) -> None:
    change_repo(hub, by_hand, disabled=True)
    for somebody in (api, anyone):
        with pytest.raises(DisabledRepoError):
            somebody.model_info(by_hand)
        with pytest.raises(LocalEntryNotFoundError) as caught:
            somebody.hf_hub_download(by_hand, "a.txt", cache_dir=tmp_path / "cache")
        assert isinstance(caught.value.__cause__, DisabledRepoError)
    assert by_hand not in listed(api)
    with pytest.raises(DisabledRepoError):
        api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=by_hand)
    change_repo(hub, by_hand, disabled=False)
    assert api.model_info(by_hand).disabled is False


@pytest.mark.parametrize("how", ["client", "python"])
def test_renamed_leads_on(
    hub: MiniHub, api: HfApi, raw: Raw, clone: Clone, filled: str, tmp_path: Path, how: str
) -> None:
    new = f"{filled}-renamed"
    if how == "client":
        api.move_repo(filled, new)
    else:
        rename_repo(hub, filled, new)
    answer = raw("GET", f"/api/models/{filled}?blobs=true")
    assert answer.status == 307
    assert answer.headers["Location"] == f"/api/models/{new}?blobs=true"
    assert api.model_info(filled).id == new
    path = snapshot_download(filled, endpoint=hub.url, cache_dir=tmp_path / "cache", token=False)
    assert (Path(path) / "a.txt").read_text() == "hello\n"
    api.upload_file(path_or_fileobj=b"two\n", path_in_repo="b.txt", repo_id=filled)
    assert api.file_exists(new, "b.txt")
    git = clone(filled)
    git.commit({"c.txt": "three\n"})
    git("push")
    assert api.file_exists(new, "c.txt")
    assert filled not in listed(api)
    api.create_repo(filled)  # the old name is free again, and then its own
    assert api.model_info(filled).id == filled
    assert api.model_info(new).id == new
    api.delete_repo(new)


def test_an_id_in_another_case_leads_to_the_repo(
    hub: MiniHub, api: HfApi, raw: Raw, clone: Clone, filled: str
) -> None:
    other = filled.upper()
    assert other != filled
    answer = raw("GET", f"/api/models/{other}?blobs=true")
    assert (answer.status, answer.headers["Location"]) == (307, f"/api/models/{filled}?blobs=true")
    assert api.model_info(other).id == filled
    api.upload_file(path_or_fileobj=b"two\n", path_in_repo="b.txt", repo_id=other)
    assert api.file_exists(filled, "b.txt")
    git = clone(other)
    git.commit({"c.txt": "three\n"})
    git("push")
    assert api.file_exists(filled, "c.txt")
    api.update_repo_settings(filled, private=True)
    assert Raw(hub.url)("GET", f"/api/models/{other}").status == 401


def test_a_name_that_is_taken_or_somebody_elses(hub: MiniHub, api: HfApi, repo: str) -> None:
    api.create_repo("ada/taken", exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="already"):
        api.move_repo(repo, "ada/taken")
    with pytest.raises(HfHubHTTPError) as caught:
        api.move_repo(repo, "ben/mine-now")
    assert caught.value.response.status_code == 403
    ben = HfApi(endpoint=hub.url, token=hub.add_user("ben"))
    with pytest.raises(HfHubHTTPError):
        ben.move_repo(repo, "ben/mine-now")
    with pytest.raises(HfHubHTTPError):
        ben.update_repo_settings(repo, private=True)
    assert api.model_info(repo).id == repo


def test_where_a_renamed_private_repo_is_stays_unsaid(
    hub: MiniHub, api: HfApi, filled: str
) -> None:
    api.update_repo_settings(filled, private=True)
    api.move_repo(filled, f"{filled}-secret")
    answer = Raw(hub.url)("GET", f"/api/models/{filled}")
    assert answer.status == 401
    assert b"secret" not in answer.body
    api.delete_repo(f"{filled}-secret")


def test_deleted_is_gone_for_everybody(hub: MiniHub, api: HfApi, clone: Clone, filled: str) -> None:
    git = clone(filled)
    delete_repo(hub, filled)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(filled)
    git.commit({"b.txt": "b\n"})
    assert "not found" in git.refused()
    with pytest.raises(ValueError, match="there is no repo"):
        delete_repo(hub, filled)


@pytest.mark.parametrize(
    "body",
    [
        {"visibility": "secret"},
        {"visibility": 3},
        {"gated": "yes"},
        {"gated": True},
        [],
        "private",
    ],
)
def test_settings_of_the_wrong_form(raw: Raw, repo: str, body: object) -> None:
    import json

    answer = raw("PUT", f"/api/models/{repo}/settings", json.dumps(body))
    assert answer.status == 400
    assert answer.json["error"]


@pytest.mark.parametrize("new", [None, 3, "ada", "ada/", "/x", "ada/x/y", "ada/..", "a" * 200])
def test_a_new_name_of_the_wrong_form(raw: Raw, repo: str, new: object) -> None:
    answer = raw("POST", "/api/repos/move", {"fromRepo": repo, "toRepo": new})
    assert answer.status == 400
    assert "toRepo" in answer.json["error"]


@pytest.mark.parametrize("moved", [False, True])
def test_a_renaming_that_was_cut_off_is_completed(tmp_path: Path, moved: bool) -> None:
    """As a crash would leave it, before or after the folder has moved."""
    with MiniHub(tmp_path / "hub") as hub:
        api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
        api.create_repo("ada/old")
        store = hub.store
        (key,) = [row.key for row in store.database.repos("model") if row.key.id == "ada/old"]
        store.database.begin_rename(key, "ada/new")
        if moved:
            store.git_folder(key).rename(store.git_folder(key).with_name("new.git"))
    with MiniHub(tmp_path / "hub") as hub:
        api = HfApi(endpoint=hub.url, token=False)
        assert api.model_info("ada/old").id == ("ada/new" if moved else "ada/old")
        assert hub.store.database.begun_renames() == []


def test_a_folder_is_one_hubs_at_a_time(tmp_path: Path) -> None:
    with MiniHub(tmp_path / "hub"), pytest.raises(OSError, match="another Hub"):
        MiniHub(tmp_path / "hub").__enter__()


def test_the_lock_of_a_crashed_commit_is_in_nobodys_way(
    hub: MiniHub, api: HfApi, filled: str, clone: Clone
) -> None:
    folder = next(
        hub.store.git_folder(row.key)
        for row in hub.store.database.repos("model")
        if row.key.id == filled
    )
    (folder / "refs/heads/main.lock").touch()
    api.upload_file(path_or_fileobj=b"1\n", path_in_repo="b.txt", repo_id=filled)
    (folder / "refs/heads/main.lock").touch()
    git = clone(filled)
    git.commit({"c.txt": "1\n"})
    git("push")
    subprocess.run(["git", "-C", str(folder), "fsck", "--strict"], check=True, capture_output=True)
