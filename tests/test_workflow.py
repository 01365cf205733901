"""The workflows, run for real by act: a student's push, from the checkout to the step summary.

`act -P …=-self-hosted` runs the steps on this machine, without Docker, each job in a folder of
its own. A small action stands in for actions/checkout: it clones the student's repository, with
the files of LFS only where the workflow asks for them. The Hub is the embedded one. A
`sitecustomize` writes down what each job's Python is started with.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from checks.commands import demo_student, start
from minihub import MiniHub
from minihub.testing import Issuer, Job, trust
from tests.needs import needs_program

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CLASSROOM = ".github/workflows/classroom.yml"
TEMPLATE = ".github/workflows/template.yml"
USER = demo_student.NAME
GITHUB_REPOSITORY = "autumn-class/tour-ada"
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
if sys.orig_argv[1:3] == ["-m", "checks"]:
    model = Path("model_repo/model.joblib")
    started = {
        "words": sys.orig_argv[3:],
        "environ": dict(os.environ),
        "pointer": model.read_bytes().startswith(b"version https://git-lfs"),
    }
    with open(os.environ["SPY_FILE"], "a", encoding="utf-8") as stream:
        stream.write(json.dumps(started) + "\\n")
"""


@dataclass(frozen=True)
class Run:
    """What act did: its exit code, its log line by line, and the commands that were run."""

    code: int
    output: str
    log: list
    commands: dict
    github_commit: str

    def result(self, job):
        """The job's own: success, failure, or None where it did not run."""
        found = [line["jobResult"] for line in self.log if _of(line, job) and "jobResult" in line]
        return found[-1] if found else None

    def steps(self):
        return {(line["jobID"], line["step"]) for line in self.log if "stepResult" in line}

    def text(self, job):
        return "".join(line["msg"] for line in self.log if _of(line, job))

    def notices(self):
        """Title and text of what GitHub would show as notices, of every job."""
        shown = [line for line in self.log if line.get("command") == "notice"]
        return {line["kvPairs"].get("title"): line["arg"] for line in shown}

    def annotated(self, kind):
        return [line for line in self.log if line.get("command") == kind]

    def report(self):
        """As the log has it: a job's folder is gone when the job has ended."""
        words = self.text("grade").partition("::group::report.json\n")[2]
        return json.loads(words.partition("  ❓  ::endgroup::")[0])

    def summary(self):
        return self.text("grade").partition("Summary - ")[2]

    def exit_code(self, job):
        """Of the step that failed, else 0."""
        found = re.findall(r"exit status (\d+)", self.text(job))
        return int(found[-1]) if found else 0


def _of(line, job):
    return line.get("jobID") == job


@pytest.fixture(scope="module")
def act(tmp_path_factory):
    """Run act on a folder, apart from this machine's settings; the jobs share one pip cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
        for program in ("act", "git", "git-lfs", "bash"):
            needs_program(program)
        home = tmp_path_factory.mktemp("runner")
        (home / "spy").mkdir()
        (home / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        (home / "checkout").mkdir()
        (home / "checkout" / "action.yml").write_text(CHECKOUT, encoding="utf-8")
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("PIP_CACHE_DIR", str(home / "pip"))
        patch.setenv("PIP_NO_COMPILE", "1")
        patch.setenv("PYTHONPATH", str(home / "spy"))
        patch.setenv("LC_ALL", "C.UTF-8")
        yield lambda folder, workflow, **more: _act(folder, workflow, home, **more)


def _act(folder, workflow, home, endpoint=None, token=None, event=None, job=None, issuer=None):
    spied = home / f"{folder.name}.jsonl"
    words = ["act", "push", "--json", "-W", workflow, "-P", "ubuntu-24.04=-self-hosted"]
    words += ["--insecure-secrets"]  # else act would hide in the log what must not get there
    used = re.search(r"actions/checkout@\S+", (folder / workflow).read_text("utf-8"))[0]
    words += ["--no-skip-checkout", "--local-repository", f"{used}={home / 'checkout'}"]
    if event is not None:
        path = home / f"{folder.name}-event.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        words += ["-e", path]
    if endpoint:
        words += ["--var", f"HF_ENDPOINT={endpoint}"]
    if token:
        words += ["-s", f"HF_TOKEN={token}"]
    if job:
        words += ["-j", job]
    # act hands its own environment on to the steps: without what a runner around it has set.
    outer = ("ACTIONS_", "GITHUB_", "HF_", "RUNNER_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
    own = {"SPY_FILE": str(spied), "ORIGIN": str(folder)}
    done = subprocess.run(
        words,
        cwd=folder,
        env=kept | (issuer.environment if issuer else {}) | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    print(done.stdout)  # pytest shows it where a test fails
    log = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    started = spied.read_text("utf-8").splitlines() if spied.is_file() else []
    commands = {one["words"][0]: one for one in map(json.loads, started)}
    head = _git(folder, "rev-parse", "HEAD").strip()
    return Run(done.returncode, done.stdout, log, commands, head)


def _git(folder, *words):
    names = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org"}
    names |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in names.items()}
    done = subprocess.run(
        ["git", *words], cwd=folder, env=os.environ | names, check=True, capture_output=True
    )
    return done.stdout.decode()


@pytest.fixture(scope="module")
def hub():
    with MiniHub() as hub:
        yield hub


@pytest.fixture(scope="module")
def token(hub):
    return hub.add_user(USER)


@pytest.fixture(scope="module")
def answers(hub, tmp_path_factory):
    """What the made-up student finds on the embedded Hub."""
    return demo_student.find_answers(hub.url, f"{USER}/complete", tmp_path_factory.mktemp("hf"))


def copy_of_template(folder):
    """What GitHub's "Use this template" gives; without the template's own tests, for speed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source, target = ROOT / name, folder / name
        if name and not name.startswith("tests/") and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return folder


