"""What the project says to people: Messages in two languages, and Problems that use them.

A `Message` is a named constant: what is wrong, and what to do. `MESSAGE.about(...)` fills it
in and gives a `Problem`, which knows its place. Whatever comes from a student is printed
through `safe` and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

Lang = Literal["en", "ko"]
LANGS: tuple[Lang, ...] = get_args(Lang)
Severity = Literal["error", "warning", "note", "review"]

_LONGEST = 120
# Control characters, line and paragraph separators, and the marks that turn the direction of
# text round: none of them may reach a terminal or a log as they are. Compiled where something is
# printed, since so large a set takes long.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
# A token of the Hub: whoever reads one can write to its owner's repos, so none is ever printed.
TOKEN = re.compile(r"hf_(?:oauth_|jwt_)?[A-Za-z0-9]{20,}[\w.=-]*", re.ASCII)
_SEVERITIES: dict[Severity, dict[Lang, str]] = {
    "error": {"en": "", "ko": ""},
    "warning": {"en": "warning: ", "ko": "경고: "},
    "note": {"en": "note: ", "ko": "참고: "},
    "review": {"en": "for the teacher: ", "ko": "선생님 확인: "},
}


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
    return named.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file, and in it a line and column, both counted from 1."""

    file: str
    line: int = 1
    col: int = 1

    def __str__(self) -> str:
        name = re.sub(":$", r"\\x3a", safe(self.file, 200))
        return f"{name}:{self.line}:{self.col}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that is certain to be right: `length` characters from `place` on become `new`.

    The place is in the text as it was linted; a line break counts as the characters it has.
    """

    place: Place
    length: int
    new: str


@dataclass(frozen=True, slots=True)
class Restage:
    """What is certain to be right where the file is well and git's index is not: the file is
    staged anew, under the rules there are now."""

    place: Place


@dataclass(frozen=True, slots=True)
class Message:
    """One thing the project can say. The four texts use the same `{fields}`, or fewer in hints."""

    code: str
    en: str
    ko: str
    hint_en: str
    hint_ko: str
    severity: Severity = "error"

    def about(self, place: Place | None = None, **fields: object) -> Problem:
        """This message, about something: `fields` fill the braces and are made safe here."""
        return Problem(self, place, {name: safe(value) for name, value in fields.items()})

    def text(self, lang: Lang) -> str:
        return self.ko if lang == "ko" else self.en

    def hint(self, lang: Lang) -> str:
        return self.hint_ko if lang == "ko" else self.hint_en


@dataclass(frozen=True, slots=True)
class Problem:
    """A message about one thing at one place. Build it with `Message.about`."""

    message: Message
    place: Place | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    fix: Edit | Restage | None = None

    def mended_by(self, fix: Edit | Restage | None) -> Problem:
        """This problem, with what `tour lint --fix` does about it, where that is certain."""
        return replace(self, fix=fix)

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def severity(self) -> Severity:
        return self.message.severity

    def text(self, lang: Lang) -> str:
        return self.message.text(lang).format_map(self.fields)

    def hint(self, lang: Lang) -> str:
        return self.message.hint(lang).format_map(self.fields)

    def as_error(self) -> Problem:
        """The same where more is asked for: what is else only a warning is wrong here."""
        return replace(self, message=replace(self.message, severity="error"))

    def line(self, lang: Lang) -> str:
        """`file:line:col: CODE text`, or without the place where there is none.

        What is no error says so after its code.
        """
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.code} {_SEVERITIES[self.severity][lang]}{self.text(lang)}"

    def to_json(self) -> dict[str, Any]:
        place = self.place
        return {
            "code": self.code,
            "severity": self.severity,
            "file": place and safe(place.file, 200),
            "line": place and place.line,
            "col": place and place.col,
            "text": {lang: self.text(lang) for lang in LANGS},
            "hint": {lang: self.hint(lang) for lang in LANGS},
        }


def render(problem: Problem, lang: Lang) -> str:
    """A problem as it is printed: its line, then the hint, indented."""
    hint = problem.hint(lang)
    return f"{problem.line(lang)}\n    {hint}" if hint else problem.line(lang)


def choose_lang(*wishes: str | None, environ: Mapping[str, str] = os.environ) -> Lang:
    """The first wish that names a language we speak, else the locale's, else English."""
    for wish in (*wishes, *(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))):
        for lang in LANGS:
            if wish and re.match(rf"{lang}\b|{lang}_", wish, re.IGNORECASE):
                return lang
        if wish and wish.lower() not in ("auto", "c", "posix", "c.utf-8"):
            return "en"
    return "ko" if _windows_speaks_korean() else "en"


def _windows_speaks_korean() -> bool:
    import locale

    return os.name == "nt" and (locale.getlocale()[0] or "").startswith(("ko", "Korean"))
