"""The workflows, run for real by act: a student's push, from the checkout to the step summary.

`act -P …=-self-hosted` runs the steps on this machine, without Docker, each job in a folder of
its own. A small action stands in for actions/checkout: it clones the student's repository, with
the files of LFS only where the workflow asks for them. The Hub is the embedded one. A
`sitecustomize` writes down what each job's Python is started with. Packages come from the folder
of wheels that all tests share: the workflow is as it is, its pip asks no index.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from minihub.testing import Issuer
from tests.paths import BIN
from tests.wheels import installs_from
from tests.workflow.repository import git

CLASSROOM = ".github/workflows/classroom.yml"
TEMPLATE = ".github/workflows/template.yml"
CHECKOUT = """
name: Checkout
description: Clones ORIGIN as actions/checkout does, as far as these workflows use it
inputs:
  lfs: {description: fetch the files of LFS, default: "false"}
  fetch-depth: {description: 0 for the whole history, default: "1"}
  path: {description: where to, default: "."}
  persist-credentials: {description: no credentials here, default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        GIT_LFS_SKIP_SMUDGE: "1"
        LFS: ${{ inputs.lfs }}
        FOLDER: ${{ inputs.path }}
        DEPTH: ${{ inputs.fetch-depth }}
      run: |
        [ "$DEPTH" = 0 ] || set -- --depth "$DEPTH"
        git clone --quiet "$@" "file://$ORIGIN" "$FOLDER"
        cd "$FOLDER"
        if [ "$LFS" = true ]; then
          git lfs install --local
          git lfs pull
        fi
        git remote set-url origin "https://github.com/$GITHUB_REPOSITORY"
"""
UPLOAD = """
name: Upload
description: Keeps files in KEPT, as actions/upload-artifact does at GitHub
inputs:
  name: {description: of the artifact, required: true}
  path: {description: "files, one a line", required: true}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{ inputs.name }}
        FILES: ${{ inputs.path }}
      run: |
        mkdir -p "$KEPT/$NAME"
        while read -r file; do
          if [ -f "$file" ]; then cp "$file" "$KEPT/$NAME/"; fi
        done <<<"$FILES"
"""
SPY = """
import json, os, sys
from pathlib import Path
if sys.orig_argv[1:2] == ["-I"] and sys.orig_argv[2].endswith("/checks/__main__.py"):
    words = sys.orig_argv[3:]
    folder = Path(words[1] if words[0] == "grade" and Path(*words[1:2]).is_dir() else "")
    model = folder / "model_repo/model.joblib"
    started = {
        "words": words,
        "environ": dict(os.environ),
        "folder": os.getcwd(),
        "grader": sys.orig_argv[2].removesuffix("/checks/__main__.py"),
        "pointer": model.is_file() and model.read_bytes().startswith(b"version https://git-lfs"),
    }
    with open(os.environ["SPY_FILE"], "a", encoding="utf-8") as stream:
        stream.write(json.dumps(started) + "\\n")
"""
# The workflow's Python takes nothing from the environment, so the spy comes with its venv.
PYTHON = f"""#!/bin/sh
"{BIN}/python3" "$@" || exit
[ "$1 $2 $3" != "-I -m venv" ] || cp "${{0%/*}}/sitecustomize.py" "$4"/lib/python3.*/site-packages/
"""

STAND_INS = {"checkout": CHECKOUT, "upload-artifact": UPLOAD}
NOTHING: Mapping[str, Path] = MappingProxyType({})

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """What act did: its exit code, its log line by line, and the commands that were run."""

    code: int
    output: str
    log: list[Line]
    commands: Mapping[str, Line]
    github_commit: str
    kept: Path

    def result(self, job: str) -> str | None:
        """Return the job's own: success, failure, or None where it did not run."""
        found = [line["jobResult"] for line in self.log_of(job) if "jobResult" in line]
        return found[-1] if found else None

    def log_of(self, job: str) -> list[Line]:
        return [line for line in self.log if line.get("jobID") == job]

    def steps(self) -> set[tuple[str, str]]:
        return {(line["jobID"], line["step"]) for line in self.log if "stepResult" in line}

    def failed_steps(self) -> list[tuple[str, str]]:
        """Return job and step of each that is red."""
        return [
            (line["jobID"], line["step"])
            for line in self.log
            if line.get("stepResult") == "failure" and len(line["stepID"]) == 1
        ]

    def text(self, job: str, step: str | None = None) -> str:
        lines = self.log_of(job)
        return "".join(line["msg"] for line in lines if step in (None, line.get("step")))

    def notices(self) -> dict[str, str]:
        """Return title and text of what GitHub would show as notices, of every job."""
        shown = [line for line in self.log if line.get("command") == "notice"]
        return {line["kvPairs"].get("title"): line["arg"] for line in shown}

    def annotated(self, kind: str, job: str | None = None, step: str | None = None) -> list[Line]:
        lines = self.log if job is None else self.log_of(job)
        lines = [line for line in lines if step in (None, line.get("step"))]
        return [line for line in lines if line.get("command") == kind]

    def report(self) -> dict[str, Any]:
        """Return the one that the artifact has."""
        report: dict[str, Any] = json.loads(self.artifact("report.json"))
        return report

    def artifact(self, name: str) -> bytes:
        """Return a file of the only artifact that was kept."""
        [folder] = self.kept.iterdir()
        return (folder / name).read_bytes()

    def summary(self) -> str:
        return self.text("grade").partition("Summary - ")[2]

    def exit_code(self, job: str) -> int:
        """Return that of the step that failed, else 0."""
        found = re.findall(r"exit status (\d+)", self.text(job))
        return int(found[-1]) if found else 0


