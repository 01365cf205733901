"""`tour verify`: one report or thousands, with the keys that are kept and those of now."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from checks.digests import digest
from checks.grading.seal.audience import MAX_REPORT, MAX_SEAL
from checks.grading.seal.keys import MAX_KEYS
from minihub.testing import Issuer
from tests.hub.faulty import faulty_hub, hangs_up, says
from tests.paths import ROOT
from tests.seals import JOB, SECONDS, STATED, WORKFLOW, WORKFLOW_COMMIT, seal_of

if TYPE_CHECKING:
    from tests.commands.conftest import Done, Tour

RUBRIC = b"title: Tour\npass_mark: 60\n"
REPORT = json.dumps({**STATED, "rubric": {"digest": digest(RUBRIC)}}).encode()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(JOB, clock=lambda: SECONDS) as running:
        yield running


class Teacher:
    """A folder of a teacher's with a rubric, and the command with all that counts."""

    def __init__(self, tour: Tour, work: Path, issuer: Issuer) -> None:
        self.tour, self.work, self.issuer = tour, work, issuer
        (work / "rubric.yaml").write_bytes(RUBRIC)

    def seal(self, name: str = "report", report: bytes = REPORT, /, **claims: object) -> None:
        """Write a report and its seal."""
        path = self.work / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(report)
        path.with_suffix(".seal").write_bytes(seal_of(self.issuer, report, **claims))

    def verify(self, *words: str) -> Done:
        full = ("--workflow", WORKFLOW, "--rubric", "rubric.yaml", "--issuer", self.issuer.url)
        return self.tour("verify", "--lang", "en", *words, *full)

    def json(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.verify("--format", "json", *words).out)
        return found

    def keys(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.work / "keys.json").read_bytes())
        return found


@pytest.fixture
def teacher(tour: Tour, work: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Teacher:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
    return Teacher(tour, work, issuer)


def verdicts(results: list[dict[str, Any]]) -> dict[str, str]:
    return {one["path"]: one["verdict"] for one in results}


# What is printed


def test_a_sealed_report(teacher: Teacher) -> None:
    teacher.seal()
    done = teacher.verify("report.json")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "report.json: sealed\n"
        f"    2026-09-21T14:13:20Z, in School/lab-ana at {'c' * 40}\n"
        f"    by {WORKFLOW}@refs/heads/main as of {WORKFLOW_COMMIT}\n"
        "1 report(s): 1 sealed\n"
        "Not compared, since it was not given: --workflow-commit, --repository, --repository-id\n"
    )


def test_all_kinds(teacher: Teacher) -> None:
    teacher.seal("sealed")
    teacher.seal("moved", ref="refs/heads/mine")
    teacher.seal("none")
    (teacher.work / "none.seal").unlink()
    done = teacher.verify("sealed.json", "moved.json", "none.json")
    assert done.code == 1
    assert "moved.json:1:1: SEAL-BRANCH The seal was made for refs/heads/mine" in done.out
    assert "none.json:1:1: SEAL-NONE note: There is no seal beside this report." in done.out
    assert "3 report(s): 1 sealed, 1 unsealed, 1 no seal\n" in done.out


def test_in_korean(teacher: Teacher) -> None:
    teacher.seal()
    (teacher.work / "report.seal").unlink()
    done = teacher.verify("report.json", "--lang", "ko")
    assert "report.json: 봉인 없음\n" in done.out


