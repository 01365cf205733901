"""The scorecard: a line a check, what to do next, points and a bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang, safe
from checks.reporters import labels

_COLORS = {
    Outcome.PASSED: "32",
    Outcome.FAILED: "31",
    Outcome.NOT_GRADABLE: "33",
    Outcome.NEEDS_REVIEW: "35",
}
_BAR = 40
_BLANK = "blank"


def scorecard(report: Report, lang: Lang, color: bool = False) -> str:
    """Return the scorecard as text."""
    return "\n".join(_lines(report, lang, color)) + "\n"


def wants_color() -> bool:
    """Return whether to use colours: on a terminal, unless NO_COLOR (no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _lines(report: Report, lang: Lang, color: bool) -> Iterator[str]:
    yield safe(labels.title(report, lang), 200)
    if report.repo_id:
        at = f" @ {report.commit[:12]}" if report.commit else ""
        yield f"{safe(report.repo_id, 200)}{at}"
    shown: set[str] = set()
    for number, results in groupby(report.results, key=labels.challenge_of):
        yield ""
        yield f"{labels.CHALLENGE.text(lang)} {number}"
        yield from _challenge(results, shown, lang, color)
    yield ""
    yield f"  {_bar(report)}  {labels.total(report, lang)}"
    yield f"  {labels.verdict(report, lang)}"


def _challenge(
    results: Iterable[Result], shown: set[str], lang: Lang, color: bool
) -> Iterator[str]:
    """Yield a challenge's lines: one for all that is blank, one for what stands above already."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        text = labels.problems_of(result)
        name = result.check.id
        key = _BLANK if labels.is_blank(result) else text if text in shown else name
        groups.setdefault(key, []).append(result)
        shown.update({text} - {""})
    for key, alike in groups.items():
        if key == _BLANK:
            yield from _blank(alike, shown, lang, color)
        elif key in shown:
            codes = ", ".join(dict.fromkeys(problem.code for problem in alike[0].problems))
            yield f"{_head(alike, color)}  {labels.ABOVE.text(lang, codes=codes)}"
        else:
            yield from _result(alike[0], lang, color)


def _result(result: Result, lang: Lang, color: bool) -> Iterator[str]:
    state = "" if result.outcome is Outcome.PASSED else f" — {labels.state(result, lang)}"
    yield f"{_head([result], color)}  {result.check.title_in(lang)}{state}"
    for problem in result.problems:
        yield f"      {problem.line(lang)}"
        if hint := problem.hint(lang):
            yield f"        → {hint}"


def _blank(alike: list[Result], shown: set[str], lang: Lang, color: bool) -> Iterator[str]:
    """Yield the line about blank answers, where they are, and once what to do."""
    yield f"{_head(alike, color)}  {labels.BLANK.text(lang)}"
    problems = {problem.place: problem for result in alike for problem in result.problems}
    yield f"      {', '.join(str(place) for place in problems if place)}"
    if _BLANK not in shown:
        yield f"        → {next(iter(problems.values())).hint(lang)}"
    shown.add(_BLANK)


def _head(alike: list[Result], color: bool) -> str:
    """Return the mark, the names and the points of checks that ended alike."""
    mark = "·" if labels.is_blank(alike[0]) else labels.MARKS[alike[0].outcome]
    if color:
        mark = f"\x1b[{_COLORS[alike[0].outcome]}m{mark}\x1b[0m"
    names = ", ".join(result.check.id for result in alike)
    return f"  {mark} {names:<13} {labels.points(*alike):>6}"


def _bar(report: Report) -> str:
    """Return a bar: █ for points won, ░ for those still open, · for the rest."""
    whole = max(report.max_points, 1)
    won = int(_BAR * report.points // whole)
    open_ = int(_BAR * (report.points + report.open_points) // whole) - won
    return "█" * won + "░" * open_ + "·" * (_BAR - won - open_)
