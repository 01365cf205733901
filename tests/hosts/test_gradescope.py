"""Uploads to Gradescope, graded by a bundle that was built and is run as Gradescope does it."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import HfApi

from checks.hosts.gradescope import run
from minihub.testing import FaultyHub
from minihub.testing.faults import Limited, Status
from tests.hosts.gradescope import MEMORY, Autograder, Run, built
from tests.hub.slow import SLOW, server
from tests.submissions import OTHERS, make_submission, trained_model
from tests.workflow.repository import git

MODEL = {"c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"}
"""The checks that need to know that the model is the student's."""
LINE = re.compile(r"^<!-- hub-tour: [0-9a-f]{16} -->$", re.MULTILINE)
NAMES = itertools.count(1)
HOSTILE = "]]> ::error::x ##[error]y %0A | =1+1 \x1b[31m \u202e <script>alert(1)</script> 😀 한국어"


@pytest.fixture(scope="module")
def rubric() -> dict[str, Any]:
    text = (files("checks.commands") / "demo_rubric.yaml").read_text("utf-8")
    return {**yaml.safe_load(text), "points": OTHERS, "late_percent_per_day": 10}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, wheels: Path, rubric: dict[str, Any]) -> Path:
    folder = tmp_path_factory.mktemp("gradescope")
    (folder / "rubric.yaml").write_text(yaml.safe_dump(rubric), "utf-8")
    return built(folder, wheels, "--rubric", str(folder / "rubric.yaml"))


@pytest.fixture(scope="module")
def hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.fixture
def autograder(base: Path, hub: FaultyHub, tmp_path: Path) -> Iterator[Autograder]:
    (tmp_path / "home").mkdir()
    one = Autograder(base, hub.url, tmp_path / "home")
    one.clear()
    yield one
    hub.faults.clear()


class Student:
    """A student with an account, a model repo and a folder; `line` is theirs on Gradescope."""

    def __init__(self, hub: FaultyHub, folder: Path) -> None:
        self.name = f"ada-{next(NAMES)}"
        self.repo_id = f"{self.name}/course-feedback"
        self.api = HfApi(endpoint=hub.url, token=hub.add_user(self.name))
        self.folder = folder / self.name
        self.folder.mkdir()
        make_submission(
            self.folder,
            model_bytes=trained_model(),
            username=self.name,
            repo_id=self.repo_id,
        )
        (self.folder / "rubric.yaml").unlink()

    def publish(self) -> None:
        self.api.create_repo(self.repo_id, exist_ok=True)
        self.api.upload_folder(repo_id=self.repo_id, folder_path=self.folder / "model_repo")

    def write_card(self, *lines: str) -> None:
        """Put lines at the end of the card, on the Hub's website."""
        card = (self.folder / "model_repo/README.md").read_text("utf-8")
        self.api.upload_file(
            repo_id=self.repo_id,
            path_in_repo="README.md",
            path_or_fileobj="\n".join([card, *lines, ""]).encode(),
        )

    def replace(self, old: str, new: str) -> None:
        """Change answers.yaml."""
        path = self.folder / "answers.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def upload(self, to: Autograder, inside: str = "") -> None:
        to.clear()
        shutil.copytree(self.folder, to.upload / inside, symlinks=True, dirs_exist_ok=True)


@pytest.fixture
def ada(hub: FaultyHub, tmp_path: Path) -> Student:
    return Student(hub, tmp_path)


@pytest.fixture
def bound(ada: Student, autograder: Autograder) -> Student:
    """Ada, who has published, and has put the line of her first upload into the card."""
    ada.publish()
    ada.upload(autograder)
    ada.write_card(line_in(autograder.run()))
    autograder.clear()
    ada.upload(autograder)
    return ada


def line_in(ended: Run) -> str:
    """Return the line for the card, as it can be copied from the page."""
    [line] = LINE.findall(ended.done["output"])
    return str(line)


# A first upload, and the next