def test_as_json(teacher: Teacher) -> None:
    teacher.seal("a", run_id="55", run_attempt="2")
    teacher.seal("b", REPORT, sha="b" * 40)
    (teacher.work / "c.json").write_bytes(REPORT)
    a, b, c = teacher.json("a.json", "b.json", "c.json", "--repository", "school/lab-ana")
    assert a == {
        "path": "a.json",
        "verdict": "sealed",
        "problems": [],
        "seal": {
            "at": "2026-09-21T14:13:20Z",
            "repository": "School/lab-ana",
            "repository_id": "4711",
            "commit": "c" * 40,
            "ref": "refs/heads/main",
            "event": "push",
            "workflow": f"{WORKFLOW}@refs/heads/main",
            "workflow_commit": WORKFLOW_COMMIT,
            "runner": "github-hosted",
            "run_id": "55",
            "run_attempt": "2",
        },
        "not_compared": ["workflow_commits", "repository_id"],
    }
    assert (b["verdict"], b["seal"]["commit"]) == ("unsealed", "b" * 40)
    assert [(one["code"], one["file"]) for one in b["problems"]] == [("SEAL-COMMIT", "b.json")]
    assert (c["verdict"], c["seal"]) == ("none", None)


def test_without_a_workflow_or_a_rubric_none_counts(tour: Tour, teacher: Teacher) -> None:
    own = "School/lab-ana/.github/workflows/mine.yml@refs/heads/main"
    teacher.seal(job_workflow_ref=own)
    done = tour("verify", "report.json", "--issuer", teacher.issuer.url, "--lang", "en")
    assert done.code == 1
    assert "report.json: signed, but not compared with all that counts\n" in done.out
    assert f"by {own} as of" in done.out
    assert "was not given: --workflow, --rubric, --workflow-commit," in done.out
    assert "None counts as sealed without --workflow and --rubric" in done.out


def test_what_comes_from_a_student_is_made_harmless(teacher: Teacher) -> None:
    hostile = "x\x1b[2J\n::error::"
    name = "\u202ea\x1b[2J"
    teacher.seal(name, ref=hostile, job_workflow_sha=hostile)
    for words in (["."], [".", "--format", "json"]):
        text = teacher.verify(*words).out
        assert not [bad for bad in ("\x1b", "\u202e", "::error") if bad in text]
        assert "[2J" in text


# What is demanded


DEMANDS: dict[str, tuple[list[str], str]] = {
    "a commit of the workflow": (["--workflow-commit", WORKFLOW_COMMIT], ""),
    "another": (["--workflow-commit", "b" * 40], "SEAL-WORKFLOW-COMMIT"),
    "one of two": (["--workflow-commit", "b" * 40, "--workflow-commit", WORKFLOW_COMMIT], ""),
    "a second workflow": (["--workflow", "a/b/.github/workflows/c.yml"], ""),
    "the repository": (["--repository", "school/lab-ana", "--repository-id", "4711"], ""),
    "another repository": (["--repository", "school/lab-ben"], "SEAL-REPOSITORY"),
    "another number": (["--repository-id", "4712"], "SEAL-REPOSITORY-ID"),
    "the branch": (["--branch", "main"], ""),
    "another branch": (["--branch", "trunk"], "SEAL-BRANCH"),
    "the Hub": (["--endpoint", "https://huggingface.co/"], ""),
    "another Hub": (["--endpoint", "http://10.0.0.5:8000"], "SEAL-ENDPOINT"),
}


@pytest.mark.parametrize("name", DEMANDS)
def test_options_demand_what_they_say(teacher: Teacher, name: str) -> None:
    words, code = DEMANDS[name]
    teacher.seal()
    (found,) = teacher.json("report.json", *words)
    assert [one["code"] for one in found["problems"]] == ([code] if code else [])


