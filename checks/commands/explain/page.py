"""The page of codes, made from the messages: `make codes` writes docs/codes.md.

python -m checks.commands.explain.page > docs/codes.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from checks.challenges import all_checks
from checks.cli import use_utf8
from checks.commands.explain import message, sources
from checks.commands.explain.examples import file_text, problem_in, with_blanks
from checks.commands.lint_formats import diff
from checks.lint.example import Example, shipped
from checks.translations import languages

CHALLENGES = dict.fromkeys(check.id.partition(".")[0] for check in all_checks())
TITLES = {
    "CARD": "The model card's fields",
    "FM": "The model card's front matter",
    "EVAL": "Evaluation results beside the card",
    "ATTR": ".gitattributes, and what is staged",
    "ANS": "answers.yaml",
    "Y": "YAML",
    "LINT": "Of all linters",
    **{name.upper(): f"Challenge {name[1:]}" for name in CHALLENGES},
    "GRADE": "Grading",
    "SEEN": "For the teacher, beside the points",
    "SEAL": "tour seal, and what a seal has to agree with",
    "VERIFY": "tour verify",
    "INSPECT": "tour inspect",
    "FOLDER": "Folders without a submission",
    "RUB": "rubric.yaml",
    "START": "tour start",
    "PUB": "tour publish",
    "REH": "tour rehearse",
    "HUB": "tour hub",
    "COPY": "tour hub --from-hub",
    "HANDOUT": "tour handout",
    "RELEASE": "make release",
    "ASSIGN": "tour assignment",
    "GS": "Gradescope",
    "BUNDLE": "tour bundle",
    "GIT": "git in the teacher's own repository",
    "EXPLAIN": "tour explain",
    "OUT": "Of all commands",
}
INTRODUCTION = """\
# The codes of `tour`

`tour explain CODE` prints the same, in one language. This page is made from the messages
themselves: `make codes` writes it.

Of what `tour lint` finds, an **error** is what the Hub refuses or ignores without a word, and
fails. A **warning** hurts others in finding or using the model, and fails with `--strict`. A
**note** never fails. Where it says *fixable*, `tour lint --fix` makes the change."""


def page() -> str:
    """Return the page of codes, in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield INTRODUCTION
    codes = sorted(sources.messages())
    beginnings = dict.fromkeys(code.partition("-")[0] for code in codes)
    for beginning in sorted(beginnings, key=[*TITLES, *beginnings].index):
        yield from ("", f"## {TITLES.get(beginning, beginning)}")
        for code in codes:
            if code.partition("-")[0] == beginning:
                yield from _section(code)


def _section(code: str) -> Iterator[str]:
    about, example = message(code), shipped(code)
    problem = problem_in(example) if example else None
    fixable = ", fixable" if problem and problem.fix else ""
    yield from ("", f"### {code}", "", f"*{about.severity}{fixable}*")
    for lang in languages():
        yield ""
        yield f"{_text(about.text(lang))}<br>"
        yield f"→ {_text(about.hint(lang))}"
    if example:
        yield ""
        yield from _change(example)
    yield ""
    yield "; ".join(
        f"[{rule.name[1]}](../{rule.path}#L{rule.line})" for rule in sources.rules(code)
    )


def _text(text: str) -> str:
    """Return Markdown that stays text: nothing in a message is markup but its code spans."""
    parts = with_blanks(text).split("`")
    parts[::2] = [re.sub(r"([*_<>\[\]|])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _change(example: Example) -> Iterator[str]:
    yield "```diff"
    for path in dict.fromkeys((*example.broken, *example.fixed)):
        before, after = (file_text(files.get(path)) for files in (example.broken, example.fixed))
        if before != after:
            yield from diff(path, before, after)
    for step in (*example.steps, *example.fix_steps):
        yield f"{'+' if step in example.fix_steps else ' '}$ {step}"
    yield "```"


if __name__ == "__main__":
    use_utf8()
    sys.stdout.write(page())
