"""Cards are read for what they say, in whatever form they say it."""

from __future__ import annotations

from typing import Any

import pytest

from checks.hub import cards
from checks.hub.facts import Fact, Found, Missing, NotGradableError, Unreachable
from checks.hubspec.bounds import CARD


@pytest.mark.parametrize(
    ("card", "data"),
    [
        (b"---\nlicense: mit\n---\ntext", {"license": "mit"}),
        (b"---\r\nlicense: mit\r\n---\r\ntext", {"license": "mit"}),
        (b"---\nlicense: \xff\n---\n", {"license": "\ufffd"}),
        (b"---\n- a\n- b\n---\n", {}),
        (b"---\na: [no, 0123, 2026-01-01, 1]\n---\n", {"a": ["no", 123, "2026-01-01", 1]}),
        (b"---\na: &x [b]\nc: {<<: {d: *x}}\n---\n", {"a": ["b"], "c": {"d": ["b"]}}),
        (b"---\nlicense:\tmit\n---\n", {"license": "mit"}),
        (b"---\n---\n", {}),
        (b"---\nlicense: [\n---\n", {}),
        (b"---\nlicense: mit", {}),
        (b"no front matter", {}),
        (b"", {}),
    ],
)
def test_front_matter(card: bytes, data: dict[str, Any]) -> None:
    assert cards.metadata(card) == data


def with_items(count: int) -> bytes:
    return b"---\na:\n" + b"- b\n" * count + b"---\n"


def test_a_large_card_is_read_up_to_its_bounds() -> None:
    """4 MiB, and 500,000 values: the mapping, its key, the list and what is in it."""
    assert len(cards.metadata(with_items(499_997))["a"]) == 499_997
    assert cards.metadata(with_items(499_998)) == {}
    start, end = b"---\na: ", b"\n---\n"
    yaml = 4 * 1024 * 1024 - len("a: ")
    assert len(cards.metadata(start + b"x" * yaml + end)["a"]) == yaml
    assert cards.metadata(start + b"x" * (yaml + 1) + end) == {}


def test_of_a_models_card_the_front_matter_and_a_long_text_are_read() -> None:
    """The front matter may be as large as the Hub takes it."""
    assert cards.MAX_CARD_BYTES == CARD.size + 1024 * 1024 == 3 * 1024 * 1024


def test_the_text_of_a_card() -> None:
    assert cards.text_of(Found("text")) == "text"
    assert cards.text_of(Missing("gated")) == ""
    faults: list[Fact[str] | None] = [Unreachable("HTTP 503"), None]
    for fact in faults:
        with pytest.raises(NotGradableError):
            cards.text_of(fact)


@pytest.mark.parametrize(
    ("card", "body"),
    [
        ("---\na: b\n---\ntext\n", "text\n"),
        ("text\n", "text\n"),
        ("---\na: b\n", "---\na: b\n"),
        ("", ""),
    ],
)
def test_the_body_of_a_card(card: str, body: str) -> None:
    assert cards.body(card) == body


@pytest.mark.parametrize(
    ("card", "task"),
    [
        ({"pipeline_tag": "fill-mask", "tags": ["text-to-speech"]}, "fill-mask"),
        ({"pipeline_tag": "my-own"}, "my-own"),
        ({"pipeline_tag": 3, "tags": ["text-to-speech"]}, "text-to-speech"),
        ({"tags": ["x", 3, "text-to-speech", "fill-mask"]}, "text-to-speech"),
        ({"tags": "fill-mask"}, "fill-mask"),
        ({"tags": ["x"]}, None),
        ({}, None),
    ],
)
def test_the_task_of_a_card(card: dict[str, Any], task: str | None) -> None:
    assert cards.task(card) == task


@pytest.mark.parametrize(
    ("card", "library"),
    [
        ({"library_name": "sklearn"}, "sklearn"),
        ({"library_name": " sklearn "}, "sklearn"),
        ({"library_name": " "}, None),
        ({"library_name": 3}, None),
        ({}, None),
    ],
)
def test_the_library_of_a_card(card: dict[str, Any], library: str | None) -> None:
    assert cards.library(card) == library


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ({"language": "en"}, ("en",)),
        ({"language": ["en", "ko", "en"]}, ("en", "ko")),
        ({"language": ["en", 3], "tags": ["ko", "pytorch", "en", "code"]}, ("en", "ko")),
        ({"tags": "ko"}, ("ko",)),
        ({"language": ["code"]}, ("code",)),
        ({"language": "klingon"}, ("klingon",)),
        ({}, ()),
    ],
)
def test_the_languages_of_a_card(card: dict[str, Any], languages: tuple[str, ...]) -> None:
    assert cards.languages(card) == languages


@pytest.mark.parametrize(
    ("card", "wants"),
    [
        ({"pipeline_tag": "text-classification"}, True),
        ({"pipeline_tag": "tabular-classification"}, False),
        ({"tags": ["x", "robotics"]}, False),
        ({"pipeline_tag": "fill-mask", "tags": ["robotics"]}, True),
        ({"pipeline_tag": "my-own"}, True),
        ({}, True),
    ],
)
def test_whether_the_task_of_a_card_has_a_language(card: dict[str, Any], wants: bool) -> None:
    assert cards.wants_language(card) is wants


def test_one_or_many() -> None:
    assert cards.items([1, None]) == [1, None]
    assert (cards.items(1), cards.items(None), cards.items(0)) == ([1], [], [0])
    assert cards.mappings([{"a": 1}, 3]) == cards.mappings({"a": 1}) == [{"a": 1}]
    assert cards.strings(["a", 3]) == cards.strings("a") == ["a"]
