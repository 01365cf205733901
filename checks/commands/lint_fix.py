"""`tour lint --fix`: what was changed, shown as a unified diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from checks.lint.fix import Mended, mend
from checks.messages import Lang, Problem, safe

RESTAGED: dict[Lang, str] = {"en": "staged anew: {path}", "ko": "다시 스테이징함: {path}"}
_LONGEST = 2000


def mend_and_show(targets: Iterable[tuple[str, Path]], lang: Lang) -> list[Problem]:
    """Mend these files, each with its linter; gives the problems of those not written."""
    problems: list[Problem] = []
    for name, path in targets:
        done = mend(name, path)
        problems += done.problems
        for line in shown(done, lang):
            print(line)
    return problems


def shown(done: Mended, lang: Lang) -> Iterator[str]:
    """Every change, line by line; a file's text is made safe like all text from outside."""
    for file, after in done.after.items():
        yield from diff(file, done.before[file], after)
    for file in done.restaged:
        yield RESTAGED[lang].format(path=safe(file, 200))


def diff(file: str, before: str, after: str) -> Iterator[str]:
    """A unified diff in lines without their ends; a CR before a line feed is shown."""
    name = safe(file, 200)
    old, new = (text.split("\n") for text in (before, after))
    for line in unified_diff(old, new, name, name, lineterm=""):
        yield safe(line, _LONGEST)
