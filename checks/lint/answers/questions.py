"""The questions that answers.yaml asks, and the file in which a student answers them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from checks.messages import Problem
from checks.textfile import read_text
from checks.yamldoc import MAX_BYTES, Doc

KeyPath = tuple[str, ...]

_ORGANIZATION = r"(?m)^hub_organization:[ \t]*[\"']?([A-Za-z0-9._-]+)"
_SCHEMA = Path(__file__).parents[2] / "schemas" / "answers.schema.json"
# Spaces, tabs and the spaces of other keyboards; dashes; a key, maybe in quotes; and what some
# keyboards have for a colon.
_SPACE = r"[ \t\u00a0\u3000]*"
_KEY = r"([\"']?)([A-Za-z_][A-Za-z0-9_-]*)\3"
_START = re.compile(rf"({_SPACE})((?:-[ \t]+)*){_KEY}{_SPACE}([:：﹕=]?)")


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

    `problems` says why nothing of it can be read; the document is empty then. `slips` are mistakes
    in single lines, and `unread` has the questions whose answers they make unreadable.
    """

    name: str
    text: str
    doc: Doc
    problems: tuple[Problem, ...] = ()
    slips: tuple[Problem, ...] = ()
    unread: Mapping[KeyPath, Problem] = MappingProxyType({})
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

    def written(self, path: KeyPath, kind: str) -> Any:
        """Return what an answer of a kind is read from.

        A number is read as it was typed: YAML takes `0x10`, `0123` and `1:30` for other numbers.
        """
        plain = self.doc.plain(*path) if kind == "number" else None
        return self.get(path) if plain is None else plain

    def of_kind(self, kind: str) -> Iterator[tuple[KeyPath, Any]]:
        """Yield the answers to questions of this kind that are not blank, as they are written.

        The space around a text is left out: grading does not count it.
        """
        for path, its_kind in questions().items():
            if its_kind == kind and not is_blank(self.get(path), kind):
                value = self.written(path, kind)
                yield path, value.strip() if isinstance(value, str) else value


def is_blank(value: object, kind: str) -> bool:
    """Return whether a question of this kind is left open."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (kind == "words" and value == [])


class KeyLine(NamedTuple):
    """A line that begins with a known key: `path` leads to its question or group.

    `number`, `col` and `end`, which is behind the colon, are counted from 0. `is_astray` if the
    line is below another group than its own.
    """

    number: int
    col: int
    end: int
    key: str
    path: KeyPath
    space: str
    dashes: str
    has_colon: bool
    is_astray: bool

    @property
    def is_group(self) -> bool:
        return self.path not in questions()

    @property
    def group(self) -> str | None:
        return self.path[0] if len(self.path) == 2 else None


def key_lines(lines: Iterable[str]) -> Iterator[KeyLine]:
    """Yield each line that begins with a known key, with or without a colon behind it."""
    group: str | None = None
    for number, line in enumerate(lines):
        found = _START.match(line)
        if found is None:
            continue
        space, dashes, _, key, colon = found.groups()
        path = _path_of(key, group)
        if path is None:
            is_other_group = colon and not space and not line[found.end() :].strip()
            group = None if is_other_group else group
            continue
        is_group = path not in questions()
        if is_group and not colon and line.strip() != key:
            continue
        group = key if is_group else group
        is_astray = len(path) == 2 and path[0] != group
        col, end, has_colon = found.start(3), found.end(), bool(colon)
        yield KeyLine(number, col, end, key, path, space, dashes, has_colon, is_astray)


def _path_of(key: str, group: str | None) -> KeyPath | None:
    """Return where a key leads to: in the group that it is below, at the top, or elsewhere."""
    if key in groups():
        return (key,)
    if group and (group, key) in questions():
        return (group, key)
    return next((path for path in questions() if path[-1] == key), None)
