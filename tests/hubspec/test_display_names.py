"""Tasks and languages are written as the Hub's pages write them."""

from __future__ import annotations

import pytest

from checks.hubspec.display_names import language_name, language_names, task_name


@pytest.mark.parametrize(
    ("task", "name"),
    [("text-to-speech", "Text to Speech"), ("token-classification", "Token Classification")],
)
def test_a_task(task: str, name: str) -> None:
    assert task_name(task) == name


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [
        ("ko", "en", "Korean"),
        ("ko", "ko", "한국어"),
        # A reader's language that has no names yet, and a language without a name.
        ("ko", "de", "Korean"),
        ("xyz", "ko", "xyz"),
    ],
)
def test_a_language(code: str, lang: str, name: str) -> None:
    assert language_name(code, lang) == name


def test_each_language_has_both_names() -> None:
    assert {tuple(names) for names in language_names().values()} == {("en", "ko")}
