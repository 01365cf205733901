"""What the project says to people: Messages, Problems that use them, and Phrases.

A `Message` is a named constant: what is wrong, and what to do. `MESSAGE.about(...)` fills it
in and gives a `Problem`, which knows its place. A `Phrase` is anything else that is printed: a
heading, a line of progress. Both are written in English; `translations` has the other languages,
which are looked up when something is printed. Whatever comes from a student is printed through
`safe` and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from checks.hubspec import tokens
from checks.translations import ENGLISH, languages, translated

Lang = str
"""A language, as `translations.languages` names it."""
Severity = Literal["error", "warning", "note", "review"]

_LONGEST = 120
# Control characters, line and paragraph separators, the marks that turn the direction of text
# round, and letters that nobody sees (fillers, selectors of a variant, tags, the blank of Braille):
# none of them may reach a terminal or a log as they are. Compiled where something is printed, since
# so large a set takes long.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A token of the Hub: whoever reads one can write to its owner's repos, so none is ever printed.
TOKEN = re.compile(tokens.PATTERN)


def safe(value: object, longest: int = _LONGEST) -> str:
    """Text from outside, made fit to print: one line, bounded, no secret, no command to a reader.

    `::name::` at the start of a line and `##[name]` anywhere are workflow commands of the
    GitHub Actions runner (actions/runner, `ActionCommand.cs`); neither can be formed.
    """
    text = TOKEN.sub("hf_…", str(value))
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    text = re.sub(_UNPRINTABLE, _escaped, text)
    return text.replace("::", ":\\x3a").replace("##[", "#\\x23[")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    named = {9: "\\t", 10: "\\n", 13: "\\r"}
    if code >= 0x10000:
        return f"\\U{code:08x}"
    return named.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


class Medium(NamedTuple):
    """Where something is shown: how our own words are written there, and what is filled in."""

    words: Callable[[str], str] = str
    fields: Callable[[str], str] = str


PLAIN = Medium()
"""A terminal, a log, JSON: what `safe` has done is enough."""


class Place(NamedTuple):
    """Where a problem is: a file, and in it a line and column, both counted from 1."""

    file: str
    line: int = 1
    col: int = 1

    def __str__(self) -> str:
        name = re.sub(":$", r"\\x3a", safe(self.file, 200))
        return f"{name}:{self.line}:{self.col}"


class Edit(NamedTuple):
    """A change that is certain to be right: `length` characters from `place` on become `new`.

    The place is in the text as it was linted; a line break counts as the characters it has.
    """

    place: Place
    length: int
    new: str


class Restage(NamedTuple):
    """Stage the file again: its content is correct, the entry in git's index is not."""

    place: Place


class Phrase(NamedTuple):
    """Words that are no problem, in English. `context` is their name in the catalogues."""

    context: str
    english: str
    fields: Mapping[str, str] = MappingProxyType({})

    def __hash__(self) -> int:
        return hash((self.context, self.english))

    def about(self, **fields: object) -> Phrase:
        """Return this phrase with its braces filled; `fields` are made safe here."""
        return self._replace(fields={name: safe(value) for name, value in fields.items()})

    def text(self, lang: Lang, **fields: object) -> str:
        """Return the words in a language. What a student wrote belongs in `about`, not here."""
        words = translated(self.english, self.context, lang)
        return words.format_map({**self.fields, **fields})


_KINDS: dict[Severity, Phrase] = {
    "warning": Phrase("severity warning", "warning"),
    "note": Phrase("severity note", "note"),
    "review": Phrase("severity review", "for the teacher"),
}


