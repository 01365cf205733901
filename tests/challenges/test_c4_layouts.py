"""Whatever a library saves is taken for a model, and what is none is not."""

from __future__ import annotations

import gzip
import os
import pickle
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.artifacts.look import look_at_all
from checks.artifacts.report import Look
from checks.artifacts.source import Memory
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub.facts import Fact, Found
from checks.hub.model_files import folder_problems
from checks.hub.queries import RepoFile
from checks.hubspec.artifacts import library_files, model_files
from checks.hubspec.formats import is_model_file
from checks.model_folder import is_published
from checks.submission import Submission
from tests.facts import (
    CHECKS,
    FOLDER,
    README,
    RUBRIC,
    Ending,
    evidence_for,
    failed,
    live,
    passed,
    submission_in,
    told,
)
from tests.layouts import WITH_MODEL, WITHOUT_MODEL, Layout

BESIDE = [("README.md", 374), (".gitattributes", 1519)]


def name(layout: Layout) -> str:
    return f"{layout.library}: {' '.join(layout.paths)}"


def repo_of(layout: Layout, size: int = 7) -> Fact[Any]:
    """The live repo, where what is never text is in LFS, and all else plain."""
    files = [RepoFile(path, some, "0" * 40, None) for path, some in BESIDE]
    for path in layout.paths:
        files.append(RepoFile(path, size, "0" * 40, "e" * 64 if is_model_file(path) else None))
    return live(files=tuple(files), library=None)


def card_of(layout: Layout) -> Found[str]:
    line = f"library_name: {layout.library}\n" if layout.library else ""
    return Found(README.replace("library_name: sklearn\n", line))


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Submission:
    return submission_in(tmp_path_factory.mktemp("student"))


def graded(submission: Submission, layout: Layout, size: int = 7) -> tuple[Ending, ...]:
    """How c4.artifact and c4.lfs end, where the model's bytes are nothing to look at."""
    facts: dict[str, Any] = {
        "repo": repo_of(layout, size),
        "card": card_of(layout),
        "artifacts": Found((Look("seen", "pickle"),)),
    }
    evidence = evidence_for(submission, RUBRIC, **facts)
    checks = [CHECKS["c4.artifact"], CHECKS["c4.lfs"]]
    # One at a time: whatever becomes of those that they need.
    results = [judge([check], submission, evidence, RUBRIC).results[0] for check in checks]
    return tuple((result.outcome, result.points, told(result)) for result in results)


def test_the_table_is_long_enough() -> None:
    assert len({name(layout) for layout in WITH_MODEL}) == len(WITH_MODEL) >= 120
    assert len({name(layout) for layout in WITHOUT_MODEL}) == len(WITHOUT_MODEL) >= 30


@pytest.mark.parametrize("layout", WITH_MODEL, ids=name)
def test_what_a_library_saves_is_a_model(submission: Submission, layout: Layout) -> None:
    assert graded(submission, layout) == (passed(10), passed(10))


@pytest.mark.parametrize("layout", WITH_MODEL, ids=name)
def test_files_without_a_byte_are_none(submission: Submission, layout: Layout) -> None:
    artifact, lfs = graded(submission, layout, size=0)
    empty = sorted(path for path in layout.paths if is_model_file(path))
    assert artifact[0] is Outcome.FAILED
    codes = [code for code, *_ in artifact[2]]
    assert codes == (["C4-EMPTY"] * len(empty[:5]) or ["C4-ARTIFACT"])
    assert lfs == passed(10)


@pytest.mark.parametrize("layout", WITHOUT_MODEL, ids=name)
def test_card_code_texts_and_tables_are_no_model(submission: Submission, layout: Layout) -> None:
    """That there is none is said once, by the check that asks for one."""
    problem = ("C4-ARTIFACT", "model_repo:1:1", {"library": layout.library or "a library"})
    artifact, lfs = graded(submission, layout)
    assert artifact == failed(problem)
    assert lfs == passed(10)


def test_the_hubs_list_is_the_whole_of_it() -> None:
    assert len(library_files()) == 178
    assert library_files()["paddleocr"] == (
        "*.safetensors",
        "inference.pdiparams",
        "inference.onnx",
    )


