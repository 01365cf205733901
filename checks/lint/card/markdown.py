"""Where the Markdown of a card leads to.

markdown-it-py reads it. Its blocks are found in time in proportion to the text; what is inside one
block is looked at up to `MAX_BLOCK`, since brackets cost their square.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_BLOCK = 4096  # characters

# What ends a line for markdown-it.
_LINE_BREAK = re.compile(r"\r\n?|\n")
_IN_HTML = re.compile(
    r"<(?:img|a|audio|video|source)\b[^<>]*?\b(?:src|href)\s*=\s*[\"']([^\"'<>]+)"
)


def targets(text: str) -> Iterator[tuple[int, str]]:
    """Yield the target of each link and image, and at which character its block begins."""
    parser, references = _parser(), dict[str, Any]()
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    start = 0
    for token in parser.parse(text, references):
        if token.type not in ("inline", "html_block"):
            continue
        # A cell of a table has no place of its own.
        start = starts[token.map[0]] if token.map else start
        if token.type == "html_block":
            found = iter(_IN_HTML.findall(token.content))
        else:
            found = _inline_targets(parser, token.content, references)
        yield from ((start, target) for target in found)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _inline_targets(parser: MarkdownIt, content: str, references: dict[str, Any]) -> Iterator[str]:
    if len(content) > MAX_BLOCK or not ("[" in content or "<" in content):
        return
    inside: list[Token] = []
    parser.inline.parse(content, parser, references, inside)
    for token in (part for one in inside for part in (one, *(one.children or ()))):
        target = token.attrs.get("href") or token.attrs.get("src")
        if isinstance(target, str):
            yield target
        elif token.type == "html_inline":
            yield from _IN_HTML.findall(token.content)
