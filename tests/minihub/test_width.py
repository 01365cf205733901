"""The official client in the width that a class uses it, beyond one road there and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RevisionNotFoundError

from minihub import MiniHub
from minihub.testing import change_repo, delete_repo, rename_repo
from tests.minihub.conftest import Raw

CARD = b"---\nlicense: mit\nlanguage: en\n---\n# One\n"


@pytest.fixture
def filled(api: HfApi, repo: str) -> str:
    names = ["a.txt", "deep/b.txt", "deep/er/c.txt", "old/d.txt"]
    files = [CommitOperationAdd(name, name.encode()) for name in names]
    card = CommitOperationAdd("README.md", CARD)
    api.create_commit(repo, [card, *files], commit_message="Fill")
    return repo


def test_files_and_folders_are_deleted(api: HfApi, filled: str) -> None:
    api.delete_file("a.txt", filled)
    api.delete_folder("deep/er", filled)
    api.delete_files(filled, ["old/*"])
    assert api.list_repo_files(filled) == [".gitattributes", "README.md", "deep/b.txt"]


def test_a_folder_takes_the_place_of_what_was_there(
    api: HfApi, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text("new")
    done = api.upload_folder(
        repo_id=filled, folder_path=tmp_path, path_in_repo="deep", delete_patterns="*"
    )
    assert [f for f in api.list_repo_files(filled) if f.startswith("deep")] == ["deep/new.txt"]
    assert api.list_repo_commits(filled)[0].commit_id == done.oid


def test_lists_as_a_class_asks_for_them(api: HfApi, filled: str) -> None:
    found = list(api.list_models(author="ada", search="model", sort="last_modified", limit=1))
    assert [(model.id, model.siblings, model.card_data) for model in found] == [
        (filled, None, None)
    ]
    (full,) = api.list_models(author="ada", filter=["en", "license:mit"], full=True, cardData=True)
    assert full.card_data is not None
    assert (full.card_data.license, full.sha) == ("mit", api.model_info(filled).sha)
    assert "deep/b.txt" in {file.rfilename for file in full.siblings or ()}
    (brief,) = api.list_models(author="ada", filter="en", expand=["lastModified", "private"])
    assert (brief.tags, brief.private) == (None, False)
    assert brief.last_modified is not None
    assert list(api.list_models(author="ada", pipeline_tag="fill-mask")) == []


def test_what_a_list_cannot_tell_is_said(api: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="not served") as caught:
        list(api.list_models(expand=["safetensors"]))
    assert caught.value.response.status_code == 501


def test_the_start_of_an_id_names_a_commit(api: HfApi, filled: str) -> None:
    head = api.model_info(filled).sha or ""
    blob = api.get_paths_info(filled, "a.txt")[0].blob_id
    assert api.model_info(filled, revision=head[:7]).sha == head
    api.create_tag(filled, tag="v1", revision=head[:10])
    assert api.model_info(filled, revision="v1").sha == head
    for wrong in (head[:6], blob, blob[:8]):
        with pytest.raises(RevisionNotFoundError):
            api.model_info(filled, revision=wrong)


def test_access_is_asked_beforehand(hub: MiniHub, api: HfApi, anyone: HfApi, repo: str) -> None:
    anyone.auth_check(repo)
    api.auth_check(repo, write=True)
    change_repo(hub, repo, gated="auto")
    with pytest.raises(GatedRepoError):
        anyone.auth_check(repo)
    with pytest.raises(HfHubHTTPError):
        HfApi(endpoint=hub.url, token=hub.add_user("bob")).auth_check(repo, write=True)


def test_a_browser_is_led_to_the_new_name(hub: MiniHub, raw: Raw, repo: str) -> None:
    rename_repo(hub, repo, "ada/led-on")
    answer = raw("GET", f"/{repo}?lang=ko", headers={"Accept": "text/html"})
    assert (answer.status, answer.headers["Location"]) == (307, "/ada/led-on?lang=ko")
    delete_repo(hub, "ada/led-on")
