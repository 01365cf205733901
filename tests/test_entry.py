"""The ways in: by its path, beside files that have the names of modules; and an old Python."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import checks
from minihub import MiniHub
from tests.paths import ROOT
from tests.submissions import ANSWERS
from tests.workflow.repository import commit, write_submission

PACKAGE = Path(checks.__file__).parent
ENTRY = ("-I", "checks/__main__.py")
OTHERS = ("yaml", "markdown_it", "jsonschema", "msgspec", "httpx2", "huggingface_hub", "brotli")


@pytest.fixture
def shadowed(tmp_path: Path) -> Path:
    """Return a submission with a file of the name of each module that might be imported."""
    write_submission(tmp_path, ANSWERS)
    for name in (*sys.stdlib_module_names, *OTHERS):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is not a module')\n")
    commit(tmp_path)
    return tmp_path


def run(folder: Path, *words: str, **environ: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *ENTRY, *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder.parent), "LC_ALL": "C.UTF-8", **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


def test_no_file_beside_the_answers_takes_a_modules_place(shadowed: Path) -> None:
    with MiniHub() as hub:
        environ = {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.add_user("ada")}
        code, text = run(shadowed, "lint")
        assert code == 0, text
        code, text = run(shadowed, "publish", **environ)
        assert code == 0, text
        code, text = run(shadowed, "grade", HF_ENDPOINT=hub.url)
        assert code == 0, text
        assert "100 / 100" in text


def test_the_path_leads_to_the_repository_that_holds_it(tmp_path: Path) -> None:
    """The grader's own packages are taken, from whatever folder it is started."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "__init__.py").write_text("raise SystemExit('another grader')\n")
    words = [sys.executable, "-I", str(PACKAGE / "__main__.py"), "--version"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"hub-tour {checks.__version__}")


@pytest.mark.parametrize("entry", [ENTRY, ("-m", "checks")])
def test_an_old_python_is_told_in_one_line_a_language(entry: tuple[str, ...]) -> None:
    """The version is made up, for want of an old Python on every machine."""
    made_up = "import sys; sys.version_info = (3, 9, 6)\n"
    start = f"import runpy; sys.argv = ['x', 'lint']; sys.path.insert(0, {str(ROOT)!r})\n"
    if entry[0] == "-m":
        start += "runpy.run_module('checks', run_name='__main__')"
    else:
        start += f"runpy.run_path({str(PACKAGE / '__main__.py')!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", made_up + start], capture_output=True, text=True
    )
    assert done.returncode == 1
    english, korean = done.stderr.splitlines()
    assert english.startswith("Python 3.11 or newer is needed; this is 3.9.6 (")
    assert korean.startswith("Python 3.11 이상이 필요합니다. 지금은 3.9.6입니다(")


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_what_tells_it(name: str) -> None:
    ast.parse((PACKAGE / name).read_text("utf-8"), feature_version=(3, 6))