def test_a_first_upload_tells_the_line_and_the_second_has_all_points(
    ada: Student, autograder: Autograder
) -> None:
    ada.publish()
    ada.upload(autograder)
    first = autograder.run()
    assert first.total == 45
    unclear = {check for check, score in first.scores.items() if score is None}
    assert unclear == {"c4.live", *MODEL}
    assert first.done["output"].startswith("GS-LINE ")
    assert "Provisional, not a grade yet: 55 points are still open" in first.done["output"]
    assert "GS-WAITS" in first.said("c4.card")
    assert "for the teacher" not in first.said("c4.live")
    ada.write_card(line_in(first))
    autograder.handed_over(first.done)
    ada.upload(autograder)
    second = autograder.run()
    assert second.total == 100
    assert "score" not in second.done
    assert not LINE.search(second.done["output"])
    assert "100 / 100. Passed" in second.done["output"]
    assert second.done["output_format"] == "md"
    assert len(second.done["tests"]) == 13
    assert second.peak < MEMORY


@pytest.mark.slow
def test_what_is_wrong_in_the_model_costs_its_points_before_the_line_is_there(
    ada: Student, autograder: Autograder
) -> None:
    card = ada.folder / "model_repo/README.md"
    card.write_text(re.sub(r"(?m)^license: .*\n", "", card.read_text("utf-8")), "utf-8")
    ada.publish()
    ada.upload(autograder)
    ended = autograder.run()
    assert (ended.scores["c4.card"], ended.scores["c4.lfs"]) == (0, None)
    assert "C4-LICENSE" in ended.said("c4.card")


@pytest.mark.slow
def test_another_students_line_fails_and_two_lines_are_looked_at(
    ada: Student, autograder: Autograder
) -> None:
    ada.publish()
    ada.upload(autograder)
    mine = line_in(autograder.run())
    other = "<!-- hub-tour: 0123456789abcdef -->"
    ada.write_card(other)
    ada.upload(autograder)
    ended = autograder.run()
    assert ended.scores["c4.live"] == 0
    assert ended.total == 45
    assert "GS-OTHERS" in ended.said("c4.live")
    assert line_in(ended) == mine
    ada.write_card(other, mine)
    ada.upload(autograder)
    ended = autograder.run()
    assert ended.scores["c4.live"] is None
    assert "GS-TWO" in ended.said("c4.live")


@pytest.mark.slow
def test_the_line_of_a_repository_is_no_reason_to_doubt(
    bound: Student, autograder: Autograder
) -> None:
    """Ada published from a clone on GitHub before: that line is in the message of her commit."""
    bound.api.upload_file(
        repo_id=bound.repo_id,
        path_in_repo="notes.txt",
        path_or_fileobj=b"x",
        commit_message="Publish",
        commit_description="hub-tour: 0123456789abcdef",
    )
    assert autograder.run().total == 100


@pytest.mark.slow
def test_a_member_of_a_group_has_bound_the_model(bound: Student, autograder: Autograder) -> None:
    autograder.metadata["users"].insert(0, {"id": 5, "name": "Bo", "email": "bo@example.com"})
    assert autograder.run().total == 100
    autograder.metadata["users"] = [{"id": 5, "name": "Bo", "email": "bo@example.com"}]
    bound.upload(autograder)
    ended = autograder.run()
    assert "GS-OTHERS" in ended.said("c4.live")


# Scores


@pytest.mark.slow
def test_nothing_right_is_zero_points(ada: Student, autograder: Autograder) -> None:
    for name in list(ada.folder.iterdir()):
        shutil.rmtree(name) if name.is_dir() else name.unlink()
    blank = Path(__file__).parents[2] / "answers.yaml"
    shutil.copyfile(blank, ada.folder / "answers.yaml")
    ada.upload(autograder)
    ended = autograder.run()
    assert ended.total == 0
    assert set(ended.scores.values()) == {0}
    assert {one["status"] for one in ended.done["tests"]} == {"failed"}
    assert "Not answered yet" in ended.said("c1.vocabulary")


@pytest.mark.slow
def test_one_wrong_answer_costs_its_points(bound: Student, autograder: Autograder) -> None:
    bound.replace("18432", "3")
    bound.upload(autograder)
    ended = autograder.run()
    assert ended.total == 95
    assert ended.scores["c1.vocabulary"] == 0
    assert "18432" not in json.dumps(ended.done)


