"""The commands that there are pictures of: what they print, line by line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.pictures.terminal import run_in_terminal, scorecard


def graded(lang: str) -> list[str]:
    """Return the scorecard of `tour demo`, but for the line that differs with each grader."""
    printed = run_in_terminal([sys.executable, "-m", "checks", "demo", "--lang", lang])
    return [line for line in scorecard(printed) if "sha256:" not in line]


def linted(good: Path, lang: str) -> list[str]:
    """Return what `tour lint` says of three usual mistakes."""
    folder = good.with_name(f"lint-{lang}")
    shutil.copytree(good, folder)
    mistake(folder / "answers.yaml", "count: ", "count:")
    mistake(folder / "model_repo" / "README.md", "license: mit", "license: apache2")
    mistake(folder / "model_repo" / ".gitattributes", "*.joblib", "*.job")
    words = [sys.executable, "-m", "checks", "lint", "--lang", lang]
    return ["$ tour lint", *run_in_terminal(words, folder).rstrip().splitlines()]


def mistake(path: Path, right: str, wrong: str) -> None:
    """Replace what is right in a file."""
    text = path.read_text("utf-8")
    if right not in text:
        raise ValueError(f"{path.name} has no {right!r}")
    path.write_text(text.replace(right, wrong), "utf-8")
