"""The bundle for Classroom 50, built by the command and run as the host runs it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from huggingface_hub import HfApi

from checks.cli import main
from minihub import MiniHub
from tests.hosts.classroom50 import Graded, Host, publish, write_submission
from tests.hosts.conftest import USER
from tests.paths import ROOT
from tests.workflow.repository import git

SCHEMA = json.loads((ROOT / "tests/reporters/formats/classroom50.schema.json").read_bytes())
DOWN = {"HF_ENDPOINT": "http://127.0.0.1:9"}
LIMIT = 10 * 1024 * 1024
Submit = Callable[..., Path]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory, rubric: Path) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "hub-tour"
    assert main(["bundle", "classroom50", str(out), "--rubric", str(rubric)]) == 0
    return out


@pytest.fixture
def host(tmp_path: Path, bundle: Path, wheels: Path, hub: MiniHub) -> Host:
    host = Host(tmp_path, wheels, hub.url)
    assert host.fetch(bundle) < LIMIT
    return host


@pytest.fixture
def submit(tmp_path: Path, answers: dict[str, Any], hub: MiniHub, token: str) -> Submit:
    """Return a function that writes a submission and publishes it."""

    def write(name: str, *, live: bool = True, **changes: Any) -> Path:
        own = answers | {"repo_id": f"{USER}/{name}"} | changes
        folder = write_submission(tmp_path / name, own)
        if live:
            publish(folder, hub.url, token)
        return folder

    return write


def nothing_new(folder: Path) -> dict[str, str]:
    """Return the variable with an event of a push that brought no commit."""
    event = folder.parent / "nothing-new.json"
    event.write_text(json.dumps({"before": git(folder, "rev-parse", "HEAD").strip()}))
    return {"GITHUB_EVENT_PATH": str(event)}


def assert_graded(graded: Graded, points: int) -> None:
    assert graded.code == 0
    jsonschema.validate(graded.result, SCHEMA)
    assert (graded.result["score"], graded.result["max-score"]) == (points, 100)
    assert set(graded.outputs) == {"status", "summary"}
    assert graded.outputs["status"] == ("success" if points >= 60 else "failure")
    assert len(graded.outputs["summary"]) <= 140


def test_full_marks(host: Host, submit: Submit) -> None:
    graded = host.grade(submit("full"), installs=True)
    assert_graded(graded, 100)
    assert graded.result["submission"] == "submit/20261127T120000Z-abc1234"
    assert "100" in graded.body
    assert "Graded is what is live" not in graded.body + graded.outputs["summary"]


def test_partial_points(host: Host, submit: Submit) -> None:
    graded = host.grade(submit("partial", c1={"vocab_size": 1}, c2={}, c3={}))
    assert 0 < graded.result["score"] < 100
    assert_graded(graded, graded.result["score"])
    lost = [one for one in graded.result["tests"] if not one["passed"]]
    assert lost
    assert all(one["score"] == 0 for one in lost)


def test_nothing_at_all_is_a_zero(host: Host, tmp_path: Path) -> None:
    folder = write_submission(tmp_path / "zero", {})
    assert_graded(host.grade(folder), 0)


def test_in_korean(
    tmp_path: Path, rubric: Path, wheels: Path, hub: MiniHub, submit: Submit
) -> None:
    out = tmp_path / "ko"
    assert main(["bundle", "classroom50", str(out), "--rubric", str(rubric), "--lang", "ko"]) == 0
    host = Host(tmp_path, wheels, hub.url)
    host.fetch(out)
    folder = submit("korean", c2={})
    graded = host.grade(folder)
    assert_graded(graded, 90)
    for text in (graded.body, graded.outputs["summary"], graded.result["tests"][2]["test-name"]):
        assert any("가" <= letter <= "힣" for letter in text)
    down = host.grade(folder, changed=DOWN | nothing_new(folder))
    down.assert_no_result()
    assert down.said.startswith("아직 채점하지 못했습니다")


def test_while_the_hub_is_down_there_is_no_result(host: Host, submit: Submit) -> None:
    folder = submit("down")
    graded = host.grade(folder, changed=DOWN | nothing_new(folder))
    graded.assert_no_result()
    first = graded.said.splitlines()[0]
    assert "nobody's fault" in first
    assert "Teacher: run this job again" in first


def test_without_packages_there_is_no_result(host: Host, submit: Submit, tmp_path: Path) -> None:
    graded = host.grade(
        submit("packages", live=False),
        installs=True,
        changed={"PIP_FIND_LINKS": str(tmp_path / "empty")},
    )
    graded.assert_no_result()
    assert "nobody's fault: the grader could not be installed" in graded.said


def test_what_is_published_late_is_waited_for(
    host: Host, submit: Submit, hub: MiniHub, token: str
) -> None:
    folder = submit("late", live=False)
    later = threading.Timer(8, publish, (folder, hub.url, token))
    later.start()
    start = time.monotonic()
    graded = host.grade(folder)
    later.join()
    assert time.monotonic() - start > 8
    assert_graded(graded, 100)


def test_what_is_live_and_differs_is_graded_and_said(host: Host, submit: Submit) -> None:
    """Only the answers change in this push, so nothing is waited for."""
    folder = submit("differs")
    card = folder / "model_repo/README.md"
    card.write_text(card.read_text("utf-8") + "\nMore words, which were never published.\n")
    git(folder, "commit", "--quiet", "--all", "--message=A card that does not get there")
    before = git(folder, "rev-parse", "HEAD").strip()
    answers = folder / "answers.yaml"
    answers.write_text(answers.read_text("utf-8") + "# more\n")
    git(folder, "commit", "--quiet", "--all", "--message=Answers")
    event = host.folder / "event.json"
    event.write_text(json.dumps({"before": before}))
    start = time.monotonic()
    graded = host.grade(folder, changed={"GITHUB_EVENT_PATH": str(event)})
    assert time.monotonic() - start < 60
    assert_graded(graded, 100)
    assert graded.body.startswith("> Graded is what is live on the Hub.")
    assert "Graded is what is live" in graded.outputs["summary"]


def test_a_card_without_the_line_needs_a_person(
    host: Host, submit: Submit, hub: MiniHub, token: str
) -> None:
    folder = submit("line", live=False)
    api = HfApi(hub.url, token=token)
    api.create_repo(f"{USER}/line")
    api.upload_folder(repo_id=f"{USER}/line", folder_path=folder / "model_repo")
    graded = host.grade(folder)
    graded.assert_no_result()
    assert "No score yet: a person has to look at c4.live" in graded.said
    assert "<!-- hub-tour: " in graded.said


HOSTILE = {
    "yaml.py": "raise SystemExit('of the submission')\n",
    "sitecustomize.py": "raise SystemExit('of the submission')\n",
    "checks/__init__.py": "raise SystemExit('of the submission')\n",
    "venv/bin/python": "#!/bin/sh\necho of the submission\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "setup.cfg": "[install]\nprefix = /nowhere\n",
    "rubric.yaml": "pass_mark: 0\npoints: {c1.vocabulary: 1000}\n",
    "requirements.txt": "evil==1\n",
}


@pytest.mark.slow
def test_nothing_of_the_checkout_is_run_or_believed(host: Host, submit: Submit) -> None:
    folder = submit("hostile", c2={})
    for name, text in HOSTILE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "result.json").symlink_to("answers.yaml")
    (folder / "release-body.md").mkdir()
    (folder / "release-body.md/x").touch()
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message=More")
    graded = host.grade(folder, installs=True)
    assert "of the submission" not in graded.said
    assert_graded(graded, 90)
    assert not (graded.checkout / "result.json").is_symlink()
    assert "username: ada" in (graded.checkout / "answers.yaml").read_text()
    assert list((host.folder / "temp").iterdir()) == []


@pytest.mark.parametrize(
    "changed",
    [
        dict.fromkeys(("CLASSROOM", "USERNAME", "OWNER", "ASSIGNMENT_TYPE", "COMMIT_URL")),
        {"ASSIGNMENT_TYPE": "both", "OWNER": "\u202e::error::x" * 100, "SUBMISSION_TAG": "\n"},
        {
            "RUNNER_TEMP": "relative",
            "CLASSROOM50_BUNDLE_DIR": None,
            "GITHUB_EVENT_PATH": "/nowhere",
        },
        {"RUNNER_TEMP": None, "GITHUB_OUTPUT": None},
    ],
)
def test_a_variable_that_is_absent_or_odd(
    changed: dict[str, str | None], host: Host, submit: Submit
) -> None:
    graded = host.grade(submit("odd"), changed=changed)
    assert graded.code == 0
    jsonschema.validate(graded.result, SCHEMA)
    assert graded.result["score"] == 100


def test_a_run_that_is_killed_leaves_no_result(host: Host, submit: Submit) -> None:
    folder = submit("killed", live=False)
    graded = host.grade(folder, seconds=6)  # it waits for what is not published
    graded.assert_no_result()


def test_the_same_bundle_has_the_same_bytes(bundle: Path, tmp_path: Path, rubric: Path) -> None:
    again = tmp_path / "again"
    assert main(["bundle", "classroom50", str(again), "--rubric", str(rubric)]) == 0

    def contents(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    assert contents(again) == contents(bundle)
    assert main(["bundle", "classroom50", str(again), "--rubric", str(rubric)]) == 0
    (again / "grader/rubric.yaml").write_text("mine: 1\n")
    assert main(["bundle", "classroom50", str(again), "--rubric", str(rubric)]) == 1
    assert (again / "grader/rubric.yaml").read_text() == "mine: 1\n"


def test_a_rubric_with_a_mistake_makes_no_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "rubric.yaml"
    wrong.write_text("pass_mark: 600\n")
    assert main(["bundle", "classroom50", str(tmp_path / "out"), "--rubric", str(wrong)]) == 1
    assert f"{wrong}:1:12: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_somebody_else_put_there_stays(
    tmp_path: Path, rubric: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/autograder.py").write_text("mine\n")
    words = ["bundle", "classroom50", str(tmp_path / "out"), "--rubric", str(rubric)]
    assert main(words) == 1
    assert "BUNDLE-OUT" in capsys.readouterr().err
    assert (tmp_path / "out/autograder.py").read_text() == "mine\n"
