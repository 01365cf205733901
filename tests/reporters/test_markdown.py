"""What came from outside is text in a step summary, and nothing else: no markup, no link."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.messages import Message, Place, safe
from checks.reporters.markdown import MARKDOWN, fields, words

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# GitHub's links of a plain text (github.github.com/gfm, “Autolinks (extension)”; docs.github.com,
# “Autolinked references and URLs”, “Basic writing and formatting syntax”).
AUTOLINK = re.compile(
    r"(?i)\b(?:https?|ftp)://|www\.|(?:mailto|xmpp):|\w@\w|(?<!\w)@\w|#\d|\bgh-\d"
)
HOSTILE = [
    "https://evil.example/x",
    "HTTP://EVIL.example",
    "ftp://evil.example",
    "www.evil.example",
    "WwW.evil.example",
    "ana@example.org",
    "mailto:ana@example.org",
    "xmpp:ana@example.org/x",
    "@octocat hello",
    "see @org/team",
    "#123 and org/repo#1 and GH-26",
    "[click](https://evil.example) ![x](//evil.example/x.png)",
    "<https://evil.example> <img src=x onerror=alert(1)> <!-- hidden",
    "-->  <!-- --> &lt;script&gt;",
    "a | b | c",
    "`code` **bold** _em_ ~~gone~~ $x^2$",
    "\\@ \\# \\`",
    "# not a heading",
    "[^1] [x]: //evil.example",
]


def text_nodes(markdown: str) -> list[str]:
    """Return the texts of a paragraph, each as it stands alone, and fail on anything else."""
    texts = [""]
    for block in PARSER.parse(markdown):
        assert block.type in ("paragraph_open", "inline", "paragraph_close"), block
        for token in block.children or ():
            if token.type == "html_inline":
                assert token.content == "<!-- -->"
                texts.append("")
            else:
                assert token.type in ("text", "text_special"), token
                texts[-1] += token.content
    return texts


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_the_same_text_and_makes_no_link(text: str) -> None:
    nodes = text_nodes("x " + fields(text))
    assert "".join(nodes) == "x " + re.sub(r"\s+$", "", safe(text))
    for node in nodes:
        assert not AUTOLINK.search(node), nodes
    assert "|" not in re.sub(r"\\\|", "", fields(text))


@given(st.text("@#:/w.hgGtpsfxmaiolto0123456789abcdef<>-!|*_`[]()\\$~&; ", max_size=60))
def test_no_text_makes_a_link(text: str) -> None:
    nodes = text_nodes("x" + fields(text))
    assert not [node for node in nodes if AUTOLINK.search(node)], nodes


def test_our_own_words_may_have_a_link() -> None:
    assert words("See https://huggingface.co/docs for `hf`.") == (
        "See https://huggingface.co/docs for \\`hf\\`."
    )


def test_a_problem_is_written_in_its_medium() -> None:
    message = Message(
        "T-LINK", "{the_name} is *bad*.", hint="Ask {the_name}, or see https://hub.example."
    )
    problem = message.about(Place("@ana.yaml", 3, 4), the_name="www.x_y")
    assert problem.line("en") == "@ana.yaml:3:4: T-LINK www.x_y is *bad*."
    assert problem.line("en", MARKDOWN) == (
        "\\@<!-- -->ana.yaml:3:4: T-LINK ww<!-- -->w.x\\_y is \\*bad\\*."
    )
    assert problem.hint("en", MARKDOWN) == "Ask ww<!-- -->w.x\\_y, or see https://hub.example."


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x1B, 0x85, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B),
        *(0x200D, 0x202E, 0x2060, 0x2066, 0x206F, 0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0),
        *(0xFFF0, 0xFFFB, 0xFFFE, 0xFFFF, 0x1D173, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0xE01EF),
    ],
)
def test_what_nobody_sees_is_shown(code: int) -> None:
    shown = safe(f"a{chr(code)}b")
    width = 2 if code < 0x100 else 4 if code < 0x10000 else 8
    letter = {2: "x", 4: "u", 8: "U"}[width]
    assert shown == f"a\\{letter}{code:0{width}x}b"


@pytest.mark.parametrize("text", ["한국어 모델", "日本語", "naïve café", "عربي", "😀 👍", "Ω≈ç"])
def test_what_people_write_is_left_as_it_is(text: str) -> None:
    assert safe(text) == text