@dataclass(frozen=True)
class Runner:
    """act, apart from this machine's settings."""

    home: Path
    wheels: Path

    def prepare(self) -> None:
        """Write what the jobs are given: actions in place of GitHub's own, and the spy."""
        (self.home / "spy").mkdir()
        (self.home / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        (self.home / "spy" / "python3").write_text(PYTHON, encoding="utf-8")
        (self.home / "spy" / "python3").chmod(0o755)
        for name, text in STAND_INS.items():
            (self.home / name).mkdir()
            (self.home / name / "action.yml").write_text(text, encoding="utf-8")

    def push(
        self,
        folder: Path,
        workflow: str,
        *,
        endpoint: str = "",
        token: str = "",
        event: Mapping[str, Any] | None = None,
        job: str = "",
        issuer: Issuer | None = None,
        others: Mapping[str, Path] = NOTHING,
    ) -> Run:
        """Run the jobs of a workflow, or one of them, as for a push of what `folder` has.

        `others` are the folders of other repositories, by `OWNER/NAME@REF`.
        """
        words = ["act", "push", "--json", "-W", workflow, "-P", "ubuntu-24.04=-self-hosted"]
        words += ["--insecure-secrets"]  # else act would hide in the log what must not get there
        words += ["--no-skip-checkout"]
        for name, place in {**self._stand_ins(folder, *others.values()), **others}.items():
            words += ["--local-repository", f"{name}={place}"]
        path = self.home / f"{folder.name}-event.json"
        repository = {"default_branch": "main", **(event or {}).get("repository", {})}
        path.write_text(json.dumps({**(event or {}), "repository": repository}), encoding="utf-8")
        words += ["-e", str(path)]
        words += ["--var", f"HF_ENDPOINT={endpoint}"] if endpoint else []
        words += ["-s", f"HF_TOKEN={token}"] if token else []
        words += ["-j", job] if job else []
        spied = self.home / f"{folder.name}.jsonl"
        kept = self.home / f"{folder.name}-kept"
        own = {"SPY_FILE": str(spied), "ORIGIN": str(folder), "KEPT": str(kept)}
        done = subprocess.run(
            words,
            cwd=folder,
            env=self._environment() | (issuer.environment if issuer else {}) | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        print(done.stdout)  # pytest shows it where a test fails
        log = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        started = spied.read_text("utf-8").splitlines() if spied.is_file() else []
        commands = {one["words"][0]: one for one in map(json.loads, started)}
        head = git(folder, "rev-parse", "HEAD").strip()
        return Run(done.returncode, done.stdout, log, commands, head, kept)

    def _stand_ins(self, *folders: Path) -> dict[str, Path]:
        """Return what stands in for GitHub's actions, by the names that workflows there use."""
        files = [file for one in folders for file in (one / ".github/workflows").iterdir()]
        text = "".join(file.read_text("utf-8") for file in files)
        used = re.findall(r"uses: (actions/([\w-]+)@\S+)", text)
        return {whole: self.home / name for whole, name in used}

    def _environment(self) -> dict[str, str]:
        """Return this process's, which act hands on to the steps, without a runner around it."""
        outer = ("ACTIONS_", "GITHUB_", "HF_", "PIP_", "RUNNER_", "UV_")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(outer)}
        return (
            kept
            | installs_from(self.wheels)
            | {
                "HOME": str(self.home),
                "LC_ALL": "C.UTF-8",
                "PATH": os.pathsep.join([str(self.home / "spy"), str(BIN), os.environ["PATH"]]),
                "PIP_NO_COMPILE": "1",
                "XDG_CACHE_HOME": str(self.home / "cache"),
                "XDG_CONFIG_HOME": str(self.home / "config"),
            }
        )
