"""The labels that reporters share: outcomes, marks, points, the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.grading.when import Source
from checks.messages import Lang, Phrase
from checks.translations import ENGLISH, translated

OUTCOMES = {
    Outcome.PASSED: Phrase("outcome passed", "passed"),
    Outcome.FAILED: Phrase("outcome failed", "not yet"),
    Outcome.NOT_GRADABLE: Phrase("outcome not_gradable", "not gradable"),
    Outcome.NEEDS_REVIEW: Phrase("outcome needs_review", "needs review"),
}
MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NOT_GRADABLE: "?",
    Outcome.NEEDS_REVIEW: "!",
}
TITLE = Phrase("report title", "A Tour through the Hugging Face Hub")
CHALLENGE = Phrase("report challenge", "Challenge")
BLANK = Phrase("outcome blank", "not answered yet")
FACTS = Phrase("report facts", "For the teacher: what costs no points")
ABOVE = Phrase("report above", "for the same reason, {codes} above")
_PROVISIONAL = Phrase(
    "verdict provisional",
    "Provisional, not a grade yet: {points} points are still open ({checks}).",
)
_REACHED = Phrase("verdict reached", "What is won already reaches the pass mark ({mark} points).")
_PASSED = Phrase("verdict passed", "Passed (the pass mark is {mark} points).")
_FAILED = Phrase(
    "verdict failed",
    "Not passed yet (the pass mark is {mark} points). You can hand in again as often as you like.",
)
_LATE = Phrase("verdict late", "Late: due {due}, handed in {at} ({source}).")
_ON_TIME = Phrase("verdict on time", "On time: due {due}, handed in {at} ({source}).")
_PENALTY = Phrase(
    "verdict penalty", "Lateness costs {percent} % of the points: {before} become {after}."
)
_UNKNOWN_TIME = Phrase(
    "verdict time unknown",
    "Whether this is late (due {due}) is not known: the folder has no commits that tell.",
)
_SOURCES: dict[Source, Phrase] = {
    Source.GITHUB: Phrase("time github", "GitHub's time of the push"),
    Source.HOST: Phrase("time host", "the time of the upload"),
    Source.GRADER: Phrase("time grader", "the time of this run"),
    Source.COMMIT: Phrase("time commit", "the commit's own date, which anybody can set"),
}
_GRADED_BY = Phrase("report graded by", "Graded by hub-tour {grader}, rubric {rubric}.")
_DIGEST = len("sha256:") + 12
_OPEN = Phrase("report open", "{points} open")


def title(report: Report, lang: Lang) -> str:
    """Return the title; a teacher's own is as it was written."""
    return translated(report.title, TITLE.context, lang)


def verdict(report: Report, lang: Lang) -> str:
    """Return the sentences at the end: the grade, and when it was handed in."""
    return " ".join([*_grade(report, lang), *_time(report, lang)])


def graded_by(report: Report, lang: Lang) -> str:
    """Return which grader and which rubric were used."""
    grader = report.grader
    version = f"{grader.version} {(grader.commit or '')[:12]}".strip()
    return _GRADED_BY.text(lang, grader=version, rubric=report.rubric_digest[:_DIGEST])


def _grade(report: Report, lang: Lang) -> Iterator[str]:
    mark = number(round(report.pass_mark * report.max_points, 2))
    if not report.provisional:
        yield (_PASSED if report.passed else _FAILED).text(lang, mark=mark)
        return
    checks = ", ".join(result.check.id for result in report.results if result.open)
    yield _PROVISIONAL.text(lang, points=number(report.open_points), checks=checks)
    if report.passed:
        yield _REACHED.text(lang, mark=mark)


def _time(report: Report, lang: Lang) -> Iterator[str]:
    due, late, at, source = (
        report.due,
        report.late_by,
        report.handed_in.at,
        report.handed_in.known_by,
    )
    if due is None:
        return
    if late is None or at is None or source is None:
        yield _UNKNOWN_TIME.text(lang, due=_moment(due, due))
        return
    # What a clock has seen in time is nothing to talk about.
    if late or source is Source.COMMIT:
        times = {"due": _moment(due, due), "at": _moment(at, due)}
        yield (_LATE if late else _ON_TIME).text(lang, source=_SOURCES[source].text(lang), **times)
    if report.penalty_percent:
        before, after = number(report.won_points), number(report.points)
        yield _PENALTY.text(lang, percent=report.penalty_percent, before=before, after=after)


def _moment(time: datetime, due: datetime) -> str:
    """Return a time in the zone of the due date."""
    return time.astimezone(due.tzinfo).isoformat(" ", "seconds")


def number(points: float) -> str:
    """Return points as they are written: `72`, `72.5`."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def total(report: Report, lang: Lang) -> str:
    """Return the points, as `55 / 100`, or `80 + 10 open / 100`."""
    more = f" + {_OPEN.text(lang, points=number(report.open_points))}" if report.provisional else ""
    return f"{number(report.points)}{more} / {report.max_points}"


def state(result: Result, lang: Lang) -> str:
    """Return how a check ended; a blank answer looks different from a wrong one."""
    if is_blank(result):
        return BLANK.text(lang)
    return OUTCOMES[result.outcome].text(lang)


def is_blank(result: Result) -> bool:
    """Return whether a check failed for blank answers alone."""
    return bool(result.problems) and all(p.code == "GRADE-BLANK" for p in result.problems)


def problems_of(result: Result) -> str:
    """Return a result's problems as text, by which those that ended alike are known."""
    return "\n".join(problem.line(ENGLISH) for problem in result.problems)


def points(*results: Result) -> str:
    """Return the points of checks that ended alike, as `5/5`, or `–/5` while they are open."""
    won = "–" if results[0].open else sum(result.points for result in results)
    return f"{won}/{sum(result.max_points for result in results)}"


def challenge_of(result: Result) -> str:
    """Return the number of a check's challenge: `4` of `c4.lfs`."""
    return result.check.id.partition(".")[0].removeprefix("c")
