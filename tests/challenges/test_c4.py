"""Challenge 4: the student's own repo on the Hub."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checks import template
from checks.artifacts.faults import Fault
from checks.artifacts.report import Look
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.grading.report import Result
from checks.hub.facts import Fact, Found, Missing, Reason, Unreachable
from checks.hub.queries import RepoFile
from checks.lint.card.body import letters_of_own_text
from checks.submission import Submission, load
from tests.facts import (
    CHECKS,
    FOLDER,
    LIVE_FILES,
    README,
    RUBRIC,
    Ending,
    Told,
    alone,
    evidence_for,
    failed,
    left_open,
    live,
    passed,
    place,
    submission_in,
    told,
)
from tests.paths import ROOT

REPO = place("repo_id")
ADA = {"repo": "ada/course-feedback"}
CARD = "model_repo/README.md:1:1"
MODEL = "model_repo/model.joblib:1:1"
_, README_FILE, MODEL_FILE, SCRIPT_FILE = LIVE_FILES
ATTRIBUTES_FILE = LIVE_FILES[0]
OTHER = "0" * 40
NOT_ANSWERED: list[tuple[Any, str]] = [
    (Unreachable("HTTP 503"), "HTTP 503"),
    (None, "not asked"),
]


def at(code: str, path: str) -> Told:
    return (code, f"model_repo/{path}:1:1", {"path": path})


# c4.live: whose it is


def not_yours(owner: str, username: str) -> Told:
    fields = {"repo": f"{owner}/course-feedback", "owner": owner, "username": username}
    fields["own"] = "a repo of your own"
    return ("C4-OWNER", REPO, fields)


OWNERS: list[tuple[str, str, Ending]] = [
    ("ada", "ada", passed(10)),
    ("Ada", "aDA", passed(10)),
    ("ben", "ada", failed(not_yours("ben", "ada"))),
    ("ada-lab", "ada", failed(not_yours("ada-lab", "ada"))),
    ("ad", "ada", failed(not_yours("ad", "ada"))),
]


@pytest.mark.parametrize(("owner", "username", "ending"), OWNERS)
def test_the_repo_is_the_students(
    tmp_path: Path, owner: str, username: str, ending: Ending
) -> None:
    """Whose it is says the Hub, not the answer: a renamed repo keeps its old id for a while."""
    repo = live(id=f"{owner}/course-feedback")
    assert alone("c4.live", tmp_path, {"username": username}, repo=repo) == ending


def test_an_old_id_without_an_owner_is_nobody_elses_but_its_own_name(tmp_path: Path) -> None:
    """The Hub still has ids such as `gpt2`, from before there were owners."""
    fields = {"repo": "gpt2", "owner": "gpt2", "username": "ada", "own": "a repo of your own"}
    ending = alone("c4.live", tmp_path, {"username": "ada"}, repo=live(id="gpt2"))
    assert ending == failed(("C4-OWNER", REPO, fields))


BLANK: list[tuple[dict[str, str | None], Told]] = [
    ({"username": None}, ("GRADE-BLANK", place("username", blank=True), {})),
    ({"repo_id": None}, ("GRADE-BLANK", place("repo_id", blank=True), {})),
    (
        {"username": None, "repo_id": None},
        ("GRADE-BLANK", place("repo_id", blank=True), {}),
    ),
    ({"repo_id": "7"}, ("ANS-TEXT", REPO, {"key": "repo_id"})),
    (
        {"username": "[ada]"},
        ("ANS-TEXT", place("username"), {"key": "username"}),
    ),
]


@pytest.mark.parametrize(("answers", "problem"), BLANK)
def test_without_both_names_there_is_nothing_to_look_at(
    tmp_path: Path, answers: dict[str, str | None], problem: Told
) -> None:
    assert alone("c4.live", tmp_path, answers, repo=None) == failed(problem)


MISSING: list[tuple[Reason, str]] = [
    ("repo", "C4-REPO"),
    ("file", "C4-REPO"),
    ("revision", "C4-REVISION"),
    ("gated", "C4-CLOSED"),
    ("disabled", "C4-CLOSED"),
    ("id", "C4-ID"),
]


@pytest.mark.parametrize(("reason", "code"), MISSING)
def test_a_repo_that_is_not_for_the_public_fails(tmp_path: Path, reason: Reason, code: str) -> None:
    assert alone("c4.live", tmp_path, repo=Missing(reason)) == failed((code, REPO, ADA))


@pytest.mark.parametrize("revision", ["a" * 40, "refs/pr/1"])
def test_that_there_is_no_repo_fails_at_any_commit(tmp_path: Path, revision: str) -> None:
    missing: Any = {"repo": Missing("repo"), "revision": revision}
    assert alone("c4.live", tmp_path, **missing) == failed(("C4-REPO", REPO, ADA))


@pytest.mark.parametrize("asked", ["repo", "bindings"])
@pytest.mark.parametrize(
    ("revision", "is_open"), [("a" * 40, True), ("a" * 39, False), ("refs/pr/1", False)]
)
def test_a_commit_that_the_hub_does_not_show_yet_costs_nothing(
    tmp_path: Path, asked: str, revision: str, is_open: bool
) -> None:
    missing: Any = {asked: Missing("revision"), "revision": revision}
    found = alone("c4.live", tmp_path, **missing)
    if is_open:
        fields = {"repo": "ada/course-feedback", "commit": "a" * 12}
        assert found == (Outcome.NOT_GRADABLE, 0, [("C4-YET", REPO, fields)])
    else:
        assert found == failed(("C4-REVISION", REPO, ADA))


@pytest.mark.parametrize("reason", ["gated", "disabled"])
def test_a_repo_whose_card_is_not_for_the_public_fails(tmp_path: Path, reason: Reason) -> None:
    """The infos of a gated repo are public; its card is not, so nobody looks for lines either."""
    found = alone("c4.live", tmp_path, card=Missing(reason), bindings=None)
    assert found == failed(("C4-CLOSED", REPO, ADA))


@pytest.mark.parametrize(("fact", "reason"), NOT_ANSWERED)
@pytest.mark.parametrize("check_id", ["c4.live", "c4.artifact", "c4.lfs"])
def test_a_repo_that_nobody_could_look_at_is_left_open(
    tmp_path: Path, check_id: str, fact: Any, reason: str
) -> None:
    assert alone(check_id, tmp_path, repo=fact) == left_open(reason)


# c4.live: what it holds


def changed(file: RepoFile, **changes: Any) -> Fact[Any]:
    new = RepoFile(**{**{name: getattr(file, name) for name in RepoFile.__slots__}, **changes})
    return live(files=tuple(new if one is file else one for one in LIVE_FILES))


def without(*files: RepoFile) -> Fact[Any]:
    return live(files=tuple(one for one in LIVE_FILES if one not in files))


def noted(*problems: Told) -> Ending:
    """Return the ending that all points are won, and these differences are said."""
    return Outcome.PASSED, 10, list(problems)


EXTRA = RepoFile("notes.txt", 3, OTHER, None)
# What git and sha256sum say of the same texts with CRLF.
WINDOWS_README = "82f69f1cfc98752367e1a854b6a8c045facc9fa7"
WINDOWS_SCRIPT = "f76f302290b57aa99d086374ea49f2545ee27dbfe7192f0775d9f0c3daf8b3ac"
CONTENTS: list[tuple[Fact[Any], Ending]] = [
    (live(), passed(10)),
    (live(files=(*LIVE_FILES, EXTRA)), passed(10)),
    (without(MODEL_FILE), noted(at("C4-MISSING", "model.joblib"))),
    (without(README_FILE), noted(at("C4-MISSING", "README.md"))),
    (
        live(files=()),
        noted(*(at("C4-MISSING", path) for path in ("README.md", "model.joblib", "train.py"))),
    ),
    (changed(README_FILE, blob_id=OTHER), noted(at("C4-DIFFERS", "README.md"))),
    (changed(README_FILE, blob_id=None), noted(at("C4-DIFFERS", "README.md"))),
    # The same text with other line ends, also under LFS.
    (changed(README_FILE, blob_id=WINDOWS_README), passed(10)),
    (changed(SCRIPT_FILE, sha256=WINDOWS_SCRIPT), passed(10)),
    (changed(README_FILE, blob_id=WINDOWS_SCRIPT), noted(at("C4-DIFFERS", "README.md"))),
    # A model under LFS is told by its content's hash; its blob is the pointer's.
    (changed(MODEL_FILE, sha256="0" * 64), noted(at("C4-DIFFERS", "model.joblib"))),
    (changed(MODEL_FILE, blob_id=OTHER), passed(10)),
    (changed(MODEL_FILE, sha256=None), noted(at("C4-DIFFERS", "model.joblib"))),
    # The Hub adds rules of its own to this one.
    (changed(ATTRIBUTES_FILE, blob_id=OTHER), passed(10)),
    (without(ATTRIBUTES_FILE), passed(10)),
    (
        live(files=(*LIVE_FILES[:1], SCRIPT_FILE)),
        noted(at("C4-MISSING", "README.md"), at("C4-MISSING", "model.joblib")),
    ),
]


@pytest.mark.parametrize(("repo", "ending"), CONTENTS)
def test_the_repo_holds_the_files_of_the_folder(
    tmp_path: Path, repo: Fact[Any], ending: Ending
) -> None:
    assert alone("c4.live", tmp_path, repo=repo) == ending


def test_a_model_that_is_a_pointer_here_is_compared_by_what_it_points_to(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 4\n"
    oid = str(MODEL_FILE.sha256)
    for number, (sha256, ending) in enumerate(
        [(oid, passed(10)), ("0" * 64, noted(at("C4-DIFFERS", "model.joblib")))]
    ):
        files = {**FOLDER, "model.joblib": pointer % sha256.encode()}
        assert alone("c4.live", tmp_path / str(number), files=files) == ending


@pytest.mark.parametrize("count", [4, 5, 6, 7])
def test_at_most_five_files_are_named(tmp_path: Path, count: int) -> None:
    files = {**FOLDER, **{f"{number}.txt": b"new" for number in range(count)}}
    named = [at("C4-MISSING", f"{number}.txt") for number in range(min(count, 5))]
    assert alone("c4.live", tmp_path, files=files) == noted(*named)


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    problem = ("C4-FOLDER", "model_repo:1:1", {"folder": "model_repo/"})
    assert alone("c4.live", tmp_path, files={}) == failed(problem)


def test_a_text_from_windows_is_the_same_text(tmp_path: Path) -> None:
    """Line ends are no difference in either direction; in what is no text they are."""
    windows = {name: data.replace(b"\n", b"\r\n") for name, data in FOLDER.items()}
    assert alone("c4.live", tmp_path / "a", files=windows) == passed(10)
    binary = {**FOLDER, "model.joblib": b"\x80\x04\n."}
    live_blob = "b3d90a9f78768f69085d12fa4cdbf104bc5eee9b"
    repo = changed(MODEL_FILE, sha256=None, blob_id=live_blob)
    ending = noted(at("C4-DIFFERS", "model.joblib"))
    assert alone("c4.live", tmp_path / "b", files=binary, repo=repo) == ending


def test_what_is_no_text_is_the_same_by_its_bytes_alone(tmp_path: Path) -> None:
    """Of a binary file there is no other form with the same meaning; git has it as it is."""
    weights = b"\x00\x01weights"
    blob = hashlib.sha1(b"blob %d\0%s" % (len(weights), weights)).hexdigest()  # noqa: S324 - git's
    same = RepoFile("own.dat", len(weights), blob, None)
    for number, (live_file, ending) in enumerate(
        [
            (same, passed(10)),
            (dataclasses.replace(same, blob_id=OTHER), noted(at("C4-DIFFERS", "own.dat"))),
        ]
    ):
        folder = tmp_path / str(number)
        files = {**FOLDER, "own.dat": weights}
        repo = live(files=(*LIVE_FILES, live_file))
        assert alone("c4.live", folder, files=files, repo=repo) == ending


def nested(path: str) -> Told:
    return ("C4-NESTED", f"{path}:1:1", {"path": path})


def test_a_repository_in_the_folder_is_said_and_costs_nothing(tmp_path: Path) -> None:
    """Its files are in no commit; what is on the Hub is graded, whatever the folder looks like."""
    submission = submission_in(tmp_path / "work")
    run = partial(subprocess.run, check=True, capture_output=True)
    run(["git", "init", "-q"], cwd=submission.folder)
    run(["git", "init", "-q"], cwd=submission.model_folder)
    (result,) = judged("c4.live", submission)
    assert (result.outcome, told(result)) == (Outcome.PASSED, [nested("model_repo")])
    for number in range(7):
        inner = submission.model_folder / str(number)
        inner.mkdir()
        run(["git", "init", "-q"], cwd=inner)
    (submission.model_folder / ".git").rename(tmp_path / "kept")
    (result,) = judged("c4.live", load(submission.folder))
    assert told(result) == [nested(f"model_repo/{number}") for number in range(5)]


def judged(check_id: str, submission: Submission) -> tuple[Result, ...]:
    return judge([CHECKS[check_id]], submission, evidence_for(submission), RUBRIC).results


def test_what_somebody_elses_repo_holds_is_not_looked_at(tmp_path: Path) -> None:
    repo = live(id="ben/course-feedback", files=(MODEL_FILE, SCRIPT_FILE))
    expected = failed(not_yours("ben", "ada"))
    assert alone("c4.live", tmp_path, repo=repo) == expected


# c4.artifact


def files(*paths: str, size: int = 4) -> Fact[Any]:
    return live(files=tuple(RepoFile(path, size, None, "e" * 64) for path in paths))


def no_model(library: str) -> Told:
    return ("C4-ARTIFACT", "model_repo:1:1", {"library": library})


def unloadable(path: str) -> Told:
    fields = {"path": path, "library": "sklearn"}
    return ("C4-FORMAT", f"model_repo/{path}:1:1", fields)


KERAS = README.replace("sklearn", "keras")
NO_LIBRARY = README.replace("library_name: sklearn\n", "")
BY_TAG = README.replace("library_name: sklearn\n", "").replace("[hub-tour]", "[hub-tour, keras]")
ARTIFACTS: list[tuple[str, Fact[Any], Ending]] = [
    (README, files("model.joblib"), passed(10)),
    (README, files("model.joblib", size=1), passed(10)),
    (README, files("model.joblib", size=0), failed(at("C4-EMPTY", "model.joblib"))),
    (README, files("model.keras"), failed(unloadable("model.keras"))),
    (README, files("b.gguf", "a.keras"), failed(unloadable("a.keras"), unloadable("b.gguf"))),
    (README, files("model.keras", "scaler.joblib"), passed(10)),
    (README, files("model.keras", size=0), failed(at("C4-EMPTY", "model.keras"))),
    (README, files(), failed(no_model("sklearn"))),
    # Whoever loads it says which file; a folder is no fault.
    (README, files("models/model.joblib"), passed(10)),
    (KERAS, files("model.keras"), passed(10)),
    (KERAS, files("model.joblib"), passed(10)),
    (KERAS, files("model.py"), failed(no_model("keras"))),
    # Without a library on the card, the Hub's guess counts.
    (NO_LIBRARY, live(library="keras", files=()), failed(no_model("keras"))),
    (NO_LIBRARY, live(library="sklearn"), passed(10)),
    (NO_LIBRARY, live(library=None, files=()), failed(no_model("a library"))),
    (NO_LIBRARY, live(library=None), passed(10)),
    (README, live(library="keras"), passed(10)),
    # A tag that is a library's id names it, before the Hub's guess does.
    (BY_TAG, live(library="sklearn", files=()), failed(no_model("keras"))),
]


@pytest.mark.parametrize(("card", "repo", "ending"), ARTIFACTS)
def test_what_the_library_loads_is_there(
    tmp_path: Path, card: str, repo: Fact[Any], ending: Ending
) -> None:
    assert alone("c4.artifact", tmp_path, card=Found(card), repo=repo) == ending


def test_a_model_beside_the_folder_is_pointed_at(tmp_path: Path) -> None:
    tmp_path.joinpath("model.joblib").write_bytes(b"\x80\x04N.")
    tmp_path.joinpath("notes.txt").write_bytes(b"no model")
    problem = ("C4-PLACE", "model.joblib:1:1", {"path": "model.joblib"})
    ending = alone("c4.artifact", tmp_path, repo=files("README.md"))
    assert ending == failed(no_model("sklearn"), problem)


def looked(*faults: Fault, path: str = "model.joblib", form: str = "pickle") -> Found[Any]:
    return Found((Look(path, form, faults),))


def for_a_person(code: str, **fields: str) -> Ending:
    fields = {"path": "model.joblib", **fields}
    return Outcome.NEEDS_REVIEW, 0, [(code, MODEL, fields)]


RUNS = [Fault("runs", name) for name in "abcdef"]
NOT_MODEL = Look("notes.thing", "unknown", (Fault("text"),))
BYTES: list[tuple[Fact[Any] | None, Ending]] = [
    (looked(), passed(10)),
    (looked(Fault("runs", "posix.system")), for_a_person("C4-PICKLE", names="posix.system")),
    (looked(*RUNS), for_a_person("C4-PICKLE", names="a, b, c, d, e")),
    (looked(Fault("own-code", "__main__.f")), for_a_person("C4-OWN", names="__main__.f")),
    (looked(Fault("packed")), for_a_person("C4-PACKED")),
    (looked(Fault("too-large")), for_a_person("C4-LARGE")),
    (looked(Fault("not-seen")), for_a_person("C4-LARGE")),
    (looked(Fault("pointer")), failed(at("C4-POINTER", "model.joblib"))),
    (looked(Fault("page")), failed(at("C4-PAGE", "model.joblib"))),
    (looked(Fault("empty")), failed(at("C4-EMPTY", "model.joblib"))),
    (
        looked(form="unknown"),
        (Outcome.PASSED, 10, [("C4-UNKNOWN", MODEL, {"path": "model.joblib"})]),
    ),
    # Another file is no model: it is not held against the one that is, unless it says it is one.
    (Found((*looked().value, NOT_MODEL)), passed(10)),
    (
        Found((*looked().value, dataclasses.replace(NOT_MODEL, path="b.pkl"))),
        failed(at("C4-WORDS", "b.pkl")),
    ),
    (Found((NOT_MODEL,)), failed(at("C4-WORDS", "notes.thing"))),
    (Found(()), passed(10)),
    (None, left_open("not asked")),
    (Missing("file"), left_open("there is no such file")),
    (Unreachable("HTTP 500"), left_open("HTTP 500")),
]


@pytest.mark.parametrize(("artifacts", "ending"), BYTES)
def test_the_model_is_looked_at_by_its_bytes(
    tmp_path: Path, artifacts: Fact[Any] | None, ending: Ending
) -> None:
    assert alone("c4.artifact", tmp_path, artifacts=artifacts) == ending


@pytest.mark.parametrize("check_id", ["c4.artifact", "c4.card", "c5.widget", "c5.found"])
@pytest.mark.parametrize(("fact", "reason"), NOT_ANSWERED)
def test_a_card_that_nobody_could_read_is_left_open(
    tmp_path: Path, check_id: str, fact: Any, reason: str
) -> None:
    assert alone(check_id, tmp_path, card=fact) == left_open(reason)


# c4.lfs

MIB = 1024 * 1024


def plain(path: str, rule: str) -> Told:
    fields = {"path": path, "rule": f"{rule} filter=lfs diff=lfs merge=lfs -text"}
    return ("C4-PLAIN", f"model_repo/{path}:1:1", fields)


LFS: list[tuple[list[RepoFile], Ending]] = [
    (list(LIVE_FILES), passed(10)),
    ([RepoFile("model.joblib", 1, OTHER, None)], failed(plain("model.joblib", "*.joblib"))),
    ([MODEL_FILE, RepoFile("data.csv", 10 * MIB, OTHER, None)], passed(10)),
    (
        [MODEL_FILE, RepoFile("data.csv", 10 * MIB + 1, OTHER, None)],
        failed(plain("data.csv", "*.csv")),
    ),
    ([MODEL_FILE, RepoFile("data.csv", 10 * MIB + 1, OTHER, "e" * 64)], passed(10)),
    ([RepoFile("data.csv", 10 * MIB + 1, OTHER, "e" * 64)], passed(10)),
    ([RepoFile("data.csv", 10 * MIB, OTHER, None)], passed(10)),
    ([], passed(10)),
    # git-lfs leaves an empty file as it is.
    ([RepoFile("model.joblib", 0, OTHER, None)], passed(10)),
    # A model that is text may be plain git.
    ([RepoFile("model.json", 10 * MIB, OTHER, None)], passed(10)),
    ([RepoFile("model.sav", 1, OTHER, None)], failed(plain("model.sav", "*.sav"))),
    ([RepoFile("m.joblib.gz", 1, OTHER, None)], failed(plain("m.joblib.gz", "*.gz"))),
    (
        [RepoFile("a.pkl", 1, OTHER, None), MODEL_FILE, RepoFile("b.onnx", 1, OTHER, None)],
        failed(plain("a.pkl", "*.pkl"), plain("b.onnx", "*.onnx")),
    ),
]


@pytest.mark.parametrize(("there", "ending"), LFS)
def test_large_files_and_models_are_in_lfs(
    tmp_path: Path, there: list[RepoFile], ending: Ending
) -> None:
    assert alone("c4.lfs", tmp_path, repo=live(files=tuple(there))) == ending


# c4.card

NO_LICENSE: Told = ("C4-LICENSE", CARD, {})
NO_NAME: Told = ("C4-LIBRARY", CARD, {})
NO_TEXT: Told = ("C4-TEXT", CARD, {})


def card(front: str, letters: str = "x" * 80) -> str:
    return f"---\n{front}\n---\n{letters}\n"


BOTH = "license: mit\nlibrary_name: sklearn"
CARDS: list[tuple[str, Ending]] = [
    (README, passed(10)),
    (card(BOTH), passed(10)),
    (card("license: [mit, apache-2.0]\nlibrary_name: sklearn"), passed(10)),
    (card("library_name: sklearn"), failed(NO_LICENSE)),
    (card("license:\nlibrary_name: sklearn"), failed(NO_LICENSE)),
    (card("license: ' '\nlibrary_name: sklearn"), failed(NO_LICENSE)),
    (card("license: []\nlibrary_name: sklearn"), failed(NO_LICENSE)),
    (card("license: mit"), failed(NO_NAME)),
    (card("license: mit\nlibrary_name: ''"), failed(NO_NAME)),
    (card("license: mit\nlibrary_name: ' '"), failed(NO_NAME)),
    (card("license: mit\nlibrary_name: 7"), failed(NO_NAME)),
    (card("license: mit\ntags: [a, sklearn]"), passed(10)),
    (card("license: mit\ntags: sklearn"), passed(10)),
    (card("license: mit\nlibrary_name:\ntags: [sklearn]"), passed(10)),
    (card("license: mit\ntags: [scikit-learn, 7, {}]"), failed(NO_NAME)),
    (card(BOTH, "x" * 79), failed(NO_TEXT)),
    (card(BOTH, "한" * 40), passed(10)),
    (card(BOTH, "한" * 39), failed(NO_TEXT)),
    (card("tags: [a]", ""), failed(NO_LICENSE, NO_NAME, NO_TEXT)),
    # The front matter is no text of the student's.
    (card(BOTH + f"\ntags: [{'x' * 80}]", ""), failed(NO_TEXT)),
    ("x" * 80, failed(NO_LICENSE, NO_NAME)),
    ("", failed(NO_LICENSE, NO_NAME, NO_TEXT)),
]


@pytest.mark.parametrize(("text", "ending"), CARDS)
def test_the_card_says_what_it_should(tmp_path: Path, text: str, ending: Ending) -> None:
    assert alone("c4.card", tmp_path, card=Found(text)) == ending


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_templates_words_are_nobodys_own(tmp_path: Path, lang: str) -> None:
    text = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    text = template.in_language(text, "README.md", lang)
    expected = failed(NO_LICENSE, NO_NAME, NO_TEXT)
    assert alone("c4.card", tmp_path, card=Found(text)) == expected


def test_a_card_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    expected = failed(NO_LICENSE, NO_NAME, NO_TEXT)
    assert alone("c4.card", tmp_path, card=Missing("file")) == expected


LETTERS = [
    ("", 0),
    ("abc", 3),
    ("X# abc", 4),
    ("a b, c: 1 2 3!", 3),
    ("é ß Я", 3),
    ("한국어", 6),
    ("日本 ab", 6),
    ("abc\nde", 5),
    ("# Heading\nabc", 3),
    ("  ### Heading\nabc", 3),
    ("> # Heading\nabc", 3),
    ("✎ Say what it does.\nabc", 3),
    ("- ✎ Say what it does.\n* ✎ Say.\n> ✎ Say.\nabc", 3),
    ("a ✎ b", 2),
    ("- abc\n> de\n* f", 6),
    ("abc <!-- not\nthis --> de", 5),
    ("ab <!-- one --> cd <!-- two --> e", 5),
    ("abc <!-- never closed\nde", 3),
    ("ab --> cd", 4),
    ("```python\ncode\n```\nabc", 3),
    ("~~~\ncode\n~~~\nabc", 3),
    ("abc\n```\nnever closed", 3),
    ("````\n```\ncode\n````\nabc", 3),
    ("```\ncode\n~~~\nmore\n```\nabc", 3),
    ("```\none\n```\nab\n```\ntwo\n```\nc", 3),
    ("``two ticks`` abc", 11),
    ("a ``` b", 2),
]


@pytest.mark.parametrize(("body", "letters"), LETTERS)
def test_letters_of_own_text(body: str, letters: int) -> None:
    """Comments, headings, code and the template's prompts are not the student's words."""
    assert letters_of_own_text(body) == letters
