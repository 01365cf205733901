"""The tag by which the models of a class are found: a card of the class is to have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checks.lint.card.frontmatter import split
from checks.lint.card.linter import MAX_CARD_BYTES
from checks.messages import Message, Problem
from checks.textfile import read_text
from checks.yamldoc import CARD, parse

CLASS_TAG = Message(
    "CARD-CLASS",
    "The tags do not have {tag}, by which your class finds its models. It costs nothing.",
    hint="Add a line `  - {tag}` below `tags:`.",
    severity="note",
)


def class_tag_problems(path: Path, file: str, tag: str) -> Iterator[Problem]:
    """Yield that a card's tags do not have that of the class. A broken card has other problems."""
    text, _ = read_text(path, file, MAX_CARD_BYTES)
    matter, _ = split(text or "", file)
    doc, _ = parse(matter.yaml, file, matter.yaml_line, CARD) if matter else (None, [])
    if doc is None or not isinstance(doc.data, dict):
        return
    tags = doc.data.get("tags")
    if tag not in (tags if isinstance(tags, list) else [tags]):
        yield CLASS_TAG.about(doc.at("tags") if "tags" in doc.data else doc.at(), tag=tag)
