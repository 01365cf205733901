"""The hooks that other repositories take from this one, installed by the real runners."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

import checks
from checks.commands.assignment import assignment_files
from checks.handout import Slim
from checks.rubric import Rubric
from tests.needs import needs_program
from tests.pages import read
from tests.paths import BIN, ROOT
from tests.wheels import installs_from

RUNNERS = ("pre-commit", "prek")
CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"
RULES = "*.joblib filter=lfs diff=lfs merge=lfs -text\n"
ALL = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
PUBLISHED = [hook for hook in ALL if not hook["id"].startswith("tour-")]
FOR_ASSIGNMENTS = [hook for hook in ALL if hook not in PUBLISHED]
# The linters' own, and what these bring along.
LIGHT = {"hub-tour", "markdown-it-py", "mdurl", "pyyaml"}
PACKAGED = ["checks", "rubric.yaml", "pyproject.toml", "LICENSE", "README.md"]
PACKAGED += [".pre-commit-hooks.yaml", "model_repo_template"]


@dataclass(frozen=True)
class Place:
    environ: Mapping[str, str]
    source: Path
    commit: str


def git(folder: Path, environ: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environ, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Place:
    """Return this repository, at a commit of its own, and where the runners keep things."""
    needs_program("git")
    home = tmp_path_factory.mktemp("hooks-for-others")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    names = {"HOME": "home", "PRE_COMMIT_HOME": "pre-commit", "PREK_HOME": "prek"}
    environ = kept | {name: str(home / folder) for name, folder in names.items()}
    environ |= {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
    }
    environ |= installs_from(wheels)
    source = home / "source"
    words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PACKAGED]
    for name in git(ROOT, environ, *words).split("\0"):
        if name and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    git(source, environ, "init", "--quiet")
    commit(source, environ)
    return Place(environ, source, git(source, environ, "rev-parse", "HEAD"))


def commit(folder: Path, environ: Mapping[str, str]) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git(folder, environ, "add", "--all")
    git(folder, environ, *who, "commit", "--quiet", "--message", "All of it")


@pytest.fixture
def model_repo(tmp_path: Path, place: Place) -> Path:
    """Return a model repo as it is pushed to the Hub, with the hooks, in order."""
    repo = tmp_path / "model"
    repo.mkdir()
    hooks = [{"id": hook["id"]} for hook in PUBLISHED]
    config = {"repos": [{"repo": place.source.as_uri(), "rev": place.commit, "hooks": hooks}]}
    (repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (repo / "README.md").write_text(CARD)
    (repo / ".gitattributes").write_text(RULES)
    git(repo, place.environ, "init", "--quiet")
    git(repo, place.environ, "add", "--all")
    return repo


def run(runner: str, repo: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [BIN / runner, "run", "--all-files", "--color=never"],
        cwd=repo,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_model_repo_in_order_passes(runner: str, model_repo: Path, place: Place) -> None:
    code, out = run(runner, model_repo, place.environ)
    assert code == 0, out
    assert out.count("Passed") == len(PUBLISHED)


@pytest.mark.parametrize("runner", RUNNERS)
def test_each_hook_stops_what_the_hub_would_refuse(
    runner: str, model_repo: Path, place: Place
) -> None:
    (model_repo / "README.md").write_text(CARD.replace("mit", "apache2"))
    (model_repo / "weights.npz").write_bytes(b"\x80\x00")
    git(model_repo, place.environ, "add", "--all")
    code, out = run(runner, model_repo, place.environ)
    assert code == 1, out
    assert "README.md:2:10: CARD-LICENSE " in out
    assert " .gitattributes:2:1: ATTR-BINARY " in out.replace("\n", " ")
    assert out.count("Failed") == len(PUBLISHED)


@pytest.mark.parametrize("runner", RUNNERS)
def test_with_fix_what_is_certain_is_mended(runner: str, model_repo: Path, place: Place) -> None:
    config = model_repo / ".pre-commit-config.yaml"
    fixing = yaml.safe_load(config.read_text())
    for hook in fixing["repos"][0]["hooks"]:
        hook["args"] = ["--fix"]
    config.write_text(yaml.safe_dump(fixing))
    (model_repo / "README.md").write_text(CARD.replace("mit", "apache2"))
    git(model_repo, place.environ, "add", "--all")
    code, out = run(runner, model_repo, place.environ)
    assert code == 1, out
    assert "+license: apache-2.0" in out
    assert (model_repo / "README.md").read_text() == CARD.replace("mit", "apache-2.0")
    git(model_repo, place.environ, "add", "--all")
    assert run(runner, model_repo, place.environ)[0] == 0


@pytest.fixture
def assignment(tmp_path: Path, place: Place) -> Path:
    """Return a slim assignment as a student gets it, but that its hooks come from a folder."""
    repo = tmp_path / "assignment"
    slim = Slim("autumn-class/grader", "lab", place.commit)
    for name, data in assignment_files(ROOT, Rubric(), slim):
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_bytes(data)
    config = repo / ".pre-commit-config.yaml"
    text = config.read_text("utf-8")
    assert "https://github.com/autumn-class/grader" in text
    config.write_text(
        text.replace("https://github.com/autumn-class/grader", place.source.as_uri()), "utf-8"
    )
    git(repo, place.environ, "init", "--quiet")
    git(repo, place.environ, "add", "--all")
    return repo


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_hooks_of_an_assignment_know_its_files(
    runner: str, assignment: Path, place: Place
) -> None:
    code, out = run(runner, assignment, place.environ)
    assert code == 0, out
    assert out.count("Passed") == len(FOR_ASSIGNMENTS) == 3
    card = assignment / "model_repo/README.md"
    card.write_text(card.read_text("utf-8").replace("# license:", "license: apache2"), "utf-8")
    (assignment / "model_repo/weights.npz2").write_bytes(b"\x80\x00")
    answers = assignment / "answers.yaml"
    answers.write_text(answers.read_text("utf-8").replace("vocab_size:", "vocab_size 12"), "utf-8")
    git(assignment, place.environ, "add", "--all")
    code, out = run(runner, assignment, place.environ)
    assert code == 1, out
    for said in ("model_repo/README.md:6:10: CARD-LICENSE", "answers.yaml:", "ATTR-BINARY"):
        assert said in out
    assert out.count("Failed") == 3


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_hook_installs_little(runner: str, model_repo: Path, place: Place) -> None:
    code, out = run(runner, model_repo, place.environ)
    assert code == 0, out
    home = Path(place.environ["PRE_COMMIT_HOME" if runner == "pre-commit" else "PREK_HOME"])
    found = {
        path.name.partition("-")[0].replace("_", "-").lower()
        for path in home.rglob("site-packages/*.dist-info")
    }
    assert {"hub-tour", "pyyaml"} <= found
    assert found <= LIGHT | {"pip", "setuptools", "wheel"}


def examples() -> list[str]:
    """Return the files that the page shows: the hooks' configuration, and the workflow."""
    return re.findall(r"^```yaml\n(.*?)^```", read("docs/hooks.md"), re.DOTALL | re.MULTILINE)


