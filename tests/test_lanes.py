"""What a lane runs, and what becomes of a test whose program is not installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

SUITE = """
import hypothesis.strategies as st
import pytest
from hypothesis import given

def test_quick(): pass

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.sampled(3)
@pytest.mark.parametrize("n", range(7))
def test_heavy(n): pass

@given(st.none())
def test_examples(_): pass

@pytest.mark.git_lfs
def test_lfs(): pass
"""
SAMPLE = ["quick", "lfs", "heavy[0]", "heavy[3]", "heavy[6]", "examples"]
REST = ["slow", "heavy[1]", "heavy[2]", "heavy[4]", "heavy[5]"]


def run_suite(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run SUITE under the settings of all tests, apart from the run around it."""
    (folder / "test_suite.py").write_text(SUITE)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    ours = ["-c", "pyproject.toml", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *ours, *words, str(folder)],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("cases", "tests"),
    # The rest takes the properties again, with more examples.
    [("sample", SAMPLE), ("rest", [*REST, "examples"]), ("all", [*SAMPLE, *REST])],
)
def test_what_a_lane_runs(cases: str, tests: list[str], tmp_path: Path) -> None:
    done = run_suite(tmp_path, "-q", "--collect-only", f"--cases={cases}")
    assert sorted(re.findall(r"::test_(\S+)", done.stdout)) == sorted(tests), done.stderr


@pytest.mark.parametrize(("ci", "outcome"), [("false", "1 skipped"), ("true", "1 error")])
def test_without_its_program_a_test_skips_but_never_in_ci(
    ci: str, outcome: str, tmp_path: Path
) -> None:
    """Also in a worker of its own, as the lanes have it. PATH is an empty folder."""
    done = run_suite(tmp_path, "-n", "1", "-m", "git_lfs", CI=ci, PATH=str(tmp_path))
    assert outcome in done.stdout.splitlines()[-1], done.stdout + done.stderr
    assert done.returncode == (ci == "true")
    assert re.search("needs git-lfs|git-lfs is not installed, and CI must not skip", done.stdout)


@pytest.mark.parametrize("name", ["QUICK", "NOT_QUICK"])
def test_what_make_check_names_is_there(name: str) -> None:
    found = re.search(
        rf"^{name} := (.*?[^\\])\n",
        (ROOT / "Makefile").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert found
    paths = found[1].replace("\\\n", " ").split()
    assert len(paths) > 4
    assert [path for path in paths if not (ROOT / path).exists()] == []
