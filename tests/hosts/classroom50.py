"""Classroom 50's runner, as far as a grader meets it: how it starts one, and what it takes back.

After `runner.py` and `autograde-runner.yaml` of foundation50/classroom50 (November 2026).
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checks.commands import demo_student
from tests.paths import ROOT
from tests.submissions import trained_model
from tests.wheels import installs_from
from tests.workflow.repository import GITHUB_REPOSITORY, git

MEMORY = 512 * 1024 * 1024
"""Bytes that each process of the grader may write to. Address space is not memory: a thread
reserves 64 MiB of it and uses next to nothing."""
NOTHING: Mapping[str, str | None] = MappingProxyType({})
HOST = {
    "ASSIGNMENT": "hub-tour",
    "ASSIGNMENT_TYPE": "individual",
    "CLASSROOM": "autumn",
    "COMMIT_URL": f"https://github.com/{GITHUB_REPOSITORY}/commit/abc",
    "OWNER": "ada-l",
    "PAGES_BASE_URL": "https://autumn-class.github.io/classroom50",
    "RELEASE_URL": f"https://github.com/{GITHUB_REPOSITORY}/releases/tag/submit%2Fx",
    "REVIEW_URL": f"https://github.com/{GITHUB_REPOSITORY}/pull/1",
    "SUBMISSION_TAG": "submit/20261127T120000Z-abc1234",
    "USERNAME": "ada-l",
}


@dataclass(frozen=True)
class Graded:
    """What the host finds when the grader has ended."""

    code: int
    said: str
    checkout: Path
    outputs: Mapping[str, str]

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.checkout / "result.json").read_bytes())
        return found

    @property
    def body(self) -> str:
        return (self.checkout / "release-body.md").read_text("utf-8")

    def assert_no_result(self) -> None:
        """Assert that the host would publish nothing."""
        assert self.code != 0
        for name in ("result.json", "release-body.md"):
            assert not os.path.lexists(self.checkout / name)
        assert self.outputs == {}


@dataclass(frozen=True)
class Host:
    """A runner of GitHub's, with a bundle as the host's pages hand it out."""

    folder: Path
    wheels: Path
    endpoint: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def fetch(self, bundle: Path) -> int:
        """Unpack a bundle as the host does, into a folder that is read-only; return its size."""
        packed = BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            archive.add(bundle, arcname="slug")
        packed.seek(0)
        shutil.rmtree(self.folder / "runtime", ignore_errors=True)
        with tarfile.open(fileobj=packed) as archive:
            archive.extractall(self.folder / "runtime", filter="data")
        for path in (self.folder / "runtime").rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        return len(packed.getvalue())

    def grade(
        self,
        submission: Path,
        *,
        seconds: float = 300,
        installs: bool = False,
        changed: Mapping[str, str | None] = NOTHING,
    ) -> Graded:
        """Check a submission out without the files of LFS, and run the grader in it.

        Where it does not install, the grader starts at once in the environment of the tests.
        """
        checkout = self.folder / f"checkout-{submission.name}"
        shutil.rmtree(checkout, ignore_errors=True)
        skip = {"GIT_LFS_SKIP_SMUDGE": "1"}
        words = ["git", "clone", "--quiet", f"file://{submission}", str(checkout)]
        subprocess.run(words, env=os.environ | skip, check=True)
        git(checkout, "remote", "set-url", "origin", f"https://github.com/{GITHUB_REPOSITORY}")
        return self.run(checkout, seconds=seconds, installs=installs, changed=changed)

    def run(
        self,
        checkout: Path,
        *,
        seconds: float = 300,
        installs: bool = False,
        changed: Mapping[str, str | None] = NOTHING,
    ) -> Graded:
        home, temp, output = (self.folder / name for name in ("home", "temp", "output"))
        for folder in (home, temp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        output.write_text("")
        program = self.folder / "runtime/slug/autograder.py"
        environ: dict[str, str | None] = {
            **installs_from(self.wheels),
            **HOST,
            "CI": "true",
            "CLASSROOM50_BUNDLE_DIR": str(program.parent),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_REPOSITORY": GITHUB_REPOSITORY,
            "GITHUB_WORKSPACE": str(checkout),
            "HF_ENDPOINT": self.endpoint,
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(temp),
            **self.variables,
            **changed,
        }
        process = subprocess.Popen(
            [sys.executable, str(program)] if installs else self._at_once(program, checkout),
            cwd=checkout,
            env={name: text for name, text in environ.items() if text is not None},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY)),
        )
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
        print(said)  # pytest shows it where a test fails
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        outputs = {name: text for name, _, text in pairs}
        return Graded(process.returncode, said, checkout, outputs)

    def _at_once(self, program: Path, checkout: Path) -> list[str]:
        lang = re.findall(r'LANG = "(\w+)"', program.read_text("utf-8"))[0]
        code = (
            f"import runpy, sys; sys.path.insert(0, {str(program.parent / 'grader')!r}); "
            f"sys.argv[1:] = {[str(checkout), lang]!r}; "
            "runpy.run_module('checks.hosts.classroom50.run', run_name='__main__')"
        )
        return [sys.executable, "-I", "-c", code]


def write_submission(
    folder: Path, answers: Mapping[str, Any], card: str = demo_student.CARD
) -> Path:
    """Write a student's repository, with its model in LFS, up to a commit."""
    (folder / "model_repo").mkdir(parents=True)
    rules = "*.joblib filter=lfs diff=lfs merge=lfs -text\n"
    (folder / "model_repo/.gitattributes").write_text(rules)
    (folder / "model_repo/model.joblib").write_bytes(trained_model())
    (folder / "model_repo/README.md").write_text(card, encoding="utf-8")
    shutil.copy(ROOT / "answers.yaml", folder)
    demo_student.write_answers(folder / "answers.yaml", dict(answers))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "lfs", "install", "--local")
    git(folder, "remote", "add", "origin", f"https://github.com/{GITHUB_REPOSITORY}.git")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=My submission")
    return folder


def publish(folder: Path, endpoint: str, token: str) -> None:
    """Publish as the student's own workflow does."""
    environ = os.environ | {"HF_ENDPOINT": endpoint, "HF_TOKEN": token, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "checks", "publish"]
    subprocess.run(words, cwd=folder, env=environ, check=True, capture_output=True)