def test_the_page_shows_the_hooks_there_are() -> None:
    [hooks, _] = examples()
    [repo] = yaml.safe_load(hooks)["repos"]
    assert [hook["id"] for hook in repo["hooks"]] == [h["id"] for h in PUBLISHED]
    assert all(hook["id"] in read("docs/hooks.md") for hook in PUBLISHED)
    assert repo["rev"] == f"v{checks.__version__}"


def test_the_page_shows_the_action_as_it_is(tmp_path: Path) -> None:
    [_, workflow] = examples()
    [checkout, step] = yaml.safe_load(workflow)["jobs"]["lint"]["steps"]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    shown = {name: str(value).lower() for name, value in step["with"].items()}
    assert shown == {name: one["default"] for name, one in inputs.items()}
    assert re.search(rf"@[0-9a-f]{{40}} # v{re.escape(checks.__version__)}\n", workflow)
    assert f"uses: {checkout['uses']} # " in read(".github/workflows/classroom.yml")
    file = tmp_path / ".github/workflows/lint.yml"
    file.parent.mkdir(parents=True)
    file.write_text(workflow)
    for words in (
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
        ["zizmor", "--offline", "--no-config", "--no-progress", "--strict-collection"],
    ):
        done = subprocess.run([BIN / words[0], *words[1:], file], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
