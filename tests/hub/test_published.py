"""The files that a publishing commit names in its message."""

from __future__ import annotations

import pytest

from checks.assignment import Assignment
from checks.hub.bindings import Commit
from checks.hub.published import published_here, record, recorded, unchanged

MINE = "hub-tour: " + "1" * 16
BOTH = f"hub-tour: {'1' * 16} {'2' * 16}"
THEIRS = "hub-tour: " + "3" * 16


@pytest.mark.parametrize(
    ("files", "deleted", "message"),
    [
        ((), (), ""),
        (("b", "a"), (), "files:\n- a\n- b"),
        ((), ("b", "a"), "deleted:\n- a\n- b"),
        (("a b",), ("- c",), "files:\n- a b\n\ndeleted:\n- - c"),
    ],
)
def test_a_record_is_read_as_it_was_written(
    files: tuple[str, ...], deleted: tuple[str, ...], message: str
) -> None:
    assert record(files, deleted) == message
    for whole in (message, f"{MINE}\nsource: {'a' * 40}\n\n{message}\n"):
        assert recorded(whole) == (set(files), set(deleted))


def test_a_long_record_ends_after_a_thousand_files() -> None:
    names = [f"{number:04}" for number in range(1002)]
    assert recorded(record(names, names)) == (set(names[:1000]), set(names[:1000]))


@pytest.mark.parametrize(
    "message", ["", "- a", "files: a", "Files:\n- a", "files:\n\n- a", "files:\n-a\n* b"]
)
def test_what_is_no_record_names_no_file(message: str) -> None:
    assert recorded(message) == (set(), set())


def commit(number: int, message: str, title: str = "Publish from a tour of the Hub") -> Commit:
    return Commit(str(number), ("ada",), f"{title}\n{message}")


def assignment(line: str) -> Assignment:
    return Assignment(tuple(line.removeprefix("hub-tour: ").split()))


@pytest.mark.parametrize(
    ("own", "commits", "expected"),
    [
        ("", [commit(1, "files:\n- a")], {"a": "1"}),
        ("", [commit(2, "files:\n- a\n- b"), commit(1, "files:\n- a")], {"a": "2", "b": "2"}),
        ("", [commit(2, "files:\n- b"), commit(1, "files:\n- a")], {"b": "2", "a": "1"}),
        ("", [commit(2, "deleted:\n- a"), commit(1, "files:\n- a")], {}),
        ("", [commit(2, "files:\n- a"), commit(1, "deleted:\n- a")], {"a": "2"}),
        ("", [commit(1, "files:\n- c")], {}),
        ("", [commit(1, "files:\n- a", "Upload a")], {}),
        ("", [commit(1, "files:\n- a", "Publish from a tour of the Hub again")], {}),
        ("", [commit(1, "files:\n- a", "I Publish from a tour of the Hub")], {}),
        # Of this assignment alone, by the line in the message.
        (MINE, [commit(1, f"{MINE}\n\nfiles:\n- a")], {"a": "1"}),
        (MINE, [commit(1, f"{BOTH}\n\nfiles:\n- a")], {"a": "1"}),
        (BOTH, [commit(1, f"{MINE}\n\nfiles:\n- a")], {"a": "1"}),
        (MINE, [commit(1, f"{THEIRS}\n\nfiles:\n- a")], {}),
        (MINE, [commit(1, "files:\n- a")], {}),
        ("", [commit(1, f"{MINE}\n\nfiles:\n- a")], {}),
        (MINE, [commit(2, f"{THEIRS}\n\ndeleted:\n- a"), commit(1, f"{MINE}\n\nfiles:\n- a")],
         {"a": "1"}),
    ],
)  # fmt: skip
def test_which_files_were_published_from_here(
    own: str, commits: list[Commit], expected: dict[str, str]
) -> None:
    assert published_here(["a", "b"], commits, assignment(own)) == expected


def test_history_is_read_as_far_as_it_is_needed() -> None:
    commits = iter([commit(2, "files:\n- a"), commit(1, "files:\n- b")])
    assert published_here(["a"], commits, Assignment()) == {"a": "2"}
    assert next(commits).id == "1"


def test_what_somebody_changed_since_is_theirs() -> None:
    asked: list[str] = []

    def names_at(sha: str) -> dict[str, str | None]:
        asked.append(sha)
        contents: dict[str, dict[str, str | None]] = {"1": {"a": "x", "b": "x"}, "2": {"c": "x"}}
        return contents[sha]

    found = {"a": "1", "b": "1", "c": "2", "d": "2"}
    names = {"a": "x", "b": "y", "c": "x", "d": "x", "e": "x"}
    assert unchanged(found, names, names_at) == {"a", "c"}
    assert asked == ["1", "2"]
    assert unchanged({}, names, names_at) == set()
    assert asked == ["1", "2"]
