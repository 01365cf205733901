"""The official client's whole road, unpatched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    HfApi,
    hf_hub_download,
    snapshot_download,
)

from minihub import MiniHub
from minihub.names import RepoKey
from tests.minihub.conftest import Raw

CARD = """---
language: en
license: mit
pipeline_tag: token-classification
datasets: tour-lab/many-voices
base_model: tour-lab/pocket-gpt
widget:
  - text: Hello
---
# A model
"""


def _git(hub: MiniHub, repo: str, *args: str) -> str:
    folder = hub.store.git_folder(RepoKey("model", repo))
    done = subprocess.run(["git", "-C", folder, *args], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "README.md": CARD.encode(),
        "config.json": b'{"model_type": "bert"}\n',
        "model.safetensors": b"\0weights\0" * 100,
        "sub/odd name [1].xyz": b"\0\1\2" * 400,
        "sub/notes.txt": "안녕\n".encode(),
        "empty.txt": b"",
    }
    for name, data in files.items():
        (tmp_path / "m" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "m" / name).write_bytes(data)
    return tmp_path / "m"


def test_whoami(api: HfApi) -> None:
    assert api.whoami()["name"] == "ada"


def test_folder_there_and_back(
    hub: MiniHub, api: HfApi, repo: str, folder: Path, tmp_path: Path
) -> None:
    done = api.upload_folder(repo_id=repo, folder_path=folder)
    assert done.commit_url == f"{hub.url}/{repo}/commit/{done.oid}"
    back = Path(snapshot_download(repo, endpoint=hub.url, cache_dir=tmp_path / "cache"))
    for path in folder.rglob("*"):
        if path.is_file():
            assert (back / path.relative_to(folder)).read_bytes() == path.read_bytes()
    assert "sub/odd[[:space:]]name[[:space:]]\\[1\\].xyz filter=lfs" in (
        back / ".gitattributes"
    ).read_text("utf-8")
    assert _git(hub, repo, "fsck", "--strict", "--full") == ""
    assert _git(hub, repo, "rev-parse", "main").strip() == done.oid
    pointer = _git(hub, repo, "show", "main:model.safetensors")
    assert pointer.startswith("version https://git-lfs.github.com/spec/v1\noid sha256:")


def test_info(api: HfApi, repo: str, folder: Path) -> None:
    done = api.upload_folder(repo_id=repo, folder_path=folder)
    info = api.model_info(repo, files_metadata=True)
    assert info.sha == done.oid
    assert info.pipeline_tag == "token-classification"
    assert info.card_data is not None
    assert info.card_data.license == "mit"
    assert info.widget_data == [{"text": "Hello"}]
    assert info.tags == [
        "safetensors",
        "bert",
        "token-classification",
        "en",
        "dataset:tour-lab/many-voices",
        "base_model:tour-lab/pocket-gpt",
        "base_model:finetune:tour-lab/pocket-gpt",
        "license:mit",
        "region:us",
    ]
    files = {file.rfilename: file for file in info.siblings or []}
    lfs = files["model.safetensors"].lfs
    assert lfs is not None
    assert lfs.size == 900
    assert files["config.json"].lfs is None
    assert files["config.json"].size == 23
    old = api.model_info(repo, revision=api.list_repo_commits(repo)[-1].commit_id)
    assert [file.rfilename for file in old.siblings or []] == [".gitattributes"]


def test_expand(api: HfApi, repo: str) -> None:
    info = api.model_info(repo, expand=["sha", "lastModified"])
    assert info.sha
    assert info.last_modified
    assert info.siblings is None


def test_trees_and_paths(api: HfApi, repo: str, folder: Path) -> None:
    first = api.upload_folder(repo_id=repo, folder_path=folder)
    second = api.upload_file(repo_id=repo, path_or_fileobj=b"x\n", path_in_repo="sub/new.txt")
    tree = {e.path: e for e in api.list_repo_tree(repo, recursive=True, expand=True)}
    assert set(tree) >= {"sub", "sub/new.txt", "sub/notes.txt", "model.safetensors"}
    assert tree["sub/notes.txt"].last_commit.oid == first.oid
    assert tree["sub/new.txt"].last_commit.oid == second.oid
    assert tree["sub"].last_commit.oid == second.oid
    assert {e.path for e in api.list_repo_tree(repo, "sub")} == {
        "sub/new.txt",
        "sub/notes.txt",
        "sub/odd name [1].xyz",
    }
    found = api.get_paths_info(repo, ["sub", "nothing", "model.safetensors"], expand=True)
    assert [entry.path for entry in found] == ["sub", "model.safetensors"]
    assert found[1].lfs.size == 900
    assert found[1].last_commit.oid == first.oid


def test_long_trees_and_histories_have_pages(api: HfApi, raw: Raw, repo: str) -> None:
    names = [f"f{number:03}.txt" for number in range(120)]
    added = [CommitOperationAdd(name, name.encode()) for name in names]
    api.create_commit(repo, added, commit_message="many")
    listed = [e.path for e in api.list_repo_tree(repo, expand=True)]
    assert listed == [".gitattributes", *names]
    for number in range(60):
        line = {"key": "file", "value": {"path": "counter.txt", "content": str(number)}}
        assert raw.commit(repo, line, summary=f"step {number}").status == 200
    titles = [commit.title for commit in api.list_repo_commits(repo)]
    assert titles == [f"step {n}" for n in reversed(range(60))] + ["many", "initial commit"]


def test_commits_and_refs(hub: MiniHub, api: HfApi, repo: str) -> None:
    one = api.create_commit(
        repo, [CommitOperationAdd("a.txt", b"1")], commit_message="One", commit_description="Why."
    )
    _git(hub, repo, "branch", "feature/x", one.oid)
    _git(hub, repo, "-c", "user.name=T", "-c", "user.email=t@t", "tag", "-am", "t", "v1", one.oid)
    api.upload_file(repo_id=repo, path_or_fileobj=b"2", path_in_repo="a.txt", revision="feature/x")
    first, *_ = api.list_repo_commits(repo)
    assert (first.title, first.message, first.authors) == ("One", "Why.", ["ada"])
    refs = api.list_repo_refs(repo)
    assert {branch.name for branch in refs.branches} == {"main", "feature/x"}
    assert [(tag.name, tag.target_commit) for tag in refs.tags] == [("v1", one.oid)]
    for revision, content in (("v1", "1"), ("main", "1"), ("feature/x", "2"), (one.oid, "1")):
        path = hf_hub_download(
            repo, "a.txt", revision=revision, endpoint=hub.url, force_download=True
        )
        assert Path(path).read_text() == content


def test_same_again_makes_no_commit(api: HfApi, repo: str, folder: Path) -> None:
    done = api.upload_folder(repo_id=repo, folder_path=folder)
    assert api.upload_folder(repo_id=repo, folder_path=folder).oid == done.oid
    assert len(api.list_repo_commits(repo)) == 2


def test_delete_and_copy(api: HfApi, repo: str, folder: Path) -> None:
    api.upload_folder(repo_id=repo, folder_path=folder)
    api.create_commit(
        repo,
        [
            CommitOperationDelete("sub/", is_folder=True),
            CommitOperationDelete("config.json"),
            CommitOperationCopy("model.safetensors", "copy.safetensors"),
            CommitOperationCopy("README.md", "docs/README.md"),
        ],
        commit_message="tidy",
    )
    assert sorted(api.list_repo_files(repo)) == [
        ".gitattributes",
        "README.md",
        "copy.safetensors",
        "docs/README.md",
        "empty.txt",
        "model.safetensors",
    ]
    assert api.get_paths_info(repo, ["copy.safetensors"])[0].lfs.size == 900


def test_exists(api: HfApi, repo: str) -> None:
    assert api.file_exists(repo, ".gitattributes")
    assert not api.file_exists(repo, "nothing")
    assert api.repo_exists(repo)
    assert not api.repo_exists("ada/nothing")
    assert not api.repo_exists("nothing")
    assert api.revision_exists(repo, "main")
    assert not api.revision_exists(repo, "other")


MODEL_CARD_SCRIPT = """
import sys
from huggingface_hub import ModelCard, metadata_update, model_info

