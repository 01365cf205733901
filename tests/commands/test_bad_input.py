"""Bad input: a clear message at its place, the right exit code, and nothing lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checks.hub import client, session
from tests.hub.faulty import FaultyHub, faulty_hub, says
from tests.submissions import make_submission, write_answers

if TYPE_CHECKING:
    from tests.commands.conftest import Tour

pytestmark = pytest.mark.usefixtures("ada")
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 7268\n"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def contents(folder: Path) -> dict[str, str]:
    """Return what a student has there; a report and the records of `tour next` are the grader's."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
        if path.name != "report.json" and path.parent.name != ".tour"
    }


def answers(text: str | bytes | None) -> Callable[[Path], None]:
    def change(work: Path) -> None:
        path = work / "answers.yaml"
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def card(old: str, new: str) -> Callable[[Path], None]:
    def change(work: Path) -> None:
        path = work / "model_repo/README.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def repo_id(value: str) -> Callable[[Path], None]:
    return lambda work: write_answers(work, repo_id=value)


def no_front_matter(work: Path) -> None:
    (work / "model_repo/README.md").write_text("# A model\n\nIt has no facts.\n")


def no_model_folder(work: Path) -> None:
    (work / "model_repo").rename(work / "elsewhere")


def model_beside(work: Path) -> None:
    (work / "model_repo/model.joblib").rename(work / "model.joblib")


def pointer(work: Path) -> None:
    (work / "model_repo/model.joblib").write_text(POINTER)


def link_outside(work: Path) -> None:
    (work / "model_repo/passwd").symlink_to("/etc/passwd")


def empty_model(work: Path) -> None:
    (work / "model_repo/model.joblib").write_bytes(b"")


# What is wrong: how it comes about, the place that is named, and its code.
BAD: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "no answers.yaml": (answers(None), "answers.yaml:1:1", "Y-FILE"),
    "empty": (answers(""), "answers.yaml", ""),
    "not UTF-8": (answers(b"repo_id: ad\xe9/x\n"), "answers.yaml:1:12", "Y-UTF8"),
    "a list at the top": (answers("- ada\n"), "answers.yaml:1:1", "ANS-"),
    "a tab": (answers("username: ada\n\trepo_id: ada/x\n"), "answers.yaml:2:1", "Y-TAB"),
    "a key twice": (answers("repo_id: ada/x\nrepo_id: ada/y\n"), "answers.yaml:2:1", "Y-DUPLICATE"),
    "a bomb": (answers(BOMB), "answers.yaml:1:4", "Y-REFERENCE"),
    "an address for an id": (
        repo_id("https://github.com/ada/course-feedback"),
        "answers.yaml:14:10",
        "ANS-",
    ),
    "somebody else's repo": (repo_id("ben/model"), "answers.yaml:14:10", "ANS-"),
    "no model folder": (no_model_folder, "model_repo:1:1", "PUB-FOLDER"),
    "no front matter": (no_front_matter, "model_repo/README.md:1:1", "FM-NONE"),
    "no closing fence": (
        card("\n---\n\n#", "\n\n#"),
        "model_repo/README.md:",
        "FM-CLOSE",
    ),
    "a bad licence": (
        card("license: mit", "license: MIT License"),
        "model_repo/README.md:2:10",
        "CARD-LICENSE",
    ),
    "a model beside the folder": (model_beside, "model.joblib:1:1", "C4-PLACE"),
    "a pointer for a model": (pointer, "model_repo/model.joblib:1:1", "PUB-POINTER"),
    "a link to outside": (link_outside, "model_repo/passwd:1:1", "PUB-LINK"),
    "an empty model": (empty_model, "model_repo/model.joblib:1:1", "C4-EMPTY"),
}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", BAD)
def test_publishing_bad_input(tour: Tour, work: Path, name: str, lang: str) -> None:
    change, place, code = BAD[name]
    change(make_submission(work, repo_id=f"ada/{name.replace(' ', '-').replace(chr(39), '')}"))
    before = contents(work)
    done = tour("publish", "--lang", lang)
    assert done.code == 1, done.text
    assert place in done.err
    assert code in done.err
    assert contents(work) == before
    assert "\n    " in done.err  # a hint under each message


UNREADABLE = [name for name in BAD if BAD[name][1].startswith("answers.yaml:") and "id" not in name]


@pytest.mark.parametrize("name", [*UNREADABLE, "empty"])
def test_grading_unreadable_answers(tour: Tour, work: Path, name: str) -> None:
    change, place, code = BAD[name]
    change(make_submission(work))
    before = contents(work)
    done = tour("grade")
    assert done.code == 1, done.text
    if name in ("somebody else's repo", "an address for an id"):
        assert "C4-" in done.out
    else:
        assert place in done.out
        assert code in done.out
    assert contents(work) == before


