"""`tour next`: two lines for each state of a folder, exactly; other commands end with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from checks.challenges import all_checks
from checks.commands import records
from checks.translations import languages
from tests.paths import ROOT
from tests.submissions import make_submission, write_answers

if TYPE_CHECKING:
    from minihub import MiniHub
    from tests.commands.conftest import Done, Tour

REAL = "https://huggingface.co"
CLASS = "http://127.0.0.1:9"  # nobody answers there
MODEL = b"\x80\x04N."  # the pickle of None, which no test here loads


@pytest.fixture(autouse=True)
def _student(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's own machine, which tests may run on or not."""
    for name in ("CI", "GITHUB_ACTIONS", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("checks.commands.next_state.find_spec", lambda name: name)


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=ada", "-c", "user.email=ada@example.org")
    subprocess.run(("git", *names, *words), cwd=folder, check=True, capture_output=True)


def started(work: Path) -> None:
    shutil.copytree(ROOT / "model_repo_template", work / "model_repo")
    shutil.copyfile(ROOT / "answers.yaml", work / "answers.yaml")


def named(work: Path) -> None:
    started(work)
    text = (work / "answers.yaml").read_text("utf-8")
    text = text.replace("username:\n", "username: ada\n").replace("repo_id:\n", "repo_id: ada/x\n")
    (work / "answers.yaml").write_text(text, "utf-8")


def not_started(work: Path) -> None:
    shutil.copyfile(ROOT / "answers.yaml", work / "answers.yaml")


def inside(work: Path) -> None:
    complete(work)
    (work / "notes").mkdir()
    (work / "notes/today.txt").touch()
    os.chdir(work / "notes")


def misspelt(work: Path) -> None:
    named(work)
    text = (work / "answers.yaml").read_text("utf-8")
    (work / "answers.yaml").write_text(text.replace("count:", "count: many"), "utf-8")


def half_answered(work: Path) -> None:
    complete(work)
    write_answers(work, c3={"model_id": None}, c6={"tasks": None, "splits": []})


def switched_off(work: Path) -> None:
    half_answered(work)
    points = {check.id: 0 for check in all_checks() if check.id.startswith("c3.")}
    set_points(work, points | {"c6.tasks": 0})


def set_points(work: Path, points: dict[str, int]) -> None:
    rubric = yaml.safe_load((work / "rubric.yaml").read_text("utf-8"))
    (work / "rubric.yaml").write_text(yaml.safe_dump({**rubric, "points": points}), "utf-8")


def untrained(work: Path) -> None:
    complete(work)
    (work / "model_repo/model.joblib").unlink()


def empty_model(work: Path) -> None:
    complete(work)
    (work / "model_repo/model.joblib").write_bytes(b"")


def undescribed(work: Path) -> None:
    complete(work)
    shutil.copyfile(ROOT / "model_repo_template/README.md", work / "model_repo/README.md")


def complete(work: Path) -> None:
    make_submission(work, model_bytes=MODEL)


def after(*kinds: str, endpoint: str = REAL, **fields: Any) -> Callable[[Path], None]:
    """Return the state after these commands, with nothing changed since."""

    def make(work: Path) -> None:
        complete(work)
        keep(*kinds, endpoint=endpoint, **fields)

    return make


def keep(*kinds: str, endpoint: str = REAL, **fields: Any) -> None:
    known: dict[str, Any] = {
        "repo_id": "ada/course-feedback",
        "points": 100,
        "max_points": 100,
    } | fields
    for kind in kinds:
        records.keep(Path(), kind, records.Record(endpoint=endpoint, **known))


def changed_since(work: Path) -> None:
    after("rehearse", "publish", "grade")(work)
    later = time.time() + 60
    os.utime(work / "answers.yaml", (later, later))


def cloned(work: Path) -> None:
    """A copy on GitHub, cloned, with nothing of this work in it yet."""
    (work / ".gitignore").write_text(".tour/\n")
    git(work, "init", "-q", "-b", "main")
    git(work, "remote", "add", "origin", "https://github.com/School/Copy-ada.git")
    git(work, "add", ".gitignore")
    git(work, "commit", "-q", "-m", "Initial commit")
    git(work, "update-ref", "refs/remotes/origin/main", "HEAD")
    after("rehearse")(work)


def committed(work: Path) -> None:
    cloned(work)
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "My answers")


def pushed(work: Path) -> None:
    committed(work)
    git(work, "update-ref", "refs/remotes/origin/main", "HEAD")


