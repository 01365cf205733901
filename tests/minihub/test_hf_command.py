"""The command `hf`, as a student types it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub

Hf: TypeAlias = Callable[..., str]


@pytest.fixture
def hf(hub: MiniHub, token: str, tmp_path: Path) -> Hf:
    """Run `hf` in tmp_path, at home nowhere else."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "HF_HOME": str(tmp_path / "hf"),
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": token,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
    }
    program = Path(sys.executable).with_name("hf")

    def run(*words: str, code: int = 0) -> str:
        done = subprocess.run(
            [program, *words],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_whoami(hf: Hf) -> None:
    assert "ada" in hf("auth", "whoami")


def test_a_repo_from_the_command_line(hf: Hf, api: HfApi, tmp_path: Path) -> None:
    said = hf("repos", "create", "ada/typed")
    assert "ada/typed" in said
    folder = tmp_path / "model"
    (folder / "deep").mkdir(parents=True)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Typed\n")
    (folder / "deep" / "weights.bin").write_bytes(bytes(range(256)) * 100)
    said = hf("upload", "ada/typed", "model", ".")
    assert "ada/typed" in said
    assert set(api.list_repo_files("ada/typed")) == {
        ".gitattributes",
        "README.md",
        "deep/weights.bin",
    }
    hf("download", "ada/typed", "--local-dir", "back")
    assert (tmp_path / "back/deep/weights.bin").read_bytes() == bytes(range(256)) * 100
    hf("download", "ada/typed", "README.md", "--local-dir", "one")
    assert (tmp_path / "one/README.md").read_text().startswith("---\nlicense: mit")
    hf("repos", "create", "ada/typed", "--exist-ok")
    api.delete_repo("ada/typed")


def test_a_file_that_the_hub_refuses(hf: Hf, api: HfApi, repo: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: apache2\n---\n")
    said = hf("upload", repo, "README.md", code=1)
    assert '"license" must be one of' in said
    assert "README.md" not in api.list_repo_files(repo)


def test_branches_tags_and_settings(hf: Hf, api: HfApi, repo: str) -> None:
    hf("repos", "branch", "create", repo, "draft")
    hf("repos", "tag", "create", repo, "v1", "-m", "The first")
    refs = api.list_repo_refs(repo)
    assert "draft" in [branch.name for branch in refs.branches]
    assert [tag.name for tag in refs.tags] == ["v1"]
    hf("repos", "settings", repo, "--private")
    assert api.model_info(repo).private is True


def test_lists(hf: Hf) -> None:
    said = hf("models", "ls", "--search", "pocket-gpt", "--format", "json")
    assert "tour-lab/pocket-gpt" in said
    assert "tour-lab/many-voices" in hf("datasets", "ls", "--format", "json")
