"""Words are the same but for case, space, quotes, hyphens and underscores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.grading.compare import same_word, word, words

WORDS = [
    ("relu", "relu"),
    ("ReLU", "relu"),
    ("  relu\t", "relu"),
    ("'relu'", "relu"),
    ('"relu"', "relu"),
    ("`relu`", "relu"),
    ("' relu '", "relu"),
    ("\"'`relu`'\"", "relu"),
    ("gelu-new", "gelu_new"),
    ("gelu new", "gelu_new"),
    ("gelu - _ new", "gelu_new"),
    ("_gelu_", "_gelu_"),
    ("Straße", "strasse"),
    ("x'y", "x'y"),
    ("“ReLU”,", "relu"),
    ("「relu」、", "relu"),
    ("ｒｅｌｕ", "relu"),
    ("relu.", "relu."),
    (",relu", ",relu"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "plain"), WORDS)
def test_a_word_without_what_does_not_matter(text: str, plain: str) -> None:
    assert word(text) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Gelu New", "gelu_new", True),
        ("gelu", "gelu_new", False),
        ("gelunew", "gelu_new", False),
        ("", "x", False),
        ("a", "b", False),
        ("b", "a", False),
    ],
)
def test_same_word(one: str, other: str, same: bool) -> None:
    assert same_word(one, other) is same


def test_a_list_is_a_set_of_words() -> None:
    assert words(["A-b", "a_B", "c"]) == {"a_b", "c"}
    assert words([]) == set()


PLAIN = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1)
JOINER = st.text(" \t_-", min_size=1, max_size=3)
AROUND = st.sampled_from(["", " ", "'", '"', "`", " '", "\t"])


@given(parts=st.lists(PLAIN, min_size=1, max_size=4), joiner=JOINER, around=AROUND, data=st.data())
def test_how_it_is_written_does_not_matter(
    parts: list[str], joiner: str, around: str, data: st.DataObject
) -> None:
    text = joiner.join(part if data.draw(st.booleans()) else part.upper() for part in parts)
    assert word(around + text + around[::-1]) == "_".join(parts)


@given(text=st.text())
def test_reading_it_twice_changes_nothing_where_no_quotes_are_left(text: str) -> None:
    once = word(text)
    if once == once.strip("\"'`_- "):
        assert word(once) == once


@given(one=st.text("aA_- '"), other=st.text("aA_- '"))
def test_to_be_the_same_goes_both_ways(one: str, other: str) -> None:
    assert same_word(one, other) == same_word(other, one) == (word(one) == word(other))
