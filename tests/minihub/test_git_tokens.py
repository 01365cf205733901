"""A token as git's password: its role counts there as anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.names import RepoKey
from minihub.testing import add_fine_grained_token, add_read_token
from tests.minihub.gitclone import Git


@pytest.fixture
def other(api: HfApi) -> Iterator[str]:
    """Yield another repo of ada's, private."""
    api.create_repo("ada/other", private=True)
    yield "ada/other"
    api.delete_repo("ada/other")


def _keyless(hub: MiniHub, repo: str) -> str:
    """Return a token as `/oauth/token` gives it; the exchange has tests of its own."""
    return hub.store.accounts.add_oidc_token(RepoKey("model", repo))


def _clone(tmp_path: Path, hub: MiniHub, token: str, repo: str) -> Git:
    git = Git(tmp_path / repo.replace("/", "-"), hub.url, token)
    git.clone(repo)
    return git


def test_a_read_token_clones_and_does_not_push(
    hub: MiniHub, api: HfApi, other: str, tmp_path: Path
) -> None:
    git = _clone(tmp_path, hub, add_read_token(hub, "ada"), other)
    git.commit({"a.txt": "1"})
    assert "you must use a write token to upload to a repository" in git.refused()
    assert not api.file_exists(other, "a.txt")


@pytest.mark.parametrize("role", ["fine-grained", "keyless"])
def test_a_token_for_one_repo_pushes_there_alone(
    hub: MiniHub, api: HfApi, repo: str, other: str, tmp_path: Path, role: str
) -> None:
    made = {
        "keyless": _keyless(hub, repo),
        "fine-grained": add_fine_grained_token(hub, "ada", repo),
    }
    token = made[role]
    git = _clone(tmp_path, hub, token, repo)
    pushed = git.commit({"a.txt": "1"})
    git("push", "-q", "origin", "main")
    assert api.model_info(repo).sha == pushed
    hidden = git.run("ls-remote", f"{git.remote}/{other}")
    assert (hidden.returncode != 0, "not found" in hidden.stderr.lower()) == (True, True)
    public = git.run("push", f"{git.remote}/tour-lab/pocket-gpt", "main:refs/heads/new")
    assert "You have read access but not the required permissions" in public.stderr
    assert public.returncode != 0


@pytest.mark.git_lfs
def test_a_keyless_token_pushes_large_files(
    hub: MiniHub, api: HfApi, repo: str, tmp_path: Path
) -> None:
    git = _clone(tmp_path, hub, _keyless(hub, repo), repo)
    git("lfs", "install", "--local")
    git("lfs", "track", "*.weights")
    git.commit({"model.weights": b"\0" * 5000})
    git("push", "-q", "origin", "main")
    (entry,) = api.get_paths_info(repo, "model.weights")
    assert entry.lfs is not None
    assert Path(api.hf_hub_download(repo, "model.weights")).read_bytes() == b"\0" * 5000