def behind(work: Path) -> None:
    """Somebody has pushed more, as GitHub's own editor does."""
    pushed(work)
    git(work, "commit", "-q", "--allow-empty", "-m", "From the browser")
    git(work, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(work, "reset", "-q", "--hard", "HEAD~1")


def packed(work: Path) -> None:
    pushed(work)
    git(work, "pack-refs", "--all")


def pushed_and_graded(**fields: Any) -> Callable[[Path], None]:
    def make(work: Path) -> None:
        pushed(work)
        keep("grade", **fields)

    return make


def graded_and_pushed(work: Path) -> None:
    """Graded before the push: what was found then is old."""
    committed(work)
    keep("grade", points=45, failed=("c4.live",))
    git(work, "update-ref", "refs/remotes/origin/main", "HEAD")
    later = time.time() + 60
    os.utime(work / ".git/refs/remotes/origin/main", (later, later))


TYPE = "→ Type: "
START = f"{TYPE}tour start --username YOUR-NAME   (your name on {REAL})"
REHEARSE = (
    "Your files are complete, and you have not rehearsed with them yet.",
    f"{TYPE}tour rehearse --open   (your score and page, without account)",
)
ACTIONS = "https://github.com/school/copy-ada/actions"
PUSHED = (
    "You have pushed: GitHub publishes and grades.",
    f"→ Read your score: {ACTIONS}   Or type: tour grade",
)
SIGN_IN = (
    f"You are not signed in to {REAL} in this terminal.",
    f"{TYPE}hf auth login   (a token of the type Write)",
)
DONE = (
    "All done: 100 of 100 points.",
    f"→ Nothing is left to do. Your model: {REAL}/ada/course-feedback",
)
STATES: dict[Callable[[Path], None], tuple[str, str]] = {
    not_started: ("You have not started yet: there is no folder model_repo/.", START),
    started: ("answers.yaml does not say yet who you are on the Hub (username).", START),
    misspelt: (
        "1 error(s) in your files. The first: answers.yaml:24:10",
        f"{TYPE}tour lint   (`tour lint --fix` fixes what is certain)",
    ),
    named: (
        "Challenge 1 has blank answers: activation_function, vocab_size.",
        f"→ Look on {REAL}, write into answers.yaml. How: docs/lab.md#c1",
    ),
    half_answered: (
        "Challenge 3 has blank answers: model_id.",
        f"→ Look on {REAL}, write into answers.yaml. How: docs/lab.md#c3",
    ),
    switched_off: (
        "Challenge 6 has blank answers: tasks, splits.",
        f"→ Look on {REAL}, write into answers.yaml. How: docs/lab.md#c6",
    ),
    untrained: (
        "There is no model in model_repo/ yet (challenge 4).",
        f"{TYPE}python model_repo/train.py   (or save your own model there)",
    ),
    empty_model: (
        "The model in model_repo/ is not as it should be: C4-EMPTY.",
        f"{TYPE}tour lint   (it says what to do)",
    ),
    undescribed: (
        "Your model's card is not complete yet: 10 thing(s) to write.",
        "→ Edit model_repo/README.md (`tour lint card` says what is missing)",
    ),
    complete: REHEARSE,
    changed_since: REHEARSE,
    after("rehearse", points=85, failed=("c3.task", "c6.tasks", "c6.splits", "c6.languages")): (
        "Rehearsed: 85 of 100 points. Not passed: c3.task, c6.tasks, c6.splits, ….",
        "→ Fix c3.task (`tour explain c3.task`), then type: tour rehearse",
    ),
    after("rehearse", points=85, open_points=15): SIGN_IN,
    after("rehearse"): SIGN_IN,
    after("rehearse", endpoint=CLASS): REHEARSE,
    after("publish"): (
        f"Published: {REAL}/ada/course-feedback",
        f"{TYPE}tour grade",
    ),
    after("publish", "grade", points=95, failed=("c4.lfs",)): (
        "Graded: 95 of 100 points. Not passed: c4.lfs.",
        "→ Fix c4.lfs (`tour explain c4.lfs`), then: tour publish, tour grade",
    ),
    after("grade", points=45, failed=("c4.live",)): REHEARSE,
    after("rehearse", "grade", points=45, open_points=55): (
        "Graded: 45 of 100 points, 55 more are still open.",
        f"{TYPE}tour grade   (later, once more; it says what is open)",
    ),
    after("publish", "grade", points=72.5, open_points=10): (
        "Graded: 72.5 of 100 points, 10 more are still open.",
        f"{TYPE}tour grade   (later, once more; it says what is open)",
    ),
    after("publish", "grade"): DONE,
    after("grade"): DONE,
    cloned: (
        "5 file(s) are not committed: answers.yaml, model_repo/.gitattributes, ….",
        f'{TYPE}git add .   then: git commit -m "My answers"   then: git push',
    ),
    committed: (
        "Your last commit is on this machine only.",
        f"{TYPE}git push   (GitHub then publishes and grades)",
    ),
    pushed: PUSHED,
    behind: PUSHED,
    packed: PUSHED,
    graded_and_pushed: PUSHED,
    pushed_and_graded(points=95, failed=("c4.lfs",)): (
        "Graded: 95 of 100 points. Not passed: c4.lfs.",
        "→ Fix c4.lfs (`tour explain c4.lfs`), then: git add ., git commit, git push",
    ),
    pushed_and_graded(): DONE,
}


@pytest.mark.parametrize(("state", "lines"), STATES.items())
def test_each_state(
    tour: Tour, work: Path, state: Callable[[Path], None], lines: tuple[str, str]
) -> None:
    state(work)
    done = tour("next", "--lang", "en")
    assert (tuple(done.out.splitlines()), done.err, done.code) == (lines, "", 0)


@pytest.mark.parametrize("state", STATES)
def test_each_state_in_each_language(tour: Tour, work: Path, state: Callable[[Path], None]) -> None:
    """Two lines, and no English ones but in English."""
    state(work)
    said = {lang: tour("next", "--lang", lang).out.splitlines() for lang in languages()}
    assert {len(lines) for lines in said.values()} == {2}
    for number in (0, 1):
        assert len({lines[number] for lines in said.values()}) == len(said)


def test_the_wrong_folder(tour: Tour, work: Path) -> None:
    inside(work)
    done = tour("next", "--lang", "en")
    assert done.code == 2
    assert done.out.splitlines() == [
        f"{work / 'notes'} is inside a submission, and holds none itself.",
        f"→ Name the folder that holds answers.yaml: {work}",
    ]


def test_a_model_before_scikit_learn_is_installed(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.commands.next_state.find_spec", lambda _: None)
    untrained(work)
    install = '→ Type: pip install -e ".[train]"   then: python model_repo/train.py'
    assert tour("next", "--lang", "en").out.splitlines()[1] == install


def test_every_line_fits_a_terminal_but_for_long_addresses() -> None:
    for lines in STATES.values():
        for line in lines:
            assert len(line.replace(ACTIONS, "").replace(REAL, "http://hub:8000")) < 80, line


def test_some_checks_without_points_leave_a_challenge_open(tour: Tour, work: Path) -> None:
    complete(work)
    write_answers(work, c6={"splits": []})
    set_points(work, {"c6.tasks": 0})
    said = tour("next", "--lang", "en").out
    assert said.startswith("Challenge 6 has blank answers: splits.")


def test_an_address_that_is_none_changes_no_exit_code(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(work)
    monkeypatch.setenv("HF_ENDPOINT", "ftp://x")
    done = tour("lint", "--lang", "en")
    assert done.code == 0
    assert ends_with_next(done, tour)
    assert "HF_ENDPOINT does not hold the address of a Hub: ftp://x\n→ An address" in done.out


class TestInAClass:
    """`HF_ENDPOINT` names the class's Hub, which the lines name then; GitHub plays no part."""

    @pytest.fixture(autouse=True)
    def _set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HF_ENDPOINT", CLASS)

    def test_start(self, tour: Tour, work: Path) -> None:
        not_started(work)
        assert START.replace(REAL, CLASS) in tour("next", "--lang", "en").out

    def test_blank_answers(self, tour: Tour, work: Path) -> None:
        named(work)
        line = f"→ Look on {CLASS}, write into answers.yaml. How: {CLASS}/lab#c1\n"
        assert line in tour("next", "--lang", "en").out

    def test_without_a_token(self, tour: Tour, work: Path) -> None:
        after("rehearse", endpoint=CLASS)(work)
        assert tour("next", "--lang", "en").out.splitlines() == [
            f"You are not signed in to {CLASS} in this terminal.",
            '→ Type: export HF_TOKEN=YOUR-TOKEN   (PowerShell: $env:HF_TOKEN = "YOUR-TOKEN")',
        ]

    def test_a_hub_that_is_away_is_no_fault(
        self, tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_" + "a" * 34)
        after("rehearse", endpoint=CLASS)(work)
        done = tour("next", "--lang", "en")
        assert done.out.splitlines() == [
            f"Your files are complete, and not on {CLASS} yet.",
            "→ Type: tour publish   then: tour grade",
        ]
        assert done.code == 0

    def test_a_clone_from_github_is_published_here(self, tour: Tour, work: Path) -> None:
        cloned(work)
        keep("publish", endpoint=CLASS)
        assert tour("next", "--lang", "en").out.splitlines() == [
            f"Published: {CLASS}/ada/course-feedback",
            "→ Type: tour grade",
        ]


def test_a_wrong_token_is_found_and_never_printed(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    after("rehearse", endpoint=hub.url)(work)
    for token in ("hf_" + "b" * 34, "my token is long"):
        monkeypatch.setenv("HF_TOKEN", token)
        done = tour("next", "--lang", "en")
        assert done.out.splitlines() == [
            f"{hub.url} does not know your token.",
            "→ Type: tour publish   (it says which token you need, and where from)",
        ]
        assert token not in done.text


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"endpoint": 3}', b"\xff" * 70_000])
def test_a_record_that_cannot_be_read_is_none(tour: Tour, work: Path, data: bytes) -> None:
    after("rehearse", "publish", "grade")(work)
    for kind in ("rehearse", "publish", "grade"):
        (work / ".tour" / f"{kind}.json").write_bytes(data)
    assert tuple(tour("next", "--lang", "en").out.splitlines()) == REHEARSE


def ends_with_next(done: Done, tour: Tour) -> bool:
    """Whether what was printed ends with a blank line and the two lines, which are there once."""
    lines = tour("next", "--lang", "en").out
    return done.out.endswith(f"\n\n{lines}") and done.out.count(lines) == 1


def test_a_class_goes_from_command_to_command(
    tour: Tour, work: Path, hub: MiniHub, ada: str
) -> None:
    """Each command ends with the two lines, and following them leads to the end."""
    complete(work)
    shutil.copytree(ROOT / "model_repo_template", work / "model_repo_template")
    said = []
    for words in ("start", "lint", "rehearse --open", "publish", "grade"):
        done = tour(*words.split(), "--lang", "en")
        assert ends_with_next(done, tour), done.text
        assert ada not in done.text
        said.append(done.out.splitlines()[-1])
    assert said == [
        REHEARSE[1],
        REHEARSE[1],
        "→ Type: tour publish   then: tour grade",
        "→ Type: tour grade",
        f"→ Nothing is left to do. Your model: {hub.url}/ada/course-feedback",
    ]
    assert not re.search("silu|18432", "".join(p.read_text() for p in work.glob(".tour/*")))


@pytest.mark.usefixtures("tour")
def test_git_ignores_what_is_kept(work: Path) -> None:
    pushed(work)
    done = subprocess.run(
        ["git", "status", "--porcelain", "--ignored=no"], cwd=work, capture_output=True, check=True
    )
    assert done.stdout == b""
    assert (work / ".tour/.gitignore").read_text() == "*\n"


QUIET = {
    "JSON": ("lint", "--format", "json"),
    "GitHub's format": ("lint", "--format", "github"),
    "one linter, as hooks call it": ("lint", "card"),
    "another folder": ("grade", "../work2"),
    "another folder to lint": ("lint", "answers", "../work2/answers.yaml"),
}


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("words", QUIET.values(), ids=QUIET)
def test_no_lines_where_no_student_reads_them(
    tour: Tour, work: Path, words: tuple[str, ...]
) -> None:
    complete(work)
    shutil.copytree(work, work.with_name("work2"))
    done = tour(*words, "--lang", "en")
    assert "→ Type" not in done.text
    assert not (work.with_name("work2") / ".tour").exists()


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("name", ["CI", "GITHUB_ACTIONS", "PRE_COMMIT"])
def test_no_lines_in_ci_or_in_a_hook(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "true")
    complete(work)
    for words in (("lint",), ("grade",)):
        assert "→ Type" not in tour(*words, "--lang", "en").text
    assert not (work / ".tour").exists()


@pytest.mark.parametrize(
    ("files", "lang", "page"),
    [
        (["README.md", "README.ko.md", "docs/lab.md", "docs/lab.ko.md"], "ko", "docs/lab.ko.md"),
        (["README.md", "README.ko.md", "docs/lab.md", "docs/lab.ko.md"], "en", "docs/lab.md"),
        (["README.md", "README.ko.md"], "ko", "README.ko.md"),
        (["README.md", "README.ko.md"], "en", "README.md"),
        (["README.md"], "ko", "README.md"),
    ],
)
def test_the_labs_text_is_named_where_it_is(
    files: list[str], lang: str, page: str, tour: Tour, work: Path
) -> None:
    half_answered(work)
    for name in files:
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).touch()
    assert f"{page}#c3" in tour("next", "--lang", lang).out


def test_what_trains_is_installed_as_the_lab_was(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.commands.next_state.find_spec", dict[str, object]().get)
    untrained(work)
    assert 'pip install -e ".[train]"' in tour("next").out
    monkeypatch.setattr("checks.__file__", str(work / "site-packages/checks/__init__.py"))
    assert "Type: pip install joblib scikit-learn " in tour("next").out
