"""A report on a GitHub Actions run: the step summary, annotations and GitHub Classroom's notices.

Formats: docs.github.com “Workflow commands for GitHub Actions”; for the two notices
classroom-resources/autograding-grading-reporter v1. Text from a student cannot form a command:
it has come through `safe`, and a command's data is escaped here once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from checks.grading.report import Report, Result
from checks.messages import Lang, Phrase
from checks.reporters import labels
from checks.reporters.annotations import annotate, command
from checks.reporters.markdown import MARKDOWN, fields, words

MAX_SUMMARY = 1024 * 1024
"""Bytes; a larger step summary is dropped by GitHub."""
_HEADS = (
    Phrase("summary check", "Check"),
    Phrase("summary points", "Points"),
    Phrase("summary title", "What is true when it passes"),
)
_NOT_YET = Phrase("notice provisional", "Not graded yet")
_NEXT = Phrase("summary next", "What to do next")


def notices(report: Report, lang: Lang) -> Iterator[str]:
    """Yield workflow commands, a line each.

    GitHub Classroom's format knows only numbers: read there, a provisional score would be a
    grade. So the two notices are left out as long as something is open.
    """
    if report.provisional:
        text = f"{labels.total(report, lang)}. {labels.verdict(report, lang)}"
        yield command("warning", _NOT_YET.text(lang), text)
        return
    total = f"Points {labels.number(report.points)}/{report.max_points}"
    yield command("notice", "Autograding complete", total)
    numbers = {"totalPoints": report.points, "maxPoints": report.max_points}
    yield command("notice", "Autograding report", json.dumps(numbers, separators=(",", ":")))


def line_annotations(report: Report, lang: Lang) -> Iterator[str]:
    """Yield annotations for the student's lines, as many as GitHub shows."""
    problems = {
        problem.line(lang): problem
        for result in report.results
        for problem in result.problems
        if problem.place and problem.severity == "error"
    }
    yield from annotate(problems.values(), lang)


def log(report: Report) -> Iterator[str]:
    """Yield the report as JSON, folded away in the log: there is no artifact to download."""
    yield "::group::report.json"
    # JSON may write any character by its number; so the runner sees no command in it.
    yield json.dumps(report.to_json(), ensure_ascii=False).replace("##[", "#\\u0023[")
    yield "::endgroup::"


def summary(report: Report, lang: Lang) -> str:
    """Return the step summary, in Markdown, within GitHub's limit."""
    text = "\n".join(_summary(report, lang)) + "\n"
    if len(text.encode()) < MAX_SUMMARY:
        return text
    return f"### {fields(labels.title(report, lang))}\n\n{labels.total(report, lang)}\n"


def _summary(report: Report, lang: Lang) -> Iterator[str]:
    yield f"### {fields(labels.title(report, lang))}: {labels.total(report, lang)}"
    yield ""
    yield labels.verdict(report, lang)
    yield ""
    yield "|  | " + " | ".join(head.text(lang) for head in _HEADS) + " |"
    yield "| --- | --- | --: | --- |"
    for result in report.results:
        yield (
            f"| {labels.MARKS[result.outcome]} {labels.state(result, lang)} | `{result.check.id}` "
            f"| {labels.points(result)} | {words(result.check.title_in(lang))} |"
        )
    todo: dict[str, list[Result]] = {}
    for result in report.results:
        todo.setdefault(labels.problems_of(result), []).append(result)
    todo.pop("", None)
    if todo:
        yield ""
        yield f"#### {_NEXT.text(lang)}"
    for alike in todo.values():
        yield from _todo(alike, lang)
    yield ""
    yield words(labels.graded_by(report, lang))


def _todo(alike: list[Result], lang: Lang) -> Iterator[str]:
    yield ""
    yield ", ".join(f"**`{result.check.id}`**" for result in alike)
    for problem in alike[0].problems:
        yield f"- {problem.line(lang, MARKDOWN)}<br>→ {problem.hint(lang, MARKDOWN)}"
