"""The scorecard: the score, a line a check, what to do next, and the score again."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang, safe
from checks.reporters import labels

_STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.NOT_GRADABLE: "yellow",
    Outcome.NEEDS_REVIEW: "magenta",
}
_BAR = 40
_BLANK = "blank"
_UNLIMITED = 100_000  # columns: where nobody looks, as in a log, no line is broken


def scorecard(report: Report, lang: Lang, color: bool = False, width: int | None = None) -> str:
    """Return the scorecard as text, in lines of at most `width` columns, broken between words."""
    out = StringIO()
    console = Console(
        file=out,
        width=width or _UNLIMITED,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        _environ={},
    )
    console.print(Group(*_parts(report, lang)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def wants_color() -> bool:
    """Return whether to use colours: on a terminal, unless NO_COLOR (no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def columns() -> int | None:
    """Return how many columns the terminal has; None where the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _parts(report: Report, lang: Lang) -> Iterator[RenderableType]:
    yield Text(safe(labels.title(report, lang), 200), "bold")
    if report.repo_id:
        at = f" @ {report.commit[:12]}" if report.commit else ""
        yield Text(f"{safe(report.repo_id, 200)}{at}")
    yield Text(labels.total(report, lang), "bold")
    yield Text(labels.graded_by(report, lang), "dim")
    shown: set[str] = set()
    for number, results in groupby(report.results, key=labels.challenge_of):
        yield Text(f"\n{labels.CHALLENGE.text(lang)} {number}", "bold")
        yield from _challenge(results, shown, lang)
    if report.facts:
        yield Text(f"\n{labels.FACTS.text(lang)}", "bold")
        for fact in report.facts:
            yield from _problem(fact.line(lang), fact.hint(lang))
    yield Text("")
    yield _row((_bar(report), _BAR), (Text(labels.total(report, lang), "bold"), None))
    yield Padding(Text(labels.verdict(report, lang)), (0, 0, 0, 2))


def _challenge(results: Iterable[Result], shown: set[str], lang: Lang) -> Iterator[RenderableType]:
    """Yield a challenge's lines: one for all that is blank, one for what is above already."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        text = labels.problems_of(result)
        name = result.check.id
        key = _BLANK if labels.is_blank(result) else text if text in shown else name
        groups.setdefault(key, []).append(result)
        shown.update({text} - {""})
    for key, alike in groups.items():
        if key == _BLANK:
            yield from _blank(alike, shown, lang)
        elif key in shown:
            codes = ", ".join(dict.fromkeys(problem.code for problem in alike[0].problems))
            yield _head(alike, labels.ABOVE.text(lang, codes=codes))
        else:
            yield from _result(alike[0], lang)


def _result(result: Result, lang: Lang) -> Iterator[RenderableType]:
    state = "" if result.outcome is Outcome.PASSED else f" — {labels.state(result, lang)}"
    yield _head([result], f"{result.check.title_in(lang)}{state}")
    for problem in result.problems:
        yield from _problem(problem.line(lang), problem.hint(lang))


def _blank(alike: list[Result], shown: set[str], lang: Lang) -> Iterator[RenderableType]:
    """Yield the line about blank answers, where they are, and once what to do."""
    yield _head(alike, labels.BLANK.text(lang))
    problems = {problem.place: problem for result in alike for problem in result.problems}
    hint = "" if _BLANK in shown else next(iter(problems.values())).hint(lang)
    yield from _problem(", ".join(str(place) for place in problems if place), hint)
    shown.add(_BLANK)


def _problem(line: str, hint: str | None) -> Iterator[RenderableType]:
    yield Padding(Text(line), (0, 0, 0, 6))
    if hint:
        yield _row((Text("      →"), 7), (Text(hint), None))


def _head(alike: list[Result], text: str) -> RenderableType:
    """Return the mark, the names and the points of checks that ended alike, and a text."""
    mark = "·" if labels.is_blank(alike[0]) else labels.MARKS[alike[0].outcome]
    names = ", ".join(result.check.id for result in alike)
    points = f"{labels.points(*alike):>6}"
    name = Text(f"{names:<13} {points} ", no_wrap=True)
    return _row((Text(mark, _STYLES[alike[0].outcome]), 1), (name, None), (Text(text), None))


def _row(*cells: tuple[Text, int | None]) -> RenderableType:
    """Return cells side by side, two columns in; the last one breaks its lines in its own width."""
    row = Table.grid(padding=(0, 1, 0, 0))
    for cell, width in cells:
        row.add_column(width=width, no_wrap=bool(cell.no_wrap), overflow="fold")
    row.add_row(*(cell for cell, _ in cells))
    return Padding(row, (0, 0, 0, 2), expand=False)


def _bar(report: Report) -> Text:
    """Return a bar: █ for points won, ░ for those still open, · for the rest."""
    whole = max(report.max_points, 1)
    won = int(_BAR * report.points // whole)
    open_ = int(_BAR * (report.points + report.open_points) // whole) - won
    return Text("█" * won + "░" * open_ + "·" * (_BAR - won - open_))
