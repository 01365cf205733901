"""A report as Gradescope reads it: results.json.

Format: gradescope-autograders.readthedocs.io, “Specifications”. A top-level score counts in place
of the sum of the tests, so it stands there only where lateness costs something.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from checks.grading.report import Report, Result
from checks.messages import Lang
from checks.reporters import labels
from checks.reporters.markdown import MARKDOWN, words

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def results(report: Report, lang: Lang, extra: Mapping[str, Any] = _NOTHING) -> dict[str, Any]:
    """Return results.json, with data of our own in `extra`. Raises ValueError if provisional."""
    if report.provisional:
        raise ValueError("a provisional report has no score")
    score = {"score": report.points} if report.penalty_percent else {}
    return {
        **score,
        "output": words(f"{labels.verdict(report, lang)} {labels.graded_by(report, lang)}"),
        "output_format": "md",
        "test_output_format": "md",
        "tests": [_test(one, lang) for one in report.results],
        "extra_data": dict(extra),
    }


def _test(one: Result, lang: Lang) -> dict[str, Any]:
    return {
        "number": one.check.id,
        "name": one.check.title_in(lang),
        "score": one.points,
        "max_score": one.max_points,
        "status": "passed" if one.points == one.max_points else "failed",
        "output": "\n\n".join(
            f"{problem.line(lang, MARKDOWN)}\n\n→ {problem.hint(lang, MARKDOWN)}"
            for problem in one.problems
        ),
    }
