"""rubric.yaml: the teacher's points, tolerance, ids, pass mark, due date and language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

from checks import yamldoc
from checks.hubspec.names import MAX_NAME, NAME_PATTERN
from checks.messages import Message, Place, Problem
from checks.questions import PERCENT, Kind, Setting
from checks.translations import languages

FORM = Message(
    "RUB-FORM",
    "{key} in the rubric does not fit: {reason}.",
    hint="This file is the teacher's. checks/schemas/rubric.schema.json says what fits.",
)
UNKNOWN_CHECK = Message(
    "RUB-CHECK",
    "There is no check {check}.",
    hint="The checks are: {known}.",
)
BAD_DUE = Message(
    "RUB-DUE",
    "{written} is not a time with an offset from UTC.",
    hint='Write it as "2026-10-01T23:59:00+09:00".',
)


T = TypeVar("T")


def _time(written: str | None) -> datetime | None:
    """Return a time with its offset from UTC; None where that is not what is written."""
    try:
        time = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return time if time.tzinfo else None


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
    Kind("time", _time, {"type": ["string", "null"], "format": "date-time"}),
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
POINTS: Setting[dict[str, int]] = Setting(
    "points",
    Kind(
        "points",
        dict,
        {
            "type": "object",
            "propertyNames": {"pattern": "^c[0-9]+\\.[a-z]+$"},
            "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 1000},
        },
    ),
    {},
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
)


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a teacher decides: settings as they are written, by their keys, and points by check."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)

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
    name = shown or str(path)
    if not path.exists():
        return Rubric(), []
    doc, problems = yamldoc.read(path, name)
    if doc is None:
        return Rubric(), problems
    problems = list(_problems(doc))
    return (Rubric(), problems) if problems else (_rubric(doc.json_data() or {}), [])


def unknown_checks(rubric: Rubric, known: list[str], place: Place) -> list[Problem]:
    """Return a problem for each check that has points in the rubric and does not exist."""
    names = ", ".join(known)
    return [
        UNKNOWN_CHECK.about(place, check=name, known=names)
        for name in rubric.points
        if name not in known
    ]


def _problems(doc: yamldoc.Doc) -> Iterator[Problem]:
    # Imported here: a lint hook reads the rubric's language and must stay quick.
    from jsonschema import Draft202012Validator

    schema = json.loads((files("checks") / "schemas" / "rubric.schema.json").read_text("utf-8"))
    data = doc.json_data()
    if data is None:
        return
    for error in Draft202012Validator(schema).iter_errors(data):
        path = tuple(error.absolute_path)
        key = ".".join(str(step) for step in path) or "(top)"
        yield FORM.about(doc.at(*path), key=key, reason=error.message)
    due = data.get("due") if isinstance(data, dict) else None
    if isinstance(due, str) and _time(due) is None:
        yield BAD_DUE.about(doc.at("due"), written=due)


def _rubric(data: dict[str, Any]) -> Rubric:
    settings: dict[str, Any] = {}
    points = data.pop(POINTS.key, {})
    for key, value in data.items():
        if isinstance(value, dict):
            settings |= {f"{key}.{inner}": one for inner, one in value.items()}
        else:
            settings[key] = value
    return Rubric(settings, points)
