"""The page of codes says what the linters say."""

from __future__ import annotations

import re

from checks.commands.lint_codes import messages
from checks.commands.lint_page import page
from checks.lint import example
from tests.needs import needs_program


def test_the_page_is_made_from_the_messages() -> None:
    """`make codes` writes it anew."""
    needs_program("git")
    written = (example.FOLDER.parent / "CODES.md").read_text("utf-8")
    assert written == page()


def test_every_code_has_its_place_on_the_page() -> None:
    needs_program("git")
    assert sorted(re.findall(r"^### (.+)$", page(), re.MULTILINE)) == sorted(messages())
