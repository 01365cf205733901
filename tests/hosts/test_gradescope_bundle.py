"""`tour bundle gradescope`: the zip, what is in it, and what is refused."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from checks.cli import main
from tests.commands.test_hosts_page import blocks
from tests.paths import BIN, ROOT
from tests.workflow.repository import copy_template


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> zipfile.ZipFile:
    monkeypatch.chdir(ROOT)
    assert main(["bundle", "gradescope", str(tmp_path / "out.zip")]) == 0
    return zipfile.ZipFile(tmp_path / "out.zip")


def test_its_root_has_what_gradescope_starts(made: zipfile.ZipFile) -> None:
    names = {name for name in made.namelist() if "/" not in name}
    assert names == {"setup.sh", "run_autograder"}
    for name in names:
        mode = made.getinfo(name).external_attr >> 16
        assert stat.S_ISREG(mode)
        assert stat.S_IMODE(mode) == 0o755
        assert b"\r" not in made.read(name)
        assert made.read(name).startswith(b"#!/usr/bin/env bash\n")
        done = subprocess.run(["bash", "-n"], input=made.read(name), check=False)
        assert done.returncode == 0


def test_it_has_the_grader_the_rubric_and_hashes_and_nothing_made(made: zipfile.ZipFile) -> None:
    assert made.read("grader/rubric.yaml") == (ROOT / "rubric.yaml").read_bytes()
    locked = made.read("grader/requirements.txt").decode()
    packages = re.split(r"\n(?=\S)", locked.strip())
    assert len(packages) > 10
    assert [one for one in packages if "==" not in one or "--hash=sha256:" not in one] == []
    assert not [name for name in made.namelist() if "__pycache__" in name or ".git/" in name]
    assert "grader/checks/hosts/gradescope/run.py" in made.namelist()


def test_the_same_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build is, too, though every file may have another time; another rubric is not."""
    monkeypatch.chdir(ROOT)
    for name in ("a.zip", "b.ZIP"):
        assert main(["bundle", "gradescope", str(tmp_path / name)]) == 0
    (tmp_path / "rubric.yaml").write_text("pass_mark: 70\n")
    words = ["--rubric", str(tmp_path / "rubric.yaml"), "--lang", "ko"]
    assert main(["bundle", "gradescope", str(tmp_path / "c"), *words]) == 0
    first = (tmp_path / "a.zip").read_bytes()
    assert first == (tmp_path / "b.ZIP").read_bytes()
    other = zipfile.ZipFile(tmp_path / "c" / "gradescope.zip")
    assert other.read("grader/rubric.yaml") == b"pass_mark: 70\n"
    assert other.read("run_autograder").endswith(b'"$base" ko\n')
    assert zipfile.ZipFile(tmp_path / "a.zip").read("run_autograder").endswith(b'"$base" en\n')
    assert {info.date_time[0] for info in other.infolist()} == {1980}


def test_an_earlier_bundle_is_replaced_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    out = tmp_path / "out.zip"
    assert main(["bundle", "gradescope", str(out)]) == 0
    assert main(["bundle", "gradescope", str(out)]) == 0
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as stream:
        stream.writestr("thesis.tex", "x")
    (tmp_path / "text.zip").write_text("x")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "link.zip").symlink_to(out)
    for name in ("other.zip", "text.zip", "folder.zip", "link.zip"):
        capsys.readouterr()
        assert main(["bundle", "gradescope", str(tmp_path / name)]) == 1
        assert f"BUNDLE-OUT {tmp_path / name}" in capsys.readouterr().err.partition(": ")[2]
    assert zipfile.ZipFile(other).namelist() == ["thesis.tex"]


def test_a_rubric_with_a_mistake_is_refused_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text("title: X\npass_mark: 600\n")
    out = tmp_path / "out.zip"
    assert main(["bundle", "gradescope", str(out), "--rubric", str(rubric)]) == 1
    assert f"{rubric}:2:" in capsys.readouterr().err
    assert not out.exists()


def test_the_page_makes_it(tmp_path: Path) -> None:
    """The steps of docs/hosts.md that are typed, in a copy of the template."""
    grader = copy_template(tmp_path / "grader")
    lines = blocks("gradescope")
    assert any("tour bundle gradescope" in line for line in lines)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        cwd=grader,
        env={**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(tmp_path / "gradescope.zip") as bundle:
        assert bundle.read("grader/rubric.yaml") == (grader / "rubric.yaml").read_bytes()