@pytest.mark.sampled(3)
@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize(
    ("uploaded", "extension", "score"),
    [
        ("2026-10-31T22:59:59-07:00", None, 100),
        ("2026-10-31T23:00:01-07:00", None, 90),
        ("2026-11-02T00:00:00-07:00", None, 80),
        ("2026-11-02T00:00:00-07:00", "2026-11-02T01:00:00-07:00", 100),
    ],
)
def test_late_is_by_gradescopes_clock_and_due_date(
    autograder: Autograder, uploaded: str, extension: str | None, score: float
) -> None:
    autograder.metadata["created_at"] = uploaded
    autograder.metadata["users"][0]["assignment"] = {"due_date": extension}
    ended = autograder.run()
    assert ended.total == score
    assert ("Late: due 2026-10-31 23:00:00" in ended.done["output"]) == (score < 100)
    assert (ended.done.get("score") is None) == (score == 100)


@pytest.mark.usefixtures("bound")
def test_in_korean(base: Path, autograder: Autograder) -> None:
    """The language of the class is written into the program when the bundle is made."""
    program = base / "run_autograder"
    before = program.read_text("utf-8")
    program.write_text(before.replace('"$base" en', '"$base" ko'), "utf-8")
    try:
        ended = autograder.run(LC_ALL="POSIX")
    finally:
        program.write_text(before, "utf-8")
    assert ended.total == 100
    assert "합격" in ended.done["output"]
    assert ended.done["tests"][0]["name"] == "활성화 함수가 config.json에 적힌 것과 같습니다"


# What could not be checked


@pytest.mark.usefixtures("bound")
def test_a_hub_that_is_down_hands_nothing_over(autograder: Autograder, hub: FaultyHub) -> None:
    hub.faults.add(Status(503))
    ended = autograder.run()
    assert ended.open(reason="not everything could be checked")
    assert "HTTP 503" in ended.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("bound")
def test_no_hub_at_all_hands_nothing_over(autograder: Autograder) -> None:
    autograder.endpoint = "http://127.0.0.1:9"
    assert autograder.run().open()


def test_points_of_an_earlier_upload_count_again(
    bound: Student, autograder: Autograder, hub: FaultyHub
) -> None:
    before = autograder.run()
    autograder.handed_over(before.done, "2026-09-20T10:00:00Z")
    bound.upload(autograder)
    hub.faults.add(Limited(290))
    ended = autograder.run()
    assert ended.total == 100
    assert "GS-TAKEN" in ended.said("c2.count")
    assert "2026-09-20 10:00 UTC" in ended.said("c4.live")
    # And again, from what was taken over.
    autograder.metadata["previous_submissions"].clear()
    autograder.handed_over(ended.done)
    bound.upload(autograder)
    assert autograder.run().total == 100


@pytest.mark.slow
def test_points_of_other_answers_do_not(
    bound: Student, autograder: Autograder, hub: FaultyHub
) -> None:
    autograder.handed_over(autograder.run().done)
    bound.replace("18432", "3")
    bound.upload(autograder)
    hub.faults.add(Limited(290))
    assert autograder.run().open()


def test_points_of_another_model_do_not(
    bound: Student, autograder: Autograder, hub: FaultyHub
) -> None:
    """Not of another folder, and not where the live repo is known to have changed since."""
    autograder.handed_over(autograder.run().done)
    hub.faults.add(Limited(290), path="/models-json")
    bound.upload(autograder)
    ended = autograder.run()
    assert ended.total == 100
    assert "GS-TAKEN" in ended.said("c2.count")
    assert "GS-TAKEN" not in ended.said("c4.live")
    bound.write_card(line_in_card(bound), "Another sentence.")
    bound.upload(autograder)
    assert autograder.run().open()
    hub.faults.clear()
    hub.faults.add(Limited(290))
    (bound.folder / "model_repo/more.txt").write_text("more")
    bound.upload(autograder)
    assert autograder.run().open()


def line_in_card(student: Student) -> str:
    path = student.api.hf_hub_download(student.repo_id, "README.md")
    [line] = LINE.findall(Path(path).read_text("utf-8"))
    return str(line)


