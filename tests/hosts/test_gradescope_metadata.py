"""submission_metadata.json: what Gradescope says, half of it, and what it would never say."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from checks.hosts.gradescope.metadata import MAX_BYTES, MAX_PREVIOUS, Metadata, read
from tests.hosts.gradescope import METADATA


def given(folder: Path, **changes: Any) -> Metadata:
    path = folder / "submission_metadata.json"
    path.write_text(json.dumps({**METADATA, **changes}), "utf-8")
    return read(path)


def missing(metadata: Metadata) -> str:
    return "".join(str(one.fields["parts"]) for one in metadata.problems)


def test_all_of_it_is_read(tmp_path: Path) -> None:
    found = given(tmp_path, previous_submissions=[{"results": {"extra_data": {"a": 1}}}])
    assert (found.course, found.users) == (1234, (77,))
    assert found.created_at == datetime.fromisoformat("2026-10-01T12:00:00.365935-07:00")
    assert found.due == datetime.fromisoformat("2026-10-31T23:00:00-07:00")
    assert [(one.at, json.loads(one.extra_data)) for one in found.previous] == [(None, {"a": 1})]
    assert found.problems == ()


def test_each_student_of_a_group_has_a_line(tmp_path: Path) -> None:
    """So a line goes on to count when somebody joins; none names a person or a course."""
    group = given(tmp_path, users=[{"id": 9}, {"id": 7}, {"id": 9}])
    alone = given(tmp_path, users=[{"id": 9}])
    other_course = given(tmp_path, users=[{"id": 9}], assignment={"course_id": 1235})
    assert group.users == (7, 9)
    assert len(group.assignment.hashes) == 2
    assert alone.assignment.hashes == group.assignment.hashes[1:]
    assert other_course.assignment.hashes != alone.assignment.hashes
    assert other_course.assignment.hashes
    assert "1234" not in alone.assignment.line


@pytest.mark.parametrize(
    ("users", "due"),
    [
        ([{"id": 1, "assignment": {"due_date": "2026-11-02T00:00:00Z"}}], "2026-11-02T00:00:00Z"),
        (
            [
                {"id": 1, "assignment": {"due_date": "2026-11-02T00:00:00Z"}},
                {"id": 2, "assignment": {"due_date": "2026-11-03T00:00:00Z"}},
            ],
            "2026-11-03T00:00:00Z",
        ),
        ([{"id": 1, "assignment": {"due_date": "soon"}}], "2026-10-31T23:00:00-07:00"),
        ([{"id": 1, "assignment": None}], "2026-10-31T23:00:00-07:00"),
    ],
)
def test_an_extension_counts(tmp_path: Path, users: Any, due: str) -> None:
    assert given(tmp_path, users=users).due == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"users": []}, "users"),
        ({"users": [{"id": "77"}]}, "users"),
        ({"users": [{"id": True}]}, "users"),
        ({"users": [{"id": -1}]}, "users"),
        ({"users": [{"id": 1}, {"name": "Bo"}]}, "users"),
        ({"users": [{"id": number} for number in range(101)]}, "users"),
        ({"users": {"id": 77}}, "users"),
        ({"assignment": None}, "assignment.course_id"),
        ({"assignment": {"course_id": "1234"}}, "assignment.course_id"),
        ({"created_at": "2026-10-01T12:00:00"}, "created_at"),  # in no zone
        ({"created_at": 1_790_000_000}, "created_at"),
        ({"created_at": None, "users": None}, "created_at, users"),
    ],
)
def test_a_part_that_is_not_in_its_form_is_missing(
    tmp_path: Path, changes: dict[str, Any], lacks: str
) -> None:
    found = given(tmp_path, **changes)
    assert missing(found) == lacks
    # The rest counts.
    assert bool(found.assignment.hashes) == (lacks == "created_at")
    assert (found.created_at is None) == ("created_at" in lacks)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b'{"users": ' + b"[" * 100_000,
        b'{"created_at": "2026-10-01T12:00:00Z"}' + b" " * MAX_BYTES,
    ],
)
def test_a_file_in_another_form_says_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "metadata.json"
    path.write_bytes(data)
    found = read(path)
    assert found == Metadata(problems=found.problems)
    assert len(found.problems) == 1
    assert "submission_metadata.json" in found.problems[0].text("en")


def test_no_file_no_link_and_no_pipe_says_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("none", "pipe", "."):
        found = read(tmp_path / name)
        assert found == Metadata(problems=found.problems)
        assert found.problems


def test_earlier_uploads_come_the_newest_first_and_not_without_end(tmp_path: Path) -> None:
    times = [f"2026-09-{1 + number % 28:02}T00:00:00Z" for number in range(MAX_PREVIOUS + 50)]
    earlier: list[Any] = [
        {"submission_time": time, "results": {"extra_data": {}}} for time in times
    ]
    nothing: list[Any] = [None, 3, {}, {"results": None}, {"results": {}}, {"results": []}]
    found = given(tmp_path, previous_submissions=nothing + earlier).previous
    assert len(found) == MAX_PREVIOUS
    dates = [one.at for one in found if one.at]
    assert dates == sorted(dates, reverse=True)
    assert dates[0].day == 28
    assert given(tmp_path, previous_submissions={"a": 1}).previous == ()
