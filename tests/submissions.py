"""Made-up submissions for tests: the demo's good student, on any Hub."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from checks.challenges import all_checks
from checks.commands import demo_student
from tests.paths import ROOT

ANSWERS: dict[str, Any] = {
    "username": "ada",
    "repo_id": "ada/course-feedback",
    "c1": {"activation_function": "silu", "vocab_size": 18432},
    "c2": {"count": 7, "date": "2026-09-01"},
    "c3": {"model_id": "acme-speech/whisper-pequeno-es"},
    "c6": {
        "dataset_id": "tour-lab/many-voices",
        "tasks": ["automatic-speech-recognition", "audio-classification"],
        "languages": 12,
        "splits": ["train", "test", "validation"],
    },
}


@cache
def trained_model() -> bytes:
    """Return what the template's train.py saves; trained once for all tests."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "model_repo_template/train.py", folder)
        subprocess.run([sys.executable, "train.py"], cwd=folder, check=True, capture_output=True)
        return (Path(folder) / "model.joblib").read_bytes()


def write_answers(folder: Path, **changes: Any) -> None:
    """answers.yaml with the true answers of the embedded Hub's world, and these changes.

    `c1={"vocab_size": 3}` changes one answer of c1; None makes it blank.
    """
    answers = json.loads(json.dumps(ANSWERS))
    for key, value in changes.items():
        if isinstance(value, dict):
            answers[key].update(value)
        else:
            answers[key] = value
    shutil.copyfile(ROOT / "answers.yaml", folder / "answers.yaml")
    demo_student.write_answers(folder / "answers.yaml", answers)


def is_of_the_lab(key: str) -> bool:
    """Return whether a check, question or query is of challenges 1 to 6, or of none.

    A class may have challenges of its own, which these tests know nothing of.
    """
    return re.match(r"c(?:[7-9]|[1-9]\d)\b", key) is None


OTHERS = {check.id: 0 for check in all_checks() if not is_of_the_lab(check.id)}
"""No points for those, so that what is left adds up to 100."""


def make_submission(folder: Path, *, model_bytes: bytes | None = None, **changes: Any) -> Path:
    """Return a submission that earns full marks in the embedded Hub's world, but for these answers.

    Its model is a trained one; where a test only looks at the file's bytes, it may give others.
    """
    model = folder / "model_repo"
    shutil.copytree(ROOT / "model_repo_template", model)
    (model / "README.md").write_text(demo_student.CARD, encoding="utf-8")
    (model / "model.joblib").write_bytes(model_bytes or trained_model())
    rubric = (files("checks.commands") / "demo_rubric.yaml").read_text("utf-8")
    (folder / "rubric.yaml").write_text(rubric + yaml.safe_dump({"points": OTHERS}), "utf-8")
    write_answers(folder, **changes)
    return folder
