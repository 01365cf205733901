"""Unquoted values as js-yaml 4 reads them, and what is said where PyYAML reads another thing."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from checks.hubspec.yaml12 import read_scalar
from checks.lint.card.linter import lint_card_text
from minihub.frontmatter import parse

# What js-yaml 4.3.2 answers to `- VALUE`. A day is a date to it; the Hub keeps JSON, so a text.
ANSWERS = [
    *((word, word) for word in ("no", "Yes", "on", "tRUE", "1_000", "12:30:45", "1:30", "=")),
    *((word, word) for word in ("-.5", "+.5", "1e999", "0x", "+", ".", ".e1", "1.2.3", "~a")),
    *(("true", True), ("True", True), ("TRUE", True), ("false", False)),
    *(("0123", 123), ("-012", -12), ("08", 8), ("00", 0), ("+1", 1)),
    *(("0x1F", 31), ("-0x1F", -31), ("0o17", 15), ("0b11", 3)),
    *(("1e3", 1000), ("1E-2", 0.01), ("1.5", 1.5), ("1.", 1), (".5", 0.5)),
    ("9007199254740993", 9007199254740992),
    ("2026-09-01", "2026-09-01"),
]


@pytest.mark.parametrize(("written", "read"), ANSWERS)
def test_a_value_is_read_as_js_yaml_reads_it(written: str, read: object) -> None:
    ours = read_scalar(written)
    assert ours == read
    assert isinstance(ours, bool | str) == isinstance(read, bool | str)


@given(st.text(alphabet="0123456789+-.:_eExobanyTtruefls~", min_size=1, max_size=12))
def test_the_linter_and_the_embedded_hub_read_alike(written: str) -> None:
    assume(written not in ("-", "~", "null") and not written.endswith(":"))
    assert parse(f"- {written}") == [read_scalar(written)]


@pytest.mark.parametrize(
    ("written", "python", "hub"),
    [
        ("no", "false", "the text no"),
        ("0123", "the number 83", "the number 123"),
        ("12:30:45", "the number 45045", "the text 12:30:45"),
        ("1e3", "the text 1e3", "the number 1000.0"),
        ("2026-09-01", "the date 2026-09-01", "the text 2026-09-01"),
        ("1_000", "the number 1000", "the text 1_000"),
    ],
)
def test_both_readings_are_told(written: str, python: str, hub: str) -> None:
    text = f"---\nwidget: [{{text: a, parameters: {{p: {written}}}}}]\n---\n"
    [told] = [p for p in lint_card_text(text, "R") if p.code == "CARD-READINGS"]
    assert f"Python programs read {python}, the Hub {hub}." in told.text("en")
    assert told.severity == "warning"


@given(st.text(alphabet="0123456789+-.:_eExonyTtruefls", min_size=1, max_size=8))
def test_a_value_that_both_read_alike_is_passed_over(written: str) -> None:
    assume(written != "-" and not written.startswith("---") and not written.endswith(":"))
    try:
        python = yaml.safe_load(f"- {written}")[0]
    except (yaml.YAMLError, ValueError):
        return
    assume(python is not None)
    told = any(p.code == "CARD-READINGS" for p in lint_card_text(f"---\nx: {written}\n---\n", "R"))
    assert told == (
        type(python) is not type(read_scalar(written)) or python != read_scalar(written)
    )
