"""Real git-lfs against the embedded Hub: the lab's own recipe, and what goes wrong with it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from tests.minihub.conftest import Raw
from tests.minihub.gitclone import Clone, Git

pytestmark = pytest.mark.git_lfs

MODEL = b"\x80\x04model" + bytes(range(256)) * 50
SHA256 = hashlib.sha256(MODEL).hexdigest()


@pytest.fixture
def learner(clone: Clone, repo: str) -> Git:
    """Return the clone of somebody who has followed the lab up to `git lfs install`."""
    git = clone(repo)
    git("lfs", "install", "--local")
    git("config", "lfs.transfer.maxretries", "1")
    return git


def object_of(git: Git, oid: str = SHA256) -> Path:
    return git.folder / ".git" / "lfs" / "objects" / oid[:2] / oid[2:4] / oid


def test_the_labs_recipe_works_as_written(
    learner: Git, api: HfApi, repo: str, clone: Clone
) -> None:
    (learner.folder / "weights.mine").write_bytes(MODEL)
    learner("lfs", "track", "*.mine")
    learner("add", ".gitattributes")
    learner("add", ".")
    learner("commit", "-qm", "My first model")
    done = learner.run("push")
    assert done.returncode == 0, done.stderr
    assert "lock" not in done.stderr.lower()
    info = api.model_info(repo, files_metadata=True)
    file = next(one for one in info.siblings or () if one.rfilename == "weights.mine")
    assert file.lfs is not None
    assert (file.lfs.sha256, file.lfs.size) == (SHA256, len(MODEL))
    path = api.hf_hub_download(repo, "weights.mine", cache_dir=learner.folder.parent / "cache")
    assert Path(path).read_bytes() == MODEL
    other = clone(repo)
    assert (other.folder / "weights.mine").read_bytes().startswith(b"version https://git-lfs")
    other("lfs", "install", "--local")
    other("lfs", "pull")
    assert (other.folder / "weights.mine").read_bytes() == MODEL


def test_what_the_client_uploads_git_lfs_pulls(api: HfApi, repo: str, clone: Clone) -> None:
    api.upload_file(path_or_fileobj=MODEL, path_in_repo="model.joblib", repo_id=repo)
    git = clone(repo)
    git("lfs", "install", "--local")
    git("lfs", "pull")
    assert (git.folder / "model.joblib").read_bytes() == MODEL


def test_without_git_lfs_the_hub_says_what_is_wrong(clone: Clone, repo: str) -> None:
    """`git lfs install` was forgotten, so the rule in `.gitattributes` does nothing."""
    git = clone(repo, "-c", "filter.lfs.clean=cat", "-c", "filter.lfs.process=")
    git.commit({"model.joblib": MODEL})
    said = git.refused()
    assert "remote: Your push was rejected because it contains binary files." in said
    assert "remote:   - model.joblib (ref: refs/heads/main)" in said


def test_a_pointer_without_its_object_is_refused(learner: Git) -> None:
    learner.commit({"model.joblib": os.urandom(5000)})
    learner("config", "core.hooksPath", os.devnull)  # so that the object is not uploaded
    assert "an LFS pointer pointed to a file that does not exist" in learner.refused()
    learner("lfs", "push", "--all", "origin")
    learner("push", "origin", "main")


def test_an_object_is_sent_once(learner: Git, hub: MiniHub) -> None:
    data = os.urandom(5000)
    learner.commit({"a.bin": data})
    learner("push")
    hub.requests.clear()
    learner.commit({"again/b.bin": data})
    learner("push")
    assert not [seen for seen in hub.requests if seen.method == "PUT"]


def test_an_object_with_a_wrong_sha256_is_refused(learner: Git, api: HfApi, repo: str) -> None:
    data = os.urandom(5000)
    oid = hashlib.sha256(data).hexdigest()
    learner.commit({"a.bin": data})
    path = object_of(learner, oid)
    path.chmod(0o644)
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    said = learner.refused()
    assert oid in said
    assert "a.bin" not in api.list_repo_files(repo)


def test_an_object_cut_short_is_refused_and_the_second_try_completes(
    learner: Git, api: HfApi, repo: str
) -> None:
    data = os.urandom(5000)
    oid = hashlib.sha256(data).hexdigest()
    learner.commit({"a.bin": data})
    path = object_of(learner, oid)
    path.chmod(0o644)
    path.write_bytes(data[:100])
    learner.refused()
    path.write_bytes(data)
    learner("push", "origin", "main")
    assert "a.bin" in api.list_repo_files(repo)


def test_a_private_repos_objects_are_its_owners(api: HfApi, hub: MiniHub, clone: Clone) -> None:
    api.create_repo("ada/hidden-lfs", private=True)
    api.upload_file(path_or_fileobj=MODEL, path_in_repo="model.joblib", repo_id="ada/hidden-lfs")
    git = clone("ada/hidden-lfs")
    git("lfs", "install", "--local")
    git("lfs", "pull")
    assert (git.folder / "model.joblib").read_bytes() == MODEL
    asked = {"operation": "download", "objects": [{"oid": SHA256, "size": len(MODEL)}]}
    address = "/ada/hidden-lfs.git/info/lfs/objects/batch"
    nobody = Raw(hub.url)("POST", address, asked)
    assert nobody.status == 401
    assert nobody.headers["WWW-Authenticate"].startswith("Basic ")
    assert nobody.json["message"]
    assert Raw(hub.url, hub.add_user("ben"))("POST", address, asked).status == 404
    api.delete_repo("ada/hidden-lfs")


def test_a_download_link_serves_ranges_and_nothing_else(raw: Raw, api: HfApi, repo: str) -> None:
    api.upload_file(path_or_fileobj=MODEL, path_in_repo="model.joblib", repo_id=repo)
    asked = [{"oid": SHA256, "size": len(MODEL)}, {"oid": "b" * 64, "size": 5}]
    answer = raw(
        "POST",
        f"/{repo}.git/info/lfs/objects/batch",
        {"operation": "download", "transfers": ["basic"], "objects": asked},
    ).json
    there, missing = answer["objects"]
    assert missing["error"]["code"] == 404
    href = there["actions"]["download"]["href"].removeprefix(raw.url)
    part = raw("GET", href, headers={"Range": "bytes=5-8"})
    assert (part.status, part.body) == (206, MODEL[5:9])
    assert raw("GET", href, headers={"Range": f"bytes={len(MODEL)}-"}).status == 416
    assert raw("GET", href.replace(SHA256, "b" * 64)).status == 403


def test_what_is_not_served_is_said_to_be_so(raw: Raw, repo: str) -> None:
    answer = raw("POST", f"/{repo}.git/info/lfs/locks/verify", {})
    assert answer.status == 501
    assert "not served" in answer.json["message"]
    assert raw("GET", f"/{repo}/info/refs").status == 501  # dumb HTTP


@pytest.mark.parametrize(
    "one",
    [
        {"oid": "a" * 63, "size": 1},
        {"oid": "A" * 64, "size": 1},
        {"oid": "g" * 64, "size": 1},
        {"oid": "a" * 64, "size": -1},
        {"oid": "a" * 64, "size": "1"},
        {"oid": "a" * 64},
        {"size": 1},
        "a" * 64,
        None,
    ],
)
@pytest.mark.parametrize("operation", ["upload", "download"])
def test_an_object_that_is_none(raw: Raw, repo: str, operation: str, one: object) -> None:
    body = {"operation": operation, "objects": [one]}
    answer = raw("POST", f"/{repo}.git/info/lfs/objects/batch", body)
    assert answer.status == 400
    assert "64 hex digits" in answer.json["message"]


@pytest.mark.parametrize("objects", [None, {}, "all", [{}] * 1001])
def test_a_batch_that_is_none(raw: Raw, repo: str, objects: object) -> None:
    body = {"operation": "upload", "objects": objects}
    answer = raw("POST", f"/{repo}.git/info/lfs/objects/batch", body)
    assert answer.status == 400
    assert answer.json["message"]