CONFIGURATIONS = ("config.json", "adapter_config.json", "tokenizer.json")
LISTED = [
    (library, pattern) for library, patterns in library_files().items() for pattern in patterns
]


@pytest.mark.parametrize(("library", "pattern"), LISTED)
def test_every_file_of_the_hubs_list_shows_that_a_model_is_there(
    library: str, pattern: str
) -> None:
    """But for a configuration, beside which each of these libraries keeps weights."""
    path = pattern.replace("*", "bin" if pattern.endswith(".*") else "any")
    found = model_files(library, {"README.md": 9, path: 1})
    assert found == ([] if path.rpartition("/")[2] in CONFIGURATIONS else [path])
    assert model_files(library, {path: 0}) == []


def test_in_no_other_library_it_does() -> None:
    sizes = {"hyperparams.yaml": 1, "_ops.py": 1, "cfg.json": 1, "ckpt/vae/config.json": 1}
    assert model_files("speechbrain", sizes) == ["hyperparams.yaml"]
    assert model_files("SpeechBrain", sizes) == ["hyperparams.yaml"]
    assert model_files("sklearn", sizes) == model_files(None, sizes) == []


FIRST = [
    # What may run something when it is loaded, then known formats, then the rest.
    (["z.pkl", "a.safetensors", "b.thing"], ["z.pkl", "a.safetensors", "b.thing"]),
    (["a/a.pkl", "z.pkl", "b.joblib.gz"], ["b.joblib.gz", "z.pkl", "a/a.pkl"]),
    (["b.onnx", "a.onnx"], ["a.onnx", "b.onnx"]),
    (["c/d/a.onnx", "c/z.onnx"], ["c/z.onnx", "c/d/a.onnx"]),
]


@pytest.mark.parametrize(("paths", "expected"), FIRST)
def test_which_is_looked_at_does_not_depend_on_the_order(
    paths: list[str], expected: list[str]
) -> None:
    for some in (paths, paths[::-1]):
        assert model_files("sklearn", dict.fromkeys(some, 1)) == expected


CONTENTS = [
    *(b"", b"1", b"\x80\x04N.", pickle.dumps(os.system), gzip.compress(pickle.dumps(eval))),
    *(b"<!doctype html>", b"ZF", b"version https://git-lfs.github.com/spec/v2\n"),
]
EVERYTHING = [*WITH_MODEL, *WITHOUT_MODEL]
PATHS = sorted({path for layout in EVERYTHING for path in layout.paths if is_published(path)})
FILES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(CONTENTS), max_size=4)
LIBRARIES = st.sampled_from(sorted({layout.library or "" for layout in EVERYTHING}))


def fits_in_a_folder(files: dict[str, bytes]) -> bool:
    """Return whether no file has the name of another's folder."""
    return not any(other.startswith(f"{path}/") for path in files for other in files)


@given(library=LIBRARIES, files=FILES.filter(fits_in_a_folder))
@settings(max_examples=60, deadline=None)
def test_lint_says_of_any_folder_what_the_grade_says_once_it_is_published(
    library: str, files: dict[str, bytes]
) -> None:
    layout = Layout(library or None, tuple(files))
    card = card_of(layout)
    rules = FOLDER[".gitattributes"]
    contents = {".gitattributes": rules, "README.md": card.value.encode(), **files}
    live_files = tuple(RepoFile(path, len(data), None, "e" * 64) for path, data in contents.items())
    paths = model_files(layout.library, {file.path: file.size for file in live_files})
    looks = look_at_all(paths, lambda path: Memory(contents[path]))
    with tempfile.TemporaryDirectory() as folder:
        submission = submission_in(Path(folder), files=contents)
        said = [(one.code, str(one.place)) for one in folder_problems(submission)]
        facts: dict[str, Any] = {"repo": live(files=live_files, library=None), "card": card}
        evidence = evidence_for(submission, RUBRIC, **facts, artifacts=Found(looks))
        (result,) = judge([CHECKS["c4.artifact"]], submission, evidence, RUBRIC).results
    assert said == [(code, place) for code, place, _ in told(result)]
    notes = [code for code, _ in said if code == "C4-UNKNOWN"]
    assert (result.outcome is Outcome.PASSED) is (len(said) == len(notes))
