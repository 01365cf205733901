"""`tour grade --pytest`: nothing that a submission holds for pytest or Python to find is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.facts import saved_grading, submission_in
from tests.paths import ROOT
from tests.submissions import OTHERS

RUBRIC = json.dumps({"c6": {"dataset_ids": ["tour-lab/*"]}, "points": OTHERS})
# Settings by which pytest loads the module evil.py beside them.
SETTINGS = {
    "pytest.ini": "[pytest]\npythonpath = .\naddopts = -p evil\n",
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = "."\naddopts = "-p evil"\n',
    "tox.ini": "[pytest]\npythonpath = .\naddopts = -p evil\n",
    "setup.cfg": "[tool:pytest]\npythonpath = .\naddopts = -p evil\n",
    "conftest.py": "import evil\n",
}
BARE = [sys.executable, "-m", "pytest", "--pyargs", "checks.challenges", "-p", "no:cacheprovider"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a good submission with `evil.py` in and beside it, which leaves a mark if it runs."""
    folder = tmp_path / "class/work"
    folder.mkdir(parents=True)
    submission = submission_in(folder)
    (tmp_path / "rubric.yaml").write_text(RUBRIC)
    (folder / "rubric.yaml").write_text("points: {c1.activation: 1000}")
    (tmp_path / "evidence.json").write_bytes(saved_grading(submission))
    (tmp_path / "class/beside").mkdir()
    for where in everywhere(folder):
        (where / "evil.py").write_text(f"open({str(tmp_path / 'mark')!r}, 'w').close()\n")
    return folder


def everywhere(work: Path) -> tuple[Path, ...]:
    return work, work.parent, work.parent / "beside"


def mark(work: Path) -> Path:
    return work.parents[1] / "mark"


