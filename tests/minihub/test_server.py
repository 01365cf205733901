"""Starting, stopping, reopening; the catalogue; and what a large file costs in memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi

from checks.hubspec.names import Kind
from minihub import DEFAULT, MiniHub
from minihub.card_rules import validate_card
from minihub.names import RepoKey
from tests.minihub.conftest import Raw
from tests.paths import ROOT


def _shas(api: HfApi) -> dict[str, str | None]:
    return {model.id: model.sha for model in api.list_models(full=True)}


def test_a_folder_is_reopened_as_it_was_left(tmp_path: Path) -> None:
    with MiniHub(tmp_path / "hub") as hub:
        token = hub.add_user("ada")
        api = HfApi(endpoint=hub.url, token=token)
        api.create_repo("ada/m", private=True)
        api.upload_file(path_or_fileobj=b"\0" * 5, path_in_repo="x.bin", repo_id="ada/m")
        author = HfApi(endpoint=hub.url, token=hub.add_user("tour-lab"))
        author.delete_repo("tour-lab/pos-tagger-en")
        author.upload_file(path_or_fileobj=b"x", path_in_repo="x", repo_id="tour-lab/pocket-gpt")
        before = _shas(api)
    with MiniHub(tmp_path / "hub") as hub:
        api = HfApi(endpoint=hub.url, token=token)
        assert _shas(api) == before
        assert api.whoami()["name"] == "ada"
        assert Path(api.hf_hub_download("ada/m", "x.bin")).read_bytes() == b"\0" * 5


def test_commits_of_the_catalogue_are_the_same_each_time() -> None:
    with MiniHub() as one, MiniHub() as two:
        first, second = (_shas(HfApi(endpoint=hub.url, token=False)) for hub in (one, two))
    assert first == second
    assert len(first) == 30


def test_nothing_is_left_behind() -> None:
    with MiniHub() as hub:
        folder = hub.store.git_folder(RepoKey("model", "tour-lab/pocket-gpt"))
        address = urlsplit(hub.url)
        assert folder.is_dir()
        assert address.hostname == "127.0.0.1"
    assert not folder.parents[3].exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port or 0)).close()
    with pytest.raises(RuntimeError):
        _ = hub.store


def test_a_port_that_is_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    with MiniHub() as hub:
        port = urlsplit(hub.url).port or 0
        with pytest.raises(OSError, match="in use"), MiniHub(tmp_path, port=port):
            pass
    with MiniHub(tmp_path):
        pass


@pytest.mark.parametrize("name", ["api", "Datasets", "models-json"])
def test_some_names_are_addresses(hub: MiniHub, name: str) -> None:
    with pytest.raises(ValueError, match="address"):
        hub.add_user(name)


def test_another_catalogue(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "lab" / "one"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("---\nlanguage: ko\n---\n# 하나\n", "utf-8")
    folder.with_suffix(".yaml").write_text("created: 2024-01-01\nmodified: 2024-01-02\nlikes: 3\n")
    with MiniHub(catalogue=tmp_path) as hub:
        (model,) = HfApi(endpoint=hub.url, token=False).list_models(full=True)
    assert (model.id, model.likes, model.downloads) == ("lab/one", 3, 0)
    assert model.last_modified is not None
    assert model.last_modified.isoformat() == "2024-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    "card", sorted(DEFAULT.glob("*/*/*/README.md")), ids=lambda p: p.parent.name
)
def test_cards_of_the_catalogue_are_good(card: Path) -> None:
    kinds: dict[str, Kind] = {"models": "model", "datasets": "dataset", "spaces": "space"}
    verdict = validate_card(card.read_text("utf-8"), kinds[card.parts[-4]])
    assert (verdict.errors, verdict.warnings) == ((), ())


def test_many_voices_has_more_configurations_than_languages(api: HfApi) -> None:
    info = api.dataset_info("tour-lab/many-voices")
    card = (info.card_data or {}).to_dict()
    assert len(card["language"]) == 12
    assert len(card["configs"]) == len(card["dataset_info"]) == 16
    assert "automatic-speech-recognition" in card["task_categories"]
    for one in card["dataset_info"]:
        assert [split["name"] for split in one["splits"]] == [
            *("train", "test", "validation", "other", "validated", "invalidated")
        ]


@contextmanager
def _process(*args: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run `python -m minihub`; yield what it prints of itself."""
    command = [sys.executable, "-m", "minihub", *args]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = [process.stdout.readline().split("  #")[0].strip() for _ in range(2)]
            yield process, dict(line.split("=", 1) for line in told)
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with _process("--user", "ada") as (process, told):
        raw = Raw(told["HF_ENDPOINT"], told["HF_TOKEN"])
        assert raw("GET", "/api/whoami-v2").json["name"] == "ada"
        assert list(tmp_path.iterdir())
        process.send_signal(number)
        assert process.wait(20) == 0
    assert not list(tmp_path.iterdir())


def _peak(pid: int) -> int:
    """Return the most memory a process has had so far, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise AssertionError("no VmHWM")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_large_file_passes_through_in_pieces(tmp_path: Path) -> None:
    large = tmp_path / "large.safetensors"
    with large.open("wb") as file:
        file.write(os.urandom(1024))
        file.truncate(64 * 1024 * 1024)
    with _process("--folder", str(tmp_path / "hub"), "--user", "ada") as (process, told):
        api = HfApi(endpoint=told["HF_ENDPOINT"], token=told["HF_TOKEN"])
        api.create_repo("ada/m")
        list(api.list_models())
        before = _peak(process.pid)
        api.upload_file(path_or_fileobj=large, path_in_repo=large.name, repo_id="ada/m")
        path = api.hf_hub_download("ada/m", large.name, cache_dir=tmp_path / "cache")
        assert _peak(process.pid) - before < 40
    assert Path(path).stat().st_size == large.stat().st_size
    assert Path(path).read_bytes()[:1024] == large.read_bytes()[:1024]
