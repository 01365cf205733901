"""The lines of one key, read apart from all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.lint.answers.questions import KeyLine
from checks.messages import Place, Problem
from checks.yamldoc import Doc, parse

# A comma after what has an end of its own, as in a line that is copied out of JSON.
_COMMA_AFTER = re.compile(r"([\"'`\]][ \t]*)([,，、]+)(?=[ \t]*(?:#.*)?$)")
_COMMENT = re.compile(r"[ \t]#.*")


class Block(NamedTuple):
    """What the lines of a key hold: a document, or what is wrong with them.

    The first `size` lines have been read. `accepted` is what is written where that was certain
    to be something else, and its place.
    """

    doc: Doc | None
    problems: list[Problem]
    size: int
    accepted: tuple[Place, str] | None = None


def read_block(lines: list[str], key: KeyLine, file: str) -> Block:
    """Read the lines from that of a key up to the next one's.

    As many of them as belong together: all, or those that are further in, or the first alone.
    """
    own = _count_own(lines, key)
    wrong: dict[int, list[Problem]] = {}
    for first in _certain_forms(lines[0]):
        for count in dict.fromkeys((len(lines), own, 1)):
            text = "\n".join([first, *lines[1:count]])
            doc, problems = parse(text, file, key.number + 1)
            if doc and _is_read(doc, key, count < own):
                return Block(doc, [], count, _accepted(doc, key, lines[0], first))
            wrong.setdefault(count, problems)
    return Block(None, wrong[own], own)


def _is_read(doc: Doc, key: KeyLine, is_cut: bool) -> bool:
    """Return whether a document has the key; and if lines of its own are cut off, a value."""
    if not isinstance(doc.data, dict) or key.key not in doc.data:
        return False
    return not is_cut or doc.data[key.key] is not None


def _certain_forms(line: str) -> Iterator[str]:
    """Yield a line, then without a comma at its end, then with other quotes, as long as before."""
    yield line
    without = _COMMA_AFTER.sub(lambda found: found[1] + " " * len(found[2]), line)
    without = without.replace("`", "'")
    if without != line:
        yield without


def _accepted(doc: Doc, key: KeyLine, line: str, read: str) -> tuple[Place, str] | None:
    if line == read:
        return None
    place = doc.at(key.key)
    return place, _COMMENT.sub("", line[place.col - 1 :]).strip()


def _count_own(lines: list[str], key: KeyLine) -> int:
    """Return how many lines belong to a key by how far in they are, with a list's below it."""
    indent = len(key.space)
    for count, line in enumerate(lines[1:], 1):
        depth = len(line) - len(line.lstrip(" "))
        is_item = depth == indent and line.lstrip().startswith("-")
        if line.strip() and depth <= indent and not is_item and not line.lstrip().startswith("#"):
            return count
    return len(lines)
