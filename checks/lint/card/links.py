"""Links in the text of a card to files that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from checks.lint.card.context import Card
from checks.messages import Message, Problem
from checks.textfile import place_of

LINK = Message(
    "CARD-LINK",
    "The text points to {path}, which is not in the card's folder.",
    hint="Put the file there, correct its name (capitals count), or write a whole address "
    "beginning with https://.",
    severity="warning",
)

# A web address, a place in this page, or pages of the repo that are no files of it.
_NO_FILE = (
    r"[A-Za-z][A-Za-z0-9+.-]*:|/|#|\?|$|(?:\./)?(?:tree|blob|resolve|raw|commits?|discussions)/"
)
# Wherever Markdown or HTML may lead to a file, and the target where it is plain which that is.
_MAY_LEAD = r"\][(:]|\b(?:src|href)\s*="
_PLAIN_TARGET = (
    r"\][(:][ \t\r\n]*+([^\x00-\x20\x7f<>()\\&%]*+)(?=[\x00-\x20\x7f)]|$)"
    r"|\b(?:src|href)\s*=\s*[\"']([^\"'<>\\&%]*)[\"']"
)


def missing_link_targets(card: Card, text: str, file: str, first_line: int) -> Iterator[Problem]:
    """Yield each link to a missing file in the text that begins on `first_line` of `file`."""
    if card.folder is None or not _may_miss(card, text):
        return
    # Imported for such a card alone: the parser takes as long as all else that a hook does.
    from checks.lint.card.markdown import targets

    for start, target in targets(text):
        if path := _missing(card, target):
            place = place_of(text, _find(text, start, path, target), file, first_line - 1)
            yield LINK.about(place, path=path)


def _may_miss(card: Card, text: str) -> bool:
    """Return False if no link in the text can lead to a missing file, however it is parsed."""
    plain = re.compile(_PLAIN_TARGET)
    for found in re.finditer(_MAY_LEAD, text):
        target = plain.match(text, found.start())
        if target is None or _missing(card, target[1] or target[2] or ""):
            return True
    return False


def _missing(card: Card, target: str) -> str | None:
    """Return the path in the card's folder that a target leads to, if no file is there."""
    if re.match(_NO_FILE, target):
        return None
    path = unquote(re.split("[?#]", target, maxsplit=1)[0])
    return path if card.is_missing(path) else None


def _find(text: str, start: int, *words: str) -> int:
    """Return where the first of the words that can be found is, from `start` on; else `start`."""
    found = (text.find(word, start) for word in words)
    return next((index for index in found if index >= 0), start)
