"""Organisations: what their members may do, and who is none."""

from __future__ import annotations

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from minihub import MiniHub


def test_a_member_makes_and_changes_its_repos(hub: MiniHub) -> None:
    ada, ben = (HfApi(endpoint=hub.url, token=hub.add_user(name)) for name in ("ada", "ben"))
    hub.add_organization("class-26", "ada")
    assert [org["name"] for org in ada.whoami()["orgs"]] == ["class-26"]
    assert ben.whoami()["orgs"] == []
    repo = ada.create_repo("class-26/ada-model").repo_id
    ada.upload_file(path_or_fileobj=b"hi\n", path_in_repo="a.txt", repo_id=repo)
    assert ada.list_repo_commits(repo)[0].authors == ["ada"]
    assert [model.id for model in ben.list_models(author="class-26")] == [repo]
    for call in (
        lambda: ben.create_repo("class-26/ben-model"),
        lambda: ben.upload_file(path_or_fileobj=b"x", path_in_repo="a.txt", repo_id=repo),
    ):
        with pytest.raises(HfHubHTTPError) as error:
            call()
        assert error.value.response.status_code == 403
    ada.delete_repo(repo)


def test_an_organisation_needs_a_name_and_accounts(hub: MiniHub) -> None:
    for name, member in (("a--b", "ada"), ("class-26", "a/b")):
        with pytest.raises(ValueError, match=r"\w"):
            hub.add_organization(name, member)


def test_everybody_may_see_who_has_an_account(hub: MiniHub) -> None:
    hub.add_user("ada")
    anyone = HfApi(endpoint=hub.url, token=False)
    assert anyone.get_user_overview("ada").username == "ada"
    with pytest.raises(HfHubHTTPError, match="This user does not exist"):
        anyone.get_user_overview("nobody")
