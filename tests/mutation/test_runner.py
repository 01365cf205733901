"""The runner, on a made-up package: mutants are killed, live, and never end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation import equivalent
from tests.mutation.__main__ import EQUIVALENT as LIST
from tests.mutation.__main__ import main
from tests.mutation.mutants import mutants_of
from tests.mutation.runner import BaselineError, Target, baseline
from tests.paths import ROOT

CODE = '''"""A module."""

from __future__ import annotations

LIMIT: int | None = 9


def emptied(items: list[int] | None) -> list[int]:
    """Return nothing."""
    while items:
        items.pop()
    return items or []


def unseen() -> bool:
    return True


def idle() -> bool:
    return bool("")
'''
TEST = """from made.up import emptied, idle

def test_emptied():
    assert emptied([1, 2]) == []
    assert emptied(None) == []

def test_idle():
    idle()
"""
EQUIVALENT = """
[[mutant]]
file = "made/up.py"
line = 'return bool("")'
change = '"" -> None'
reason = "both are nothing"

[[mutant]]
file = "made/up.py"
line = "items.pop()"
change = "items.pop() -> pass"
reason = "not true: the loop never ends"

[[mutant]]
file = "made/up.py"
line = "items.pop()"
change = "items.pop() -> pass"
nth = 2
reason = "there is one such line only"
"""
TARGET = Target("made", ("made_tests",), goal=0.9)


def write_project(folder: Path) -> Path:
    for name, text in (("made/up.py", CODE), ("made_tests/test_up.py", TEST)):
        (folder / name).parent.mkdir()
        (folder / name).write_text(text, "utf-8")
    (folder / "equivalent.toml").write_text(EQUIVALENT, "utf-8")
    return folder


def test_only_what_can_make_a_difference_is_changed(tmp_path: Path) -> None:
    mutants = mutants_of(write_project(tmp_path), "made/up.py")
    assert [(mutant.line_number, mutant.change) for mutant in mutants] == [
        (5, "9 -> None"),
        (5, "9 -> 10"),
        (10, "items -> not (items)"),
        (11, "items.pop() -> pass"),
        (12, "or -> and"),
        (16, "True -> False"),
        (20, '"" -> None'),
        (20, '"" -> "XXXX"'),
    ]


def test_who_lives_is_named_and_who_dies_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL", "1")
    root = write_project(tmp_path)
    assert main(root, [TARGET], root / "equivalent.toml") == 1
    assert capsys.readouterr().out.splitlines() == [
        "made/up.py:5:1: 9 -> None, in: LIMIT: int | None = 9",
        "made/up.py:5:21: 9 -> 10, in: LIMIT: int | None = 9",
        "made/up.py:16:12: True -> False, in: return True",
        'made/up.py:20:17: "" -> "XXXX", in: return bool("")',
        "made: killed 2 of 6",
        "in all: killed 2 of 6",
        "equivalent.toml names what is no mutant: "
        "('made/up.py', 'items.pop()', 'items.pop() -> pass', 2)",
        "a test kills what is called equivalent: "
        "made/up.py:11:9: items.pop() -> pass, in: items.pop()",
        "made: below the goal of 90%",
    ]


def test_an_entry_needs_a_reason(tmp_path: Path) -> None:
    (tmp_path / "list.toml").write_text(EQUIVALENT.replace("both are nothing", ""), "utf-8")
    with pytest.raises(ValueError, match="no reason is given"):
        equivalent.load(tmp_path / "list.toml")


def test_tests_that_fail_on_the_code_as_it_is_are_shown(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "made_tests/test_up.py").write_text("def test_no():\n    assert 1 == 2\n", "utf-8")
    with pytest.raises(BaselineError, match="assert 1 == 2"):
        baseline(root, TARGET)


def test_the_list_of_what_changes_nothing_names_mutants() -> None:
    known = equivalent.load(LIST)
    mutants = [mutant for path in {path for path, *_ in known} for mutant in mutants_of(ROOT, path)]
    assert equivalent.unmatched(ROOT, known, mutants) == []