def start_submission(folder):
    copy_of_template(folder)
    rubric = (files("checks.commands") / "demo_rubric.yaml").read_bytes()
    (folder / "rubric.yaml").write_bytes(rubric)
    start.copy_template(folder, "en")
    subprocess.run([sys.executable, "model_repo/train.py"], cwd=folder, check=True, timeout=120)


def commit(folder):
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "lfs", "install", "--local")
    _git(folder, "remote", "add", "origin", f"https://github.com/{GITHUB_REPOSITORY}.git")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message=My submission")


@pytest.fixture(scope="module")
def complete(act, hub, token, answers, tmp_path_factory):
    """A student who has done everything pushes."""
    folder = tmp_path_factory.mktemp("complete")
    start_submission(folder)
    demo_student.write_answers(folder / "answers.yaml", answers)
    (folder / "model_repo" / "README.md").write_text(demo_student.CARD, encoding="utf-8")
    commit(folder)
    event = {"repository": {"is_template": False, "full_name": GITHUB_REPOSITORY}}
    return act(folder, CLASSROOM, endpoint=hub.url, token=token, event=event)


@pytest.fixture(scope="module")
def broken(act, hub, token, tmp_path_factory):
    """Answers left blank, a licence that is none, and a model that no LFS rule covers."""
    folder = tmp_path_factory.mktemp("broken")
    start_submission(folder)
    names = {"username": USER, "repo_id": f"{USER}/broken"}
    demo_student.write_answers(folder / "answers.yaml", names)
    card = demo_student.CARD.replace("license: mit", "license: apache2")
    (folder / "model_repo" / "README.md").write_text(card, encoding="utf-8")
    rules = folder / "model_repo" / ".gitattributes"
    kept = [line for line in rules.read_text("utf-8").splitlines() if "joblib" not in line]
    rules.write_text("\n".join(kept) + "\n", encoding="utf-8")
    commit(folder)
    return act(folder, CLASSROOM, endpoint=hub.url, token=token)


@pytest.fixture(scope="module")
def hub_down(act, token, answers, tmp_path_factory):
    """The same as the complete one, while nobody answers at the Hub's address."""
    folder = tmp_path_factory.mktemp("down")
    start_submission(folder)
    demo_student.write_answers(folder / "answers.yaml", answers)
    (folder / "model_repo" / "README.md").write_text(demo_student.CARD, encoding="utf-8")
    commit(folder)
    with socket.socket() as port:  # bound and never listening: it refuses every connection
        port.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{port.getsockname()[1]}"
        return act(folder, CLASSROOM, endpoint=endpoint, token=token)


def test_a_complete_submission_makes_every_job_green(complete):
    assert complete.code == 0
    assert [complete.result(job) for job in ("lint", "publish", "grade")] == ["success"] * 3
    assert [*complete.annotated("error"), *complete.annotated("warning")] == []


