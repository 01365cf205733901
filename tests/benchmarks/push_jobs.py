"""A push to a slim assignment, run by act: the seconds of each job, and what it leaves.

    python -m tests.benchmarks.push_jobs

Packages come from a folder of wheels, so nothing here waits for a package index. Beside each job
stands the step that takes longest, as its part of the job.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from checks.commands import demo_student
from checks.hub.client import HubClient
from checks.rubric import load
from minihub import MiniHub
from tests.wheels import fetch
from tests.workflow.act import CLASSROOM, Run, Runner
from tests.workflow.conftest import USER
from tests.workflow.slim import hand_in, write_grader


def seconds(run: Run) -> dict[str, dict[str, float]]:
    """Return for each job the seconds that its steps took, by act's own clock."""
    steps: dict[str, dict[str, float]] = {}
    for line in run.log:
        if "executionTime" in line and len(line["stepID"]) == 1:
            job = steps.setdefault(line["jobID"], {})
            job[line["step"]] = job.get(line["step"], 0) + line["executionTime"] / 1e9
    return steps


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("OWN_HOME", os.environ["HOME"])
    with (
        tempfile.TemporaryDirectory() as place,
        MiniHub() as hub,
        pytest.MonkeyPatch.context() as patch,
    ):
        home = Path(place)
        fetch(home / "wheels")
        (home / "runner").mkdir()
        act = Runner(home / "runner", home / "wheels")
        act.prepare()
        token = hub.add_user(USER)
        grader = write_grader(home / "grader", patch)
        folder = grader.assignment(home / "slim", patch)
        rubric, _ = load(grader.folder / "rubric.yaml")
        answers = demo_student.find_answers(HubClient(hub.url), rubric, f"{USER}/measured")
        hand_in(folder, answers)
        run = act.push(folder, CLASSROOM, endpoint=hub.url, token=token, others=grader.repositories)
        assert run.code == 0, run.output
        for job, steps in seconds(run).items():
            total, longest = sum(steps.values()), max(steps, key=steps.__getitem__)
            print(f"{job}: {total:.1f} s, {longest} {steps[longest] / total:.0%} of it")
        for file in sorted((run.kept / "hub-tour-1").iterdir()):
            print(f"kept: {file.name}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
