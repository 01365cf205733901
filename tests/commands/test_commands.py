"""The commands on good input: what a student does, step by step."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from checks.challenges import all_checks, declared
from checks.challenges.test_c1_config import VOCAB_SIZE
from checks.cli import COMMANDS
from checks.hub.client import HubClient
from checks.questions import Question
from tests.paths import ROOT
from tests.submissions import make_submission, trained_model, write_answers

if TYPE_CHECKING:
    from minihub import MiniHub
    from tests.commands.conftest import Tour


def template_in(work: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "model_repo_template", work / "model_repo_template")
    shutil.copyfile(ROOT / "answers.yaml", work / "answers.yaml")


def test_start_makes_the_folder_and_fills_in_the_names(tour: Tour, work: Path) -> None:
    template_in(work)
    done = tour("start", "--username", "ada")
    assert done.code == 0, done.text
    made = {path.name for path in (work / "model_repo").iterdir()}
    assert made == {".gitattributes", "README.md", "train.py"}
    before = (ROOT / "answers.yaml").read_text().splitlines()
    after = (work / "answers.yaml").read_text().splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["username: ada", "repo_id: ada/my-first-model"]


def test_start_speaks_to_the_student_in_the_files_too(tour: Tour, work: Path) -> None:
    template_in(work)
    windows = (work / "answers.yaml").read_bytes().replace(b"\n", b"\r\n")
    (work / "answers.yaml").write_bytes(windows)
    done = tour("start", "--lang", "ko", "--username", "ada")
    assert done.code == 0, done.text
    answers = (work / "answers.yaml").read_bytes().decode()
    assert "\r\n# Hub에 있는 자신의 모델 저장소" in answers
    assert "\r\nusername: ada\r\n" in answers
    assert answers.count("\n") == answers.count("\r\n")
    assert "✎ 모델에 무엇을 넣으면" in (work / "model_repo/README.md").read_text("utf-8")
    assert "작은 텍스트 분류 모델" in (work / "model_repo/train.py").read_text("utf-8")
    assert "Your answers" in (ROOT / "answers.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "line", ["username: ada", "c1: {vocab_size: 12}", "c6: {tasks: [one]}", "x"]
)
def test_start_leaves_answers_that_are_begun_as_they_are(tour: Tour, work: Path, line: str) -> None:
    template_in(work)
    text = f"# Your model repo on the Hub, as USERNAME/NAME. Not the whole address.\n{line}\n"
    (work / "answers.yaml").write_text(text)
    tour("start", "--lang", "ko")
    assert (work / "answers.yaml").read_text() == text


def test_start_again_leaves_the_model_folder_alone(tour: Tour, work: Path) -> None:
    template_in(work)
    tour("start", "--username", "ada")
    (work / "model_repo/README.md").write_text("mine")
    assert tour("start", "--username", "ben").code == 0
    assert (work / "model_repo/README.md").read_text() == "mine"


def test_start_keeps_line_ends_and_comments(tour: Tour, work: Path) -> None:
    template_in(work)
    (work / "answers.yaml").write_bytes(b"username: # who\r\nrepo_id:\r\n# the end\r\n")
    assert tour("start", "--username", "ada").code == 0
    assert (work / "answers.yaml").read_bytes() == (
        b"username: ada # who\r\nrepo_id: ada/my-first-model\r\n# the end\r\n"
    )


def test_start_fills_in_names_in_utf16_and_saves_utf8(tour: Tour, work: Path) -> None:
    template_in(work)
    text = "# 수업\r\nusername:\r\nrepo_id: old/model\r\n"
    (work / "answers.yaml").write_bytes(text.encode("utf-16"))
    tour("start", "--username", "ada")
    saved = text.replace("username:", "username: ada")
    assert (work / "answers.yaml").read_bytes() == saved.encode()


@pytest.mark.parametrize("name", ["ada_love.lace", "_ada", "A-1"])
def test_start_takes_the_names_that_the_linter_takes(tour: Tour, work: Path, name: str) -> None:
    template_in(work)
    done = tour("start", "--username", name)
    assert done.code == 0, done.text
    assert f"\nusername: {name}\n" in (work / "answers.yaml").read_text()
    linted = tour("lint", "answers", "answers.yaml")
    assert "ANS-USERNAME" not in linted.text


@pytest.mark.parametrize("name", ["a b", "-ada", "a--b", "https://huggingface.co/ada", ""])
def test_start_refuses_what_is_no_user_name(tour: Tour, work: Path, name: str) -> None:
    template_in(work)
    done = tour("start", f"--username={name}")
    assert done.code == 1
    assert "START-USERNAME" in done.err
    assert not (work / "model_repo").exists()


def test_start_outside_an_assignment(tour: Tour) -> None:
    done = tour("start")
    assert done.code == 1
    assert "START-TEMPLATE" in done.err


def test_start_without_a_repository_installs_no_hooks(tour: Tour, work: Path) -> None:
    template_in(work)
    done = tour("start", "--lang", "en")
    assert done.code == 0
    assert "No hooks were installed: this folder is not a git repository" in done.out


def test_dry_run_lists_what_would_go_and_asks_nobody(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    make_submission(work)
    (work / "model_repo/.env").write_text("x")
    before = len(hub.requests)
    done = tour("publish", "--dry-run")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["LFS", "7.1", "KiB", "model.joblib"] in lines
    assert ["plain", "826", "B", "README.md"] in lines
    assert ["stays", ".env"] in lines
    assert len(hub.requests) == before


def test_publish_tells_the_workflow_its_commit(
    tour: Tour, work: Path, ada: str, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = work.parent / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    make_submission(work, repo_id="ada/output")
    done = tour("publish")
    assert done.code == 0, done.text
    commit = HubClient(hub.url).api.model_info("ada/output").sha
    assert output.read_text() == f"commit={commit}\n"
    assert f"commit {commit}" in done.out
    assert ada not in done.text


def test_publish_without_a_way_to_sign_in_says_what_to_do(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("GITHUB_REPOSITORY", "school/lab-ada")
    make_submission(work)
    done = tour("publish")
    assert done.code == 1
    assert "PUB-NO-TOKEN" in done.err
    assert "export HF_TOKEN=" in done.err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = tour("publish")
    assert done.code == 1
    assert "PUB-SIGN-IN" in done.err
    for needed in (f"{hub.url}/ada/course-feedback/settings", "HF_TOKEN", "school/lab-ada"):
        assert needed in done.err


@pytest.mark.usefixtures("ada")
def test_grade_writes_its_reports(tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_submission(work, repo_id="ada/reports", c2={"count": 30})
    assert tour("publish").code == 0
    summary = work.parent / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    done = tour("grade", "--save-evidence", "evidence.json")
    assert done.code == 0, done.text
    report = json.loads((work / "report.json").read_text("utf-8"))
    assert (report["points"], report["max_points"]) == (90, 100)
    assert "::notice title=Autograding complete::Points 90/100" in done.out
    notice = '::notice title=Autograding report::{"totalPoints":90,"maxPoints":100}'
    assert notice in done.out
    assert "`c2.count`" in summary.read_text("utf-8")
    assert "::error file=answers.yaml,line=24,col=10,title=C2-COUNT::" in done.out

    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    again = tour("grade", "--evidence", "evidence.json", "--report", "again.json")
    assert again.code == 0
    assert (work / "again.json").read_bytes() == (work / "report.json").read_bytes()


@pytest.mark.usefixtures("ada")
def test_live_evidence_is_of_the_live_repo_alone(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_submission(work, repo_id="ada/live-evidence", c2={"count": 30})
    assert tour("publish").code == 0
    assert tour("grade", "--live-evidence", "live.json").code == 0
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    again = tour("grade", "--evidence", "live.json", "--report", "again.json")
    assert again.code == 3
    first, second = (
        {one["id"]: one["outcome"] for one in json.loads((work / name).read_bytes())["results"]}
        for name in ("report.json", "again.json")
    )
    assert first["c2.count"] == "failed"
    for check, outcome in first.items():
        world = check.startswith(("c1", "c2", "c3", "c6"))
        assert second[check] == ("not_gradable" if world else outcome), check


@pytest.mark.usefixtures("ada")
def test_grade_under_the_pass_mark(tour: Tour, work: Path) -> None:
    make_submission(work, repo_id="ada/not-there")
    done = tour("grade")
    assert done.code == 1
    assert "Not passed yet" in done.out


def test_a_file_that_cannot_be_written_is_said(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    make_submission(work)
    done = tour("grade", "--report", "no/such/folder/report.json")
    assert done.code == 3
    assert "OUT-WRITE" in done.err


def test_rehearse_needs_no_account(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts come from HF_ENDPOINT; nothing is written there."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    make_submission(work, username=None, repo_id=None)
    before = len(hub.requests)
    done = tour("rehearse")
    assert done.code == 0, done.text
    assert "student/my-first-model" in done.out
    assert "100 / 100" in done.out
    assert {seen.method for seen in list(hub.requests)[before:]} == {"GET"}
    assert not (work / "report.json").exists()


def test_rehearse_without_a_network_is_provisional(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    make_submission(work)
    done = tour("rehearse")
    assert done.code == 3
    assert "Provisional" in done.out
    assert "✓ c5.found" in done.out
    assert "? c1.activation" in done.out


def test_rehearse_shows_what_would_be_refused(
    tour: Tour, work: Path, hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    make_submission(work)
    card = work / "model_repo/README.md"
    card.write_text(card.read_text().replace("license: mit", "license: apache2"))
    done = tour("rehearse")
    assert done.code == 1
    assert "CARD-LICENSE" in done.err
    assert "C4-REPO" in done.out
    assert "✓ c1.activation" in done.out
    assert "nothing could be published, so there is no model to grade" in done.out
    assert "published on this machine" not in done.out


@pytest.mark.parametrize(
    ("command", "missing"),
    [("demo", "sklearn"), ("demo", "starlette"), ("hub", "dulwich"), ("rehearse", "uvicorn")],
)
def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    work: Path, command: str, missing: str
) -> None:
    """In a Python of its own, where the module is as good as not there."""
    template_in(work)
    without = f"import sys; sys.modules[{missing!r}] = None; from checks.cli import main; "
    words = [sys.executable, "-c", f"{without}sys.exit(main([{command!r}, '--lang', 'en']))"]
    done = subprocess.run(words, cwd=work, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"HUB-EXTRA The embedded Hub is not installed ({missing}" in done.stderr
    assert 'pip install -e ".[demo]"' in done.stderr


@pytest.mark.parametrize("command", ["grade", "publish"])
def test_the_linters_alone_say_what_grading_needs(work: Path, command: str) -> None:
    template_in(work)
    without = "import sys; sys.modules['huggingface_hub'] = None; from checks.cli import main; "
    words = [sys.executable, "-c", f"{without}sys.exit(main([{command!r}]))"]
    done = subprocess.run(words, cwd=work, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("huggingface_hub is not installed")
    assert done.stderr.count('pip install -e ".[student]"') == 2


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_demo_earns_full_marks_and_shows_three_mistakes(tour: Tour, lang: str) -> None:
    done = tour("demo", "--lang", lang)
    assert done.code == 0, done.text
    full = sum(check.points for check in all_checks())
    assert f"{full} / {full}" in done.out
    for code in ("ANS-BLANK", "CARD-LICENSE", "ATTR-BINARY"):
        assert code in done.text
    assert f" 0 / {full}" in done.out


def test_every_command_helps() -> None:
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "checks", command, "--help"],
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert f"tour {command}" in done.stdout


def test_the_hub_runs_until_it_is_told_to_stop() -> None:
    import signal
    import urllib.request

    command = [sys.executable, "-m", "checks", "hub", "--user", "ada"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as running:
        assert running.stdout is not None
        url = running.stdout.readline().strip().removeprefix("HF_ENDPOINT=")
        token = running.stdout.readline()
        assert token.startswith("HF_TOKEN=hf_")
        with urllib.request.urlopen(f"{url}/api/models?limit=1") as answer:
            assert len(json.load(answer)) == 1
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0


def test_the_template_model_is_the_same_on_every_run(tmp_path: Path) -> None:
    import os

    script = (ROOT / "model_repo_template/train.py").read_text()
    (tmp_path / "train.py").write_text(script)
    subprocess.run(
        [sys.executable, tmp_path / "train.py"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert (tmp_path / "model.joblib").read_bytes() == trained_model()


def test_the_answers_of_the_tests_are_blank_in_the_template(tmp_path: Path) -> None:
    from checks.submission import load

    (tmp_path / "answers.yaml").write_bytes((ROOT / "answers.yaml").read_bytes())
    blank = load(tmp_path).answers
    assert blank.problems == ()
    assert all(blank[question].blank for question in declared(Question))
    write_answers(tmp_path)
    assert not load(tmp_path).answers[VOCAB_SIZE].blank


@pytest.mark.usefixtures("ada")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_true_answers_are_for_their_owner_alone(tour: Tour, work: Path) -> None:
    make_submission(work)
    kept, facts = work.parent / "evidence.json", work.parent / "facts.jsonl"
    for path in (kept, facts):
        path.write_bytes(b"")
        path.chmod(0o666)
    tour("grade", "--save-evidence", str(kept), "--facts", str(facts))
    assert facts.read_bytes()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (kept, facts)}
    assert modes == {"evidence.json": 0o600, "facts.jsonl": 0o600}


@pytest.mark.usefixtures("ada")
def test_a_grade_in_the_forms_that_other_programs_read(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_submission(work, repo_id="ada/forms", c2={"count": 30})
    assert tour("publish").code == 0
    step = work.parent / "step"
    monkeypatch.setenv("GITHUB_OUTPUT", str(step))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert tour("grade", "--junit", "junit.xml").code == 0
    name, _, value = step.read_text().strip().partition("=")
    assert name == "result"
    result = json.loads(base64.b64decode(value, validate=True))
    assert (result["max_score"], sum(one["score"] for one in result["tests"])) == (100, 90)
    root = ElementTree.parse(work / "junit.xml").getroot()  # noqa: S314 - it is our own
    failed = [case.get("name") for case in root.iter("testcase") if case.findall("failure")]
    assert failed == ["c2.count"]
    # What is open is nobody's result.
    step.unlink()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    assert tour("grade").code == 3
    assert not step.exists()
