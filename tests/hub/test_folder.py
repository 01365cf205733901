"""What of a model folder would be published, and what keeps it from being."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.hub import folder as folder_module
from checks.hub.folder import Plan
from checks.lint.folder import FolderFile
from checks.messages import Phrase, Problem
from checks.model_folder import look_at

RULES = b"*.joblib filter=lfs diff=lfs merge=lfs -text\n"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 7268\n" % (b"a" * 64)


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    model = folder / "model_repo"
    for name, data in {".gitattributes": RULES, **files}.items():
        (model / name).parent.mkdir(parents=True, exist_ok=True)
        (model / name).write_bytes(data)
    return model


def plan(model: Path) -> tuple[Plan | None, list[Problem]]:
    return folder_module.plan(look_at(model.parent, "model_repo", "answers.yaml"))


def told(problems: list[Problem]) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (
            problem.code,
            str(problem.place),
            {
                key: value.text("en") if isinstance(value, Phrase) else value
                for key, value in problem.fields.items()
            },
        )
        for problem in problems
    ]


def test_what_is_published_is_planned(tmp_path: Path) -> None:
    files = {
        "README.md": b"# Hi\n",
        "a/b.txt": b"text",
        "model.joblib": b"\x80\x04N.",
        ".env": b"PASSWORD=1",
        ".secret/key": b"k",
        "a/.hidden": b"h",
        "a/.gitattributes": b"",
    }
    model = written(tmp_path, files)
    assert plan(model) == (
        Plan(
            folder=model,
            files=(
                FolderFile(".gitattributes", len(RULES)),
                FolderFile("README.md", 5),
                FolderFile("a/b.txt", 4),
                FolderFile("model.joblib", 4, binary=True),
            ),
            lfs=frozenset({"model.joblib"}),
            left=(".env", ".secret/key", "a/.gitattributes", "a/.hidden"),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("name", "data"), [("large.txt", b"x" * (10 * 1024 * 1024 + 1)), ("w.pkl", b"N.")]
)
def test_what_needs_lfs_goes_there_without_a_rule(tmp_path: Path, name: str, data: bytes) -> None:
    found, problems = plan(written(tmp_path, {name: data}))
    assert problems == []
    assert found is not None
    assert found.lfs == {name}


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    found, problems = plan(tmp_path / "model_repo")
    assert found is None
    assert told(problems)[0] == ("ATTR-FOLDER", "model_repo:1:1", {"path": "model_repo"})


def test_links_and_pipes_are_no_files(tmp_path: Path) -> None:
    model = written(tmp_path, {})
    (model / "a.txt").symlink_to(tmp_path)
    os.mkfifo(model / "pipe")
    found, problems = plan(model)
    assert found is None
    assert told(problems) == [
        ("PUB-LINK", f"model_repo/{name}:1:1", {"path": name}) for name in ("a.txt", "pipe")
    ]


def test_a_pointer_is_not_its_file(tmp_path: Path) -> None:
    found, problems = plan(written(tmp_path, {"model.joblib": POINTER}))
    fields = {"path": "model.joblib", "size": "7268"}
    assert found is None
    assert told(problems) == [("PUB-POINTER", "model_repo/model.joblib:1:1", fields)]


SECRETS: list[tuple[bytes, list[str]]] = [
    (b"hf_" + b"a" * 34, ["a Hugging Face token"]),
    (b"hf_" + b"a" * 19, []),
    (b"hf_oauth_" + b"a" * 20, ["a Hugging Face token"]),
    *((b"gh%c_" % kind + b"b" * 36, ["a GitHub token"]) for kind in b"pousr"),
    (b"ghp_" + b"b" * 35, []),
    (b"ghx_" + b"b" * 36, []),
    (b"github_pat_" + b"b" * 30, ["a GitHub token"]),
    (b"github_pat_" + b"b" * 29, []),
    (b"sk-" + b"c" * 40, ["an OpenAI key"]),
    (b"sk-proj-" + b"c_-" * 14, ["an OpenAI key"]),
    (b"sk-" + b"c" * 39, []),
    (b"AKIA" + b"D0" * 8, ["an AWS key"]),
    (b"AKIA" + b"D" * 15, []),
    (b"AKIA" + b"d" * 16, []),
    (b"-----BEGIN PRIVATE KEY-----", ["a private key"]),
    (b"-----BEGIN RSA PRIVATE KEY-----", ["a private key"]),
    (b"-----BEGIN PUBLIC KEY-----", []),
    (
        b"-----BEGIN PRIVATE KEY-----\nAKIA" + b"D" * 16 + b"\nhf_" + b"a" * 20,
        ["a Hugging Face token", "a private key", "an AWS key"],
    ),
]


@pytest.mark.parametrize(("text", "kinds"), SECRETS)
@pytest.mark.parametrize("around", [b"%s", b'key = "%s"\n', b"x\n\n %s "])
def test_secrets_are_not_published(
    tmp_path: Path, text: bytes, kinds: list[str], around: bytes
) -> None:
    found, problems = plan(written(tmp_path, {"use.py": around % text, "b.txt": b"no secret"}))
    assert told(problems) == [
        ("PUB-SECRET", "model_repo/use.py:1:1", {"path": "use.py", "kind": kind}) for kind in kinds
    ]
    assert (found is None) is bool(kinds)


@pytest.mark.parametrize("before", [0, 1023, 1024 * 1024 - 10, 1024 * 1024, 3 * 1024 * 1024 - 4])
def test_a_secret_is_found_wherever_it_is_in_a_large_file(tmp_path: Path, before: int) -> None:
    data = b" " * before + b"hf_" + b"b" * 34 + b" " * 2000
    _, problems = plan(written(tmp_path, {"long.txt": data}))
    assert [problem.code for problem in problems] == ["PUB-SECRET"]


def test_a_long_secret_that_two_pieces_share_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 256 bytes before a piece are looked at again."""
    assert (folder_module._PIECE, folder_module._OVERLAP) == (1024 * 1024, 256)
    monkeypatch.setattr(folder_module, "_PIECE", 1024)
    data = b"x" * (1024 - 30) + b" " + b"github_pat_" + b"b" * 200
    _, problems = plan(written(tmp_path, {"long.txt": data}))
    assert [problem.code for problem in problems] == ["PUB-SECRET"]
