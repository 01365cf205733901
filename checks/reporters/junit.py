"""A report as JUnit XML, as pytest writes it: a test case for each check.

What is open is an error, for a program that reads this would count a skip or a failure as lost.
"""

from __future__ import annotations

from xml.etree import ElementTree

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang, safe
from checks.reporters import labels

_TAGS = {
    Outcome.FAILED: "failure",
    Outcome.NOT_GRADABLE: "error",
    Outcome.NEEDS_REVIEW: "error",
}


def junit(report: Report, lang: Lang) -> str:
    """Return the report as XML."""
    tags = [_TAGS.get(one.outcome) for one in report.results]
    suite = ElementTree.Element(
        "testsuite",
        name="hub-tour",
        tests=str(len(tags)),
        failures=str(tags.count("failure")),
        errors=str(tags.count("error")),
        skipped="0",
        time="0",
        timestamp=safe(report.gathered_at, 40),
    )
    _properties(suite, _of_report(report))
    for one in report.results:
        _case(suite, one, lang)
    root = ElementTree.Element("testsuites", name=safe(labels.title(report, lang), 200))
    root.append(suite)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _of_report(report: Report) -> dict[str, str]:
    return {
        "points": labels.number(report.points),
        "open_points": labels.number(report.open_points),
        "max_points": str(report.max_points),
        "penalty_percent": str(report.penalty_percent),
        "provisional": str(report.provisional).lower(),
        "rubric": report.rubric_digest,
    }


def _case(suite: ElementTree.Element, one: Result, lang: Lang) -> None:
    group, _, _ = one.check.id.partition(".")
    case = ElementTree.SubElement(suite, "testcase", classname=group, name=one.check.id, time="0")
    points = {"points": str(one.points), "max_points": str(one.max_points)}
    _properties(case, {**points, "title": one.check.title_in(lang)})
    if tag := _TAGS.get(one.outcome):
        lines = [f"{problem.line(lang)}\n{problem.hint(lang)}" for problem in one.problems]
        message = " ".join(problem.line(lang) for problem in one.problems)
        ending = ElementTree.SubElement(case, tag, message=message, type=one.outcome.value)
        ending.text = "\n".join(lines)


def _properties(element: ElementTree.Element, values: dict[str, str]) -> None:
    properties = ElementTree.SubElement(element, "properties")
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=value)