def run(words: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def graded(
    work: Path, folder: Path, *rest: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run `tour grade --pytest` on `work` from `folder`, by the program that is installed."""
    tour = str(Path(sys.executable).with_name("tour"))
    evidence = os.path.relpath(work.parents[1] / "evidence.json", folder)
    rubric = os.path.relpath(work.parents[1] / "rubric.yaml", folder)
    words = [tour, "grade", "--pytest", os.path.relpath(work, folder), "--evidence", evidence]
    words += ["--rubric", rubric]
    return run([*words, "--", *rest], folder, **environ)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("where", [0, 1, 2], ids=["inside", "above", "beside"])
def test_no_settings_of_the_submission_are_read(name: str, where: int, work: Path) -> None:
    for folder in everywhere(work):
        (folder / name).write_text(SETTINGS[name])
    done = graded(work, everywhere(work)[where])
    assert (done.returncode, mark(work).exists()) == (0, False), done.stdout + done.stderr
    assert "100 / 100" in done.stdout
    if not where:
        run([*BARE, "--submission", str(work)], work)
        assert mark(work).exists(), "the trap does not work, so nothing was shown"


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - {"conftest.py"}))
@pytest.mark.parametrize("where", [0, 1], ids=["inside", "above"])
def test_plain_pytest_is_refused_and_says_what_may_have_happened(
    name: str, where: int, work: Path
) -> None:
    folder = everywhere(work)[where]
    (folder / name).write_text(SETTINGS[name].replace("-p evil", "--evidence forged.json"))
    (folder / "forged.json").write_text((work.parents[1] / "evidence.json").read_text())
    done = run([*BARE, "--submission", str(work)], folder)
    assert done.returncode == 4
    assert "may have run already" in done.stderr
    assert "tour grade --pytest" in done.stderr
    assert "100 / 100" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def module(name: str) -> Callable[[Path], dict[str, str]]:
    def make(folder: Path) -> dict[str, str]:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("import evil\n")
        return {}

    return make


def variable(name: str, value: str) -> Callable[[Path], dict[str, str]]:
    return lambda folder: {name: value.format(folder=folder)}


# What plain `python -m pytest` in the folder loads: files there, or the teacher's own variables
# where they name a folder of the submission.
LOADED: dict[str, tuple[Callable[[Path], dict[str, str]], dict[str, str]]] = {
    "pytest.py": (module("pytest.py"), {}),
    "a folder checks": (module("checks/__init__.py"), {}),
    "a module of Python": (module("argparse.py"), {}),
    "sitecustomize": (module("sitecustomize.py"), {"PYTHONPATH": "."}),
    "PYTEST_PLUGINS": (variable("PYTEST_PLUGINS", "evil"), {}),
    "PYTEST_ADDOPTS": (variable("PYTEST_ADDOPTS", "-p evil"), {}),
}


@pytest.mark.parametrize("what", LOADED)
def test_no_module_of_the_submission_is_found(what: str, work: Path) -> None:
    make, more = LOADED[what]
    environ = make(work)
    if not more:
        done = graded(work, work, **environ)
        assert (done.returncode, mark(work).exists()) == (0, False), done.stdout + done.stderr
    else:
        # Such a PYTHONPATH is the teacher's own, and would load the module into `tour` already.
        words = [sys.executable, "-I", "-c", "from checks.cli import main; main()", "grade"]
        evidence = str(work.parents[1] / "evidence.json")
        words += ["--pytest", ".", "--evidence", evidence, "--rubric", "../../rubric.yaml"]
        done = run(words, work, **more)
        assert not mark(work).exists(), done.stdout + done.stderr
        assert "100 / 100" in done.stdout
    run([*BARE, "--submission", str(work)], work, **environ, **more)
    assert mark(work).exists(), "the trap does not work, so nothing was shown"


def test_the_submission_is_on_no_path_and_nothing_is_left_in_it(work: Path) -> None:
    before = sorted(work.rglob("*"))
    (work.parents[1] / "probe.py").write_text(
        "import os, sys\n"
        "def pytest_configure(config):\n"
        "    print('PATH', sys.path)\n"
        "    print('FOLDER', os.getcwd(), os.listdir())\n"
        "    print('HUB', os.environ.get('HF_ENDPOINT'))\n"
        "    print('PYTHON', [n for n in os.environ if n.startswith(('PYTEST_', 'PYTHON'))])\n"
    )
    done = run(
        [sys.executable, "-c", PROBE, str(work), str(work.parents[1])],
        work,
        HF_ENDPOINT="http://hub.example",
        PYTEST_XDIST_AUTO_NUM_WORKERS="1",
        PYTHONHASHSEED="0",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    path, folder, hub, python = (line for line in done.stdout.splitlines() if line[:3].isupper())
    assert str(work) not in path
    assert "''" not in path
    assert "'.'" not in path
    assert folder.endswith("[]")
    assert str(work) not in folder
    assert hub == "HUB http://hub.example"
    assert python in ("PYTHON []", "PYTHON ['PYTEST_VERSION']")
    assert sorted(work.rglob("*")) == before


# The same command, with one more folder of modules for a plugin that looks around.
PROBE = """
import sys
from pathlib import Path
from checks.commands import grade_pytest
from checks.cli import main
folders = grade_pytest._module_folders()
grade_pytest._module_folders = lambda: [*folders, sys.argv[2]]
words = ["--evidence", f"{sys.argv[2]}/evidence.json", "--rubric", f"{sys.argv[2]}/rubric.yaml"]
sys.exit(main(["grade", "--pytest", ".", *words, "--", "-q", "-p", "probe"]))
"""


def test_where_the_package_is_not_installed(work: Path, tmp_path: Path) -> None:
    """A clone of the template, and a Python with no more than what it needs."""
    clone = tmp_path / "clone"
    clone.mkdir()
    (clone / "checks").symlink_to(ROOT / "checks")
    (clone / "pytest.py").write_text("import evil\n")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    python = bare / ("Scripts" if os.name == "nt" else "bin") / "python"
    words = [str(python), "-c", "import site; print(site.getsitepackages()[0])"]
    packages = Path(
        subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    )
    # Everything that is installed here, but hub-tour: neither its path nor its plugin.
    for installed in Path(pytest.__file__).parents[1].iterdir():
        if "hub_tour" not in installed.name and not (packages / installed.name).exists():
            (packages / installed.name).symlink_to(installed)
    words = [str(python), "-c", "import checks"]
    assert run(words, tmp_path).returncode == 1
    (work / "pytest.ini").write_text(SETTINGS["pytest.ini"])
    words = [str(python), "-m", "checks", "grade", "--pytest", str(work), "--evidence"]
    words += [str(tmp_path / "evidence.json"), "--rubric", str(tmp_path / "rubric.yaml")]
    done = run([*words, "--", "-v"], clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[c1.vocabulary] PASSED" in done.stdout
    assert "100 / 100" in done.stdout


def test_pytests_options(work: Path) -> None:
    done = graded(work, work.parent, "-k", "c2", "-v", "--junitxml=out.xml")
    assert done.returncode == 0
    assert "[c2.count] PASSED" in done.stdout
    assert "c1." not in done.stdout
    assert (work.parent / "out.xml").is_file()
    assert graded(work, work.parent, "--junitxml", "two.xml").returncode == 0
    assert (work.parent / "two.xml").is_file()
    assert graded(work, work.parent, "-k", "nothing_at_all").returncode == 2
    assert graded(work, work.parent, "--no-such-option").returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--", "-v"],
        ["--pytest", "--unpublished"],
        ["--pytest", "--save-evidence", "x"],
        ["--pytest", "--junit", "x"],
        ["--pytest", "--live-evidence", "x"],
    ],
)
def test_options_that_do_not_go_together(words: list[str], work: Path) -> None:
    done = run([sys.executable, "-m", "checks", "grade", *words], work)
    assert done.returncode == 2
    assert "GRADE-OPTIONS" in done.stderr
