"""Tokens: what each role may do, how long it lasts, and that none is ever written down."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from minihub import MiniHub
from minihub.lfs import LINK_SECONDS
from minihub.testing import Issuer, Job, add_fine_grained_token, add_read_token, trust
from tests.minihub.conftest import Raw

WRITE_TOKEN = "you must use a write token to upload to a repository."
NO_PERMISSION = "You have read access but not the required permissions for this operation"


@dataclass
class Clock:
    """A clock that moves when told to. Seconds since 1970."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def world() -> Iterator[MiniHub]:
    """Yield a Hub with ada's repos (a public model, a private one, a dataset) and accounts."""
    with MiniHub() as hub:
        api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
        hub.add_user("bob")
        api.create_repo("ada/open")
        api.create_repo("ada/hidden", private=True)
        api.create_repo("ada/other", private=True)
        api.create_repo("ada/open", repo_type="dataset")
        yield hub


def _api(hub: MiniHub, token: str) -> HfApi:
    return HfApi(endpoint=hub.url, token=token)


WRITES: dict[str, Callable[[HfApi, str], Any]] = {
    "commit": lambda api, repo: api.upload_file(
        path_or_fileobj=b"x", path_in_repo="a.txt", repo_id=repo
    ),
    "lfs": lambda api, repo: api.upload_file(
        path_or_fileobj=b"\0x", path_in_repo="a.bin", repo_id=repo
    ),
    "delete a file": lambda api, repo: api.delete_file(".gitattributes", repo),
    "delete it": lambda api, repo: api.delete_repo(repo),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_read_token_reads_all_and_writes_nothing(world: MiniHub, write: str) -> None:
    api = _api(world, add_read_token(world, "ada"))
    assert api.model_info("ada/hidden").private
    assert api.list_repo_files("ada/hidden") == [".gitattributes"]
    with pytest.raises(HfHubHTTPError, match=re.escape(WRITE_TOKEN)) as caught:
        WRITES[write](api, "ada/hidden")
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("repo", ["ada/open", "tour-lab/pocket-gpt"])
def test_a_fine_grained_token_writes_to_its_repo_alone(
    world: MiniHub, write: str, repo: str
) -> None:
    api = _api(world, add_fine_grained_token(world, "ada", "ada/hidden"))
    with pytest.raises(HfHubHTTPError, match=NO_PERMISSION) as caught:
        WRITES[write](api, repo)
    assert caught.value.response.status_code == 403


def test_a_fine_grained_token_at_its_repos(world: MiniHub) -> None:
    api = _api(world, add_fine_grained_token(world, "ada", "ada/hidden", "datasets/ada/open"))
    for repo, kind in (("ada/hidden", "model"), ("ada/open", "dataset")):
        done = api.upload_file(
            path_or_fileobj=b"\0y", path_in_repo="b.bin", repo_id=repo, repo_type=kind
        )
        assert api.file_exists(repo, "b.bin", repo_type=kind, revision=done.oid)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("ada/other")
    assert "ada/other" not in {model.id for model in api.list_models(author="ada")}
    with pytest.raises(HfHubHTTPError, match="don't have the rights to create"):
        api.create_repo("ada/new")


@pytest.mark.parametrize(
    ("add", "name"), [(MiniHub.add_user, "bob/new"), (add_read_token, "ada/new")]
)
def test_creating_needs_a_write_token_of_the_owner(
    world: MiniHub, add: Callable[[MiniHub, str], str], name: str
) -> None:
    api = _api(world, add(world, "ada"))
    with pytest.raises(HfHubHTTPError, match="don't have the rights to create a model") as caught:
        api.create_repo(name)
    assert caught.value.response.status_code == 403


def test_whoami_tells_the_role(world: MiniHub) -> None:
    tokens = {
        "write": world.add_user("ada"),
        "read": add_read_token(world, "ada"),
        "fineGrained": add_fine_grained_token(world, "ada", "ada/hidden", "datasets/ada/open"),
    }
    told = {role: _api(world, token).whoami() for role, token in tokens.items()}
    for role, answer in told.items():
        assert (answer["name"], answer["auth"]["type"]) == ("ada", "access_token")
        assert answer["auth"]["accessToken"]["role"] == role
    assert "fineGrained" not in told["write"]["auth"]["accessToken"]
    permissions = ["repo.content.read", "repo.write"]
    assert told["fineGrained"]["auth"]["accessToken"]["fineGrained"] == {
        "canReadGatedRepos": False,
        "global": [],
        "scoped": [
            {"entity": {"type": "dataset", "name": "ada/open"}, "permissions": permissions},
            {"entity": {"type": "model", "name": "ada/hidden"}, "permissions": permissions},
        ],
    }


def test_a_fine_grained_token_does_not_outlive_its_repo(world: MiniHub) -> None:
    owner = _api(world, world.add_user("ada"))
    owner.create_repo("ada/brief", private=True)
    token = add_fine_grained_token(world, "ada", "ada/brief")
    _api(world, token).model_info("ada/brief")
    owner.delete_repo("ada/brief")
    owner.create_repo("ada/brief", private=True)
    with pytest.raises(RepositoryNotFoundError):
        _api(world, token).model_info("ada/brief")


def test_a_fine_grained_token_follows_its_repo_to_another_name(world: MiniHub) -> None:
    owner = _api(world, world.add_user("ada"))
    owner.create_repo("ada/old-name", private=True)
    api = _api(world, add_fine_grained_token(world, "ada", "ada/old-name"))
    owner.move_repo("ada/old-name", "ada/new-name")
    api.upload_file(path_or_fileobj=b"x", path_in_repo="a.txt", repo_id="ada/new-name")
    (scope,) = api.whoami()["auth"]["accessToken"]["fineGrained"]["scoped"]
    assert scope["entity"] == {"type": "model", "name": "ada/new-name"}


def test_tokens_that_cannot_be(world: MiniHub) -> None:
    with pytest.raises(ValueError, match="no account eve"):
        add_read_token(world, "eve")
    for repo in ("ada/no", "open", "spaces/ada/open", "../ada", "ada/OPEN"):
        with pytest.raises(ValueError, match="there is no repo"):
            add_fine_grained_token(world, "ada", repo)
    with pytest.raises(ValueError, match="does not own tour-lab/pocket-gpt"):
        add_fine_grained_token(world, "ada", "tour-lab/pocket-gpt")


def test_an_account_keeps_the_case_it_was_given(world: MiniHub) -> None:
    assert _api(world, world.add_user("ADA")).whoami()["name"] == "ada"


def test_an_upload_link_expires(tmp_path: Path) -> None:
    clock, data = Clock(), b"\0 some bytes"
    with MiniHub(tmp_path, clock=clock) as hub:
        raw = Raw(hub.url, hub.add_user("ada"))
        assert raw("POST", "/api/repos/create", {"name": "m"}).status == 200
        body = {
            "operation": "upload",
            "objects": [{"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}],
        }
        (one,) = raw("POST", "/ada/m.git/info/lfs/objects/batch", body).json["objects"]
        href = one["actions"]["upload"]["href"].removeprefix(hub.url)
        start, ticket = clock.now, href.partition("ticket=")[2]
        clock.now = start + LINK_SECONDS
        late = Raw(hub.url)("PUT", href, data)
        later = href.replace(ticket, f"{int(clock.now) + 60}-{ticket.partition('-')[2]}")
        assert (late.status, "expired" in late.json["error"]) == (403, True)
        assert Raw(hub.url)("PUT", later, data).status == 403
        clock.now = start + LINK_SECONDS - 1
        assert Raw(hub.url)("PUT", href, data).status == 200


def test_a_link_to_download_does_not_upload(hub: MiniHub, api: HfApi, repo: str) -> None:
    """Anybody may ask for one; what comes in by it would be a write without a token."""
    data = b"\0 for all to read"
    api.upload_file(path_or_fileobj=data, path_in_repo="x.bin", repo_id=repo)
    body = {
        "operation": "download",
        "objects": [{"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}],
    }
    anyone = Raw(hub.url)
    (one,) = anyone("POST", f"/{repo}.git/info/lfs/objects/batch", body).json["objects"]
    href = one["actions"]["download"]["href"].removeprefix(hub.url)
    assert anyone("GET", href).body == data
    assert anyone("PUT", href, data).status == 403


def test_no_token_is_ever_written_down(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with MiniHub(tmp_path) as hub:
        write = hub.add_user("ada")
        _api(hub, write).create_repo("ada/m")
        tokens = [write, add_read_token(hub, "ada"), add_fine_grained_token(hub, "ada", "ada/m")]
        with Issuer(Job("school/lab")) as issuer:
            trust(hub, "ada/m", issuer=issuer.url, repository="school/lab")
            shown = issuer.token(hub.url)
            body = {
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
                "subject_token": shown,
                "resource": "ada/m",
            }
            keyless = Raw(hub.url)("POST", "/oauth/token", body).json["access_token"]
        tokens += [keyless]
        unknown = "hf_" + "0" * 34
        for token in (*tokens, unknown):
            Raw(hub.url, token)("GET", "/api/whoami-v2")
            Raw(hub.url, token)("PUT", f"/{token}", b"")
            Raw(hub.url, token)("GET", f"/api/{token}")
            Raw(hub.url, token)("GET", f"/api/models/ada/m/revision/{token}")
        for token in (write, *tokens[2:]):
            _api(hub, token).upload_file(
                path_or_fileobj=token[-4:].encode(), path_in_repo="x.bin", repo_id="ada/m"
            )
        kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        seen = "\n".join(str(one) for one in hub.requests)
    ours = [record.getMessage() for record in caplog.records if record.name == "minihub"]
    assert "GET /api/whoami-v2 200" in ours
    for token in (*tokens, unknown, shown):
        assert not any(token.encode() in data for data in kept)
        assert not any(token in line or "ticket=" in line for line in ours)
        assert token not in seen
