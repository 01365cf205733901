"""What a clean machine sets up: locked lists, the package and its data, the commands of CI."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.needs import needs_program
from tests.paths import BIN, ROOT
from tests.wheels import installs_from

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
LISTS = ("lint", "grade", "demo", "student", "test")

DATA = "hub_tour.data/data/share/hub-tour/"
DATA_IN_WHEEL = {f"{DATA}rubric.yaml"} | {
    f"{DATA}model_repo_template/{path.name}" for path in (ROOT / "model_repo_template").iterdir()
}

Wheel = tuple[set[str], set[str]]
"""The names of the files in it, and of those that went in."""

each_list = pytest.mark.parametrize("name", LISTS)


def named(lines: Iterable[str]) -> dict[str, Requirement]:
    """Return what an extra asks for itself, and what the extras that it includes ask for."""
    found: dict[str, Requirement] = {}
    for requirement in map(Requirement, lines):
        if requirement.name == "hub-tour":
            for extra in requirement.extras:
                found |= named(EXTRAS[extra])
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found


def asked_for(name: str) -> dict[str, Requirement]:
    return named(PYPROJECT["project"]["dependencies"] + EXTRAS[name])


def entries(name: str) -> list[str]:
    """Return the entries of a locked list: a requirement and its hashes each."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def locked(name: str) -> dict[str, str]:
    found = [Requirement(line.split("--hash")[0].strip()) for line in entries(name)]
    return {canonicalize_name(one.name): str(one.specifier) for one in found}


def copy_of_the_tree(folder: Path) -> list[str]:
    """Return what a clean checkout holds of the package."""
    words = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        "checks",
        "minihub",
    ]
    words += ["pyproject.toml", "LICENSE", "README.md", "rubric.yaml", "model_repo_template"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    names = [name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return names


def test_the_lists_are_those_that_the_makefile_installs() -> None:
    assert {path.stem for path in (ROOT / "requirements").iterdir()} == set(LISTS)


@each_list
def test_a_list_has_every_direct_dependency_in_a_version_that_fits(name: str) -> None:
    lock = locked(name)
    versions = {key: lock[key].removeprefix("==") for key in asked_for(name)}
    assert all(one.specifier.contains(versions[key]) for key, one in asked_for(name).items())


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("lint", "grade"),
        ("lint", "student"),
        ("grade", "demo"),
        ("demo", "test"),
        ("student", "test"),
    ],
)
def test_a_larger_list_holds_the_smaller_one(smaller: str, larger: str) -> None:
    assert locked(smaller).items() <= locked(larger).items()


@each_list
def test_every_entry_of_a_list_has_one_exact_version_and_its_hashes(name: str) -> None:
    pin = r"[A-Za-z0-9._-]+==[^\s;,*]+( *;[^#@]+?)?( +--hash=sha256:[0-9a-f]{64})+ *"
    assert entries(name)
    assert not [line for line in entries(name) if not re.fullmatch(pin, line)]


@each_list
def test_no_list_says_where_packages_come_from(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-|\.|/|file:)(?!-hash=)|@", text, re.MULTILINE)


def test_a_grading_job_installs_nothing_that_trains_or_serves() -> None:
    not_wanted = {"scikit-learn", "numpy", "scipy", "joblib", "starlette", "uvicorn", "dulwich"}
    assert not locked("grade").keys() & not_wanted


@pytest.mark.parametrize("extra", ["(none)", *EXTRAS])
def test_the_project_gives_ranges_that_end(extra: str) -> None:
    """Whoever installs it beside other packages finds a version that fits both."""
    lines = EXTRAS.get(extra, PYPROJECT["project"]["dependencies"])
    for requirement in map(Requirement, lines):
        bounds = sorted(one.operator for one in requirement.specifier)
        assert bounds == ["<", ">="] or requirement.name == "hub-tour", requirement


def test_the_build_pins_exact_versions() -> None:
    for line in PYPROJECT["build-system"]["requires"]:
        assert re.fullmatch(r"[\w-]+==[\w.]+", line)


def test_the_linters_need_little() -> None:
    assert set(named(PYPROJECT["project"]["dependencies"])) == {
        "pyyaml",
        "markdown-it-py",
    }
    assert set(locked("lint")) == {"pyyaml", "markdown-it-py", "mdurl"}


def test_one_oldest_python_is_named_everywhere() -> None:
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert f"--python-version {oldest} " in makefile
    assert f"sys.version_info < ({oldest.replace('.', ', ')})" in makefile


