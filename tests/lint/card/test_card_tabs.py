"""Tabs: a warning wherever PyYAML's own scanner stops, and nowhere else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from checks.lint.card.linter import lint_card_text
from checks.messages import Problem

VALUES = [
    *("x", "x y", "x\ty", "'q\tr'", '"s\tt" ', "[x,\ty]", "{x:\ty}", "|\n  t\tu", "", "y#z", "- a"),
    *("\n- a\n-\tb", "\n  - a\tb", "\n\t\n", "[\n\tx ]"),
]
lines = st.tuples(
    st.sampled_from(["a", "b ", "'c\td'"]),
    st.sampled_from([": ", ":\t", ": \t", ":"]),
    st.sampled_from(VALUES),
    st.sampled_from(["", "", "\t", "\t# c", " # c\td", "  "]),
).map("".join)
NOT_READ = ("Y-", "FM-", "CARD-TOP", "LINT-")


def tabs(front: str) -> list[Problem]:
    problems = lint_card_text(f"---\n{front}\n---\n", "README.md")
    return [problem for problem in problems if problem.code.startswith(("CARD-TAB", *NOT_READ))]


def pyyaml_stops(front: str) -> bool:
    try:
        list(yaml.scan(front, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return True
    return False


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(lines, min_size=1, max_size=3).map("\n".join))
@example("a:\tb")
@example("a: b\t")
@example("a: b\tc")
@example("a: 'b\tc'\td: e")
@example("a: |\n  b\tc\nd: e # f\tg")
@example("a: [b,\tc]")
def test_a_tab_is_told_where_pyyaml_stops_at_it(front: str) -> None:
    front = f"k: v\n{front}"
    found = tabs(front)
    assume(all(problem.code == "CARD-TAB" for problem in found))
    assert bool(found) == pyyaml_stops(front)


@pytest.mark.parametrize(
    ("front", "places"),
    [
        ("license:\tmit", [(2, 9, True)]),
        ("license: mit\t", [(2, 13, True)]),
        ("license: mit\t\t# the licence", [(2, 13, True)]),
        ("tags:\n- one\t\n- two\tthree", [(3, 6, True), (4, 6, False)]),
        ("tags: [one,\ttwo]", [(2, 12, True)]),
        ("license:\tmit\ntags: 'a\tb'\nlanguage:\ten", [(2, 9, True), (4, 10, True)]),
    ],
)
def test_where_a_tab_is_and_whether_a_space_can_take_its_place(
    front: str, places: list[tuple[int, int, bool]]
) -> None:
    found = tabs(front)
    assert [(p.place.line, p.place.col, p.fix is not None) for p in found if p.place] == places
    assert {p.severity for p in found} == {"warning"}