def test_the_hub_of_the_environment_counts(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = "http://10.0.0.5:8000"
    data = {**json.loads(REPORT), "endpoint": hub, "facts_endpoint": hub}
    teacher.seal("report", json.dumps(data).encode())
    assert verdicts(teacher.json("report.json")) == {"report.json": "unsealed"}
    monkeypatch.setenv("HF_ENDPOINT", hub)
    assert verdicts(teacher.json("report.json")) == {"report.json": "sealed"}


def test_a_rubric_is_the_same_with_other_line_ends(teacher: Teacher) -> None:
    teacher.seal()
    (teacher.work / "rubric.yaml").write_bytes(RUBRIC.replace(b"\n", b"\r\n"))
    assert verdicts(teacher.json("report.json")) == {"report.json": "sealed"}
    (teacher.work / "rubric.yaml").write_bytes(RUBRIC + b"language: ko\n")
    (found,) = teacher.json("report.json")
    assert [one["code"] for one in found["problems"]] == ["SEAL-RUBRIC"]


USAGE: dict[str, tuple[list[str], str]] = {
    "a workflow without its folder": (["--workflow", "o/r/grade.yml"], "VERIFY-OPTION"),
    "a workflow of no repository": (["--workflow", "grade.yml"], "VERIFY-OPTION"),
    "a workflow with nothing behind the @": (
        ["--workflow", "o/r/.github/workflows/grade.yml@"],
        "VERIFY-OPTION",
    ),
    "half a commit": (["--workflow-commit", "abc123"], "VERIFY-OPTION"),
    "a repository's address": (["--repository", "https://github.com/o/r"], "VERIFY-OPTION"),
    "a number that is none": (["--repository-id", "x"], "VERIFY-OPTION"),
    "a branch that is none": (["--branch", ""], "VERIFY-OPTION"),
    "an address that is none": (["--endpoint", "huggingface.co"], "VERIFY-OPTION"),
    "no rubric": (["--rubric", "no.yaml"], "VERIFY-RUBRIC"),
    "a rubric that is wrong": (["--rubric", "wrong.yaml"], "RUB-KEY"),
    "no report": (["gone.json"], "VERIFY-FILE"),
    "a folder without reports": (["empty"], "VERIFY-NOTHING"),
    "keys that are none": (["--keys", "rubric.yaml"], "VERIFY-KEYS"),
    "a folder for keys": (["--keys", "empty"], "VERIFY-KEYS"),
    "keys that are too long": (["--keys", "long.json"], "VERIFY-KEYS"),
    "offline without keys": (["--offline"], "VERIFY-NO-KEYS"),
    "offline with keys that are not there": (
        ["--offline", "--keys", "keys.json"],
        "VERIFY-KEYS",
    ),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_is_told_before_anything_is_verified(teacher: Teacher, name: str) -> None:
    words, code = USAGE[name]
    teacher.seal()
    (teacher.work / "empty").mkdir()
    (teacher.work / "wrong.yaml").write_bytes(b"titel: x\n")
    (teacher.work / "long.json").write_bytes(b" " * MAX_KEYS + b'{"keys": []}')
    full = ["--workflow", WORKFLOW, "--rubric", "rubric.yaml", "--issuer", teacher.issuer.url]
    done = teacher.tour("verify", "report.json", *full, *words, "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert f"{code} " in done.err


def test_an_issuer_is_asked_over_https(tour: Tour, teacher: Teacher) -> None:
    teacher.seal()
    done = tour("verify", "report.json", "--issuer", "http://evil.example", "--lang", "en")
    assert done.code == 2
    assert "--issuer cannot be http://evil.example" in done.err


# Keys


def test_keys_are_kept_and_then_nobody_is_asked(teacher: Teacher) -> None:
    teacher.seal()
    assert teacher.verify("report.json", "--keys", "keys.json").code == 0
    assert teacher.keys() == {"issuer": teacher.issuer.url, "keys": teacher.issuer.public}
    teacher.issuer.__exit__()
    for more in ([], ["--offline"]):
        assert teacher.verify("report.json", "--keys", "keys.json", *more).code == 0


def test_keys_that_rotate_stay(teacher: Teacher) -> None:
    teacher.seal("old")
    first = teacher.issuer.public
    assert teacher.verify("old.json", "--keys", "keys.json").code == 0
    teacher.issuer.rotate(keep=0)
    teacher.seal("new")
    assert teacher.verify("old.json", "new.json", "--keys", "keys.json").code == 0
    assert teacher.keys()["keys"] == [*first, *teacher.issuer.public]
    assert teacher.verify(".", "--keys", "keys.json", "--offline").code == 0
    done = teacher.verify("old.json", "new.json")
    assert done.code == 1
    assert "old.json:1:1: SEAL-KEY The seal names a key" in done.out
    assert "1 sealed, 1 unsealed" in done.out


def test_the_issuer_is_asked_once_for_all_reports(teacher: Teacher) -> None:
    asked = []
    keys = json.dumps({"keys": teacher.issuer.public}).encode()

    def answer(request: Any) -> None:
        asked.append(request.path)
        says(200, keys)(request)

    with faulty_hub(answer) as server:
        teacher.issuer.url = server.url
        for name in "abc":
            teacher.seal(name)
        teacher.issuer.kid = "stray"
        teacher.seal("d")
        found = verdicts(teacher.json("a.json", "b.json", "c.json", "d.json"))
    assert list(found.values()) == ["sealed", "sealed", "sealed", "unsealed"]
    assert asked == ["/.well-known/jwks"]


def test_a_key_that_could_not_be_had_leaves_it_open(teacher: Teacher) -> None:
    teacher.seal("old")
    assert teacher.verify("old.json", "--keys", "keys.json").code == 0
    teacher.issuer.rotate()
    teacher.seal("new")
    (teacher.work / "other.json").write_bytes(REPORT)
    names = ("old.json", "new.json", "other.json", "--keys", "keys.json")
    before = (teacher.work / "keys.json").read_bytes()
    done = teacher.verify(*names, "--offline")
    assert done.code == 3
    assert "new.json:1:1: SEAL-KEY-ASK note: " in done.out
    assert "3 report(s): 1 sealed, 1 no seal, 1 not checked\n" in done.out
    url = teacher.issuer.url
    teacher.issuer.__exit__()
    done = teacher.verify(*names)
    assert done.code == 3
    assert done.err.startswith(f"VERIFY-ISSUER The keys of {url} could not be had: ")
    assert "1 not checked" in done.out
    assert (teacher.work / "keys.json").read_bytes() == before


@pytest.mark.parametrize("answer", [hangs_up, says(503), says(200, b"{}"), says(404)])
def test_an_issuer_that_does_not_answer(teacher: Teacher, answer: Any) -> None:
    with faulty_hub(answer) as server:
        teacher.issuer.url = server.url
        teacher.seal("a")
        teacher.seal("b")
        done = teacher.verify("a.json", "b.json", "--keys", "keys.json")
    assert done.code == 3
    assert done.err.count("VERIFY-ISSUER") == 1  # not asked again for each report
    assert not (teacher.work / "keys.json").exists()


def test_keys_of_another_issuer_are_not_taken(teacher: Teacher) -> None:
    teacher.seal()
    keys = {"issuer": "https://other.example", "keys": teacher.issuer.public}
    (teacher.work / "keys.json").write_text(json.dumps(keys))
    done = teacher.verify("report.json", "--keys", "keys.json")
    assert done.code == 2
    assert "its keys are those of https://other.example" in done.err


def test_keys_that_cannot_be_kept_are_told(teacher: Teacher) -> None:
    teacher.seal()
    done = teacher.verify("report.json", "--keys", "gone/keys.json")
    assert done.code == 3
    assert "VERIFY-KEEP The keys could not be added to gone/keys.json" in done.err
    assert "1 report(s): 1 sealed\n" in done.out


# Which files


def test_folders_and_names_twice(teacher: Teacher) -> None:
    for name in ("class/ana/report", "class/ben/report", "class/flat", "class/.git/report"):
        teacher.seal(name)
    (teacher.work / "class/ben/report.seal").unlink()
    (teacher.work / "class/evidence.json").write_bytes(b"{}")
    (teacher.work / "class/half.json").write_bytes(b"{")
    (teacher.work / "class/long.json").write_bytes(REPORT + b" " * MAX_REPORT)
    (teacher.work / "class/alone.json").write_bytes(REPORT)
    (teacher.work / "class/linked").symlink_to("ana")
    (teacher.work / "class/odd.json").mkdir()
    found = teacher.json("class", "class/ana/report.json", "class/ana")
    assert [(one["path"], one["verdict"]) for one in found] == [
        ("class/alone.json", "none"),
        ("class/flat.json", "sealed"),
        ("class/ana/report.json", "sealed"),
        ("class/ben/report.json", "none"),
    ]


def test_only_regular_files_are_read(teacher: Teacher) -> None:
    teacher.seal("real")
    for name in ("link", "pipe", "long", "linkedseal", "pipeseal", "longseal", "seals"):
        teacher.seal(name)
    for name in ("link.json", "pipe.json", "linkedseal.seal", "pipeseal.seal", "seals.seal"):
        (teacher.work / name).unlink()
    (teacher.work / "link.json").symlink_to("real.json")
    (teacher.work / "linkedseal.seal").symlink_to("real.seal")
    os.mkfifo(teacher.work / "pipe.json")
    os.mkfifo(teacher.work / "pipeseal.seal")
    (teacher.work / "seals.seal").mkdir()
    with (teacher.work / "long.json").open("ab") as stream:
        stream.truncate(20 << 30)  # sparse
    (teacher.work / "longseal.seal").write_bytes(b"x" * (MAX_SEAL + 1))
    names = ["link", "pipe", "long", "linkedseal", "pipeseal", "longseal", "seals"]
    found = teacher.json(*(f"{name}.json" for name in names))
    assert {one["verdict"] for one in found} == {"unsealed"}
    texts = [one["problems"][0]["text"]["en"] for one in found]
    assert texts == [
        "link.json cannot be read: it is a link.",
        "pipe.json cannot be read: it is no ordinary file.",
        f"long.json cannot be read: it is longer than {MAX_REPORT} bytes.",
        "linkedseal.seal cannot be read: it is a link.",
        "pipeseal.seal cannot be read: it is no ordinary file.",
        f"longseal.seal cannot be read: it is longer than {MAX_SEAL} bytes.",
        "seals.seal cannot be read: it is a folder.",
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\0"])
def test_a_list_of_names(teacher: Teacher, monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    names = [f"class/{number}/report" for number in range(30)]
    for name in names:
        teacher.seal(name)
    listed = end.join(f"{name}.json".encode() for name in names) + end + end
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(listed)))
    found = teacher.json("-")
    assert verdicts(found) == {f"{name}.json": "sealed" for name in names}
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\n")))
    done = teacher.verify("-")
    assert (done.code, done.out) == (2, "")
    assert "VERIFY-NOTHING There is no report in -." in done.err


# In processes


def test_a_report_that_was_sealed_is_verified(teacher: Teacher) -> None:
    """From a grading job to a teacher's machine, as people call it."""
    (teacher.work / "report.json").write_bytes(REPORT)
    words = [sys.executable, "-I", str(ROOT / "checks/__main__.py")]
    env = {**os.environ, **teacher.issuer.environment}
    subprocess.run([*words, "seal", "report.json"], cwd=teacher.work, env=env, check=True)
    done = teacher.verify("report.json", "--workflow-commit", WORKFLOW_COMMIT)
    assert done.code == 0
    assert "1 report(s): 1 sealed" in done.out


def test_what_is_not_installed_is_told(work: Path) -> None:
    work.mkdir()
    code = (
        "import sys; sys.modules['jwt'] = None;"
        "from checks.cli import main; sys.exit(main(['verify', 'x']))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=work, env=env, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "jwt is not installed, which this command needs. In the folder" in done.stderr
    assert 'pip install -e ".[verify]"' in done.stderr
