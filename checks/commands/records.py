"""What was done last in a student's own folder: rehearsed, published, graded; for `tour next`.

It is kept in a folder `.tour/` there, which ignores itself in git, as caches of other tools do.
It holds points and the names of checks, and no answer. Who deletes it loses nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from checks.files import open_regular, write_whole
from checks.grading.check import Outcome
from checks.grading.report import Report

FOLDER = ".tour"
_MAX_BYTES = 64 * 1024


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """How a rehearsal, a publishing or a grade ended, on which Hub. `failed` names checks.

    `commit` is the one that publishing left on the Hub.
    """

    endpoint: str
    repo_id: str = ""
    commit: str = ""
    points: float = 0
    max_points: int = 0
    open_points: float = 0
    failed: tuple[str, ...] = ()


class Kept(NamedTuple):
    """A record, and when it was written, in nanoseconds since 1970."""

    record: Record
    at: int


def is_own(folder: Path) -> bool:
    """Return whether a folder is that of who runs this: they are in it, and it is no CI's."""
    in_ci = any(os.environ.get(name) for name in ("CI", "GITHUB_ACTIONS", "PRE_COMMIT"))
    return not in_ci and folder.resolve() == Path.cwd()


def of_report(report: Report, endpoint: str) -> Record:
    """Return what is kept of a report."""
    failed = (one.check.id for one in report.results if one.outcome is Outcome.FAILED)
    return Record(
        endpoint=endpoint,
        repo_id=report.repo_id or "",
        points=report.points,
        max_points=report.max_points,
        open_points=report.open_points,
        failed=tuple(failed),
    )


def keep(folder: Path, kind: str, record: Record) -> None:
    """Keep a record of this kind, where the folder is one's own and can be written."""
    if not is_own(folder):
        return
    data: dict[str, Any] = msgspec.to_builtins(record)
    with suppress(OSError):
        (folder / FOLDER).mkdir(exist_ok=True)
        write_whole(folder / FOLDER / ".gitignore", b"*\n")
        write_whole(folder / FOLDER / f"{kind}.json", json.dumps(data).encode() + b"\n")


def kept(folder: Path, kind: str) -> Kept | None:
    """Return the record of this kind; None where there is none that can be read."""
    path = folder / FOLDER / f"{kind}.json"
    try:
        with open_regular(path) as stream:
            data = stream.read(_MAX_BYTES)
            at = os.fstat(stream.fileno()).st_mtime_ns
        return Kept(msgspec.json.decode(data, type=Record), at)
    except (OSError, ValueError):
        return None
