"""The workflow files as text: well formed, least permissions, nothing that can be injected."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.paths import BIN, ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.iterdir())
WORKFLOWS = {path.name: yaml.safe_load(path.read_text("utf-8")) or {} for path in FILES}
JOBS = [
    pytest.param(job, name, id=f"{file}-{name}")
    for file, workflow in WORKFLOWS.items()
    for name, job in workflow.get("jobs", {}).items()
]
CLASSROOM = WORKFLOWS["classroom.yml"]["jobs"]

Job = dict[str, Any]

each_job = pytest.mark.parametrize(("job", "name"), JOBS)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def program(*words: str) -> str:
    done = subprocess.run(
        [BIN / words[0], *words[1:]], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def texts(value: object) -> list[str]:
    """Every string in a part of a workflow, keys aside."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return [str(value)]
    return [text for one in value for text in texts(one)]


def test_there_are_two_workflows_and_none_has_the_name_that_classroom_50_writes() -> None:
    assert sorted(WORKFLOWS) == ["classroom.yml", "template.yml"]


def test_zizmor_finds_nothing() -> None:
    words = [
        "--offline",
        "--persona",
        "auditor",
        "--no-config",
        "--no-progress",
        "--strict-collection",
    ]
    said = program("zizmor", *words, str(FOLDER.relative_to(ROOT)))
    assert "No findings to report" in said
    waved_through = [
        line.strip()
        for path in FILES
        for line in path.read_text("utf-8").split("\n")
        if "zizmor:" in line
    ]
    # Argued above it.
    assert waved_through == [
        "HF_TOKEN: ${{ secrets.HF_TOKEN }} # zizmor: ignore[secrets-outside-env]"
    ]


@each_file
def test_the_workflow_has_the_form_that_github_reads(path: Path) -> None:
    program("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_the_hooks_file_has_the_form_that_its_runners_read(runner: str) -> None:
    program(runner, "validate-config", ".pre-commit-config.yaml")


@each_file
def test_only_checkout_is_used_pinned_to_a_commit_with_its_version_beside(path: Path) -> None:
    used = re.findall(r"^.*\buses:.*$", path.read_text("utf-8"), re.MULTILINE)
    assert used
    for line in used:
        pin = r"\s*- uses: actions/checkout@[0-9a-f]{40} # v\d+\.\d+\.\d+"
        assert re.fullmatch(pin, line), line


def test_every_job_uses_the_same_checkout() -> None:
    text = "".join(path.read_text("utf-8") for path in FILES)
    assert len(set(re.findall(r"uses: (.*)", text))) == 1


@pytest.mark.parametrize("file", WORKFLOWS)
def test_a_workflow_gives_no_permission_and_no_secret_to_all_its_jobs(file: str) -> None:
    workflow = WORKFLOWS[file]
    assert workflow["permissions"] == {}
    assert not [text for text in texts(workflow.get("env", {})) if "secrets" in text]


@each_job
def test_only_publish_may_ask_for_an_identity(job: Job, name: str) -> None:
    may = {"contents": "read"}
    if name == "publish":
        may["id-token"] = "write"
    assert job["permissions"] == may


@each_job
def test_only_publish_sees_a_secret_and_there_only_one_step(job: Job, name: str) -> None:
    with_secret = [text for text in texts(job) if re.search(r"secrets|github\.token", text)]
    assert with_secret == (["${{ secrets.HF_TOKEN }}"] if name == "publish" else [])
    assert not [text for text in texts(job.get("env", {})) if "secrets" in text]


@each_job
def test_checkout_leaves_no_credentials_behind(job: Job, name: str) -> None:  # noqa: ARG001
    checkouts = [step for step in job["steps"] if "uses" in step]
    assert len(checkouts) == 1
    assert checkouts[0]["with"]["persist-credentials"] is False


def test_only_publish_fetches_the_files_of_lfs() -> None:
    wanting = [name for name, job in CLASSROOM.items() if job["steps"][0]["with"].get("lfs")]
    assert wanting == ["publish"]


@each_job
def test_no_expression_stands_in_a_script(job: Job, name: str) -> None:  # noqa: ARG001
    scripts = [step["run"] for step in job["steps"] if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


@each_job
def test_the_runner_is_named_and_the_time_is_bounded(job: Job, name: str) -> None:  # noqa: ARG001
    assert re.fullmatch(r"ubuntu-\d\d\.\d\d", job["runs-on"])
    assert 1 <= job["timeout-minutes"] <= 90


@each_job
def test_the_copy_and_the_template_run_their_own_jobs_only(job: Job, name: str) -> None:
    is_template = "github.event.repository.is_template"
    condition = job["if"].removeprefix("${{").removesuffix("}}").strip()
    is_default = "github.ref_name == github.event.repository.default_branch"
    expected = {
        "test": is_template,
        "publish": f"!{is_template} && {is_default}",
        "grade": f"!cancelled() && !{is_template} && {is_default}",
    }
    assert condition == expected.get(name, f"!{is_template}")


def test_grade_comes_after_lint_and_publish_however_they_ended() -> None:
    assert sorted(CLASSROOM["grade"]["needs"]) == ["lint", "publish"]
    assert "!cancelled()" in CLASSROOM["grade"]["if"]
    assert "needs" not in CLASSROOM["lint"]
    assert "needs" not in CLASSROOM["publish"]


def test_two_pushes_never_publish_at_once() -> None:
    assert WORKFLOWS["classroom.yml"]["concurrency"] == {
        "group": "classroom",
        "cancel-in-progress": False,
    }


@pytest.mark.parametrize("name", CLASSROOM)
def test_a_classroom_job_installs_the_locked_list(name: str) -> None:
    installs = [
        step["run"] for step in CLASSROOM[name]["steps"] if "install" in step.get("run", "")
    ]
    assert len(installs) == 1
    assert "--require-hashes -r requirements/grade.txt" in installs[0]


def test_no_workflow_is_started_by_what_a_stranger_sends_with_rights() -> None:
    """`on` is read as the boolean true by YAML 1.1."""
    started = {event for workflow in WORKFLOWS.values() for event in workflow[True]}
    assert started == {"push", "pull_request", "workflow_dispatch"}
