"""Ids in another case lead to the repo, as on the Hub; a token that was deleted opens nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from minihub import MiniHub
from minihub.testing import change_repo

CARD = b"---\nlicense: mit\n---\n"


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


def test_an_id_in_another_case_is_read_and_written(hub: MiniHub) -> None:
    api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
    api.create_repo("ada/CaSe")
    assert api.model_info("Ada/case").id == "ada/CaSe"
    api.upload_file(repo_id="ADA/CASE", path_in_repo="README.md", path_or_fileobj=CARD)
    files = [file.rfilename for file in api.model_info("ada/case").siblings or ()]
    assert "README.md" in files


def test_a_private_repo_is_not_found_by_its_case(hub: MiniHub) -> None:
    owner = HfApi(endpoint=hub.url, token=hub.add_user("ben"))
    owner.create_repo("ben/Secret")
    change_repo(hub, "ben/Secret", private=True)
    assert owner.model_info("ben/secret").id == "ben/Secret"
    with pytest.raises(RepositoryNotFoundError):
        HfApi(endpoint=hub.url, token=False).model_info("ben/secret")


def test_a_deleted_token_is_one_that_nobody_has(hub: MiniHub) -> None:
    first, second = hub.add_user("minji"), hub.add_user("minji")
    hub.store.accounts.remove(first)
    assert HfApi(endpoint=hub.url, token=second).whoami()["name"] == "minji"
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        HfApi(endpoint=hub.url, token=first).whoami()