class Message:
    """One thing that can be wrong, and what to do about it, in English.

    Both texts may have `{fields}`. In the catalogues they go by the code, and the code and `hint`.
    """

    __slots__ = ("_hint", "_text", "code", "severity")

    def __init__(self, code: str, text: str, *, hint: str, severity: Severity = "error") -> None:
        self.code = code
        self.severity = severity
        self._text = text
        self._hint = hint

    def __repr__(self) -> str:
        return f"Message({self.code!r})"

    def about(self, place: Place | None = None, **fields: object) -> Problem:
        """Return this message about something: `fields` fill the braces and are made safe here.

        A field may be a `Phrase`, which is printed in the language of the whole.
        """
        values = {
            name: value if isinstance(value, Phrase) else safe(value)
            for name, value in fields.items()
        }
        return Problem(self, self.severity, place, values)

    def text(self, lang: Lang) -> str:
        """Return what is wrong, with its braces as they are."""
        return translated(self._text, self.code, lang)

    def hint(self, lang: Lang) -> str:
        """Return what to do about it, with its braces as they are."""
        return translated(self._hint, f"{self.code} hint", lang)


class Problem(NamedTuple):
    """A message about one thing at one place. Build it with `Message.about`."""

    message: Message
    severity: Severity
    place: Place | None = None
    fields: Mapping[str, str | Phrase] = MappingProxyType({})
    fix: Edit | Restage | None = None

    def with_fix(self, fix: Edit | Restage | None) -> Problem:
        """Return this problem with what `tour lint --fix` does about it, where that is certain."""
        return self._replace(fix=fix)

    @property
    def code(self) -> str:
        return self.message.code

    def text(self, lang: Lang, medium: Medium = PLAIN) -> str:
        return self._filled(self.message.text(lang), lang, medium)

    def hint(self, lang: Lang, medium: Medium = PLAIN) -> str:
        return self._filled(self.message.hint(lang), lang, medium)

    def _filled(self, words: str, lang: Lang, medium: Medium) -> str:
        fields = {
            name: medium.fields(value.text(lang) if isinstance(value, Phrase) else value)
            for name, value in self.fields.items()
        }
        return medium.words(words).format_map(fields)

    def with_severity(self, severity: Severity) -> Problem:
        """Return the same where it weighs more or less than elsewhere."""
        return self._replace(severity=severity)

    def line(self, lang: Lang, medium: Medium = PLAIN) -> str:
        """`file:line:col: CODE text`, or without the place where there is none.

        What is no error says so after its code.
        """
        where = f"{medium.fields(str(self.place))}: " if self.place else ""
        kind = _KINDS.get(self.severity)
        label = f"{kind.text(lang)}: " if kind else ""
        return f"{where}{self.code} {medium.words(label)}{self.text(lang, medium)}"

    def to_json(self) -> dict[str, Any]:
        place = self.place
        return {
            "code": self.code,
            "severity": self.severity,
            "file": place and safe(place.file, 200),
            "line": place and place.line,
            "col": place and place.col,
            "text": {lang: self.text(lang) for lang in languages()},
            "hint": {lang: self.hint(lang) for lang in languages()},
        }


class ProblemError(Exception):
    """What ends a command before it has done anything: the problem is how it was called."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def render(problem: Problem, lang: Lang) -> str:
    """Return a problem as it is printed: its line, then the hint, indented."""
    hint = problem.hint(lang)
    return f"{problem.line(lang)}\n    {hint}" if hint else problem.line(lang)


def choose_lang(*wishes: str | None, environ: Mapping[str, str] = os.environ) -> Lang:
    """Return the first wish that names a language we have, else the locale's, else English."""
    for wish in (*wishes, *(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))):
        if wish and wish.lower() not in ("auto", "c", "posix", "c.utf-8"):
            return _language_of(wish)
    return _language_of(_windows_locale()) if os.name == "nt" else ENGLISH


def _language_of(wish: str) -> Lang:
    """Return the language that `ko`, `ko_KR.UTF-8` or `KO-kr` asks for, where we have it."""
    wish = re.split(r"[.@]", wish.lower().replace("-", "_"))[0]
    fitting = [lang for lang in languages() if f"{wish}_".startswith(f"{lang.lower()}_")]
    return max(fitting, key=len, default=ENGLISH)


def _windows_locale() -> str:
    """Return the locale of Windows, say `Korean_Korea`, by its POSIX name: `ko_KR`."""
    import locale

    name = locale.getlocale()[0] or ENGLISH
    return locale.normalize(name.partition("_")[0])
