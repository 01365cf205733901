"""Tabs, at which PyYAML and so huggingface_hub, the Python client, cannot load a card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.messages import Edit, Message, Problem
from checks.textfile import LINE_BREAK, place_of

TAB = Message(
    "CARD-TAB",
    "There is a tab between the words here: the Hub reads it as a space, and Python programs "
    "cannot load the card.",
    hint="Write a space in its place. In text that needs a tab, put the text in quotes.",
    severity="warning",
)
_COMMENT = r"(?m)(?:^|(?<=[ \t]))#[^\r\n]*"


def tabs_between_words(card: Card) -> Iterator[Problem]:
    """Yield each run of tabs at which PyYAML's own scanner raises, as it knows spaces only."""
    if "\t" not in card.source:
        return
    bare = re.sub(_COMMENT, _blank, _without_texts(card))
    for found in re.finditer(r"\t+", bare):
        place = place_of(card.source, found.start(), card.doc.file, card.doc.first_line - 1)
        alone = re.search(r"[:,\[{-][ \t]*$|^[ \t]*$", bare[: found.start()].rpartition("\n")[2])
        # Inside of a text without quotes the tab may be meant.
        is_last = re.match(r"[ \t]*(?:[\r\n#]|$)", bare[found.end() :])
        fix = Edit(place, len(found[0]), " ") if alone or is_last else None
        yield TAB.about(place).with_fix(fix)


def _without_texts(card: Card) -> str:
    """Return the source with what is in quotes or in a block taken out; places stay."""
    lines = [0, *(found.end() for found in LINE_BREAK.finditer(card.source))]
    parts, end = [], 0
    spans = [(card.doc.values[path], span) for path, span in card.doc.spans.items()]
    spans += [(card.doc.keys[path], span) for path, span in card.doc.key_spans.items()]
    for (line, col), (length, style) in sorted(spans):
        start = lines[line - card.doc.first_line] + col - 1
        if style and start >= end:
            parts += [card.source[end:start], re.sub(r"[^\r\n]", "x", card.source[start:][:length])]
            end = start + length
    return "".join([*parts, card.source[end:]])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
