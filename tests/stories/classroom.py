"""A class: an assignment on a made-up GitHub, students with machines, a teacher, and a Hub."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from checks.commands import demo_student, start
from minihub import MiniHub
from tests.stories.machine import Done, Machine
from tests.submissions import trained_model, write_answers
from tests.workflow.repository import copy_template, git

CLASS = "autumn-class"
_REPOS = itertools.count(1)


@dataclass(frozen=True)
class Grade:
    """What `tour grade` said: the points, the report, and what was printed."""

    code: int
    text: str
    report: dict[str, Any]

    @property
    def points(self) -> int:
        return int(self.report["points"])

    def outcome(self, check: str) -> str:
        """Return how one check ended, such as `passed`."""
        return str(self._result(check)["outcome"])

    def codes(self, check: str) -> list[str]:
        """Return the codes of one check's problems."""
        return [problem["code"] for problem in self._result(check)["problems"]]

    def _result(self, check: str) -> dict[str, Any]:
        return next(one for one in self.report["results"] if one["id"] == check)


@dataclass(frozen=True)
class Run:
    """A run of the workflow: each job's command, and the grade, if there is one."""

    lint: Done
    publish: Done
    grade: Grade | None
    summary: str


@dataclass
class Student(Machine):
    """A student with an account on the Hub and a copy of the assignment on GitHub.

    `folder` is the clone. `hub_name` is the account, `repo_id` the model repo, `github` the
    repository's name, `token` a token of the type Write.
    """

    classroom: Classroom = field(kw_only=True)
    hub_name: str = field(kw_only=True)
    repo_id: str = field(kw_only=True)
    github: str = field(kw_only=True)
    token: str = field(kw_only=True)

    def clone(self) -> None:
        """Clone the assignment from GitHub into a new folder, with the own settings of git."""
        self.folder = self.home
        name = f"tour-{next(_REPOS)}"
        self.git("clone", "--quiet", f"https://github.com/{self.github}.git", name)
        self.folder = self.home / name

    @property
    def api(self) -> HfApi:
        """Return the official client, signed in: what the student does on the Hub's website."""
        return HfApi(endpoint=self.classroom.hub.url, token=self.token)

    def answer(self, **changes: Any) -> None:
        """Write the right answers, but for these: `c1={"vocab_size": 3}`, None for a blank one."""
        changes = {"username": self.hub_name, "repo_id": self.repo_id, **changes}
        write_answers(self.folder, **changes)

    def build_model(self, card: str = demo_student.CARD) -> None:
        """Fill model_repo/: the template, a trained scikit-learn model, and a card."""
        start.copy_template(self.folder, "en")
        self.write("model_repo/model.joblib", trained_model())
        self.write("model_repo/README.md", card)

    def do_everything(self) -> None:
        """Answer all, build a model, and commit."""
        self.answer()
        self.build_model()
        self.commit()

    def commit(self, message: str = "My work") -> str:
        """Commit all, without hooks; return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", f"--message={message}")
        return self.git("rev-parse", "HEAD").out.strip()

    def push(self) -> None:
        """Push to GitHub. The workflow does not run by itself: see `push_and_run`."""
        self.git("push", "--quiet", "origin", "main")

    def push_and_run(self, **environ: str) -> Run:
        """Push, and do what the workflow's jobs do on GitHub's runner."""
        self.push()
        return self.classroom.run_workflow(self, **environ)

    def publish(self, *words: str, **environ: str) -> Done:
        """Run `tour publish` on the own machine, with the own token."""
        variables = {"HF_ENDPOINT": self.classroom.hub.url, "HF_TOKEN": self.token, **environ}
        return self.tour("publish", "--lang", "en", *words, **variables)

    def grade(self, *words: str, **environ: str) -> Grade:
        """Run `tour grade` in the own folder."""
        variables = {"HF_ENDPOINT": self.classroom.hub.url, **environ}
        return graded(self, ".", *words, **variables)

    def lint(self, *words: str) -> Done:
        return self.tour("lint", "--lang", "en", *words)


@dataclass
class Classroom:
    """A class: `hub` is the embedded Hub, `github` a folder of bare repositories."""

    hub: MiniHub
    template: Path
    folder: Path
    capfd: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        self.github.mkdir()
        self.teacher = Machine(self.folder / "teacher", self.capfd)
        self.teacher.environ["HF_ENDPOINT"] = self.hub.url

    @property
    def github(self) -> Path:
        return self.folder / "github"

    def student(self, name: str = "ana", repo: str = "my-first-model") -> Student:
        """Return a student who has accepted the assignment and cloned it."""
        number = next(_REPOS)
        github = f"{CLASS}/tour-{name}"
        bare = self.github / f"tour-{name}.git"
        git(self.folder, "clone", "--quiet", "--bare", str(self.template), str(bare))
        hub_name = f"{name}-{number}"
        student = Student(
            self.folder / name,
            self.capfd,
            classroom=self,
            hub_name=hub_name,
            repo_id=f"{hub_name}/{repo}",
            github=github,
            token=self.hub.add_user(hub_name),
        )
        student.git_config("user.name", name.title())
        student.git_config("user.email", f"{name}@example.org")
        # What git is told is an address of GitHub; what it reaches is a folder.
        student.git_config(f"url.{self.github}/.insteadOf", f"https://github.com/{CLASS}/")
        student.clone()
        return student

    def clone(self, student: Student, autocrlf: str = "false", name: str = "") -> Path:
        """Return a teacher's fresh clone of what the student has pushed."""
        target = self.folder / "clones" / (name or f"{student.home.name}-{next(_REPOS)}")
        git(
            self.folder,
            *("-c", f"core.autocrlf={autocrlf}", "clone", "--quiet"),
            *(str(self.github / f"{student.github.partition('/')[2]}.git"), str(target)),
        )
        git(target, "config", "core.autocrlf", autocrlf)
        git(target, "remote", "set-url", "origin", f"https://github.com/{student.github}.git")
        return target

    def download_zip(self, student: Student, autocrlf: str = "false") -> Path:
        """Return what a teacher has who downloads the repository as a zip: no .git."""
        target = self.clone(student, autocrlf)
        shutil.rmtree(target / ".git")
        return target

    def grade(self, folder: Path, *words: str, **environ: str) -> Grade:
        """Return what the teacher gets who grades a folder with the rubric as it is in there.

        Of a student who has changed it, a story says so.
        """
        path = folder / "rubric.yaml"
        rubric = ("--rubric", str(path)) if path.exists() and "--rubric" not in words else ()
        return graded(self.teacher, str(folder), *rubric, *words, **environ)

    def run_workflow(self, student: Student, **environ: str) -> Run:
        """Do what .github/workflows/classroom.yml does for the newest commit on main.

        publish lints first, and has the token alone. The workflow file itself is run by act in
        tests/workflow.
        """
        runner = Machine(self.folder / f"runner-{next(_REPOS)}", self.capfd)
        runner.folder = self.clone(student)
        output, summary = runner.home / "output", runner.home / "summary"
        runner.environ |= {
            "HF_ENDPOINT": self.hub.url,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": student.github,
            "GITHUB_REPOSITORY_ID": str(1_000 + sum(student.github.encode())),
            "GITHUB_SHA": runner.git("rev-parse", "HEAD").out.strip(),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_NAME": "main",
            "GITHUB_RUN_ID": "7",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            **environ,
        }
        lint = runner.tour("lint", "--format", "github")
        publish = runner.tour("publish", HF_TOKEN=environ.get("HF_TOKEN", student.token))
        found = dict(
            line.split("=", 1) for line in (output.read_text() if output.exists() else "").split()
        )
        if commit := found.get("commit"):
            words = ["--revision", commit]
        else:
            words = [] if found.get("refused") else ["--unpublished"]
        runner.environ.pop("HF_TOKEN", None)
        grade = graded(runner, ".", *words)
        return Run(lint, publish, grade, summary.read_text() if summary.exists() else "")


def graded(machine: Machine, folder: str, *words: str, **environ: str) -> Grade:
    """Run `tour grade` and return the grade; no report where none was written."""
    report = machine.home / "report.json"
    report.unlink(missing_ok=True)
    lang = () if "--lang" in words else ("--lang", "en")
    done = machine.tour("grade", folder, "--report", str(report), *lang, *words, **environ)
    data = json.loads(report.read_text("utf-8")) if report.exists() else {}
    return Grade(done.code, done.text, data)


def make_template(folder: Path) -> Path:
    """Return the class's template repository: this one without its tests, for the embedded Hub."""
    copy_template(folder)
    rubric = (files("checks.commands") / "demo_rubric.yaml").read_bytes()
    (folder / "rubric.yaml").write_bytes(rubric)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Initial commit")
    return folder
