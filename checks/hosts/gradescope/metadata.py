"""submission_metadata.json of Gradescope: who uploaded what when, and what was graded before.

Format: gradescope-autograders.readthedocs.io, “Submission Metadata”. That page says that it may
change, so each part is read by itself: what cannot be read is missing, and the rest counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from checks.assignment import Assignment, assignment_of
from checks.guarded_git.checkout import read_file
from checks.messages import Message, Phrase, Problem

T = TypeVar("T")

NAME = "submission_metadata.json"
MAX_BYTES = 32 * 1024 * 1024
"""Bytes of the file that are read: it has the results of every earlier upload."""
MAX_USERS = 100
MAX_PREVIOUS = 500
"""Earlier uploads that are looked at, the newest first."""

MISSING = Message(
    "GS-METADATA",
    "Gradescope did not say all that is needed of this upload ({parts}).",
    hint="Nothing is wrong with your work. Show this line to your teacher; what could be checked "
    "without it was checked.",
    severity="note",
)
WHOLE_FILE = Phrase("metadata file", "submission_metadata.json is missing, or is not in its form")

Id = Annotated[int, msgspec.Meta(ge=0)]
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class _Parts(msgspec.Struct):
    """The parts of the file, none of them looked at yet."""

    created_at: msgspec.Raw = msgspec.Raw(b"null")
    assignment: msgspec.Raw = msgspec.Raw(b"null")
    users: msgspec.Raw = msgspec.Raw(b"null")
    previous_submissions: msgspec.Raw = msgspec.Raw(b"null")


class _Course(msgspec.Struct):
    course_id: Id


class _Due(msgspec.Struct):
    due_date: Time | None = None


class _Id(msgspec.Struct):
    id: Id


class _User(msgspec.Struct):
    assignment: _Due | None = None


class _Results(msgspec.Struct):
    extra_data: msgspec.Raw


class _Previous(msgspec.Struct):
    results: _Results


class _When(msgspec.Struct):
    submission_time: Time


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier upload: when that was, and what this grader had kept with its results."""

    at: datetime | None
    extra_data: bytes


@dataclass(frozen=True, slots=True)
class Metadata:
    """What Gradescope says of an upload; what it does not say is None or empty.

    `due` is the upload's own due date, an extension counted; of a group's it is the latest.
    """

    course: int | None = None
    users: tuple[int, ...] = ()
    created_at: datetime | None = None
    due: datetime | None = None
    previous: tuple[Previous, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def assignment(self) -> Assignment:
        """Return what binds a live repo to the course and a student, one hash for each student."""
        if self.course is None:
            return Assignment()
        return assignment_of(
            *(f"gradescope/course_id={self.course}/user_id={user}" for user in self.users)
        )


def read(path: Path) -> Metadata:
    """Read the file. Never raises for what is there; `problems` says what is missing."""
    data = read_file(path, MAX_BYTES + 1)
    parts = _decoded(data, _Parts) if len(data) <= MAX_BYTES else None
    if parts is None:
        return Metadata(problems=(MISSING.about(parts=WHOLE_FILE),))
    course = _decoded(parts.assignment, _Course)
    users = _users(parts.users)
    created_at = _decoded(parts.created_at, Time)
    known = {"created_at": created_at, "assignment.course_id": course, "users": users}
    missing = ", ".join(name for name, value in known.items() if not value)
    return Metadata(
        course=course.course_id if course else None,
        users=users,
        created_at=created_at,
        due=_due(parts),
        previous=tuple(_previous(parts.previous_submissions)),
        problems=(MISSING.about(parts=missing),) if missing else (),
    )


def _users(raw: msgspec.Raw) -> tuple[int, ...]:
    """Return the ids of whoever handed in, in order; none where one of them is not known."""
    found = [_decoded(user, _Id) for user in _items(raw)]
    ids = sorted({user.id for user in found if user})
    return tuple(ids) if all(found) and len(ids) <= MAX_USERS else ()


def _due(parts: _Parts) -> datetime | None:
    common = _decoded(parts.assignment, _Due)
    users = [_decoded(user, _User) for user in _items(parts.users)]
    own = [user.assignment.due_date for user in users if user and user.assignment]
    dates = [date for date in own if date]
    return max(dates) if dates else (common.due_date if common else None)


def _previous(raw: msgspec.Raw) -> Iterator[Previous]:
    """Yield the earlier uploads whose results have data of a grader, the newest first."""
    found = []
    for item in _items(raw):
        kept, when = _decoded(item, _Previous), _decoded(item, _When)
        if kept is not None:
            at = when.submission_time if when else None
            found.append(Previous(at, bytes(kept.results.extra_data)))
    # Gradescope does not say in which order they are.
    found.sort(key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)
    yield from found[:MAX_PREVIOUS]


def _items(raw: msgspec.Raw) -> list[msgspec.Raw]:
    return _decoded(raw, list[msgspec.Raw]) or []


def _decoded(raw: bytes | msgspec.Raw, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
