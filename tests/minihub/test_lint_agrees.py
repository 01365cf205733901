"""The attributes linter and the embedded Hub give the same verdict on the same commit."""

from __future__ import annotations

import base64
import hashlib
import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.hubspec.content import MAX_PLAIN_BYTES
from checks.lint.folder import scan
from checks.lint.gitattributes.check_attr import check_attributes
from checks.lint.gitattributes.linter import lint_gitattributes
from minihub import MiniHub
from tests.minihub.conftest import Answer, Raw
from tests.minihub.gitclone import Clone

LFS = "filter=lfs diff=lfs merge=lfs -text"
# About the account and not the files: a token is found out by no Hub.
BESIDE = {"LINT-TOKEN"}
_FOLDERS = itertools.count()

names = st.sampled_from(
    [
        "a.bin",
        "b.txt",
        "d/a.bin",
        "d/e/c.dat",
        "모델.bin",
        "my a.bin",
        "A.BIN",
        "x",
        "t.py",
        "a\\b.txt",
    ]
)
contents = st.one_of(
    st.sampled_from(
        [
            b"",
            b"text\n",
            "한글\n".encode(),
            b"\x80\x04\x00",
            b"\xff",
            b"x" * 600 + b"\0",
            b"x" * 600 + "가".encode()[:2],
            b"x" * 9000 + b"\0",
            b"y" * 511 + "가".encode() + b"z" * 9000,
            b"L" * (MAX_PLAIN_BYTES + 1),
        ]
    ),
    st.binary(max_size=20),
)
lines = st.sampled_from(
    [
        f"*.bin {LFS}",
        f"* {LFS}",
        "b.txt -filter",
        f"d/** {LFS}",
        f"/d/ {LFS}",
        f'"my a.bin" {LFS}',
        f"my a.bin {LFS}",
        f"!x {LFS}",
        "*.dat filter=lfs",
        "*.py filter = lfs",
        f"[attr]big {LFS}",
        "x big",
        "# nothing",
        "",
    ]
)
rules = st.lists(lines, max_size=4).map("\n".join).map(str.encode)
folders = st.fixed_dictionaries(
    {".gitattributes": st.one_of(rules, rules, st.just(b"# \xe9\n"), st.just(b"x\0y z\n"))},
    optional={"d/.gitattributes": rules},
).flatmap(lambda given: st.dictionaries(names, contents, max_size=4).map(lambda more: given | more))


def write_folder(files: dict[str, bytes], base: Path) -> Path:
    folder = base / f"folder-{next(_FOLDERS)}"
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def under_rules(folder: Path) -> frozenset[str]:
    paths = [file.path for file in scan(folder).files]
    answer, problems = check_attributes(folder, paths, "m")
    assert answer is not None
    assert problems == []
    return answer.lfs


def errors(folder: Path) -> list[str]:
    problems = lint_gitattributes(folder, "m")
    return [p.code for p in problems if p.severity == "error" and p.code not in BESIDE]


def _line(path: str, data: bytes, large: bool) -> dict[str, Any]:
    if large:
        oid = hashlib.sha256(data).hexdigest()
        return {
            "key": "lfsFile",
            "value": {"path": path, "algo": "sha256", "oid": oid, "size": len(data)},
        }
    content = base64.b64encode(data).decode()
    return {"key": "file", "value": {"path": path, "content": content, "encoding": "base64"}}


def committed(raw: Raw, api: HfApi, repo: str, files: dict[str, bytes], large: set[str]) -> Answer:
    """Commit these files; what is large is uploaded beforehand."""
    for path in large:
        api.preupload_lfs_files(repo, [_addition(files[path])])
    return raw.commit(repo, *(_line(path, data, path in large) for path, data in files.items()))


def _addition(data: bytes) -> Any:
    from huggingface_hub import CommitOperationAdd

    operation = CommitOperationAdd("object.bin", data)
    operation._upload_mode = "lfs"
    return operation


few = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@few
@given(files=folders)
def test_what_is_an_error_is_what_the_hub_refuses(
    raw: Raw, api: HfApi, repo: str, tmp_path: Path, files: dict[str, bytes]
) -> None:
    folder = write_folder(files, tmp_path)
    # git-lfs leaves an empty file as it is.
    large = {path for path in under_rules(folder) if files[path]}
    answer = committed(raw, api, repo, files, large)
    assert answer.status in (200, 400)
    assert (answer.status == 400) == bool(errors(folder)), answer.body
    shutil.rmtree(folder)


@few
@given(files=folders)
def test_preupload_puts_no_file_aside_that_the_linter_would_keep(
    raw: Raw, api: HfApi, repo: str, tmp_path: Path, files: dict[str, bytes]
) -> None:
    """The Hub decides by the rules that it has, the size, and the first 512 bytes."""
    folder = write_folder(files, tmp_path)
    there = {path: data for path, data in files.items() if path.endswith(".gitattributes")}
    known = raw.commit(repo, *(_line(path, data, False) for path, data in there.items()))
    shown = [
        {
            "path": path,
            "size": len(data),
            "sample": base64.b64encode(data[:512]).decode(),
        }
        for path, data in files.items()
    ]
    answer = raw("POST", f"/api/models/{repo}/preupload/main", {"files": shown})
    if known.status == 200 and answer.status == 200:
        modes = {file["path"]: file["uploadMode"] for file in answer.json["files"]}
        wrong = {
            p.fields["path"]
            for p in lint_gitattributes(folder, "m")
            if p.severity == "error" and "path" in p.fields
        }
        by_rule = under_rules(folder)
        for path, mode in modes.items():
            # Nothing goes to LFS but by a rule, or where the linter asks for a rule.
            assert mode == "regular" or path in by_rule or path in wrong
        regular = {path: data for path, data in files.items() if modes[path] == "regular"}
        left = committed(raw, api, repo, regular, set())
        assert left.status == 200 or wrong & regular.keys()
    api.delete_repo(repo)
    api.create_repo(repo)
    shutil.rmtree(folder)


PUSHED: list[tuple[dict[str, bytes], bool]] = [
    ({"a.bin": b"\x80\x00", "b.txt": b"text\n"}, True),
    ({"a.dat": b"\x80\x00"}, False),
    ({"a.dat": b"caf\xe9\n"}, False),
    ({"big.csv": b"1,2\n" * 2_700_000}, False),
    ({"d/.gitattributes": f"*.dat {LFS}\n".encode(), "d/a.dat": b"\x80\x00"}, True),
    ({".gitattributes": b"*.dat filter=lfs\n", "a.dat": b"\x80\x00"}, True),
    ({".gitattributes": b"# \xe9\n"}, False),
    ({"empty.bin": b""}, True),
    ({"line\nbreak.txt": b"x\n"}, False),
    ({"README.md": b"# T\n", ".gitattributes": f"*.md {LFS}\n".encode()}, True),
]


@pytest.mark.sampled(3)
@pytest.mark.git_lfs
@pytest.mark.parametrize("is_set_up", [True, False])
@pytest.mark.parametrize(("files", "is_taken"), PUSHED)
def test_a_push_by_git_is_refused_where_the_linter_says_so(
    hub: MiniHub,
    clone: Clone,
    repo: str,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, bytes],
    is_taken: bool,
    is_set_up: bool,
) -> None:
    """With git-lfs, and without: then what a rule sends to LFS is staged as it is."""
    git = clone(repo)
    if is_set_up:
        git("lfs", "install", "--local")
    for path, data in files.items():
        target = git.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    git("add", "--all")
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    found = errors(git.folder)
    git("commit", "-qm", "a change")
    pushed = git.run("push", "origin", "main").returncode == 0
    assert pushed == (not found)
    if is_set_up:
        assert pushed == is_taken
