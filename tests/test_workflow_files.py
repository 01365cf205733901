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
GRADE = WORKFLOWS["grade.yml"]["jobs"]["grade"]
TOUR = ROOT / ".github/actions/tour/action.yml"
LINT = ROOT / "action.yml"
ACTIONS = {TOUR: "grade", LINT: "lint"}
"""The actions of this repository, and the locked list that each installs."""
ZIZMOR = (FOLDER, *ACTIONS, ROOT / ".github/dependabot.yml")
PINS = {
    "actions/checkout": "v7.0.1",
    "actions/upload-artifact": "v7.0.1",
}

Job = dict[str, Any]

each_job = pytest.mark.parametrize(("job", "name"), JOBS)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
each_action = pytest.mark.parametrize("path", ACTIONS, ids=["tour", "lint"])


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


def test_no_workflow_has_the_name_that_classroom_50_writes() -> None:
    assert sorted(WORKFLOWS) == ["classroom.yml", "grade.yml", "template.yml"]


def test_zizmor_finds_nothing() -> None:
    words = [
        "--offline",
        "--persona",
        "auditor",
        "--no-config",
        "--no-progress",
        "--strict-collection",
    ]
    said = program("zizmor", *words, *(str(one.relative_to(ROOT)) for one in ZIZMOR))
    assert "No findings to report" in said
    waved_through = [
        line.strip()
        for path in (*FILES, *ACTIONS)
        for line in path.read_text("utf-8").split("\n")
        if "zizmor:" in line
    ]
    # Each is argued in its file.
    assert waved_through == [
        "uses: ./.github/actions/tour # zizmor: ignore[self-repository]",
        "HF_TOKEN: ${{ secrets.HF_TOKEN }} # zizmor: ignore[secrets-outside-env]",
        "uses: ./.github/actions/tour # zizmor: ignore[self-repository]",
    ]


@each_file
def test_the_workflow_has_the_form_that_github_reads(path: Path) -> None:
    program("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))


@each_action
def test_the_action_has_the_form_that_github_reads(path: Path) -> None:
    program("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(path))


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_the_hooks_file_has_the_form_that_its_runners_read(runner: str) -> None:
    program(runner, "validate-config", ".pre-commit-config.yaml")


@each_file
def test_an_action_is_githubs_or_our_own_and_pinned_to_a_commit(path: Path) -> None:
    used = re.findall(r"^[ -]*\buses: *(.*)$", path.read_text("utf-8"), re.MULTILINE)
    assert used
    for line in used:
        name, _, rest = line.partition("@")
        if name.startswith("./.github/actions/tour ") and path.name == "classroom.yml":
            assert not rest
        elif name.endswith("/.github/actions/tour"):
            assert re.fullmatch(r"[0-9a-f]{40} # grader", rest)
        else:
            assert re.fullmatch(rf"[0-9a-f]{{40}} # {re.escape(PINS[name])}", rest), line


def test_every_job_uses_the_same_actions_of_githubs() -> None:
    text = "".join(path.read_text("utf-8") for path in FILES)
    used = set(re.findall(r"uses: (actions/.*)", text))
    assert len(used) == len({line.partition("@")[0] for line in used}) == len(PINS)


@pytest.mark.parametrize("file", WORKFLOWS)
def test_a_workflow_gives_no_permission_and_no_secret_to_all_its_jobs(file: str) -> None:
    workflow = WORKFLOWS[file]
    assert workflow["permissions"] == {}
    assert not [text for text in texts(workflow.get("env", {})) if "secrets" in text]


@each_job
def test_only_publish_and_a_sealed_grade_may_ask_for_an_identity(job: Job, name: str) -> None:
    may = {"contents": "read"}
    if name == "publish" or job is GRADE:
        may["id-token"] = "write"
    assert job["permissions"] == may


@each_job
def test_only_publish_sees_a_secret_and_there_only_one_step(job: Job, name: str) -> None:
    with_secret = [text for text in texts(job) if re.search(r"secrets|github\.token", text)]
    assert with_secret == (["${{ secrets.HF_TOKEN }}"] if name == "publish" else [])
    assert not [text for text in texts(job.get("env", {})) if "secrets" in text]


@each_job
def test_checkout_leaves_no_credentials_behind(job: Job, name: str) -> None:  # noqa: ARG001
    checkouts = [
        step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")
    ]
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


@pytest.mark.parametrize(("job", "name"), [one for one in JOBS if one.values[0] is not GRADE])
def test_the_copy_and_the_template_run_their_own_jobs_only(job: Job, name: str) -> None:
    is_template = "github.event.repository.is_template"
    condition = job["if"].removeprefix("${{").removesuffix("}}").strip()
    is_default = "github.ref_name == github.event.repository.default_branch"
    expected = {
        "test": is_template,
        "publish": f"!{is_template}",
        "grade": f"!cancelled() && !{is_template} && {is_default}",
    }
    assert condition == expected[name]


def test_only_the_default_branch_is_published() -> None:
    [step] = [one for one in CLASSROOM["publish"]["steps"] if one.get("id") == "publish"]
    assert "github.ref_name == github.event.repository.default_branch" in step["if"]


def test_grade_comes_after_publish_however_that_ended() -> None:
    assert CLASSROOM["grade"]["needs"] == "publish"
    assert "!cancelled()" in CLASSROOM["grade"]["if"]
    assert "needs" not in CLASSROOM["publish"]


def test_a_push_costs_two_jobs() -> None:
    """Each is billed by the minute begun."""
    assert sorted(CLASSROOM) == ["grade", "publish"]


def test_two_pushes_never_publish_at_once() -> None:
    assert WORKFLOWS["classroom.yml"]["concurrency"] == {
        "group": "classroom",
        "cancel-in-progress": False,
    }


@each_action
def test_an_action_installs_its_locked_list_outside_the_workspace(path: Path) -> None:
    steps = yaml.safe_load(path.read_text("utf-8"))["runs"]["steps"]
    [step] = [one for one in steps if re.search(r"\b(pip|uv|npm|apt|curl|wget)\b", one["run"])]
    [install] = re.findall(r"pip install (.*)", step["run"].replace("\\\n", ""))
    assert {"--no-deps", "--require-hashes", "--only-binary"} <= {*install.split()}
    assert install.endswith(f'/requirements/{ACTIONS[path]}.txt"')
    assert step["working-directory"] == "${{ runner.temp }}"


@each_action
def test_an_action_uses_no_other_and_has_no_expression_in_a_script(path: Path) -> None:
    for step in yaml.safe_load(path.read_text("utf-8"))["runs"]["steps"]:
        assert "uses" not in step
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


@each_action
def test_an_action_starts_python_isolated(path: Path) -> None:
    scripts = [one["run"] for one in yaml.safe_load(path.read_text("utf-8"))["runs"]["steps"]]
    started = re.findall(r'(?:bin/python"(?! "\$)|\bpython3|exec "%s") (\S+)', "".join(scripts))
    assert len(started) >= 3
    assert set(started) == {"-I"}


def test_the_inputs_of_the_action_for_others_are_told_and_have_defaults() -> None:
    inputs = yaml.safe_load(LINT.read_text("utf-8"))["inputs"]
    assert all(one["description"] and "default" in one for one in inputs.values())


def test_no_workflow_is_started_by_what_a_stranger_sends_with_rights() -> None:
    """`on` is read as the boolean true by YAML 1.1."""
    started = {event for workflow in WORKFLOWS.values() for event in workflow[True]}
    assert started == {"push", "pull_request", "workflow_call", "workflow_dispatch"}
