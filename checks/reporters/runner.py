"""A report as GitHub Classroom's graders wrote theirs, for the actions that still read it.

Format: classroom-resources/autograding-grading-reporter v1, by running it. It has to have tests,
each with a number of points; the tests' points are added up for the notices.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from checks.grading.report import Report, Result
from checks.messages import Lang


def result(report: Report, lang: Lang) -> dict[str, Any] | None:
    """Return the result; None where it would be no grade: with something open, or no check."""
    if report.provisional or not report.results:
        return None
    won = all(one.points == one.max_points for one in report.results)
    return {
        "version": 1,
        "status": "pass" if won else "fail",
        "max_score": report.max_points,
        "tests": [_test(one, report, lang) for one in report.results],
    }


def encoded(report: Report, lang: Lang) -> str:
    """Return the result as the output of a step: JSON in base64; "" where there is none."""
    data = result(report, lang)
    return "" if data is None else base64.b64encode(json.dumps(data).encode()).decode()


def _test(one: Result, report: Report, lang: Lang) -> dict[str, Any]:
    hundredths = one.points * (100 - report.penalty_percent)
    return {
        "name": f"{one.check.id}: {one.check.title_in(lang)}",
        "status": "pass" if one.points == one.max_points else "fail",
        "score": hundredths / 100 if hundredths % 100 else hundredths // 100,
        "max_score": one.max_points,
        "line_no": 0,
        "test_code": "",
        "message": " ".join(problem.line(lang) for problem in one.problems),
    }
