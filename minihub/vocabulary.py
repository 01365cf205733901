"""The Hub's lists of licences, tasks and languages, from `checks/hubspec/vocabulary.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "checks" / "hubspec" / "vocabulary.json"


@dataclass(frozen=True)
class Vocabulary:
    """What a card may say; its sources are named in the file."""

    licences: tuple[str, ...]
    tasks: tuple[str, ...]
    libraries: frozenset[str]
    languages: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The lists, read once."""
    lists = json.loads(_FILE.read_text("utf-8"))
    return Vocabulary(
        tuple(lists["licenses"]),
        tuple(lists["pipeline_tags"]),
        frozenset(lists["libraries"]),
        frozenset(code for codes in lists["languages"].values() for code in codes.split()),
    )
