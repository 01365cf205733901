"""`tour lint --explain CODE`: what it means, an example that fails, and the same one mended."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from checks.cli import FINE, USAGE
from checks.commands.lint_codes import messages, said_about, shown, with_blanks
from checks.lint.example import Content, Example, shipped
from checks.lint.suggest.closest import nearest
from checks.messages import Lang, Message, Phrase, Severity, render, safe

_FAILS = Phrase("explain fails", "This fails")
_PASSES = Phrase("explain passes", "This passes")
_GONE = Phrase("explain gone", "(is not there)")
_FIX = Phrase("explain fix", "`tour lint --fix` makes this change.")
_UNKNOWN = Phrase("explain unknown", "There is no code {code}.")
_NEAR = Phrase("explain near", "Did you mean {near}?")
_ALL = Phrase("explain all", "All codes: {codes}")
_SEVERITIES: dict[Severity, Phrase] = {
    "error": Phrase("explain error", "an error; `tour lint` ends with 1, and a commit stops"),
    "warning": Phrase("explain warning", "a warning; it fails with --strict only"),
    "note": Phrase("explain note", "a note; it never fails"),
    "review": Phrase("explain review", "for the teacher to look at"),
}
_LONGEST = 200


def explain(code: str, lang: Lang) -> int:
    """Print what this code means; capitals do not matter."""
    found = messages()
    message = found.get(code.strip().upper())
    if message is None:
        print(_unknown(code, found, lang), file=sys.stderr)
        return USAGE
    for line in _explained(message, lang):
        print(line)
    return FINE


def _unknown(code: str, found: Mapping[str, Message], lang: Lang) -> str:
    near = nearest(code, found)
    second = _NEAR.text(lang, near=near) if near else _ALL.text(lang, codes=_listed(found))
    return f"{_UNKNOWN.text(lang, code=safe(code, 60))} {second}"


def _listed(found: Mapping[str, Message]) -> str:
    return ", ".join(sorted(found))


def _explained(message: Message, lang: Lang) -> Iterator[str]:
    example = shipped(message.code)
    problem = said_about(example) if example else None
    yield f"{message.code}: {_SEVERITIES[message.severity].text(lang)}"
    yield ""
    if problem:
        yield render(problem, lang)
    else:
        yield with_blanks(message.text(lang))
        yield f"    {with_blanks(message.hint(lang))}"
    if example:
        yield from _files(_FAILS.text(lang), example, example.broken, example.steps, lang)
        yield from _files(_PASSES.text(lang), example, example.mended, example.mending, lang)
    if problem and problem.fix:
        yield from ("", _FIX.text(lang))


def _files(
    title: str, example: Example, files: Mapping[str, Content], steps: tuple[str, ...], lang: Lang
) -> Iterator[str]:
    """The files that differ between broken and mended, as they are here."""
    differ = [
        path
        for path in dict.fromkeys((*example.broken, *example.mended))
        if example.broken.get(path) != example.mended.get(path)
    ]
    for path in differ or example.broken:
        yield from ("", f"{title}: {path}", "")
        content = shown(files.get(path)) if path in files else _GONE.text(lang)
        for line in content.rstrip("\n").split("\n"):
            yield f"    {safe(line, _LONGEST)}".rstrip()
    for step in steps:
        yield f"    $ {step}"
