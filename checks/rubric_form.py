"""What is wrong with rubric.yaml, at its line and in a teacher's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from checks.hubspec import vocabulary
from checks.lint.suggest.closest import closest_match
from checks.messages import Message, Phrase, Problem
from checks.translations import languages
from checks.yamldoc import Doc

Path = tuple[str | int, ...]
"""The keys that lead to a value."""

FORM = Message(
    "RUB-FORM",
    "{key} cannot be {written}.",
    hint="Write {expected}, for example: {example}",
)
UNKNOWN_KEY = Message(
    "RUB-KEY",
    "The rubric has no setting {key}.",
    hint="Perhaps you mean {near}. There are: {known}.",
)
UNKNOWN_CHECK = Message(
    "RUB-CHECK",
    "There is no check {check}.",
    hint="Perhaps you mean {near}. There are: {known}.",
)
NO_POINTS = Message(
    "RUB-POINTS",
    "Every check has 0 points, so there is nothing to grade.",
    hint="Give points to one check at least. Checks that are not named keep their own points.",
)
BAD_DUE = Message(
    "RUB-DUE",
    "{written} is not a time with an offset from UTC.",
    hint='Write it as "2026-10-01T23:59:00+09:00".',
)
BAD_TASK = Message(
    "RUB-TASK",
    "{written} is not a task of the Hub.",
    hint="Write a task as the Hub's models page names it, for example: {near}",
)
BAD_LANGUAGE = Message(
    "RUB-LANGUAGE",
    "{written} is not the code of a language.",
    hint="Write the code that the Hub's models page uses, for example: {near}",
)

_EXPECTED = {
    "title": Phrase("rubric title form", "a text of at most 200 characters"),
    "language": Phrase("rubric language form", "one of {languages}").about(
        languages=", ".join(("auto", *languages()))
    ),
    "percent": Phrase("rubric percent form", "a number from 0 to 100, without a percent sign"),
    "whole_percent": Phrase(
        "rubric whole percent form", "a whole number from 0 to 100, without a percent sign"
    ),
    "time": Phrase("rubric time form", "a time with its offset from UTC, or nothing"),
    "organization": Phrase("rubric organization form", "a name as in huggingface.co/NAME"),
    "repo_id": Phrase("rubric repo id form", "the id of a model, as OWNER/NAME"),
    "task": Phrase("rubric task form", "a task as the Hub names it"),
    "language_code": Phrase("rubric language code form", "the code of a language"),
    "id_patterns": Phrase("rubric ids form", "a list of ids as OWNER/NAME, with * for anything"),
    "points": Phrase("rubric points form", "a whole number from 0 to 1000"),
}
_SETTINGS = Phrase("rubric settings form", "settings on lines of their own below it")
_BLANK = Phrase("rubric blank form", "blank")
_OTHER = Phrase("rubric other form", "what checks/schemas/rubric.schema.json says")
_EXAMPLES = {"time": '"2026-10-01T23:59:00+09:00"', "organization": "my-class", "points": "5"}


@cache
def _schema() -> dict[str, Any]:
    text = (files("checks") / "schemas" / "rubric.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def time_of(written: str | None) -> datetime | None:
    """Return a time with its offset from UTC; None where that is not what is written."""
    try:
        time = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return time if time.tzinfo else None


def problems(doc: Doc) -> Iterator[Problem]:
    """Yield what is wrong with a rubric."""
    # Imported here: a lint hook reads the rubric's language and must stay quick.
    from jsonschema import Draft202012Validator

    data = doc.json_data()
    if data is None:
        return
    errors = list(Draft202012Validator(_schema()).iter_errors(data))
    for error in errors:
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            yield from _unknown(doc, path, error.instance)
        else:
            yield _misfit(doc, path, error.instance)
    if not errors:
        yield from _meaning(doc, data)


def _unknown(doc: Doc, path: Path, group: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the keys of a group that the rubric does not have."""
    known = _part(path)["properties"]
    for key in group.keys() - known:
        place, names = doc.at_key(*path, key), ", ".join(known)
        near = closest_match(str(key), known, cutoff=0) or names
        if path == ("points",):
            yield UNKNOWN_CHECK.about(place, check=key, near=near, known=_checks(str(key), known))
        else:
            name = ".".join(str(step) for step in (*path, key))
            yield UNKNOWN_KEY.about(place, key=name, near=near, known=names)


def _checks(key: str, known: Iterable[str]) -> str:
    """Return the checks of the challenge that a key names, else which challenges have some."""
    challenge = key.partition(".")[0]
    same = [name for name in known if name.startswith(f"{challenge}.")]
    return ", ".join(same or dict.fromkeys(f"{name.partition('.')[0]}.…" for name in known))


def _misfit(doc: Doc, path: Path, value: Any) -> Problem:
    """Return that a value is none that its key can have."""
    key = ".".join(step for step in path if isinstance(step, str)) or "rubric.yaml"
    part, written = _part(path), doc.plain(*path) or json.dumps(value, ensure_ascii=False)
    if "properties" in part:
        inner = next(iter(part["properties"]))
        expected, example = _SETTINGS, f"{inner}: …"
    else:
        kind = part["$ref"].rpartition("/")[2]
        expected = _EXPECTED.get(kind, _OTHER)
        example = _EXAMPLES.get(kind) or _example(part)
    return FORM.about(
        doc.at(*path),
        key=key,
        written=_BLANK if value is None else written,
        expected=expected,
        example=example,
    )


def _example(part: Mapping[str, Any]) -> str:
    default = part.get("default")
    return f"[{', '.join(default)}]" if isinstance(default, list) else str(default)


def _part(path: Path) -> dict[str, Any]:
    """Return the schema of what has these keys; that of a whole list for what is in one."""
    part = _schema()
    for step in path:
        if isinstance(step, str):
            part = part["properties"][step]
    return part


def _meaning(doc: Doc, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what has the right form and means nothing."""
    due = data.get("due")
    if due and time_of(due) is None:
        yield BAD_DUE.about(doc.at("due"), written=due)
    for path, kind, written in _values(data):
        if kind == "task" and written not in vocabulary.tasks():
            near = closest_match(written, vocabulary.tasks()) or _part(path)["default"]
            yield BAD_TASK.about(doc.at(*path), written=written, near=near)
        if kind == "language_code" and not vocabulary.is_language(written):
            near = vocabulary.languages_by_name().get(written) or _part(path)["default"]
            yield BAD_LANGUAGE.about(doc.at(*path), written=written, near=near)
    points, checks = data.get("points", {}), _part(("points",))["properties"]
    if not any(points.get(name, check["default"]) for name, check in checks.items()):
        yield NO_POINTS.about(doc.at_key("points"))


def _values(data: Mapping[str, Any], *above: str) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Yield where each value is that the rubric sets, of which kind, and the value."""
    for key, value in data.items():
        path = (*above, key)
        if isinstance(value, dict):
            yield from _values(value, *path)
        else:
            yield path, _part(path)["$ref"].rpartition("/")[2], value
