"""`tour inspect` says of any file what grading would say of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.artifacts.hostile import HARM, LEGIT

if TYPE_CHECKING:
    from tests.commands.conftest import Tour

FILES = {
    "ok.pkl": LEGIT,
    "unknown.thing": b"\0\1",
    "review.pkl": HARM,
    "broken.pkl": LEGIT + b"more",
}


def write_files(work: Path) -> None:
    for name, data in FILES.items():
        (work / name).write_bytes(data)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["ok.pkl"], 0),
        (["ok.pkl", "unknown.thing"], 0),
        (["ok.pkl", "review.pkl"], 1),
        (["broken.pkl", "ok.pkl"], 1),
    ],
)
def test_it_ends_well_where_nothing_is_wrong(
    tour: Tour, work: Path, names: list[str], code: int
) -> None:
    write_files(work)
    assert tour("inspect", *names).code == code


def test_as_json(tour: Tour, work: Path) -> None:
    write_files(work)
    done = tour("inspect", "--format", "json", *FILES)
    found: list[dict[str, Any]] = json.loads(done.out)
    assert [(one["path"], one["format"], one["verdict"]) for one in found] == [
        ("ok.pkl", "pickle", "ok"),
        ("unknown.thing", "unknown", "unknown"),
        ("review.pkl", "pickle", "review"),
        ("broken.pkl", "pickle", "broken"),
    ]
    assert [[one["code"] for one in file["problems"]] for file in found] == [
        [],
        ["C4-UNKNOWN"],
        ["C4-PICKLE"],
        ["C4-BROKEN"],
    ]
    assert all(one.keys() == {"path", "format", "verdict", "problems"} for one in found)


def test_as_text_in_both_languages(tour: Tour, work: Path) -> None:
    write_files(work)
    done = tour("inspect", *FILES)
    assert "ok.pkl: pickle: fine\n" in done.out
    assert "broken.pkl: pickle: broken\nbroken.pkl:1:1: C4-BROKEN broken.pkl is damaged" in done.out
    assert (
        "review.pkl: pickle: 사람이 살펴보아야 합니다\n"
        in tour("inspect", *FILES, "--lang", "ko").out
    )


@pytest.mark.parametrize("name", ["nothing.pkl", "."])
def test_a_file_that_is_not_there_is_wrong_usage(tour: Tour, work: Path, name: str) -> None:
    write_files(work)
    done = tour("inspect", "ok.pkl", name)
    assert done.code == 2
    assert "INSPECT-FILE" in done.text
    assert done.out == ""
