"""rubric.yaml: the teacher's points, tolerance, ids, pass mark, due date and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from checks import rubric_form, yamldoc
from checks.class_tag import SEED_PATTERN
from checks.digests import digest
from checks.hubspec.names import MAX_NAME, NAME_PATTERN
from checks.messages import Message, Problem
from checks.questions import PERCENT, Kind, Setting
from checks.rubric_form import time_of
from checks.translations import languages

TEACHERS = Message(
    "RUB-TEACHER",
    "The rubric is the teacher's file, and no answer of a student's is wrong.",
    hint="If you are a student, show these lines to your teacher.",
    severity="note",
)

T = TypeVar("T")


TITLE: Setting[str] = Setting(
    "title",
    Kind("title", str, {"type": ["string", "null"], "maxLength": 200}),
    "A Tour through the Hugging Face Hub",
    "Shown at the top of the scorecard.",
)
LANGUAGE: Setting[str] = Setting(
    "language",
    Kind("language", str, {"enum": ["auto", *languages()]}),
    "auto",
    "The language of messages: en, ko, or auto (what the reader's machine speaks).",
)
PASS_MARK = Setting(
    "pass_mark",
    PERCENT,
    60,
    "The share of the points, in percent, from which a submission passes.",
)
DUE: Setting[datetime | None] = Setting(
    "due",
    Kind("time", time_of, {"type": ["string", "null"], "format": "date-time"}),
    None,
    'When it is due, with the offset from UTC, as "2026-10-01T23:59:00+09:00". A later commit is '
    "graded all the same, and marked late. Blank: no due date.",
)
_WHOLE_PERCENT: Kind[int] = Kind(
    "whole_percent", int, {"type": "integer", "minimum": 0, "maximum": 100}
)
LATE_PER_DAY: Setting[int] = Setting(
    "late_percent_per_day",
    _WHOLE_PERCENT,
    0,
    "What lateness costs, in percent of the points that are won, for each day that has begun after "
    "the due date: from its first second on. 0: nothing.",
)
LATE_AT_MOST: Setting[int] = Setting(
    "late_percent_at_most",
    _WHOLE_PERCENT,
    100,
    "The most that lateness costs, in percent of the points that are won.",
)
HUB_ORGANIZATION: Setting[str | None] = Setting(
    "hub_organization",
    Kind(
        "organization",
        lambda name: name or None,
        {"type": ["string", "null"], "pattern": f"^{NAME_PATTERN}$", "maxLength": MAX_NAME},
    ),
    None,
    "The class's organisation on the Hub, where students may have their model repos, as after "
    "huggingface.co/. Blank: each has a repo of their own account.",
)
SEED: Setting[str | None] = Setting(
    "seed",
    Kind(
        "seed",
        lambda seed: seed or None,
        {"type": ["string", "null"], "pattern": f"^{SEED_PATTERN}$"},
    ),
    None,
    "A few words that are the class's own, as autumn-2026-seoul, in letters, digits, blanks, dots, "
    "- and _. A tag is made of them, by which the class's models are found on the Hub. Blank: no "
    "such tag.",
)
POINTS: Setting[int] = Setting(
    "points",
    Kind("points", int, {"type": "integer", "minimum": 0, "maximum": 1000}),
    None,
    "Points a check. 0 takes a check out. Checks that are not named keep their own points.",
)
GENERAL: tuple[Setting[Any], ...] = (
    TITLE,
    LANGUAGE,
    PASS_MARK,
    DUE,
    LATE_PER_DAY,
    LATE_AT_MOST,
    HUB_ORGANIZATION,
    SEED,
)


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a teacher decides: settings as they are written, by their keys, and points by check.

    `digest` is that of its file, by which it is known again; of nothing where there is no file.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    digest: str = field(default=digest(b""), compare=False)

    def __getitem__(self, setting: Setting[T]) -> T:
        """Return what a setting says; the schema has seen to its form."""
        return cast("T", setting.kind.read(self.written(setting)))

    def written(self, setting: Setting[Any]) -> Any:
        """Return a setting as it is written: the teacher's, else the default."""
        value = self.settings.get(setting.key)
        return setting.default if value is None else value

    def with_settings(self, settings: Mapping[Setting[Any], Any]) -> Rubric:
        """Return the same rubric, but for these settings."""
        changed = {setting.key: value for setting, value in settings.items()}
        return replace(self, settings={**self.settings, **changed})


def load(path: Path, shown: str | None = None) -> tuple[Rubric, list[Problem]]:
    """Read a rubric. A file that is not there means the defaults; never raises for content."""
    if not path.exists():
        return Rubric(), []
    doc, problems = _read(path, shown)
    if doc is None:
        return Rubric(), problems
    return replace(rubric_of(doc.json_data() or {}), digest=digest(path.read_bytes())), []


def lint_rubric(path: Path, shown: str | None = None) -> list[Problem]:
    """Return what is wrong with a rubric, or that there is none."""
    return _read(path, shown)[1]


def _read(path: Path, shown: str | None) -> tuple[yamldoc.Doc | None, list[Problem]]:
    """Return a rubric that is as it should be, else what is wrong with it, and whose it is."""
    doc, problems = yamldoc.read(path, shown or str(path))
    if doc is not None:
        problems = list(rubric_form.problems(doc))
    return (None, [*problems, TEACHERS.about(problems[-1].place)]) if problems else (doc, [])


def rubric_of(data: dict[str, Any]) -> Rubric:
    """Return the rubric that a file says; its form is not looked at."""
    settings: dict[str, Any] = {}
    points = data.pop(POINTS.key, {})
    for key, value in data.items():
        if isinstance(value, dict):
            settings |= {f"{key}.{inner}": one for inner, one in value.items()}
        else:
            settings[key] = value
    return Rubric(settings, points)
