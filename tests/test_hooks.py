"""The hooks, run by the real pre-commit and the real prek on a student's repository."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.needs import needs_program
from tests.paths import BIN, ROOT
from tests.wheels import installs_from

RUNNERS = ("pre-commit", "prek")
HOOKS = ("model-card", "lfs-rules", "answers")
CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> dict[str, str]:
    """Where the runners keep their environments, shared by these tests and by nothing else."""
    home = tmp_path_factory.mktemp("hooks")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    names = {"HOME": "home", "PRE_COMMIT_HOME": "pre-commit", "PREK_HOME": "prek"}
    return (
        kept
        | {name: str(home / folder) for name, folder in names.items()}
        | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
        }
        | installs_from(wheels)
    )


@pytest.fixture
def student(tmp_path: Path, environment: dict[str, str]) -> Path:
    """Return a repository made from the template, with a model in order, all of it added."""
    needs_program("git")
    repo = tmp_path / "student"
    repo.mkdir()
    leave_out = shutil.ignore_patterns("__pycache__", "minihub")
    shutil.copytree(ROOT / "checks", repo / "checks", ignore=leave_out)
    for name in (".pre-commit-config.yaml", "answers.yaml"):
        shutil.copy(ROOT / name, repo)
    shutil.copytree(ROOT / "model_repo_template", repo / "model_repo")
    (repo / "model_repo" / "README.md").write_text(CARD)
    (repo / "model_repo" / "model.joblib").write_bytes(b"\x80\x00")
    git(repo, environment, "init", "-q")
    git(repo, environment, "add", "-A")
    return repo


def git(repo: Path, environment: dict[str, str], *words: str) -> None:
    subprocess.run(["git", *words], cwd=repo, env=environment, check=True, capture_output=True)


def run(runner: str, repo: Path, environment: dict[str, str], *words: str) -> tuple[int, str]:
    program = BIN / runner
    assert program.exists()
    done = subprocess.run(
        [program, "run", *(words or ["--all-files"]), "--color=never"],
        cwd=repo,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_good_submission_passes(runner: str, student: Path, environment: dict[str, str]) -> None:
    code, out = run(runner, student, environment)
    assert code == 0, out
    assert out.count("Passed") == len(HOOKS)


BROKEN = {
    "model-card": (
        "model_repo/README.md",
        CARD.replace("mit", "apache2"),
        "model_repo/README.md:2:10: CARD-LICENSE ",
    ),
    "lfs-rules": ("model_repo/a.qqq", "\0", "model_repo/.gitattributes:76:1: ATTR-BINARY "),
    "answers": ("answers.yaml", "username: ada l\n", "answers.yaml:1:11: ANS-USERNAME "),
}


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_stops_what_it_is_for(
    runner: str, hook: str, student: Path, environment: dict[str, str]
) -> None:
    path, content, expected = BROKEN[hook]
    (student / path).write_text(content)
    git(student, environment, "add", "-A")
    code, out = run(runner, student, environment)
    assert code == 1, out
    assert expected in out
    assert out.count("Failed") == 1
    assert out.count("Passed") == len(HOOKS) - 1
    assert f"hook id: {hook}" in out


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("words", [["--all-files"], []], ids=["all files", "a commit"])
def test_a_repository_cloned_into_the_folder_is_stopped(
    runner: str, words: list[str], student: Path, environment: dict[str, str]
) -> None:
    """git stages it as one entry `model_repo`, which is no file."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(student, environment, "rm", "-rq", "--cached", "model_repo")
    git(student / "model_repo", environment, "init", "-q")
    git(student / "model_repo", environment, "add", "-A")
    git(student / "model_repo", environment, *who, "commit", "-qm", "work")
    git(student, environment, "-c", "advice.addEmbeddedRepo=false", "add", "-A")
    code, out = run(runner, student, environment, *(words or ["--verbose"]))
    assert code == 1, out
    assert "model_repo:1:1: ATTR-NESTED " in out
    assert "model_repo/.git" in out


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize(
    ("name", "other"),
    [("answers.yaml", "answers.yaml.txt"), ("model_repo/README.md", "model_repo/readme.md")],
)
def test_a_file_under_another_name_is_stopped(
    runner: str, name: str, other: str, student: Path, environment: dict[str, str]
) -> None:
    git(student, environment, "mv", name, other)
    code, out = run(runner, student, environment)
    assert code == 1, out
    assert f"{other}:1:1: Y-NAME " in out
    assert out.count("Failed") == 1


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_hook_runs_only_for_its_files(
    runner: str, student: Path, environment: dict[str, str]
) -> None:
    git(student, environment, "rm", "-rq", "--cached", "model_repo")
    shutil.rmtree(student / "model_repo")
    code, out = run(runner, student, environment)
    assert code == 0, out
    assert out.count("Passed") == 1
    assert out.lower().count("skipped") == 2


def test_every_hook_is_tested() -> None:
    config = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert tuple(line.split()[-1] for line in config.splitlines() if "- id:" in line) == HOOKS


def test_a_hook_installs_what_it_needs_and_no_more() -> None:
    pins = {
        hook["id"]: hook["additional_dependencies"]
        for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
        for hook in repo["hooks"]
    }
    names = {hook: [pin.split("==")[0] for pin in some] for hook, some in pins.items()}
    # The same for all, so that they share an environment: 20 MB and some seconds for each less.
    assert names == {hook: ["PyYAML", "markdown-it-py"] for hook in HOOKS}