@pytest.mark.slow
@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", ["grader", "rubric", "schema", "submission"])
def test_points_by_another_grader_or_rubric_do_not(
    bound: Student, autograder: Autograder, hub: FaultyHub, name: str
) -> None:
    before = autograder.run().done
    before["extra_data"][name] = "hub-tour/v0" if name == "schema" else f"sha256:{'0' * 64}"
    autograder.handed_over(before)
    bound.upload(autograder)
    hub.faults.add(Limited(290))
    assert autograder.run().open()


@pytest.mark.slow
def test_points_that_were_open_before_stay_open(
    ada: Student, autograder: Autograder, hub: FaultyHub
) -> None:
    """An upload without the line has no points for the live repo that could be taken over."""
    ada.publish()
    ada.upload(autograder)
    autograder.handed_over(autograder.run().done)
    ada.upload(autograder)
    hub.faults.add(Limited(290))
    assert autograder.run().open()


@pytest.mark.usefixtures("bound")
def test_a_run_that_is_killed_leaves_nothing(autograder: Autograder, hub: FaultyHub) -> None:
    """Neither of its own nor of another run, and whenever it is."""
    results = autograder.base / "results" / "results.json"
    results.write_text('{"score": 100}')
    hub.faults.add(Status(503))  # which is asked again after a while
    process = autograder.start()
    deadline = time.monotonic() + 60
    while results.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert list(results.parent.iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("bound")
def test_a_run_ends_long_before_gradescope_ends_it(autograder: Autograder) -> None:
    """Whatever holds it up: here a Hub that says nothing, byte by byte."""
    assert run.HUB_SECONDS < run.SECONDS <= 0.6 * 600
    sends, pause = SLOW["a body by bytes"]
    with server(sends, pause) as slow:
        autograder.endpoint = slow.url
        ended = autograder.run(seconds=2.0)
    assert ended.open(reason="after 2 s it had not ended")


# What Gradescope says, or does not


@pytest.mark.sampled(3)
@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"users": 3}', "\x00"])
def test_without_metadata_the_rest_is_graded(autograder: Autograder, text: str | None) -> None:
    autograder.metadata = {}
    if text is not None:
        (autograder.base / "submission_metadata.json").write_text(text)
    ended = autograder.run()
    assert ended.total == 45
    assert ended.scores["c4.live"] is None
    assert "GS-METADATA" in ended.done["output"]
    assert "GS-NAME" in ended.said("c4.live")


def test_forged_metadata_is_data(bound: Student, autograder: Autograder, hub: FaultyHub) -> None:
    """Points are never read from it: only which checks passed, of those that there are."""
    extra = autograder.run().done["extra_data"]
    shapes: list[Any] = [
        {**extra, "passed": ["c1.activation"] * 2000},
        {**extra, "passed": {"c1.activation": 1000}},
        {**extra, "passed": ["c9.made-up", "\u202e"], "commit": "main; rm -rf /"},
        {**extra, "points": 1000},
        [extra],
        HOSTILE,
        {"schema": extra["schema"]},
    ]
    autograder.metadata["previous_submissions"] = [
        {"submission_time": HOSTILE, "results": {"extra_data": one}} for one in shapes
    ]
    hub.faults.add(Limited(290))
    bound.upload(autograder)
    assert autograder.run().open()
    autograder.handed_over({"extra_data": extra})
    bound.upload(autograder)
    assert autograder.run().total == 100


# What was uploaded


def test_a_folder_in_the_zip_is_found(bound: Student, autograder: Autograder) -> None:
    bound.upload(autograder, "my homework")
    (autograder.upload / "__MACOSX/my homework").mkdir(parents=True)
    (autograder.upload / "__MACOSX/answers.yaml").write_text("x")
    ended = autograder.run()
    assert ended.total == 100
    assert "GS-FOLDER" in ended.done["output"]
    assert "my homework" in ended.done["output"]


def test_an_upload_without_a_submission_says_so(ada: Student, autograder: Autograder) -> None:
    (autograder.upload / "essay.docx").write_text("x")
    ended = autograder.run()
    assert ended.total == 0
    assert ended.done["output"].startswith("GS-EMPTY")
    for name in ("a", "b"):
        shutil.copytree(ada.folder, autograder.upload / name)
    ended = autograder.run()
    assert ended.total == 0
    assert ended.done["output"].startswith("GS-SEVERAL")
    assert "a, b" in ended.done["output"]


