"""rubric.yaml: the teacher's points, tolerance, ids, pass mark, due date and language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

from checks import yamldoc
from checks.messages import Message, Place, Problem

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
DUE = Message(
    "RUB-DUE",
    "{written} is not a time with an offset from UTC.",
    hint='Write it as "2026-10-01T23:59:00+09:00".',
)


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a teacher decides. `tolerance` is a share (0.15), `pass_mark` another (0.6)."""

    title: str = "A Tour through the Hugging Face Hub"
    language: str = "auto"
    pass_mark: float = 0.6
    due: datetime | None = None
    config_model: str = "openai-community/gpt2"
    count_task: str = "token-classification"
    count_language: str = "en"
    tolerance: float = 0.15
    model_task: str = "automatic-speech-recognition"
    model_language: str = "es"
    dataset_ids: tuple[str, ...] = (
        "legacy-datasets/common_voice",
        "mozilla-foundation/common_voice_*",
        "fsicoli/common_voice_*",
    )
    points: Mapping[str, int] = field(default_factory=dict)

    def takes_dataset(self, dataset_id: str) -> bool:
        """Is this one of the datasets that challenge 6 is about? Case does not count."""
        return any(
            fnmatchcase(dataset_id.casefold(), pattern.casefold()) for pattern in self.dataset_ids
        )


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
    """Checks that the rubric gives points to and that do not exist."""
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
        yield DUE.about(doc.at("due"), written=due)


def _time(written: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return None
    return time if time.tzinfo else None


def _rubric(data: dict[str, Any]) -> Rubric:
    default = Rubric()
    c1, c2, c3, c6 = (data.get(name, {}) for name in ("c1", "c2", "c3", "c6"))
    return Rubric(
        title=data.get("title") or default.title,
        language=data.get("language", default.language),
        pass_mark=data.get("pass_mark", default.pass_mark * 100) / 100,
        due=_time(data["due"]) if data.get("due") else None,
        config_model=c1.get("model_id", default.config_model),
        count_task=c2.get("task", default.count_task),
        count_language=c2.get("language", default.count_language),
        tolerance=c2.get("tolerance_percent", default.tolerance * 100) / 100,
        model_task=c3.get("task", default.model_task),
        model_language=c3.get("language", default.model_language),
        dataset_ids=tuple(c6.get("dataset_ids", default.dataset_ids)),
        points=data.get("points", {}),
    )