def test_types_and_lint_are_configured() -> None:
    assert PYPROJECT["tool"]["mypy"]["strict"] is True
    assert PYPROJECT["tool"]["mypy"]["packages"] == ["checks", "minihub", "tests"]
    assert {"E", "F", "I", "S"} <= set(PYPROJECT["tool"]["ruff"]["lint"]["select"])
    assert "error" in PYPROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"]


def test_ci_runs_the_readmes_test_command_and_then_the_rest() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == [
        "make test",
        "make test-rest",
        "make mutants",
    ]
    assert "set -euo pipefail" in lines
    assert "export CI=true" in lines


@pytest.mark.parametrize(
    ("lane", "options"),
    [
        ("check", "--cases=sample --ignore=tests/"),
        ("test", "--cases=sample tests"),
        ("test-all", "tests"),
    ],
)
def test_a_lane_checks_lint_form_and_types_before_the_tests(lane: str, options: str) -> None:
    needs_program("make")
    # Quietly: a make above this one must not hand its own flags down.
    environ = {key: text for key, text in os.environ.items() if not key.startswith(("MAKE", "MFL"))}
    words = ["make", "--no-print-directory", "--dry-run", "--assume-old=.venv/test.done", lane]
    said = subprocess.run(
        words, cwd=ROOT, env=environ, check=True, capture_output=True, text=True
    ).stdout
    steps = [line.partition(".venv/bin/")[2] for line in said.splitlines()]
    assert steps[-4:-1] == ["ruff check .", "ruff format --check .", "mypy"]
    assert steps[-1].startswith("python -m pytest ")
    assert f" {options}" in steps[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Wheel:
    """Return a wheel of what git would check out, and the names of the files that went in."""
    needs_program("git")
    folder = tmp_path_factory.mktemp("tree")
    names = copy_of_the_tree(folder)
    target = tmp_path_factory.mktemp("wheel")
    words = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(folder)]
    environ = os.environ | installs_from(wheels)
    run = [sys.executable, *words]
    subprocess.run(run, env=environ, check=True, capture_output=True, timeout=180)
    [built] = target.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist()), {
            name for name in names if name.startswith(("checks/", "minihub/"))
        }


def test_the_wheel_has_every_file_of_the_package_and_no_other(wheel: Wheel) -> None:
    packed, source = wheel
    others = {name for name in packed if ".dist-info/" not in name} - source
    assert source <= packed
    assert {re.sub(r"-[0-9.]+\d", "", name) for name in others} == DATA_IN_WHEEL


@pytest.mark.parametrize(
    "name",
    [
        "checks/hubspec/vocabulary.json",
        "checks/schemas/answers.schema.json",
        "checks/commands/demo_rubric.yaml",
        "minihub/data/.gitattributes",
        "minihub/catalogue/models/tour-lab/pocket-gpt/config.json",
    ],
)
def test_the_wheel_has_the_data_that_is_read_at_run_time(name: str, wheel: Wheel) -> None:
    assert name in wheel[0]


def test_the_command_and_the_pytest_plugin_are_where_the_package_says() -> None:
    points = [*PYPROJECT["project"]["scripts"].values()]
    points += PYPROJECT["project"]["entry-points"]["pytest11"].values()
    for point in points:
        module, _, attribute = point.partition(":")
        found = import_module(module)
        assert not attribute or callable(getattr(found, attribute))


def test_an_installed_grader_has_its_rubric_with_it(tmp_path: Path, wheels: Path) -> None:
    """A student of a slim assignment has no rubric.yaml in their folder."""
    needs_program("git")
    copy_of_the_tree(tmp_path / "tree")
    venv = tmp_path / "venv"
    python = str(venv / "bin/python")
    asked = "from checks.commands.common import default_rubric; print(default_rubric().resolve())"
    for words in (
        ["venv", "--quiet", str(venv)],
        ["pip", "install", "--quiet", "--python", python, "--no-deps", str(tmp_path / "tree")],
    ):
        environ = os.environ | installs_from(wheels)
        subprocess.run([BIN / "uv", *words], env=environ, check=True, timeout=180)
    done = subprocess.run(
        [python, "-I", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = Path(done.stdout.strip())
    assert found.is_relative_to(venv.resolve())
    assert found.read_bytes() == (ROOT / "rubric.yaml").read_bytes()
