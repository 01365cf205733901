"""What git can bring into a repo and the commit endpoint would have refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from minihub import MiniHub
from minihub.frontmatter import parse
from minihub.names import RepoKey
from tests.minihub.conftest import Raw
from tests.minihub.test_raw import HOSTILE_CARDS

Push = Callable[[dict[bytes, bytes]], None]


@pytest.fixture
def push(hub: MiniHub, repo: str) -> Push:
    """Return a function that writes files by git's plumbing: name to content, all at the root."""
    key = RepoKey("model", repo)
    folder = hub.store.git_folder(key)

    def git(*args: str, data: bytes = b"") -> str:
        command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x", *args]
        return (
            subprocess.run(command, input=data, capture_output=True, check=True)
            .stdout.decode()
            .strip()
        )

    def push(files: dict[bytes, bytes]) -> None:
        lines = b""
        for name, content in files.items():
            blob = git("hash-object", "-w", "--stdin", data=content)
            lines += f"100644 blob {blob}\t".encode() + name + b"\0"
        tree = git("mktree", "-z", data=lines)
        commit = git("commit-tree", tree, "-p", "main", "-m", "pushed")
        with hub.store.lock(key):
            git("update-ref", "refs/heads/main", commit)

    return push


@pytest.mark.parametrize("name", HOSTILE_CARDS)
def test_a_card_that_nobody_checked_harms_no_list(
    raw: Raw, repo: str, push: Push, name: str
) -> None:
    push({b"README.md": f"---\n{HOSTILE_CARDS[name]}\n---\n".encode()})
    for path in (f"/api/models/{repo}", "/api/models?full=true&cardData=true", "/models-json"):
        assert raw("GET", path).status == 200


def test_a_card_that_is_not_utf8(raw: Raw, repo: str, push: Push) -> None:
    push({b"README.md": b"---\nlicense: mit\ntags: [\xff]\n---\n"})
    assert raw("GET", f"/api/models/{repo}").json["cardData"]["license"] == "mit"


def test_names_that_are_not_utf8_are_shown_and_kept(raw: Raw, repo: str, push: Push) -> None:
    push({b"caf\xe9.txt": b"1"})
    assert [file["path"] for file in raw("GET", f"/api/models/{repo}/tree/main").json] == [
        "caf\ufffd.txt"
    ]
    line = {"key": "file", "value": {"path": "b.txt", "content": "2"}}
    assert raw.commit(repo, line).status == 200
    names = [file["rfilename"] for file in raw("GET", f"/api/models/{repo}").json["siblings"]]
    assert names == ["b.txt", "caf\ufffd.txt"]


def test_a_pointer_without_its_object_is_not_found(raw: Raw, repo: str, push: Push) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 5\n"
    push({b"x.bin": pointer.encode()})
    assert raw("GET", f"/api/models/{repo}/tree/main").json[0]["lfs"]["size"] == 5
    assert raw("GET", f"/{repo}/resolve/main/x.bin").status == 404


def test_without_gitattributes_a_commit_brings_its_own(raw: Raw, repo: str, push: Push) -> None:
    push({b"a.txt": b"1"})
    files = {"files": [{"path": "x.bin", "size": 3, "sample": "YWJj"}]}
    answer = raw("POST", f"/api/models/{repo}/preupload/main", files)
    assert answer.json["files"][0]["uploadMode"] == "regular"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("true", True),
        ("~", None),
        ("'true'", "true"),
        ("12", 12),
        ("0x1F", 31),
        ("1.5e3", 1500.0),
        ("12:30:45", "12:30:45"),
        ("2026-01-02", "2026-01-02"),
        ("'a: b'", "a: b"),
        ("{a: [1, {b: }]}", {"a": [1, {"b": None}]}),
        ("|\n  x\n", "x\n"),
    ],
)
def test_scalars_read_as_yaml_1_2(text: str, value: object) -> None:
    assert parse(f"a: {text}") == {"a": value}
