"""Is there a model in the folder, and what of it will challenge 4 find wrong?"""

from __future__ import annotations

import gzip
import os
import pickle
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from checks.hub.model_files import folder_problems, missing_parts
from checks.messages import Phrase, Problem
from checks.submission import Submission
from tests.artifacts.hostile import zipped
from tests.facts import A_PICKLE, FOLDER, README, submission_in

Told = tuple[str, str, dict[str, str]]


def told(problems: Iterable[Problem]) -> list[Told]:
    return [
        (
            problem.code,
            str(problem.place).removesuffix(":1:1"),
            {
                key: value.text("en") if isinstance(value, Phrase) else value
                for key, value in problem.fields.items()
            },
        )
        for problem in problems
    ]


def none_for(library: str) -> Told:
    return ("C4-ARTIFACT", "model_repo", {"library": library})


def empty(path: str) -> Told:
    return ("C4-EMPTY", f"model_repo/{path}", {"path": path})


def stray(path: str) -> Told:
    return ("C4-PLACE", path, {"path": path})


def unloadable(path: str) -> Told:
    return ("C4-FORMAT", f"model_repo/{path}", {"path": path, "library": "sklearn"})


PARTS: list[tuple[str | None, dict[str, int], list[str], list[Told]]] = [
    ("sklearn", {"m.joblib": 1}, [], []),
    ("sklearn", {"m.joblib": 1}, ["stray.joblib"], []),
    (
        "sklearn",
        {"m.joblib": 0, "n.pkl": 0, "o.pkl": 1},
        ["stray.joblib"],
        [empty("m.joblib"), empty("n.pkl")],
    ),
    ("sklearn", {}, [], [none_for("sklearn")]),
    (None, {}, [], [none_for("a library")]),
    (None, {"a/m.pkl": 0}, ["s.pkl"], [stray("s.pkl"), empty("a/m.pkl")]),
    (None, {"notes.txt": 1}, ["s.pkl"], [none_for("a library"), stray("s.pkl")]),
    ("sklearn", {"m.keras": 1}, ["s.pkl"], [unloadable("m.keras"), stray("s.pkl")]),
    ("sklearn", {"m.keras": 1, "m.pkl": 0}, [], [unloadable("m.keras"), empty("m.pkl")]),
    ("Sklearn", {"m.gguf": 1, "m.pkl": 1}, [], []),
    ("my-own", {"m.keras": 1}, [], []),
]


def with_strays(folder: Path, strays: list[str]) -> Submission:
    submission = submission_in(folder)
    for name in strays:
        (folder / name).write_bytes(b"1")
    return submission


@pytest.mark.parametrize(("library", "sizes", "strays", "expected"), PARTS)
def test_what_a_library_will_miss(
    tmp_path: Path,
    library: str | None,
    sizes: dict[str, int],
    strays: list[str],
    expected: list[Told],
) -> None:
    assert told(missing_parts(library, sizes, with_strays(tmp_path, strays))) == expected


def ignored(path: str) -> Told:
    return ("C4-IGNORED", f"model_repo/{path}", {"path": f"model_repo/{path}"})


