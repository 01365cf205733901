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
  persist-credentials: {description: no credentials here, default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        GIT_LFS_SKIP_SMUDGE: "1"
        LFS: ${{ inputs.lfs }}
      run: |
        git clone --quiet --depth 1 "file://$ORIGIN" .
        if [ "$LFS" = true ]; then
          git lfs install --local
          git lfs pull
        fi
"""
SPY = """
import json, os, sys
from pathlib import Path
if sys.orig_argv[1:3] == ["-I", "checks/__main__.py"]:
    model = Path("model_repo/model.joblib")
    started = {
        "words": sys.orig_argv[3:],
        "environ": dict(os.environ),
        "pointer": model.read_bytes().startswith(b"version https://git-lfs"),
    }
    with open(os.environ["SPY_FILE"], "a", encoding="utf-8") as stream:
        stream.write(json.dumps(started) + "\\n")
"""
# The workflow's Python takes nothing from the environment, so the spy comes with its venv.
PYTHON = f"""#!/bin/sh
"{BIN}/python3" "$@" || exit
[ "$1 $2" != "-m venv" ] || cp "${{0%/*}}/sitecustomize.py" "$3"/lib/python3.*/site-packages/
"""

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """What act did: its exit code, its log line by line, and the commands that were run."""

    code: int
    output: str
    log: list[Line]
    commands: Mapping[str, Line]
    github_commit: str

    def result(self, job: str) -> str | None:
        """Return the job's own: success, failure, or None where it did not run."""
        found = [line["jobResult"] for line in self.log_of(job) if "jobResult" in line]
        return found[-1] if found else None

    def log_of(self, job: str) -> list[Line]:
        return [line for line in self.log if line.get("jobID") == job]

    def steps(self) -> set[tuple[str, str]]:
        return {(line["jobID"], line["step"]) for line in self.log if "stepResult" in line}

    def text(self, job: str) -> str:
        return "".join(line["msg"] for line in self.log_of(job))

    def notices(self) -> dict[str, str]:
        """Return title and text of what GitHub would show as notices, of every job."""
        shown = [line for line in self.log if line.get("command") == "notice"]
        return {line["kvPairs"].get("title"): line["arg"] for line in shown}

    def annotated(self, kind: str, job: str | None = None) -> list[Line]:
        lines = self.log if job is None else self.log_of(job)
        return [line for line in lines if line.get("command") == kind]

    def report(self) -> dict[str, Any]:
        """Return it as the log has it: a job's folder is gone when the job has ended."""
        words = self.text("grade").partition("::group::report.json\n")[2]
        report: dict[str, Any] = json.loads(words.partition("  ❓  ::endgroup::")[0])
        return report

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
        """Write what the jobs are given: the action for the checkout, and the spy."""
        (self.home / "spy").mkdir()
        (self.home / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        (self.home / "spy" / "python3").write_text(PYTHON, encoding="utf-8")
        (self.home / "spy" / "python3").chmod(0o755)
        (self.home / "checkout").mkdir()
        (self.home / "checkout" / "action.yml").write_text(CHECKOUT, encoding="utf-8")

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
    ) -> Run:
        """Run the jobs of a workflow, or one of them, as for a push of what `folder` has."""
        words = ["act", "push", "--json", "-W", workflow, "-P", "ubuntu-24.04=-self-hosted"]
        words += ["--insecure-secrets"]  # else act would hide in the log what must not get there
        used = re.search(r"actions/checkout@\S+", (folder / workflow).read_text("utf-8"))
        assert used
        words += ["--no-skip-checkout", "--local-repository", f"{used[0]}={self.home / 'checkout'}"]
        path = self.home / f"{folder.name}-event.json"
        repository = {"default_branch": "main", **(event or {}).get("repository", {})}
        path.write_text(json.dumps({**(event or {}), "repository": repository}), encoding="utf-8")
        words += ["-e", str(path)]
        words += ["--var", f"HF_ENDPOINT={endpoint}"] if endpoint else []
        words += ["-s", f"HF_TOKEN={token}"] if token else []
        words += ["-j", job] if job else []
        spied = self.home / f"{folder.name}.jsonl"
        own = {"SPY_FILE": str(spied), "ORIGIN": str(folder)}
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
        return Run(done.returncode, done.stdout, log, commands, head)

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
