"""Facts of the world that this grader has seen, kept with the time at which the Hub said so.

What is kept is what was found: no fault, no verdict, and nothing about a student's own repo. It
holds true answers, so the file is its owner's alone and is never printed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from checks.files import append_private, open_regular, write_whole
from checks.hub.evidence import Seen, Time
from checks.hub.facts import Query

T = TypeVar("T")

MAX_LINE = 1024 * 1024
"""Bytes of one fact that are read; the largest, of a dataset's card, have a few thousand."""
ONE_DAY = timedelta(days=1)
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: Time
    endpoint: str
    query: str
    asked: tuple[str, ...]
    value: msgspec.Raw

    @property
    def key(self) -> _Key:
        return self.endpoint, self.query, self.asked

    def is_same_day(self, other: _Line) -> bool:
        """Return whether another line of this key says the same on the same day, in UTC."""
        return self.value == other.value and self.at.date() == other.at.date()


_Key = tuple[str, str, tuple[str, ...]]


@dataclass
class Journal:
    """A file of facts, one a line, of any number of Hubs. A line that cannot be read is no fact."""

    path: Path
    _lines: dict[_Key, list[_Line]] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seen(self, endpoint: str, query: Query[T], asked: tuple[str, ...]) -> list[Seen[T]]:
        """Return what a Hub has said to a query, the oldest first."""
        with self._lock:
            lines = list(self._read().get((endpoint, query.key, asked), ()))
        facts = [fact for line in lines if (fact := _fact(line, query)) is not None]
        return sorted(facts, key=lambda fact: fact.at)

    def add(
        self, endpoint: str, query: Query[Any], asked: tuple[str, ...], fact: Seen[Any]
    ) -> None:
        """Keep a fact, once a day as long as it is the same.

        Where the file cannot be written, it is kept for this process alone.
        """
        value = msgspec.Raw(msgspec.json.encode(fact.value))
        line = _Line(fact.at, endpoint, query.key, asked, value)
        with self._lock:
            lines = self._read().setdefault(line.key, [])
            if not any(line.is_same_day(other) for other in lines):
                lines.append(line)
                with suppress(OSError):
                    self._append(msgspec.json.encode(line) + b"\n")

    def create(self) -> None:
        """Make the file, where it is not there. Raises OSError where nothing can be kept."""
        self._append(b"")

    def forget_before(self, time: datetime) -> None:
        """Leave out of the file what is older. Raises OSError."""
        with self._lock:
            lines = [line for lines in self._read().values() for line in lines]
            young = [line for line in lines if line.at >= time]
            if len(young) < len(lines):
                text = b"".join(msgspec.json.encode(one) + b"\n" for one in young)
                write_whole(self.path, text, private=True)
                self._lines = None

    def _read(self) -> dict[_Key, list[_Line]]:
        if self._lines is None:
            self._lines = {}
            for line in _lines_of(self.path):
                self._lines.setdefault(line.key, []).append(line)
        return self._lines

    def _append(self, data: bytes) -> None:
        """Write a line in one go, so that two processes do not write into each other's."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append_private(self.path, data)


def believable(facts: Sequence[Seen[T]], size: Callable[[T], int] | None) -> list[Seen[T]]:
    """Return facts, in the order of time, without those that are unlike what is beside them.

    A number that is less than half or more than twice what was seen before and after it (0, or all
    models there are) is a fault of the Hub's that looks like a fact. Where no two are alike,
    nobody can tell which is wrong, and all are returned.
    """
    if size is None or not facts:
        return list(facts)
    sizes = [size(fact.value) for fact in facts]
    pairs = [alike(one, other) for one, other in pairwise(sizes)]
    beside = zip([False, *pairs], [*pairs, False], strict=True)
    kept = [fact for fact, pair in zip(facts, beside, strict=True) if any(pair)]
    return kept or list(facts)


def alike(one: int, other: int) -> bool:
    """Return whether two numbers are within half of each other: the larger is at most twice."""
    return max(one, other) <= 2 * min(one, other)


def own_journal(folder: Path, endpoint: str, now: datetime) -> Journal | None:
    """Return where the facts of a day are kept for this user; None where none are.

    That is `hub-tour/facts.jsonl` beside what the Hub's own client keeps, and never in `folder`,
    the student's work. There is none in CI, where nobody asks twice and others can write files; nor
    for a Hub on this machine, which has no limits.
    """
    if os.environ.get("CI") or urlsplit(endpoint).hostname in _HERE:
        return None
    path = _cache() / "facts.jsonl"
    if folder.resolve() in path.resolve().parents:
        return None
    journal = Journal(path)
    with suppress(OSError):
        journal.forget_before(now - ONE_DAY)
    return journal


def _cache() -> Path:
    """Return this project's folder in the home of the Hub's client (`HF_HOME`)."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{cache}/huggingface"
    return Path(home).expanduser() / "hub-tour"


def _lines_of(path: Path) -> Iterator[_Line]:
    """Yield the lines of a file that are facts; none where there is no file."""
    with suppress(OSError), open_regular(path) as stream:
        while text := stream.readline(MAX_LINE):
            with suppress(msgspec.MsgspecError, RecursionError):
                yield msgspec.json.decode(text, type=_Line)


def _fact(line: _Line, query: Query[T]) -> Seen[T] | None:
    """Return a line's fact; None where it is of another version of the query."""
    try:
        value: T = msgspec.json.decode(line.value, type=query.fact_type)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return Seen(line.at, value)
