"""What the Hub knows by name: licences, tasks, libraries, languages, the keys of a widget."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("vocabulary.json")


@cache
def _vocabulary() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_bytes())
    return data


def licenses() -> list[str]:
    found: list[str] = _vocabulary()["licenses"]
    return found


def tasks() -> list[str]:
    found: list[str] = _vocabulary()["pipeline_tags"]
    return found


@cache
def task_domains() -> dict[str, str]:
    """Return the domain of each task, such as `vision`, in the website's order of domains."""
    domains: dict[str, str] = _vocabulary()["task_domains"]
    return {task: domain for domain, names in domains.items() for task in names.split()}


@cache
def tasks_without_language() -> frozenset[str]:
    """Return the tasks of vision, sound, tables, time series and control, which know no language.

    A card of one may name a language all the same.
    """
    return frozenset(_vocabulary()["tasks_without_language"])


def libraries() -> list[str]:
    found: list[str] = _vocabulary()["libraries"]
    return found


def widget_keys() -> dict[str, list[str]]:
    """Return the keys of a widget example by task; not every task has some."""
    found: dict[str, list[str]] = _vocabulary()["widget_keys"]
    return found


@cache
def languages() -> frozenset[str]:
    """Return the ISO 639-1, 639-2 and 639-3 codes, and what the Hub takes beside them."""
    lists: dict[str, str] = _vocabulary()["languages"]
    return frozenset(" ".join(lists.values()).split())


def is_language(code: str) -> bool:
    """Return whether a text is a language's code, or a name the Hub takes beside the codes."""
    return code in languages()


@cache
def languages_by_name() -> dict[str, str]:
    """Return the two-letter codes by the languages' English names, in small letters."""
    found: dict[str, str] = _vocabulary()["language_names"]
    return found
