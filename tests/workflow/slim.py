"""A class with slim assignments: the grader's repository, released, and what students get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from checks.cli import main
from checks.commands import demo_student, release
from tests.submissions import trained_model
from tests.workflow.repository import commit, copy_template, git

GRADER = "autumn-class/grader"
SEED = "autumn-2026"


@dataclass(frozen=True)
class Grader:
    """The teacher's repository: its folder, and the commits of a release."""

    folder: Path
    grader: str
    released: str

    @property
    def repositories(self) -> Mapping[str, Path]:
        """Return its folder by each name that students' workflows use."""
        return {f"{GRADER}@lab": self.folder, f"{GRADER}@{self.grader}": self.folder}

    def assignment(self, out: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Path:
        """Write an assignment as a teacher does; return its folder."""
        monkeypatch.chdir(self.folder)
        assert main(["assignment", str(out), *words]) == 0
        return out


def write_grader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Grader:
    """Copy the template, let its rubric ask about the embedded Hub, and release it."""
    copy_template(folder)
    rubric = (files("checks.commands") / "demo_rubric.yaml").read_text("utf-8")
    rubric = re.sub(r"(?m)^seed:.*\n", "", rubric) + f"seed: {SEED}\n"
    (folder / "rubric.yaml").write_text(rubric, encoding="utf-8")
    commit(folder, GRADER)
    monkeypatch.chdir(folder)
    for key, value in (("user.name", "Grace"), ("user.email", "grace@example.org")):
        git(folder, "config", key, value)
    assert release.main([]) == 0
    grader, released = (git(folder, "rev-parse", name).strip() for name in ("HEAD~1", "lab"))
    return Grader(folder, grader, released)


def hand_in(folder: Path, answers: Mapping[str, Any], card: str = demo_student.CARD) -> None:
    """Do what a student does in a slim assignment up to the commit."""
    (folder / "model_repo" / "model.joblib").write_bytes(trained_model())
    (folder / "model_repo" / "README.md").write_text(card, encoding="utf-8")
    demo_student.write_answers(folder / "answers.yaml", dict(answers))
    commit(folder)
