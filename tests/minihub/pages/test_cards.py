"""Cards as HTML: what is kept, what is taken out, and how long it may take."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minihub.pages.cards import MAX_CARD_CHARACTERS, Place, to_html
from tests.minihub.pages.every import EVIL_CARD

PLACE = Place("/ada/first", "main")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[a](LICENSE.md)", 'href="/ada/first/blob/main/LICENSE.md"'),
        ("[a](./docs/a.md#part)", 'href="/ada/first/blob/main/docs/a.md#part"'),
        ("[a](/datasets/x/y)", 'href="/datasets/x/y"'),
        ("[a](https://example.org/x)", 'href="https://example.org/x"'),
        ("[a](mailto:ada@example.org)", 'href="mailto:ada@example.org"'),
        ("[a](#how-to-use)", 'href="#card-how-to-use"'),
        ("# How to use", '<h2 id="card-how-to-use">'),
        ("![a plot](plot.png)", '<img src="/ada/first/resolve/main/plot.png" alt="a plot">'),
        ("~~no~~ **yes**", "<s>no</s> <strong>yes</strong>"),
        ("| a |\n| - |\n| b |", '<div class="scroll" tabindex="0"><table>'),
        ("```python\nx < 1\n```", '<pre tabindex="0"><code class="language-python">x &lt; 1'),
    ],
)
def test_what_is_kept(written: str, shown: str) -> None:
    assert shown in to_html(written, PLACE)


@pytest.mark.parametrize(
    "written",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        '<a href="java\nscript:alert(1)">a</a>',
        '<a href="&#1;javascript:alert(1)">a</a>',
        "[a](vbscript:x)",
        "[a](data:text/html,x)",
        "[a](../../../etc/passwd)",
        "[a](file:///etc/passwd)",
        "![a](https://example.org/pixel.png)",
        "![a](//example.org/pixel.png)",
        "![a](\\\\example.org\\pixel.png)",
        '<img src="http://[">',
    ],
)
def test_addresses_that_are_taken_out(written: str) -> None:
    shown = to_html(written, PLACE)
    assert not re.search("(?:href|src)=[\"'](?!/ada/first/)", shown), shown
    assert "script:" not in shown.partition("href")[2]


def test_the_evil_card() -> None:
    shown = to_html(EVIL_CARD.partition("\n---\n")[2], PLACE)
    tags = {tag.lower() for tag in re.findall(r"<(\w+)", shown)}
    assert tags <= {"h2", "h3", "a", "details", "summary", "p", "img", "div", "br"} | {
        "table", "thead", "tbody", "tr", "th", "td", "code"
    }  # fmt: skip
    assert not re.search(r"<[^>]*\s(?:on\w+|style|srcdoc|action)=", shown)
    assert 'id="main"' not in shown
    assert "over everything" in shown


def test_headings_start_under_the_pages_own_and_skip_none() -> None:
    shown = to_html("### a\n\n###### b\n\n# c\n\n<h4>d</h4>\n\n## e\n", PLACE)
    assert re.findall(r"<h(\d)", shown) == ["2", "3", "2", "3", "3"]
    assert re.findall(r"</h(\d)", shown) == ["2", "3", "2", "3", "3"]


@given(st.text(alphabet='<>"/= \n`[]()!#h1abscriptonerror&;:-', max_size=300))
def test_nothing_gets_through_by_chance(text: str) -> None:
    shown = to_html(text, PLACE)
    assert not re.search(r"<(?:script|style|iframe|svg|form|base|meta|object|embed)\b", shown)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "text",
    ["[", "*a ", "**a", "> ", "- ", "<", "<a ", "![", "`", "&", "| a ", "\n\n# a", "<div>", "[a]("],
)
def test_huge_cards_are_bounded(text: str) -> None:
    """They end: the part that is rendered is bounded, and so is the depth."""
    shown = to_html(text * (2 * MAX_CARD_CHARACTERS // len(text)), PLACE)
    assert len(shown) < 60 * MAX_CARD_CHARACTERS