def test_publishing_makes_one_commit_named_after_the_push(complete, hub):
    commits = HfApi(hub.url, token=False).list_repo_commits(f"{USER}/complete")
    titles = [one.title for one in commits]
    title = f"Publish from {GITHUB_REPOSITORY}@{complete.github_commit}"
    assert titles == [title, "initial commit"]


@pytest.mark.usefixtures("complete")
def test_what_is_live_is_the_model_folder(hub):
    live = HfApi(hub.url, token=False).model_info(f"{USER}/complete", files_metadata=True)
    files_there = {file.rfilename: file.lfs is not None for file in live.siblings}
    assert files_there == {
        ".gitattributes": False,
        "README.md": False,
        "model.joblib": True,
        "train.py": False,
    }


def test_grading_pins_the_commit_that_was_published(complete, hub):
    newest = HfApi(hub.url, token=False).list_repo_commits(f"{USER}/complete")[0].commit_id
    assert complete.commands["grade"]["words"] == ["grade", "--revision", newest]
    assert complete.report()["commit"] == newest


def test_full_marks_reach_the_report_the_log_and_the_summary(complete):
    report = complete.report()
    assert report["points"] == report["max_points"] == 100
    assert not report["provisional"]
    log = complete.text("grade")
    assert "100 / 100" in log.partition("::group::report.json")[0]
    assert "100 / 100" in complete.summary()


def test_github_classroom_reads_the_points(complete):
    assert complete.notices() == {
        "Autograding complete": "Points 100/100",
        "Autograding report": '{"totalPoints":100,"maxPoints":100}',
    }


@pytest.mark.parametrize("run", ["complete", "broken", "hub_down"])
def test_the_token_is_in_no_log(run, token, request):
    assert token not in request.getfixturevalue(run).output


@pytest.mark.parametrize("run", ["complete", "broken", "hub_down"])
def test_only_publish_can_sign_in(run, token, request):
    commands = request.getfixturevalue(run).commands
    assert sorted(commands) == ["grade", "lint", "publish"]
    assert commands["publish"]["environ"]["HF_TOKEN"] == token
    for name in ("lint", "grade"):
        environ = commands[name]["environ"]
        assert token not in environ.values()
        assert not [key for key in environ if key.startswith(("HF_TOKEN", "ACTIONS_ID_TOKEN"))]


def test_publish_has_the_files_of_lfs_and_grade_only_pointers(complete):
    assert complete.commands["publish"]["pointer"] is False
    assert complete.commands["grade"]["pointer"] is True


def test_a_broken_submission_is_refused_but_graded(broken):
    assert broken.code != 0
    assert [broken.result(job) for job in ("lint", "publish", "grade")] == ["failure"] * 3
    assert [broken.exit_code(job) for job in ("lint", "publish", "grade")] == [1, 1, 1]


def test_a_broken_submission_is_not_published(broken, hub):
    names = [model.id for model in HfApi(hub.url, token=False).list_models(author=USER)]
    assert f"{USER}/broken" not in names
    assert broken.commands["grade"]["words"] == ["grade"]


@pytest.mark.parametrize("job", ["lint", "publish"])
def test_what_is_wrong_stands_in_the_log(job, broken):
    log = broken.text(job)
    assert "model_repo/README.md:2:" in log
    assert "apache2" in log
    assert "model.joblib" in log


def test_the_summary_of_a_broken_submission_says_what_to_do_next(broken):
    todo = broken.summary().partition("What to do next")[2]
    for check in ("c1.activation", "c2.count", "c3.model", "c4.live", "c6.splits"):
        assert f"`{check}`" in todo
    assert todo.count("→") >= 5


def test_a_broken_submission_is_told_beside_its_lines(broken):
    places = {line["kvPairs"].get("file") for line in broken.annotated("error")}
    assert {"answers.yaml", "model_repo/README.md"} <= places
    for job in ("lint", "grade"):
        assert len([line for line in broken.annotated("error") if _of(line, job)]) <= 10


def test_github_classroom_reads_no_more_points_than_the_report_has(broken):
    report = broken.report()
    points, most = report["points"], report["max_points"]
    assert points < most
    assert broken.notices() == {
        "Autograding complete": f"Points {points}/{most}",
        "Autograding report": f'{{"totalPoints":{points},"maxPoints":{most}}}',
    }


def test_no_answer_is_given_away(broken, answers):
    """The truth is at hand while grading; of a blank answer nothing of it may show."""
    log = broken.text("grade")
    assert answers["c1"]["activation_function"] not in log
    assert not re.search(rf"\b{answers['c1']['vocab_size']}\b", log)
    assert answers["c3"]["model_id"] not in log


