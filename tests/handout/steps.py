"""What the handout tells a reader to do: its commands, and its steps in the browser, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

BROWSER = "<!-- browser -->"
"""Comes before each list of steps that are done in the browser."""
_ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
_PRESS = re.compile(r"\bpress|누르|누릅", re.IGNORECASE)


class Action(NamedTuple):
    """Open a page, press what has these words, or find them on the page."""

    kind: Literal["open", "press", "find"]
    what: str


class Fence(NamedTuple):
    """A block of code: `info` follows the three backquotes; `part` is the anchor before it."""

    part: str
    info: str
    lines: tuple[str, ...]


class Walk(NamedTuple):
    """A list of steps in the browser: one or more actions each, or none where one only reads."""

    part: str
    steps: tuple[tuple[Action, ...], ...]


def steps(text: str) -> Iterator[Fence | Walk]:
    """Yield what a page tells to do, in its order."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    part, in_browser = "", False
    for at, token in enumerate(tokens):
        if token.type in ("html_block", "inline") and (found := _ANCHOR.search(token.content)):
            part = found[1]
        if token.type == "fence":
            yield Fence(part, token.info.strip(), tuple(token.content.splitlines()))
        elif token.type == "html_block" and BROWSER in token.content:
            in_browser = True
        elif token.type == "ordered_list_open" and in_browser:
            yield Walk(part, tuple(_items(tokens, at)))
            in_browser = False
        elif token.type == "inline" and in_browser:
            raise ValueError(f"no list follows {BROWSER}, but: {token.content}")


def _items(tokens: list[Token], start: int) -> Iterator[tuple[Action, ...]]:
    level = tokens[start].level
    for token in tokens[start + 1 :]:
        if token.level == level:
            return
        if token.type == "inline":
            yield tuple(_actions(token))


def _actions(step: Token) -> Iterator[Action]:
    children = step.children or []
    for at, child in enumerate(children):
        if child.type == "link_open":
            yield Action("open", str(child.attrGet("href")))
        elif child.type == "strong_open":
            words = children[at + 1].content
            yield Action("press" if _PRESS.search(step.content) else "find", words)
