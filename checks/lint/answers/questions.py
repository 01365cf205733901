"""The questions that answers.yaml asks, and the file in which a student answers them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checks.messages import Message, Problem
from checks.textfile import read_text
from checks.yamldoc import MAX_BYTES, Doc, parse

TOP = Message(
    "ANS-TOP",
    "The answers file is not made of `key: answer` lines.",
    hint="Keep the lines as they came, and write each answer after its colon.",
)

KeyPath = tuple[str, ...]

_ORGANIZATION = r"(?m)^hub_organization:[ \t]*[\"']?([A-Za-z0-9._-]+)"
_SCHEMA = Path(__file__).parents[2] / "schemas" / "answers.schema.json"


@cache
def questions() -> dict[KeyPath, str]:
    """Return the kind of each question, by the keys that lead to it.

    They are declared in the challenges. Importing those takes longer than a hook should, so this
    reads the schema that is generated from them.
    """
    found: dict[KeyPath, str] = {}
    for key, part in json.loads(_SCHEMA.read_bytes())["properties"].items():
        inner = part.get("properties")
        for path, one in [((key,), part)] if inner is None else _below(key, inner):
            found[path] = one["$ref"].rpartition("/")[2]
    return found


def _below(key: str, properties: dict[str, Any]) -> list[tuple[KeyPath, Any]]:
    return [((key, inner), part) for inner, part in properties.items()]


def groups() -> tuple[str, ...]:
    """Return the keys under which a challenge's questions are."""
    return tuple(dict.fromkeys(path[0] for path in questions() if len(path) == 2))


class AnswersFile(NamedTuple):
    """answers.yaml, read once: for the linter, and for whoever grades what it holds.

    `problems` says why it cannot be read; the document is empty then.
    """

    name: str
    text: str
    doc: Doc
    problems: tuple[Problem, ...] = ()
    folder: Path | None = None

    @property
    def organization(self) -> str | None:
        """Return the class's organisation on the Hub, where the rubric beside the file names one.

        Found without reading the rubric as YAML, which takes longer than a hook should.
        """
        path = (self.folder or Path()) / "rubric.yaml"
        text = read_text(path, path.name, MAX_BYTES)[0] if self.folder else ""
        found = re.search(_ORGANIZATION, text or "")
        return found[1] if found else None

    @property
    def fields(self) -> dict[str, Any]:
        """Return what is written behind each key at the top."""
        return self.doc.data or {}

    def get(self, path: KeyPath) -> Any:
        """Return what is written at a place; None where there is nothing."""
        value: Any = self.fields
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def of_kind(self, kind: str) -> Iterator[tuple[KeyPath, Any]]:
        """Yield the answers to questions of this kind that are not blank.

        The space around a text is left out: grading does not count it.
        """
        for path, its_kind in questions().items():
            value = self.get(path)
            if its_kind == kind and not is_blank(value, kind):
                yield path, value.strip() if isinstance(value, str) else value


def read_answers(path: Path, display_path: str | None = None) -> AnswersFile:
    """Read a file of answers, named `display_path` in messages. Never raises for its content."""
    name = display_path or str(path)
    text, problems = read_text(path, name, MAX_BYTES)
    answers = parse_answers(text, name) if text is not None else _unread(name, "", problems)
    return answers._replace(folder=path.parent)


def parse_answers(text: str, name: str) -> AnswersFile:
    """Return the answers in a text."""
    text = text.removeprefix("\ufeff")
    doc, problems = parse(text, name)
    if doc is None:
        # Nobody but the student writes in this file, so nothing here is a fix.
        return _unread(name, text, [problem.with_fix(None) for problem in problems])
    if not isinstance(doc.data, dict | None):
        return _unread(name, text, [TOP.about(doc.at())])
    return AnswersFile(name, text, doc)


def _unread(name: str, text: str, problems: list[Problem]) -> AnswersFile:
    return AnswersFile(name, text, Doc(name, None, {}, {}, {}), tuple(problems))


def is_blank(value: object, kind: str) -> bool:
    """Return whether a question of this kind is left open."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (kind == "words" and value == [])
