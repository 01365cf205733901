"""A file that may not be read is named, and the others are linted all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checks.lint.gitattributes.linter import lint_gitattributes
from tests.needs import needs_program


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_program("git")
    for name in ("locked.txt", "model.joblib", ".gitattributes"):
        (tmp_path / name).write_text("x")
    really = os.open

    def refuse(path: object, *args: object, **kwargs: object) -> int:
        if str(path).endswith("locked.txt"):
            raise PermissionError(13, "Permission denied")
        return really(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("checks.hubspec.content.os.open", refuse)
    found = {p.code: str(p.place) for p in lint_gitattributes(tmp_path, "m")}
    assert found["ATTR-READ"] == "m/locked.txt:1:1"
    assert "ATTR-MODEL" in found
