"""Markdown that is only text: as GitHub shows it in a step summary.

GitHub makes links of addresses, of names after `@`, and of numbers after `#`, also where every mark
is escaped: it looks for them in the text that comes out (github.github.com/gfm, “Autolinks
(extension)”; docs.github.com, “Autolinked references and URLs”). A comment inside breaks them, and
nobody sees it.
"""

from __future__ import annotations

import html
import re

from checks.messages import Medium, safe

_BREAK = "<!-- -->"
_MARKS = "\\`*_[]|#~!@$"
_FIELD = re.compile(r"(\{\w+\})")
# Where such a link has to begin or go on, by what GitHub looks for: a scheme's colon, `www.`, `@`,
# `#` and `GH-` before a name or a number. A commit's digits lead into the same repository only.
_LINKS = re.compile(
    r"(?i)(?<=\w)(?=://)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)|(?<=ww)(?=w\.)|(?<=[@#])(?=\S)"
    r"|(?<=gh-)(?=\d)"
)


def words(text: str) -> str:
    """Return our own words: no markup, no cell's end; an address in them may be a link.

    The names of what is filled in stay as they are.
    """
    return "".join(
        part if _FIELD.fullmatch(part) else _escaped(part) for part in _FIELD.split(text)
    )


def fields(text: str) -> str:
    """Return what came from outside, without markup and without links."""
    parts = _LINKS.split(safe(text, 2000))
    return _BREAK.join(_escaped(part) for part in parts)


def _escaped(text: str) -> str:
    text = html.escape(text, quote=False)
    return "".join(f"\\{char}" if char in _MARKS else char for char in text)


MARKDOWN = Medium(words, fields)
