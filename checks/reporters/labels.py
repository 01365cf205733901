"""The labels that reporters share: outcomes, marks, points, the verdict."""

from __future__ import annotations

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang, Phrase
from checks.translations import translated

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
_PROVISIONAL = Phrase(
    "verdict provisional",
    "Provisional: something could not be checked, so this is not a grade yet. "
    "Run it again in a few minutes.",
)
_PASSED = Phrase("verdict passed", "Passed (the pass mark is {mark} points).")
_FAILED = Phrase(
    "verdict failed",
    "Not passed yet (the pass mark is {mark} points). You can push again as often as you like.",
)
_LATE = Phrase("verdict late", "Late: after the due date.")
_OPEN = Phrase("report open", "{points} points still open")


def title(report: Report, lang: Lang) -> str:
    """Return the title; a teacher's own is as it was written."""
    return translated(report.title, TITLE.context, lang)


def verdict(report: Report, lang: Lang) -> str:
    """Return the sentence at the end."""
    kind = _PROVISIONAL if report.provisional else _PASSED if report.passed else _FAILED
    mark = f"{report.pass_mark * report.max_points:g}"
    late = f" {_LATE.text(lang)}" if report.late else ""
    return kind.text(lang, mark=mark) + late


def total(report: Report, lang: Lang) -> str:
    """Return the points, as `55 / 100`, and how many are open."""
    more = f" ({_OPEN.text(lang, points=report.open_points)})" if report.open_points else ""
    return f"{report.points} / {report.max_points}{more}"


def state(result: Result, lang: Lang) -> str:
    """Return how a check ended; a blank answer looks different from a wrong one."""
    if is_blank(result):
        return BLANK.text(lang)
    return OUTCOMES[result.outcome].text(lang)


def is_blank(result: Result) -> bool:
    """Return whether a check failed for blank answers alone."""
    return bool(result.problems) and all(p.code == "GRADE-BLANK" for p in result.problems)


def points(result: Result) -> str:
    """Return a check's points, as `5/5`, or `–/5` while they are open."""
    return f"{'–' if result.open else result.points}/{result.max_points}"


def challenge_of(result: Result) -> str:
    """Return the number of a check's challenge: `4` of `c4.lfs`."""
    return result.check.id.partition(".")[0].removeprefix("c")
