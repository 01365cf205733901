"""A report as Gradescope reads it: results.json.

Format: gradescope-autograders.readthedocs.io, “Specifications”. A top-level score counts in place
of the sum of the tests, so it stands there only where lateness costs something, and where a test
has no number of its own: then it is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang, Problem
from checks.reporters import labels
from checks.reporters.markdown import MARKDOWN, words

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def results(
    report: Report, lang: Lang, extra: Mapping[str, Any] = _NOTHING, first: Sequence[str] = ()
) -> dict[str, Any]:
    """Return results.json, with data of our own in `extra`.

    `first` is Markdown that comes before the verdict. What a person has to look at has no number.
    Raises ValueError where something could not be checked: there is no score to hand over then.
    """
    if any(one.outcome is Outcome.NOT_GRADABLE for one in report.results):
        raise ValueError("not everything could be checked, so there is no score")
    has_score = report.penalty_percent or report.provisional
    verdict = f"{labels.total(report, lang)}. {labels.verdict(report, lang)}"
    return {
        **({"score": report.points} if has_score else {}),
        "output": "\n\n".join([*first, words(verdict), words(labels.graded_by(report, lang))]),
        "output_format": "md",
        "test_output_format": "md",
        "tests": [_test(one, lang) for one in report.results],
        "extra_data": dict(extra),
    }


def told(problem: Problem, lang: Lang) -> str:
    """Return a problem and what to do about it, as Markdown."""
    return f"{problem.line(lang, MARKDOWN)}\n\n→ {problem.hint(lang, MARKDOWN)}"


def _test(one: Result, lang: Lang) -> dict[str, Any]:
    output = "\n\n".join(told(problem, lang) for problem in one.problems)
    test = {"number": one.check.id, "name": one.check.title_in(lang), "output": output}
    if one.open:
        return test
    status = "passed" if one.points == one.max_points else "failed"
    return {**test, "score": one.points, "max_score": one.max_points, "status": status}