repo = sys.argv[1]
card = ModelCard(sys.stdin.read())
card.validate()
card.push_to_hub(repo)
assert ModelCard.load(repo, ignore_metadata_errors=False).data.license == "mit"
assert model_info(repo).card_data.language == "en"
metadata_update(repo, {"pipeline_tag": "fill-mask", "tags": ["course"]}, overwrite=True)
info = model_info(repo)
assert (info.pipeline_tag, info.card_data.license) == ("fill-mask", "mit"), info
assert "course" in info.tags
try:
    ModelCard("---\\nlicense: mine\\n---\\n").validate()
except ValueError as error:
    assert "must be one of" in str(error)
else:
    raise AssertionError
"""


def test_model_card_with_only_the_endpoint_set(hub: MiniHub, token: str, repo: str) -> None:
    env = os.environ | {"HF_ENDPOINT": hub.url, "HF_TOKEN": token}
    command = [sys.executable, "-c", MODEL_CARD_SCRIPT, repo]
    done = subprocess.run(command, env=env, input=CARD, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["dataset", "space"])
def test_other_kinds(hub: MiniHub, api: HfApi, kind: str) -> None:
    sdk = "static" if kind == "space" else None
    url = api.create_repo("ada/other", repo_type=kind, space_sdk=sdk)
    assert str(url) == f"{hub.url}/{kind}s/ada/other"
    card = b"---\nlicense: mit\nlanguage: ko\n---\n"
    done = api.create_commit(
        "ada/other",
        [CommitOperationAdd("README.md", card), CommitOperationAdd("x.bin", b"\0" * 9)],
        commit_message="a card and a file",
        repo_type=kind,
    )
    assert done.commit_url == f"{hub.url}/{kind}s/ada/other/commit/{done.oid}"
    info = api.repo_info("ada/other", repo_type=kind)
    assert info.sha == done.oid
    assert "license:mit" in (info.tags or ())
    path = hf_hub_download("ada/other", "x.bin", repo_type=kind, endpoint=hub.url)
    assert Path(path).read_bytes() == b"\0" * 9
    api.delete_repo("ada/other", repo_type=kind)
    assert not api.repo_exists("ada/other", repo_type=kind)
