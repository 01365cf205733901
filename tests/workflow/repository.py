"""A student's repository on GitHub, made from the template."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from checks.commands import demo_student, start
from tests.paths import ROOT
from tests.submissions import trained_model

GITHUB_REPOSITORY = "autumn-class/tour-ada"


def git(folder: Path, *words: str) -> str:
    names = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org"}
    names |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in names.items()}
    done = subprocess.run(
        ["git", *words], cwd=folder, env=os.environ | names, check=True, capture_output=True
    )
    return done.stdout.decode()


def copy_template(folder: Path) -> Path:
    """Return `folder` with what GitHub's "Use this template" gives, but for the tests."""
    words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in git(ROOT, *words).split("\0"):
        source, target = ROOT / name, folder / name
        if name and not name.startswith("tests/") and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return folder


def write_submission(
    folder: Path, answers: Mapping[str, Any], card: str = demo_student.CARD
) -> None:
    """Do what a student does up to the commit: the answers, a model, and its card."""
    copy_template(folder)
    rubric = (files("checks.commands") / "demo_rubric.yaml").read_bytes()
    (folder / "rubric.yaml").write_bytes(rubric)
    start.copy_template(folder, "en")
    (folder / "model_repo" / "model.joblib").write_bytes(trained_model())
    demo_student.write_answers(folder / "answers.yaml", dict(answers))
    (folder / "model_repo" / "README.md").write_text(card, encoding="utf-8")


def commit(folder: Path, repository: str = GITHUB_REPOSITORY) -> None:
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "lfs", "install", "--local")
    git(folder, "remote", "add", "origin", f"https://github.com/{repository}.git")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=My submission")
