"""The page of codes, made from the messages: checks/lint/CODES.md.

python -m checks.commands.lint_page > checks/lint/CODES.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from checks.cli import use_utf8
from checks.commands.lint_codes import messages, said_about, shown, with_blanks
from checks.commands.lint_formats import diff
from checks.lint.example import Example, shipped
from checks.messages import Message
from checks.translations import languages

_BEGINNINGS = {
    "CARD": "The model card's fields",
    "FM": "The model card's front matter",
    "BODY": "The model card's text",
    "EVAL": "Evaluation results beside the card",
    "ATTR": ".gitattributes, and what is staged",
    "ANS": "answers.yaml",
    "Y": "YAML",
    "LINT": "Of all of them",
}


def page() -> str:
    """The README of codes, in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# What `tour lint` says"
    yield ""
    yield "`tour lint --explain CODE` prints the same, `--lang ko` in Korean. This page is made"
    yield "from the messages themselves: `make codes` writes it anew."
    yield ""
    yield "An **error** is what the Hub refuses or ignores without a word, and fails. A **warning**"
    yield "hurts others in finding or using the model, and fails with `--strict`. A **note** never"
    yield "fails. Where it says *fixable*, `tour lint --fix` makes the change that is certain."
    found = messages()
    for beginning, title in _BEGINNINGS.items():
        codes = sorted(code for code in found if code.partition("-")[0] == beginning)
        if codes:
            yield from ("", f"## {title}")
        for code in codes:
            yield from _section(found[code])


def _section(message: Message) -> Iterator[str]:
    example = shipped(message.code)
    problem = said_about(example) if example else None
    fixable = ", fixable" if problem and problem.fix else ""
    yield from ("", f"### {message.code}", "", f"*{message.severity}{fixable}*")
    for lang in languages():
        yield ""
        yield f"{_text(message.text(lang))}<br>"
        yield f"→ {_text(message.hint(lang))}"
    if example:
        yield ""
        yield from _change(example)


def _text(text: str) -> str:
    """Markdown that stays text: nothing in a message is meant as markup but its code spans."""
    parts = with_blanks(text).split("`")
    parts[::2] = [re.sub(r"([*_<>\[\]|])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _change(example: Example) -> Iterator[str]:
    yield "```diff"
    for path in dict.fromkeys((*example.broken, *example.mended)):
        before, after = (shown(files.get(path)) for files in (example.broken, example.mended))
        if before != after:
            yield from diff(path, before, after)
    for step in (*example.steps, *example.mending):
        yield f"{'+' if step in example.mending else ' '}$ {step}"
    yield "```"


if __name__ == "__main__":
    use_utf8()
    sys.stdout.write(page())
