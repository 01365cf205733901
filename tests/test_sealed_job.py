"""The job that seals: it reads nothing that a student's repository can write but the commit's tree.

What a caller's cache, artifact, action, variable, requirements or shell could bring into the job
would run beside the token that signs the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.paths import ROOT

WORKFLOW = (ROOT / ".github/workflows/grade.yml").read_text("utf-8")
ACTION = (ROOT / ".github/actions/tour/action.yml").read_text("utf-8")
STARTS_TOUR = '"$TOUR" '
USED = re.compile(
    r"actions/(?:checkout|upload-artifact)@[0-9a-f]{40}|[\w.-]+/[\w.-]+/\.github/actions/tour@[0-9a-f]{40}"
)
ALL = ("env", "github", "inputs", "job", "matrix", "needs", "runner", "secrets", "steps", "vars")
CONTEXTS = {
    *("github.workspace", "github.run_attempt", "github.action_path", "runner.temp"),
    *("vars.HF_ENDPOINT", "inputs.revision", "inputs.refused"),
    *("steps.install.outputs.tour", "steps.grade.outputs.code", "steps.grade.outcome"),
}
"""All that expressions may read. `inputs` are the caller's words, and say where to look first."""


def faults(workflow: str, action: str) -> Iterator[str]:
    """Yield what of the sealed job a student's repository could reach."""
    parsed: dict[Any, Any] = yaml.safe_load(workflow)
    job = parsed["jobs"]["grade"]
    steps = [*job["steps"], *yaml.safe_load(action)["runs"]["steps"]]
    if set(parsed[True]) != {"workflow_call"} or len(parsed["jobs"]) != 1:
        yield "it is started by something else, or another job runs beside it"
    if job["permissions"] != {"contents": "read", "id-token": "write"} or parsed["permissions"]:
        yield "permissions"
    for step in steps:
        yield from _of_step(step)
    for text in (workflow, action):
        for expression in re.findall(r"\$\{\{(.*?)\}\}", text):
            read = re.findall(rf"\b(?:{'|'.join(ALL)})\b[\w.-]*", expression)
            yield from (f"reads {one}" for one in read if one not in CONTEXTS)
    if any(key in job for key in ("container", "services", "environment", "env", "strategy")):
        yield "more than steps"
    if job["runs-on"] != "ubuntu-24.04":
        yield "another runner"


def _of_step(step: dict[str, Any]) -> Iterator[str]:
    used, options = step.get("uses", ""), step.get("with", {})
    if used and not USED.fullmatch(used):
        yield f"uses {used}"
    if any("cache" in key for key in options):
        yield "a cache"
    if used.startswith("actions/checkout@"):
        if options.get("path") != "submission" or options.get("persist-credentials") is not False:
            yield "the checkout is not apart, or has credentials"
        if set(options) - {"path", "persist-credentials", "fetch-depth"}:
            yield "a checkout of something else"
    script = step.get("run", "")
    if "${{" in script:
        yield "an expression in a script"
    inside = step.get("working-directory") != "${{ runner.temp }}"
    if STARTS_TOUR in script and inside:
        yield "the command starts inside the workspace"
    if step.get("id") == "install" and not used and inside:
        yield "packages are installed inside the workspace"
    for line in script.replace("\\\n", " ").splitlines():
        if re.search(r"python|pip|exec", line) and " -I " not in line:
            yield f"Python without -I: {line.strip()}"
        if "-r " in line and '-r "$grader/requirements/grade.txt"' not in line:
            yield "requirements from elsewhere"
        if re.search(r"\b(?:curl|wget|git|npm|node|source|eval)\b|(?:^|\s)\. ", line):
            yield f"runs more: {line.strip()}"
        if "$SUBMISSION" in line and not line.strip().startswith('"$TOUR" grade "$SUBMISSION"'):
            yield f"takes something from the submission: {line.strip()}"


def test_the_sealed_job_reads_nothing_that_a_student_can_write() -> None:
    assert list(faults(WORKFLOW, ACTION)) == []


STEP = "      - name: Seal\n"
CASES = {
    "a cache": (STEP, f"      - uses: actions/cache@{'a' * 40}\n{STEP}"),
    "the cache of a set-up action": (
        STEP,
        f"      - uses: actions/setup-python@{'a' * 40}\n        with: {{cache: pip}}\n{STEP}",
    ),
    "an artifact": (STEP, f"      - uses: actions/download-artifact@{'a' * 40}\n{STEP}"),
    "an action of the checkout": (STEP, f"      - uses: ./submission/action\n{STEP}"),
    "an action of a branch": ("/.github/actions/tour@" + "0" * 40, "/.github/actions/tour@lab"),
    "a variable": ("vars.HF_ENDPOINT", "vars.GRADER_OPTIONS"),
    "a secret": ("inputs.refused", "secrets.HF_TOKEN"),
    "another ref": (
        "          path: submission\n",
        "          path: submission\n          ref: main\n",
    ),
    "a checkout in the workspace": ("          path: submission\n", ""),
    "credentials": ("persist-credentials: false", "persist-credentials: true"),
    "a caller's words in a script": ('"$TOUR" seal', 'echo ${{ inputs.revision }}; "$TOUR" seal'),
    "a start inside the workspace": ("        working-directory: ${{ runner.temp }}\n", ""),
    "a second starter": ("  workflow_call:", "  push:\n  workflow_call:"),
    "a permission": ("      id-token: write", "      actions: write\n      id-token: write"),
    "a runner of anybody's": ("runs-on: ubuntu-24.04", "runs-on: [self-hosted]"),
    "a container": ("    timeout-minutes: 10", "    container: python:3\n    timeout-minutes: 10"),
    "a file of the submission": (
        "          code=0\n",
        '          . "$SUBMISSION/env"\n          code=0\n',
    ),
    "the whole context": ("${{ inputs.refused }}", "${{ toJSON(github) }}"),
    "a context by another way": ("inputs.refused", "github['event'].head_commit.message"),
}
IN_ACTION = {
    "requirements of the checkout": (
        "$grader/requirements/grade.txt",
        "$GITHUB_WORKSPACE/requirements.txt",
    ),
    "Python as the workspace has it": ("python3 -I -m venv", "python3 -m venv"),
    "a command without -I": ('exec "%s" -I', 'exec "%s"'),
    "a start in the workspace": ("      working-directory: ${{ runner.temp }}\n", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_each_way_in_is_a_fault(name: str) -> None:
    old, new = CASES[name]
    assert old in WORKFLOW
    assert list(faults(WORKFLOW.replace(old, new), ACTION)) != []


@pytest.mark.parametrize("name", IN_ACTION)
def test_each_way_in_by_the_action_is_a_fault(name: str) -> None:
    old, new = IN_ACTION[name]
    assert old in ACTION
    assert list(faults(WORKFLOW, ACTION.replace(old, new))) != []