def test_linting_bad_input(tour: Tour, work: Path) -> None:
    for name in ("a tab", "a key twice", "no front matter", "a bad licence"):
        folder = work / name.replace(" ", "-")
        folder.mkdir()
        change, place, code = BAD[name]
        change(make_submission(folder))
        file = folder / place.partition(":")[0]
        done = tour("lint", "card" if "README" in place else "answers", str(file))
        assert done.code == 1
        assert place.partition(":")[2] in done.out
        assert code in done.out


KINDS = {"HTTP 429": "LIMIT", "HTTP 500": "OPEN"}
"""What is told of a fault; of any other that the address may be wrong, or the network."""
DOWN = {
    "HTTP 429": says(429, RateLimit='"api";r=0;t=290'),
    "HTTP 500": says(500),
    "HTML": says(200, b"<html>Log in</html>", "text/html"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "TIMEOUT", 0.2)
    monkeypatch.setattr(session, "UPLOAD_TIMEOUT", 0.2)
    monkeypatch.setattr(client, "WAITS", ())
    monkeypatch.setattr(
        client.HubClient.__init__,
        "__kwdefaults__",
        {**(client.HubClient.__init__.__kwdefaults__ or {}), "waits": ()},
    )


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", ["grade", "publish"])
@pytest.mark.parametrize("name", [*DOWN, "slow", "down"])
def test_a_hub_at_fault_is_not_gradable(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    make_submission(work)
    before = contents(work)
    with faulty_hub(DOWN.get(name)) as hub:
        if name == "slow":
            hub.behaviour = hub.sleeps
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1" if name == "down" else hub.url)
        done = tour(command)
    assert done.code == 3, done.text
    assert contents(work) == before
    kind = KINDS.get(name, "ADDRESS")
    if command == "grade":
        assert done.out.count(f"GRADE-{kind}") == 7  # a line a challenge, and the first in full
        assert done.out.count("→") <= 2
        assert " 0/" not in done.out
        assert "Provisional" in done.out
    else:
        assert f"PUB-{kind}" in done.err


@pytest.mark.usefixtures("impatient")
def test_a_fault_tells_no_classroom_tool_a_score(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_submission(work)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with faulty_hub(says(500)) as hub:
        assert isinstance(hub, FaultyHub)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        done = tour("grade")
    assert "Autograding" not in done.out
    assert "::warning title=Not graded yet::" in done.out


def test_wrong_usage_ends_with_2(tour: Tour) -> None:
    assert tour().code == 2
    unknown = tour("graed")
    assert unknown.code == 2
    assert "did you mean `tour grade`" in unknown.err
    assert tour("grade", "--no-such-option").code == 2
    assert tour("grade", "no-such-folder").code == 2
    assert tour("lint", "nonsense").code == 2


def test_a_broken_rubric_is_not_the_students_fault(tour: Tour, work: Path) -> None:
    make_submission(work)
    (work / "rubric.yaml").write_text("pass_mark: lots\n")
    done = tour("grade")
    assert done.code == 3
    assert "rubric.yaml:1:12" in done.err
    (work / "rubric.yaml").write_text("points:\n  c9.nothing: 3\n")
    assert "RUB-CHECK" in tour("grade").err


def test_broken_evidence_is_wrong_usage(tour: Tour, work: Path) -> None:
    make_submission(work)
    (work / "evidence.json").write_text("{}")
    done = tour("grade", "--evidence", "evidence.json")
    assert done.code == 2
    assert "GRADE-EVIDENCE" in done.err
    assert tour("grade", "--evidence", "nowhere.json").code == 2


@pytest.mark.parametrize("option", ["--facts", "--revision"])
def test_what_saved_evidence_would_ignore_is_refused(tour: Tour, work: Path, option: str) -> None:
    make_submission(work)
    (work / "evidence.json").write_text("{}")
    done = tour("grade", "--evidence", "evidence.json", option, "main")
    assert done.code == 2
    assert f"GRADE-SOURCES {option} does not go with --evidence" in done.err
    assert not (work / "report.json").exists()


def test_a_bug_of_ours_is_no_problem_of_the_students(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("hf_" + "a" * 30)

    make_submission(work)
    monkeypatch.setattr("checks.commands.grade.judge", broken)
    done = tour("grade")
    assert done.code == 3
    assert "RuntimeError, test_bad_input.py:" in done.err
    assert "aaaa" not in done.err


def test_unpublished_work_that_is_live_all_the_same_is_graded(tour: Tour, work: Path) -> None:
    """Publishing was cut off, but the Hub holds these very files: nothing to leave open."""
    make_submission(work, repo_id="ada/unpublished")
    assert tour("grade", "--unpublished").code == 3
    assert tour("publish").code == 0
    done = tour("grade", "--unpublished")
    assert done.code == 0
    assert "100 / 100" in done.out
    (work / "model_repo/notes.md").write_text("new\n")
    assert tour("grade", "--unpublished").code == 3
    graded = tour("grade")
    assert graded.code == 0
    assert "C4-MISSING" in graded.out
