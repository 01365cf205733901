"""A report as Classroom 50 reads it: result.json, the text of a release, a line for a status.

Formats: foundation50/classroom50, `runner.py` and its wiki, as read in November 2026. Points are
whole there, and a report with anything open has none of these: what is not there leaves the score
that was recorded before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checks.grading.report import Report, Result
from checks.messages import Lang, safe
from checks.reporters import github, labels

SCHEMA = "classroom50/result/v1"
MAX_SUMMARY = 140
"""Characters of a commit status; GitHub refuses a longer one, and the release is then not made."""
_TEXTS = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
"""The texts that the host wants back, by the variables in which it gives them."""


def result(report: Report, lang: Lang, host: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return result.json. Raises ValueError for a provisional report.

    `host` is the environment in which the host starts a grader.
    """
    if report.provisional:
        raise ValueError("a provisional report is no result")
    kind = host.get("ASSIGNMENT_TYPE", "")
    return {
        "schema": SCHEMA,
        **{name: safe(host.get(variable, ""), 500) for name, variable in _TEXTS.items()},
        "assignment_type": kind if kind in ("individual", "group") else "individual",
        "owner": safe(host.get("OWNER") or host.get("USERNAME", ""), 100),
        "datetime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": whole(report.points),
        "max-score": report.max_points,
        "tests": [_test(one, lang) for one in report.results],
    }


def release_body(report: Report, lang: Lang) -> str:
    """Return the text of the release, in Markdown: what is won, and what to do next."""
    return github.summary(report, lang)


def summary(report: Report, lang: Lang) -> str:
    """Return the line beside the commit: the points, and what they mean."""
    return cut(f"{labels.total(report, lang)}. {labels.verdict(report, lang)}")


def cut(text: str) -> str:
    """Return a text that a commit status takes: cut between characters, where it is too long."""
    return text if len(text) <= MAX_SUMMARY else text[: MAX_SUMMARY - 1].rstrip() + "…"


def whole(points: float) -> int:
    """Return points as a whole number, halves up."""
    return int(points + 0.5)


def _test(one: Result, lang: Lang) -> dict[str, Any]:
    text = " ".join(problem.line(lang) for problem in one.problems)
    return {
        "test-name": f"{one.check.id}: {one.check.title_in(lang)}",
        "passed": one.points == one.max_points,
        "score": one.points,
        "max-score": one.max_points,
        **({"message": safe(text, 1000)} if text else {}),
    }
