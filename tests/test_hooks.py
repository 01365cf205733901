"""The hooks, run by the real pre-commit and the real prek on a student's repository."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import needs_program
from tests.paths import BIN, ROOT
from tests.wheels import OFFLINE

RUNNERS = ("pre-commit", "prek")
HOOKS = ("model-card", "lfs-rules", "answers")
CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home of these tests' own, and no internet: the hooks need nothing from it."""
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
        | OFFLINE
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


def python_in(folder: Path, said: str) -> Path:
    """Make a program named python that prints a word and what it is given."""
    folder.mkdir(parents=True)
    program = folder / "python"
    program.write_text(f'#!/bin/sh\necho "{said}: $*"\n')
    program.chmod(0o755)
    return program


def hook(repo: Path, **environ: str) -> tuple[int, str]:
    """Run a hook's command in a repository, with this environment and nothing else."""
    shell = needs_program("sh")
    words = [shell, "checks/hook.sh", "answers"]
    done = subprocess.run(words, cwd=repo, env=environ, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_a_hook_takes_the_folders_environment_then_the_active_one(
    student: Path, tmp_path: Path
) -> None:
    """An editor's button for a commit knows of neither; what is on the path comes last."""
    on_the_path = str(python_in(tmp_path / "path", "path").parent)
    active = {"PATH": on_the_path, "VIRTUAL_ENV": str(tmp_path / "active env")}
    command = "-I checks/__main__.py lint answers\n"
    assert hook(student, **active) == (0, f"path: {command}")
    python_in(tmp_path / "active env" / "bin", "active")
    assert hook(student, **active) == (0, f"active: {command}")
    assert hook(student, PATH=on_the_path) == (0, f"path: {command}")
    python = python_in(student / ".venv" / "Scripts", "folder")
    python.rename(python.with_suffix(".exe"))  # as on Windows
    assert hook(student, **active) == (0, f"folder: {command}")


def test_without_python_a_hook_says_where_to_get_it(student: Path, tmp_path: Path) -> None:
    code, text = hook(student, PATH=str(tmp_path))
    assert code == 1
    english, korean = text.splitlines()
    assert "docs/lab.md" in english
    assert "docs/lab.ko.md" in korean
    for file, part in (("lab.md", "Getting ready"), ("lab.ko.md", "시작하기 전에")):
        assert f"\n## {part}\n" in (ROOT / "docs" / file).read_text("utf-8")
        assert f"({part})" in text


@pytest.mark.parametrize("runner", RUNNERS)
def test_no_file_beside_the_answers_takes_a_modules_place_in_a_hook(
    runner: str, student: Path, environment: dict[str, str]
) -> None:
    for name in ("random", "yaml", "re", "checks"):
        (student / f"{name}.py").write_text("raise SystemExit('this is not a module')\n")
    code, out = run(runner, student, environment)
    assert code == 0, out
