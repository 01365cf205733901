"""The scorecard: a line a check, what to do next, points and a bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
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
    for number, results in groupby(report.results, key=labels.challenge_of):
        yield ""
        yield f"{labels.CHALLENGE.text(lang)} {number}"
        for result in results:
            yield from _result(result, lang, color)
    yield ""
    yield f"  {_bar(report)}  {labels.total(report, lang)}"
    yield f"  {labels.verdict(report, lang)}"


def _result(result: Result, lang: Lang, color: bool) -> Iterator[str]:
    mark = "·" if labels.is_blank(result) else labels.MARKS[result.outcome]
    if color:
        mark = f"\x1b[{_COLORS[result.outcome]}m{mark}\x1b[0m"
    name = result.check.id
    title = result.check.title_in(lang)
    state = "" if result.outcome is Outcome.PASSED else f" — {labels.state(result, lang)}"
    yield f"  {mark} {name:<13} {labels.points(result):>6}  {title}{state}"
    for problem in result.problems:
        yield f"      {problem.line(lang)}"
        if hint := problem.hint(lang):
            yield f"        → {hint}"


def _bar(report: Report) -> str:
    """Return a bar: █ for points won, ░ for those still open, · for the rest."""
    whole = max(report.max_points, 1)
    won = _BAR * report.points // whole
    open_ = _BAR * (report.points + report.open_points) // whole - won
    return "█" * won + "░" * open_ + "·" * (_BAR - won - open_)