@pytest.mark.parametrize("count", [1, 5, 6])
def test_a_model_that_git_ignores_is_named(tmp_path: Path, count: int) -> None:
    """It lies there, and is in no commit: nobody would guess why."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    names = [f"{number}.sav" for number in range(count)]
    submission = submission_in(tmp_path, files={**FOLDER, **dict.fromkeys(names, b"1")})
    (tmp_path / ".gitignore").write_text("*.sav\n*.joblib\ntrain.py\n")
    named = [*names, "model.joblib"][:5]
    found = told(missing_parts("sklearn", {"notes.txt": 1}, submission))
    assert found == [ignored(name) for name in named]
    assert told(missing_parts("sklearn", {"m.pkl": 1}, submission)) == []
    assert told(missing_parts("sklearn", {"m.pkl": 0}, submission))[-1] == empty("m.pkl")


def test_what_is_ignored_is_a_model_by_its_library(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    submission = submission_in(tmp_path, files={**FOLDER, "trees.txt": b"tree\n"})
    (tmp_path / ".gitignore").write_text("*.txt\n")
    assert told(missing_parts("lightgbm", {}, submission)) == [ignored("trees.txt")]
    assert told(missing_parts("sklearn", {}, submission)) == [none_for("sklearn")]


@pytest.mark.parametrize("count", [4, 5, 6, 7])
def test_at_most_five_of_each_are_named(tmp_path: Path, count: int) -> None:
    alone = submission_in(tmp_path / "alone")
    names = [f"{number}" for number in range(count)]
    named = names[:5]
    strays = [f"{name}.pkl" for name in names]
    assert told(missing_parts("sklearn", {}, with_strays(tmp_path / "strays", strays))) == [
        none_for("sklearn"),
        *(stray(f"{name}.pkl") for name in named),
    ]
    assert told(missing_parts("sklearn", dict.fromkeys(strays, 0), alone)) == [
        empty(f"{name}.pkl") for name in named
    ]
    foreign = {f"{name}.keras": 1 for name in names}
    expected = [unloadable(f"{name}.keras") for name in named]
    assert told(missing_parts("sklearn", foreign, alone)) == expected


def in_folder(folder: Path, **changes: bytes | None) -> list[Told]:
    """What is told of the student's folder, with these files changed, or taken out."""
    files = {**FOLDER, **{name.replace("__", "."): data for name, data in changes.items()}}
    kept = {name: data for name, data in files.items() if data is not None}
    return told(folder_problems(submission_in(folder, files=kept)))


JOBLIB = "model_repo/model.joblib"
PAGE = ("C4-PAGE", "model_repo/model.joblib", {"path": "model.joblib"})
HARM = {"path": "model.joblib", "names": "posix.system"}
TRAILING = "something else follows, from byte 4 on"
FOLDERS: list[tuple[dict[str, Any], list[Told]]] = [
    ({}, []),
    ({"model__joblib": None}, [none_for("sklearn")]),
    ({"model__joblib": b""}, [empty("model.joblib")]),
    ({"model__joblib": None, "model__keras": b"PK"}, [unloadable("model.keras")]),
    (
        {
            "model__joblib": None,
            "model__keras": zipped({"config.json": b"{}", "metadata.json": b"{}"}),
            "README__md": README.replace("sklearn", "keras").encode(),
        },
        [],
    ),
    ({"model__joblib": b"1"}, [("C4-WORDS", JOBLIB, {"path": "model.joblib"})]),
    ({"model__joblib": b"\xff"}, [("C4-BYTES", JOBLIB, {"path": "model.joblib"})]),
    ({"model__joblib": None, "README__md": None}, [none_for("a library")]),
    ({"README__md": None}, []),
    ({"model__joblib": b"<!doctype html>"}, [PAGE]),
    (
        {"model__joblib": pickle.dumps(os.system)},
        [("C4-PICKLE", "model_repo/model.joblib", HARM)],
    ),
    (
        {"model__joblib": gzip.compress(pickle.dumps(os.system))},
        [("C4-PICKLE", "model_repo/model.joblib", HARM)],
    ),
    (
        {
            "model__joblib": None,
            "trees__txt": b"<html>",
            "README__md": README.replace("sklearn", "lightgbm").encode(),
        },
        [("C4-PAGE", "model_repo/trees.txt", {"path": "trees.txt"})],
    ),
    (
        {"model__joblib": A_PICKLE + b"and more"},
        [
            (
                "C4-BROKEN",
                JOBLIB,
                {"path": "model.joblib", "what": TRAILING},
            )
        ],
    ),
    # A harmless one before it hides nothing.
    (
        {"a__pkl": A_PICKLE, "z__pkl": pickle.dumps(os.system)},
        [("C4-PICKLE", "model_repo/z.pkl", {**HARM, "path": "z.pkl"})],
    ),
    # What is said of it is said by the rules of LFS.
    (
        {
            "model__joblib": b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 4\n"
            % (b"a" * 64)
        },
        [],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), FOLDERS)
def test_the_folder_is_judged_as_the_live_repo_will_be(
    tmp_path: Path, changes: dict[str, Any], expected: list[Told]
) -> None:
    assert in_folder(tmp_path, **changes) == expected


def test_a_model_beside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "model.joblib").write_bytes(A_PICKLE)
    found = in_folder(tmp_path, model__joblib=None)
    assert found == [none_for("sklearn"), stray("model.joblib")]
