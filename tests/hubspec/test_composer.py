"""YAML within bounds: what anchors, aliases, merge keys and tags stand for, and what they cost."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from checks.hubspec.bounds import CARD, FORM, Bounds
from checks.hubspec.composer import Composer
from checks.hubspec.yaml12 import read_scalar

SMALL = Bounds(size=100, values=20, levels=4, references=True)


def composed(text: str, bounds: Bounds = CARD) -> Composer:
    composer = Composer(
        lambda value, plain, _: read_scalar(value) if plain else value, bounds=bounds
    )
    composer.read(text)
    return composer


def data(text: str) -> Any:
    composer = composed(text)
    assert composer.faults == []
    return composer.data


def faults(text: str, bounds: Bounds = SMALL) -> list[tuple[str, tuple[int, int]]]:
    return [(fault.reason, fault.position) for fault in composed(text, bounds).faults]


# What js-yaml 4.1 makes of each.
READ = [
    ("a: &x no\nb: *x", {"a": "no", "b": "no"}),
    ("a: &x [1, {b: c}]\nb: *x", {"a": [1, {"b": "c"}], "b": [1, {"b": "c"}]}),
    ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
    ("a: &x [&x 5]\nb: *x", {"a": [5], "b": [5]}),
    ("a: &x k\n*x : 3", {"a": "k", "k": 3}),
    ("&x a: b\nc: *x", {"a": "b", "c": "a"}),
    ("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3", {"a": {"b": 1, "c": 2}, "d": {"c": 3, "b": 1}}),
    ("a: {c: 3, <<: {b: 1, c: 2}}", {"a": {"c": 3, "b": 1}}),
    ("a: {<<: [{b: 1}, {b: 2, c: 3}]}", {"a": {"b": 1, "c": 3}}),
    ("a: {<<: {b: 1}, <<: {b: 2}}", {"a": {"b": 1}}),
    ("a: {<<: []}", {"a": {}}),
    ('a: {"<<": 1}', {"a": {"<<": 1}}),
    ("a: !!str 5", {"a": "5"}),
    ("a: [!!int '7', !!float 1, !!bool \"true\", !!null ~]", {"a": [7, 1, True, None]}),
    ("a: !!map {b: !!seq [c]}", {"a": {"b": ["c"]}}),
    ("a: ! 5", {"a": "5"}),
    ("!!str a: b", {"a": "b"}),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_references_and_tags_are_read_as_the_hub_reads_them(text: str, expected: object) -> None:
    assert json.dumps(data(text), sort_keys=True) == json.dumps(expected, sort_keys=True)


REFUSED = [
    ("a: *x", "alias", (1, 4)),
    ("a: &x [*x]", "alias", (1, 8)),
    ("a: &x 1\nb: &x [*x]", "alias", (2, 8)),
    ("a: {<<: 5}", "merge", (1, 5)),
    ("a: {b: 1, <<: [5]}", "merge", (1, 11)),
    ("a: &x 5\nb: {<<: *x}", "merge", (2, 5)),
    ("a: &x [b]\n*x : 3", "key", (2, 1)),
    ("a: !x b", "reference", (1, 4)),
    ("a: !!set {b}", "reference", (1, 4)),
    ("a: !!str [b]", "reference", (1, 4)),
    ("a: !!map [b]", "reference", (1, 4)),
    ("a: !!seq {b: c}", "reference", (1, 4)),
    ("a: !!int b", "value", (1, 4)),
    ("a: !!int true", "value", (1, 4)),
    ("a: !!float true", "value", (1, 4)),
    ("a: !!bool 1", "value", (1, 4)),
    ("a: !!null 1", "value", (1, 4)),
    ("a: &x b\n*x : 1\nb: 2", "duplicate", (3, 1)),
]


@pytest.mark.parametrize(("text", "reason", "position"), REFUSED)
def test_what_stands_for_nothing_is_refused(
    text: str, reason: str, position: tuple[int, int]
) -> None:
    assert faults(text) == [(reason, position)]


@pytest.mark.parametrize("text", ["a: &x b", "a: *x", "a: {<<: {}}", "a: !!str b", "a: ! b"])
def test_a_form_has_no_references(text: str) -> None:
    assert [reason for reason, _ in faults(text, FORM)] == ["reference"]


def test_what_an_alias_stands_for_counts_as_if_it_were_written_out() -> None:
    # The mapping, its keys and their values: 1 + 3 + 6 + 6 + 3.
    text = "a: &x [1, 2, 3, 4, 5]\nb: *x\nc: [1, 2]"
    assert faults(text, SMALL._replace(values=19)) == []
    assert faults(text, SMALL._replace(values=18)) == [("items", (3, 8))]
    assert faults(text.replace("c: [1, 2]", ""), SMALL._replace(values=13)) == [("items", (2, 4))]
    # One character for each of the keys and numbers: 3 + 5 + 5 + 2.
    assert faults(text, SMALL._replace(size=15)) == []
    assert faults(text, SMALL._replace(size=14)) == [("size", (3, 8))]
    assert faults(text, SMALL._replace(size=11)) == [("size", (2, 4))]
    scalar = "a: &x word\nb: [*x, *x]"
    assert faults(scalar, SMALL._replace(values=7, size=14)) == []
    assert faults(scalar, SMALL._replace(values=6)) == [("items", (2, 9))]
    assert faults(scalar, SMALL._replace(size=13)) == [("size", (2, 9))]


def test_levels_are_counted_through_aliases() -> None:
    assert faults("a: [[[b]]]") == []
    assert faults("a: [[[[b]]]]") == [("depth", (1, 7))]
    assert faults("a: &x [[b]]\nb: [*x]") == []
    assert faults("a: &x [[b]]\nb: [[*x]]") == [("depth", (2, 6))]
    assert faults("a: &x [b]\nc: &y [*x]\nd: &z [*y]\ne: [*z]") == [("depth", (4, 5))]
    assert faults("a: &x [[b], c]\nb: [[*x]]") == [("depth", (2, 6))]
    assert faults("a: {b: &x {c: [d]}}\nb: {e: {<<: *x}}") == []
    assert faults("a: &x {c: [d]}\nb: &y {<<: *x}\nf: [[*y]]", SMALL._replace(values=30)) == [
        ("depth", (3, 6))
    ]


@pytest.mark.parametrize("letters", ["abcdefgh", "abcdefghijklmnopqrstuvwxyz"])
def test_a_billion_laughs_are_refused_before_they_cost_anything(letters: str) -> None:
    lines = [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(letters)]
    composer = composed("\n".join(["a: &a [ha]", *lines]))
    assert [fault.reason for fault in composer.faults] == ["items"]
    # What there is was written: nothing is there twice.
    assert len(composer.values) <= 10 * len(letters)


def test_merges_of_merges_are_bounded() -> None:
    keys = ", ".join(f"k{number}: 1" for number in range(100))
    lines = [
        f"b{number}: &b{number} {{<<: *b{number - 1}, x{number}: 1}}" for number in range(1, 300)
    ]
    composer = composed("\n".join([f"b0: &b0 {{{keys}}}", *lines]), CARD._replace(values=50_000))
    assert [fault.reason for fault in composer.faults] == ["items"]


def test_what_is_written_is_known_of_copies_too() -> None:
    composer = composed("a: &x no\nb: *x\nc: &y {d: no, e: 'f'}\ng: {<<: *y, e: h}\ni: [*x]")
    copies = {("b",): "no", ("g", "d"): "no", ("i", 0): "no"}
    assert copies.items() <= composer.plain.items()
    assert ("g", "e") in composer.plain
    assert composer.plain[("g", "e")] == "h"
    assert composer.values[("b",)] == (2, 4)
    # Nothing can be put in place of an alias without changing what it stands for.
    assert ("b",) not in composer.spans


def test_what_is_quoted_is_not_known_as_plain_by_another_name() -> None:
    composer = composed("a: &x 'no'\nb: *x\n&k no: c\nd: *k\ne: {<<: {f: no}}")
    assert ("b",) not in composer.plain
    assert ("d",) not in composer.plain
    assert composer.plain[("e", "f")] == "no"


def test_no_span_takes_an_anchor_or_a_tag_with_it() -> None:
    """What is put in place of the value would take them out."""
    composer = composed("a: &x b\nc: !!str d\n&y e: *x\n*x : g\nh: i")
    assert composer.spans == {("b",): (1, ""), ("h",): (1, "")}
    assert composer.key_spans == {("a",): (1, ""), ("c",): (1, ""), ("h",): (1, "")}


def test_the_bounds_of_a_card_and_of_a_form() -> None:
    assert CARD == (2 * 1024 * 1024, 500_000, 40, True)
    assert FORM == (64 * 1024, 5_000, 12, False)
