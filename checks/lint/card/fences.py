"""Fixes for the `---` lines around a card's front matter, where it is clear what was meant."""

from __future__ import annotations

import re

from checks.messages import Edit
from checks.textfile import LINE_BREAK, place_of

_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:[ \t]|$)")
_GOES_ON = re.compile(r"[ \t]+\S|- ")
_OTHER_KEY = re.compile(r"^[a-z_-]+:(?:[ \t]|$)", re.MULTILINE)
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ONLY_DASHES = re.compile(r"[ \t]*(?:-{3,}|[–—]+-*|\.\.\.)[ \t]*")
_FENCE = "---"


def bare_opening(text: str, at: int, file: str) -> Edit | None:
    """Return an edit taking out what follows the opening ---: spaces or dashes above metadata."""
    extra = LINE_BREAK.split(text[at:], maxsplit=1)[0]
    after = LINE_BREAK.sub("\n", text[at + len(extra) :])
    rest = after[1:]
    begins = _OTHER_KEY.match(rest) or (_KEY.match(rest) and _CLOSING.search(rest))
    if extra.strip(" \t-") or not begins:
        return None
    return Edit(place_of(text, at, file), len(extra), "")


def one_opening(text: str, at: int, file: str) -> Edit | None:
    """Return an edit taking out the second of two --- lines, if metadata and a third follow."""
    line, found, rest = _line(text, at)
    rest = LINE_BREAK.sub("\n", rest)
    if not found or not (_KEY.match(rest) and _CLOSING.search(rest)):
        return None
    return Edit(place_of(text, at, file), len(line) + len(found), "")


def closing(text: str, start: int, nearly: int | None, file: str) -> Edit | None:
    """Return an edit closing the front matter that begins at `start`.

    A line at `nearly` that is like a fence becomes one. Else one goes below the last line of
    metadata, if it is clear which that is.
    """
    if nearly is not None:
        line = LINE_BREAK.split(text[nearly:], maxsplit=1)[0]
        if _KEY.match(text, start) and _ONLY_DASHES.fullmatch(line):
            return Edit(place_of(text, nearly, file), len(line), _FENCE)
        return None
    end = _end_of_metadata(text, start)
    line, _, _ = _line(text, end)
    if end > start and line.strip(" \t") == "--":
        return Edit(place_of(text, end, file), len(line), _FENCE)
    if end == start or _OTHER_KEY.search(LINE_BREAK.sub("\n", text[end:])):
        return None
    return Edit(place_of(text, end, file), 0, f"{_FENCE}\n")


def _end_of_metadata(text: str, start: int) -> int:
    """Return the index after the last line that is `key: value`, or continues one."""
    at = start
    while at < len(text):
        line, found, _ = _line(text, at)
        if not _KEY.match(line) and (at == start or not _GOES_ON.match(line)):
            break
        at += len(line) + len(found)
    return at


def _line(text: str, at: int) -> tuple[str, str, str]:
    """Return the line that begins at `at`, its line break, and the rest."""
    found = LINE_BREAK.search(text, at)
    if found is None:
        return text[at:], "", ""
    return text[at : found.start()], found[0], text[found.end() :]
