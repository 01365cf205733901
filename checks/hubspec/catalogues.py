"""Translations, read from gettext catalogues: `LANG/LC_MESSAGES/DOMAIN.po` in a folder.

A language is there as soon as its catalogue is; nothing else names it. The `.po` itself is read,
where gettext would have it compiled: the template runs from a checkout in which nothing was
built, and a compiled file in git is one more thing to be out of step, and to conflict in every
merge. Only the entries that are printed are ever parsed, which takes less time than gettext
takes to load a compiled catalogue.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

ENGLISH = "en"
"""The language of the code, which needs no catalogue."""

_ENTRY = r'msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)'
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Catalogues:
    """The catalogues of one program."""

    def __init__(self, folder: Path, domain: str) -> None:
        self.folder = folder
        self.domain = domain
        self._files: dict[str, str] = {}
        self._found: dict[tuple[str, str, str], str] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """English, then each language that has a catalogue, as `ko` or `pt_BR`."""
        names = (path.name for path in self.folder.iterdir())
        return (ENGLISH, *sorted(name for name in names if self.file(name).is_file()))

    def file(self, lang: str) -> Path:
        """Return where the catalogue of a language is, or would be."""
        return self.folder / lang / "LC_MESSAGES" / f"{self.domain}.po"

    def translated(self, english: str, context: str, lang: str) -> str:
        """Return `english` in another language; as it is where the catalogue has nothing for it.

        `context` tells texts apart that are the same in English. An entry for another English
        text, or one that is marked as fuzzy, counts for nothing.
        """
        if lang == ENGLISH:
            return english
        key = (english, context, lang)
        if key not in self._found:
            self._found[key] = _find(self._text(lang), english, context) or english
        return self._found[key]

    def _text(self, lang: str) -> str:
        if lang not in self._files:
            there = lang in self.languages
            self._files[lang] = self.file(lang).read_text("utf-8") if there else ""
        return self._files[lang]


def _find(catalogue: str, english: str, context: str) -> str | None:
    heading = f'\nmsgctxt "{context}"\n'
    at = catalogue.find(heading)
    while at >= 0:
        entry = re.compile(_ENTRY).match(catalogue, at + len(heading))
        if entry and _unquoted(entry[1]) == english and not _is_fuzzy(catalogue, at):
            return _unquoted(entry[2])
        at = catalogue.find(heading, at + 1)
    return None


def _is_fuzzy(catalogue: str, at: int) -> bool:
    """Return whether the comments above an entry say that nobody has looked at it yet."""
    comments = catalogue[catalogue.rfind("\n\n", 0, at + 1) + 2 : at + 1]
    return any(line.startswith("#,") and "fuzzy" in line for line in comments.split("\n"))


def _unquoted(lines: str) -> str:
    text = "".join(line[1:-1] for line in lines.split("\n"))
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