def test_no_grade_while_the_hub_is_down(hub_down):
    assert hub_down.result("lint") == "success"
    assert hub_down.result("publish") == hub_down.result("grade") == "failure"
    assert hub_down.exit_code("publish") == hub_down.exit_code("grade") == 3
    assert hub_down.report()["provisional"] is True
    assert "Provisional" in hub_down.summary()


def test_github_classroom_reads_nothing_while_the_hub_is_down(hub_down):
    assert hub_down.notices() == {}
    assert "Autograding" not in hub_down.output
    warnings = [line["kvPairs"]["title"] for line in hub_down.annotated("warning")]
    assert warnings == ["Not graded yet"]


def test_grade_is_told_when_publishing_could_not_end(hub_down):
    assert hub_down.commands["grade"]["words"] == ["grade", "--unpublished"]


def test_a_push_is_published_without_a_stored_token(act, hub, token, answers, tmp_path):
    """The Hub trusts this workflow on this branch, and nothing else signs in."""
    repo = f"{USER}/keyless"
    HfApi(hub.url, token=token).create_repo(repo)
    start_submission(tmp_path)
    demo_student.write_answers(tmp_path / "answers.yaml", answers | {"repo_id": repo})
    (tmp_path / "model_repo" / "README.md").write_text(demo_student.CARD, encoding="utf-8")
    commit(tmp_path)
    workflow = Path(CLASSROOM).name
    with Issuer(Job(GITHUB_REPOSITORY, "main", workflow)) as issuer:
        claims = {"repository": GITHUB_REPOSITORY, "branch": "main", "workflow": workflow}
        trust(hub, repo, issuer=issuer.url, **claims)
        run = act(tmp_path, CLASSROOM, endpoint=hub.url, job="publish", issuer=issuer)
    assert run.result("publish") == "success"
    assert not run.commands["publish"]["environ"]["HF_TOKEN"]
    newest = HfApi(hub.url, token=False).list_repo_commits(repo)[0]
    title = f"Publish from {GITHUB_REPOSITORY}@{run.github_commit}"
    assert (newest.title, newest.authors) == (title, ["[OIDC]"])
    assert "hf_jwt_" not in run.output


def test_a_push_that_could_not_be_published_is_not_graded_by_what_was_live_before(
    hub, token, answers, tmp_path
):
    """The Hub took no commit, and a moment later it answers again: no points may be lost."""
    HfApi(hub.url, token=token).create_repo(f"{USER}/before")
    start_submission(tmp_path)
    answers = answers | {"repo_id": f"{USER}/before"}
    demo_student.write_answers(tmp_path / "answers.yaml", answers)
    done = subprocess.run(
        [sys.executable, "-m", "checks", "grade", "--unpublished"],
        cwd=tmp_path,
        env=os.environ | {"HF_ENDPOINT": hub.url, "GITHUB_ACTIONS": "true"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 3
    assert "Autograding" not in done.stdout
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    outcomes = {one["id"]: one["outcome"] for one in report["results"]}
    lost = [name for name, outcome in outcomes.items() if outcome == "failed"]
    assert lost == []
    assert outcomes["c4.live"] == outcomes["c5.widget"] == "not_gradable"
    assert outcomes["c1.vocabulary"] == "passed"


@pytest.fixture
def template(tmp_path):
    """The template itself, with a test command that only says that it was run."""
    folder = copy_of_template(tmp_path / "template")
    command = folder / ".ci" / "run"
    command.write_text("echo the tests were run\n", encoding="utf-8")
    commit(folder)
    return folder


def test_in_the_template_itself_no_classroom_job_runs(act, template):
    run = act(template, CLASSROOM, event={"repository": {"is_template": True}})
    assert run.code == 0
    assert run.steps() == set()
    assert run.commands == {}


def test_the_template_runs_its_own_tests(act, template):
    run = act(template, TEMPLATE, event={"repository": {"is_template": True}})
    assert run.result("test") == "success"
    assert "the tests were run" in run.text("test")


@pytest.mark.parametrize("event", [None, {"repository": {"is_template": False}}])
def test_a_copy_of_the_template_does_not_run_the_templates_tests(event, act, template):
    run = act(template, TEMPLATE, event=event)
    assert run.code == 0
    assert run.steps() == set()
