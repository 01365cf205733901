"""Translations, read from gettext catalogues: `locale/LANG/LC_MESSAGES/hub-tour.po`.

A language is there as soon as its catalogue is; nothing else names it. The `.po` itself is read,
where gettext would have it compiled: the template runs from a checkout in which nothing was
built, and a compiled file in git is one more thing to be out of step, and to conflict in every
merge. Only the entries that are printed are ever parsed, which takes less time than gettext
takes to load a compiled catalogue.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ENGLISH = "en"
"""The language of the code, which needs no catalogue."""
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "hub-tour"

_ENTRY = r'msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)'
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@cache
def languages() -> tuple[str, ...]:
    """Return English, then each language that has a catalogue, as `ko` or `pt_BR`."""
    names = (path.name for path in LOCALE.iterdir())
    return (ENGLISH, *sorted(name for name in names if catalogue_of(name).is_file()))


def catalogue_of(lang: str) -> Path:
    """Return where the catalogue of a language is, or would be."""
    return LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def translated(english: str, context: str, lang: str) -> str:
    """Return `english` in another language; as it is where the catalogue has nothing for it.

    `context` tells texts apart that are the same in English. An entry for another English text,
    or one that is marked as fuzzy, counts for nothing.
    """
    if lang == ENGLISH:
        return english
    catalogue, heading = _catalogue(lang), f'\nmsgctxt "{context}"\n'
    at = catalogue.find(heading)
    while at >= 0:
        entry = re.compile(_ENTRY).match(catalogue, at + len(heading))
        if entry and _unquoted(entry[1]) == english and not _is_fuzzy(catalogue, at):
            return _unquoted(entry[2]) or english
        at = catalogue.find(heading, at + 1)
    return english


@cache
def _catalogue(lang: str) -> str:
    return catalogue_of(lang).read_text("utf-8") if lang in languages() else ""


def _is_fuzzy(catalogue: str, at: int) -> bool:
    """Whether the comments above an entry say that nobody has looked at it yet."""
    comments = catalogue[catalogue.rfind("\n\n", 0, at) + 2 : at + 1]
    return any(line.startswith("#,") and "fuzzy" in line for line in comments.split("\n"))


def _unquoted(lines: str) -> str:
    text = "".join(line[1:-1] for line in lines.split("\n"))
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
