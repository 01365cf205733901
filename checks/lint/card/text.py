"""The text of a card: links to files that are not there, and the template's words.

markdown-it-py reads it. Its blocks are found in time in proportion to the text; what stands in
one block is looked at up to `MOST_OF_A_BLOCK`, since brackets cost their square.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.lint.card.body import UNWRITTEN, titles_for
from checks.lint.card.context import Card
from checks.messages import Message

MOST_OF_A_BLOCK = 4096

LINK = Message(
    "CARD-LINK",
    "The text points to {path}, which is not in the card's folder.",
    hint="Put the file there, correct its name (capitals count), or write a whole address "
    "beginning with https://.",
    severity="warning",
)
HEADING = Message(
    "CARD-HEADING",
    "The heading “{heading}” is still the template's.",
    hint="Write the name of your model.",
    severity="warning",
)
SECTION = Message(
    "CARD-SECTION",
    "Under the heading “{heading}” the template's text still stands.",
    hint="Write your own text in its place, or take the section out.",
    severity="warning",
)

# What ends a line for markdown-it.
_LINE_BREAK = re.compile(r"\r\n?|\n")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#|\?|$")
# Pages of the repo that are no files of it.
_PAGE = re.compile(r"(?:\./)?(?:tree|blob|resolve|raw|commits?|discussions)/")
_IN_HTML = re.compile(
    r"<(?:img|a|audio|video|source)\b[^<>]*?\b(?:src|href)\s*=\s*[\"']([^\"'<>]+)"
)


class Block(NamedTuple):
    """Text that stands together: a paragraph, a heading, a cell. `start` counts characters."""

    kind: str
    text: str
    start: int
    pointers: tuple[str, ...] = ()


# Where, what, about what.
_Found = Iterator[tuple[int, Message, dict[str, str]]]


def found_in(text: str, card: Card | None) -> _Found:
    """What is to be said of a card's text, and at which character."""
    blocks = _blocks(text)
    yield from _template(blocks)
    if card is not None:
        yield from _links(card, blocks, text)


def _template(blocks: list[Block]) -> _Found:
    heading: Block | None = None
    for block in blocks:
        if block.kind == "heading":
            heading = block
            if block.text.strip() in titles_for(block.text):
                yield block.start, HEADING, {"heading": block.text.strip()}
        elif heading and block.text.lstrip("-* ").startswith(UNWRITTEN):
            yield heading.start, SECTION, {"heading": heading.text}
            heading = None


def _links(card: Card, blocks: list[Block], text: str) -> _Found:
    for block in blocks:
        for pointer in block.pointers:
            path = unquote(re.split("[?#]", pointer, maxsplit=1)[0])
            if not (_ADDRESS.match(pointer) or _PAGE.match(pointer)) and card.lacks(path):
                yield _found(text, block.start, (path, pointer)), LINK, {"path": path}


def _found(text: str, start: int, words: tuple[str, ...]) -> int:
    """Where the first of the words that can be found stands, from `start` on; else `start`."""
    found = (text.find(word, start) for word in words if word)
    return next((index for index in found if index >= 0), start)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _blocks(text: str) -> list[Block]:
    reader = _reader()
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    found: list[Block] = []
    references: dict[str, Any] = {}
    before = ""
    for token in reader.parse(text, references):
        start = starts[token.map[0]] if token.map else (found[-1].start if found else 0)
        if token.type == "inline":
            kind = "heading" if before == "heading_open" else "text"
            pointers = tuple(_pointers(reader, token.content, references))
            found.append(Block(kind, token.content, start, pointers))
        elif token.type == "html_block":
            found.append(Block("html", "", start, tuple(_IN_HTML.findall(token.content))))
        before = token.type
    return found


def _pointers(reader: MarkdownIt, content: str, references: dict[str, Any]) -> Iterator[str]:
    if len(content) > MOST_OF_A_BLOCK or not ("[" in content or "<" in content):
        return
    inside: list[Token] = []
    reader.inline.parse(content, reader, references, inside)
    for token in (part for one in inside for part in (one, *(one.children or ()))):
        pointer = token.attrs.get("href") or token.attrs.get("src")
        if isinstance(pointer, str):
            yield pointer
        elif token.type == "html_inline":
            yield from _IN_HTML.findall(token.content)
