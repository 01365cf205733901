"""Tasks and languages as the Hub's pages write them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_LANGUAGES = Path(__file__).parent / "languages.json"


def task_name(task: str) -> str:
    """Return a task as the website writes it: `text-to-speech` is Text to Speech."""
    return " ".join(word if word == "to" else word.capitalize() for word in task.split("-"))


def language_name(code: str, lang: str) -> str:
    """Return a language's name in the reader's language.

    In English where it is not known in that one; the code itself where it is not known at all.
    """
    names = language_names().get(code, {})
    return names.get(lang) or names.get("en", code)


@cache
def language_names() -> dict[str, dict[str, str]]:
    """Return the names of the languages that most models on the Hub are for (CLDR's names)."""
    found: dict[str, dict[str, str]] = json.loads(_LANGUAGES.read_text("utf-8"))
    return found