@pytest.mark.slow
@pytest.mark.usefixtures("bound")
def test_answers_alone_are_enough_for_what_is_live(autograder: Autograder) -> None:
    shutil.rmtree(autograder.upload / "model_repo")
    ended = autograder.run()
    assert ended.scores["c4.card"] == 10
    assert ended.total == 90
    assert "C4-FOLDER" in ended.said("c4.live")


def test_hostile_files_are_data(bound: Student, autograder: Autograder, tmp_path: Path) -> None:
    """Nothing of it is run, followed or waited for."""
    sign, secret = tmp_path / "sign", tmp_path / "secret"
    secret.write_text("a secret of the machine")
    for name in ("sitecustomize.py", "yaml.py", "checks.py", "conftest.py", "msgspec.py"):
        (bound.folder / name).write_text(f"open({str(sign)!r}, 'w')\n")
    for name in ("run_autograder", "setup.sh", "results.json"):
        (bound.folder / name).write_text(f"#!/bin/sh\ntouch {sign}\n")
    model = bound.folder / "model_repo"
    (model / f"::error::{HOSTILE[:8]}\u202e.txt").write_text("x")
    (model / "secret.txt").symlink_to(secret)
    (model / "loop").symlink_to(model)
    (bound.folder / ".git").mkdir()
    (bound.folder / ".git/config").write_text(f"[core]\nfsmonitor = touch {sign}\n")
    (bound.folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    bound.upload(autograder)
    os.mkfifo(autograder.upload / "model_repo/pipe")
    with (autograder.upload / "model_repo/huge.bin").open("wb") as stream:
        stream.truncate(20 * 1024**3)
    ended = autograder.run()
    assert ended.total == 100
    assert not sign.exists()
    assert "a secret" not in ended.stdout + json.dumps(ended.done)
    assert ended.peak < MEMORY


def test_what_an_upload_says_of_itself_as_a_repository_does_not_count(
    bound: Student, autograder: Autograder
) -> None:
    """A zip may hold a `.git`, with a date and an address in it that anybody can set."""
    date = "2019-01-01T00:00:00Z"
    git(bound.folder, "init", "--quiet", "--initial-branch=main")
    git(bound.folder, "remote", "add", "origin", "https://github.com/someone/else.git")
    git(bound.folder, "add", "--all")
    with pytest.MonkeyPatch.context() as environ:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            environ.setenv(name, date)
        git(bound.folder, "commit", "--quiet", "--message=Early")
    bound.upload(autograder)
    autograder.metadata["assignment"]["due_date"] = "2020-01-01T00:00:00Z"
    del autograder.metadata["created_at"]
    ended = autograder.run()
    assert ended.total == 100
    assert "Whether this is late" in ended.done["output"]


@pytest.mark.slow
def test_hostile_answers_are_text(bound: Student, autograder: Autograder) -> None:
    for old in ("silu", "acme-speech/whisper-pequeno-es"):
        bound.replace(old, json.dumps(HOSTILE))
    bound.upload(autograder)
    ended = autograder.run()
    text = json.dumps(ended.done, ensure_ascii=False) + ended.stdout
    for mark in ("\x1b", "\u202e", "::error", "##[", "<script"):
        assert mark not in text.replace("\\u202e", ""), mark
    assert ended.total == 85


@pytest.mark.slow
@pytest.mark.usefixtures("bound")
def test_a_link_in_the_place_of_the_answers_is_not_followed(
    autograder: Autograder, tmp_path: Path
) -> None:
    own = tmp_path / "answers.yaml"
    shutil.move(autograder.upload / "answers.yaml", own)
    (autograder.upload / "answers.yaml").symlink_to(own)
    ended = autograder.run()
    assert ended.total == 0
    assert "link" in ended.said("c1.activation")


@pytest.mark.slow
def test_a_hundred_problems_are_told(bound: Student, autograder: Autograder) -> None:
    for number in range(100):
        (bound.folder / "model_repo" / f"new-{number}.txt").write_text("x")
    bound.upload(autograder)
    ended = autograder.run()
    assert ended.total == 100
    assert "C4-MISSING" in ended.said("c4.live")
