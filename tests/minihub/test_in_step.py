"""Lists and infos are kept in memory, and tell of every change as soon as it was answered."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError

from checks.hubspec.names import Kind
from minihub import MiniHub
from minihub import store as store_module
from minihub.describe import Description, describe
from minihub.gitrepo import GitRepo
from minihub.names import RepoKey


def _card(language: str) -> bytes:
    return f"---\nlanguage: {language}\nlicense: mit\n---\n# A model\n".encode()


def _put(api: HfApi, repo: str, language: str, branch: str = "main") -> None:
    api.upload_file(
        path_or_fileobj=_card(language), path_in_repo="README.md", repo_id=repo, revision=branch
    )


def _in(api: HfApi, language: str) -> set[str]:
    found = {model.id for model in api.list_models(filter=language, author="ada")}
    infos = {
        model.id
        for model in api.list_models(author="ada")
        if language in (api.model_info(model.id).tags or [])
    }
    assert found == infos
    return found


def test_after_a_commit(api: HfApi, repo: str) -> None:
    assert repo not in _in(api, "ko")
    _put(api, repo, "ko")
    assert repo in _in(api, "ko")
    _put(api, repo, "eo")
    assert (repo in _in(api, "ko"), repo in _in(api, "eo")) == (False, True)
    api.delete_file("README.md", repo)
    assert repo not in _in(api, "eo")


def test_after_a_push(hub: MiniHub, token: str, api: HfApi, repo: str, tmp_path: Path) -> None:
    _put(api, repo, "ko")
    assert repo in _in(api, "ko")
    url = hub.url.replace("http://", f"http://ada:{token}@")
    environ = os.environ | {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_TERMINAL_PROMPT": "0"}

    def git(*words: str) -> None:
        own = ["git", "-C", str(tmp_path), "-c", "user.name=Ada", "-c", "user.email=a@example.org"]
        subprocess.run([*own, *words], env=environ, check=True, capture_output=True, timeout=120)

    git("clone", "-q", f"{url}/{repo}", "work")
    (tmp_path / "work" / "README.md").write_bytes(_card("eo"))
    git("-C", "work", "commit", "-qam", "in another language")
    git("-C", "work", "push", "-q")
    assert (repo in _in(api, "ko"), repo in _in(api, "eo")) == (False, True)


def test_after_a_delete_and_another_start(api: HfApi, repo: str) -> None:
    _put(api, repo, "ko")
    assert repo in _in(api, "ko")
    api.delete_repo(repo)
    assert repo not in {model.id for model in api.list_models(author="ada")}
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(repo)
    api.create_repo(repo)
    assert repo in {model.id for model in api.list_models(author="ada")}
    assert repo not in _in(api, "ko")


def test_a_private_repo_is_in_its_owners_lists_alone(api: HfApi, anyone: HfApi) -> None:
    api.create_repo("ada/secret", private=True)
    _put(api, "ada/secret", "ko")
    assert "ada/secret" in _in(api, "ko")
    assert "ada/secret" not in _in(anyone, "ko")
    assert api.model_info("ada/secret").private  # known by now, and still nobody else's business
    with pytest.raises(RepositoryNotFoundError):
        anyone.model_info("ada/secret")


def test_a_revision_is_the_one_that_was_asked_for(api: HfApi, repo: str) -> None:
    _put(api, repo, "ko")
    old = api.model_info(repo).sha
    _put(api, repo, "eo")
    new = api.model_info(repo).sha
    for revision, language, sha in ((None, "eo", new), ("main", "eo", new), (new, "eo", new)):
        info = api.model_info(repo, revision=revision)
        assert (info.sha, language in (info.tags or [])) == (sha, True)
    info = api.model_info(repo, revision=old)
    assert (info.sha, "ko" in (info.tags or []), "eo" in (info.tags or [])) == (old, True, False)


def test_nothing_is_read_again_without_need(hub: MiniHub, api: HfApi, repo: str) -> None:
    _put(api, repo, "ko")
    list(api.list_models())
    first, again = hub.store.all("model"), hub.store.all("model")
    assert first is again
    _put(api, repo, "eo")
    changed = hub.store.all("model")
    assert changed is not first
    old = {row.key: description for row, description in first}
    fresh = [row.key.id for row, found in changed if found is not old[row.key]]
    assert fresh == [repo]


@pytest.fixture
def slow_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Hold up one reader between reading a repo's files and answering."""
    reading, go_on = Event(), Event()

    def slowly(repo: GitRepo, commit: str, kind: Kind) -> Description:
        found = describe(repo, commit, kind)
        if not reading.is_set():
            reading.set()
            assert go_on.wait(60)
        return found

    monkeypatch.setattr(store_module, "describe", slowly)
    yield reading, go_on
    go_on.set()


def test_a_slow_reader_does_not_bring_back_what_was(
    hub: MiniHub, api: HfApi, repo: str, slow_reader: tuple[Event, Event]
) -> None:
    reading, go_on = slow_reader
    _put(api, repo, "ko")
    key = RepoKey("model", repo)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(hub.store.describe, key)
        assert reading.wait(60)
        _put(api, repo, "eo")
        go_on.set()
        assert "ko" in slow.result(60).tags
    assert "eo" in hub.store.describe(key).tags
    assert "eo" in (api.model_info(repo).tags or [])
