"""What one grading saw of a check: from its report, and for a teacher from its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from checks.challenges import all_queries
from checks.files import open_regular
from checks.grading import saved
from checks.grading.check import Outcome
from checks.grading.report import SCHEMA
from checks.messages import Lang, Message, Phrase, Place, ProblemError, safe
from checks.reporters.labels import OUTCOMES
from checks.translations import ENGLISH

BAD_REPORT = Message(
    "EXPLAIN-REPORT",
    "{path} is not a report: {reason}.",
    hint="Name a file that `tour grade` wrote, such as report.json.",
)
NOT_IN_REPORT = Message(
    "EXPLAIN-CHECK",
    "The report {path} says nothing about {check}.",
    hint="Its checks are: {known}.",
)
BAD_EVIDENCE = Message(
    "EXPLAIN-EVIDENCE",
    "{path} is not the evidence of this report: {reason}.",
    hint="Name the file that the same `tour grade` wrote with --save-evidence.",
)
_OF = Phrase("explain report", "In {path}: {repo}, commit {commit}, graded at {time}.")
_RESULT = Phrase("explain result", "{check}: {outcome}, {points} of {most} points.")
_TRUTH = Phrase("explain truth", "What the Hub said, which no student should see:")
_OTHER_TIME = Phrase("explain other time", "it was gathered at {time}")
_NO_SCHEMA = Phrase("explain no schema", "its schema is not {schema}")
_MAX_BYTES = 2 * 1024 * 1024
_MAX_TEXT = 2000
_LIVE = "c4."
"""What is asked about the student's own repo, which challenges 4 and 5 share."""


class _Problem(msgspec.Struct):
    code: str
    file: str | None
    line: int | None
    col: int | None
    text: dict[str, str]
    hint: dict[str, str]


class _Result(msgspec.Struct):
    id: str
    outcome: Outcome
    points: int
    max_points: int
    problems: list[_Problem]


class _Report(msgspec.Struct):
    schema: str
    repo_id: str | None
    commit: str | None
    gathered_at: str
    results: list[_Result]


def seen(check: str, report: Path, evidence: Path | None, lang: Lang) -> Iterator[str]:
    """Yield the lines about a check: how it ended, what was found, and what the Hub had said.

    Raises:
        ProblemError: a file is not what it should be.
    """
    read = _read(report)
    result = next((one for one in read.results if one.id == check), None)
    if result is None:
        known = ", ".join(safe(one.id, 40) for one in read.results[:30])
        place = Place(str(report))
        raise ProblemError(NOT_IN_REPORT.about(place, path=report, check=check, known=known))
    yield _OF.text(
        lang,
        path=safe(str(report), 200),
        repo=safe(read.repo_id or "-", 200),
        commit=safe(read.commit or "-", 40),
        time=safe(read.gathered_at, 40),
    )
    outcome = OUTCOMES[result.outcome].text(lang)
    points = f"{result.points}"
    yield _RESULT.text(
        lang, check=check, outcome=outcome, points=points, most=f"{result.max_points}"
    )
    for problem in result.problems:
        yield from _problem(problem, lang)
    if evidence:
        yield from ("", _TRUTH.text(lang), *_facts(check, read, evidence))


def _read(path: Path) -> _Report:
    try:
        with open_regular(path) as stream:
            report = msgspec.json.decode(stream.read(_MAX_BYTES), type=_Report)
    except (OSError, ValueError, RecursionError) as error:
        reason = safe(str(getattr(error, "strerror", None) or error), 200)
        raise ProblemError(BAD_REPORT.about(Place(str(path)), path=path, reason=reason)) from None
    if report.schema != SCHEMA:
        other = _NO_SCHEMA.about(schema=SCHEMA)
        raise ProblemError(BAD_REPORT.about(Place(str(path)), path=path, reason=other))
    return report


def _problem(problem: _Problem, lang: Lang) -> Iterator[str]:
    """Yield a problem as it was printed, in this language if the report has it."""
    places = (problem.file, problem.line, problem.col)
    place = ":".join(safe(str(part), 200) for part in places if part is not None)
    text, hint = (
        words.get(lang) or words.get(ENGLISH, "") for words in (problem.text, problem.hint)
    )
    yield f"    {place + ': ' if place else ''}{safe(problem.code, 40)} {safe(text, _MAX_TEXT)}"
    yield f"      → {safe(hint, _MAX_TEXT)}"


def _facts(check: str, report: _Report, path: Path) -> Iterator[str]:
    try:
        evidence = saved.load(path, all_queries()).evidence
    except (OSError, ValueError) as error:
        reason: Phrase | str = safe(str(getattr(error, "strerror", None) or error), 200)
        raise ProblemError(BAD_EVIDENCE.about(Place(str(path)), path=path, reason=reason)) from None
    if evidence.gathered_at != report.gathered_at:
        reason = _OTHER_TIME.about(time=evidence.gathered_at)
        raise ProblemError(BAD_EVIDENCE.about(Place(str(path)), path=path, reason=reason))
    group = f"{check.partition('.')[0]}."
    wanted = {group, _LIVE} if group == "c5." else {group}
    for query, record in evidence.records.items():
        if any(query.key.startswith(one) for one in wanted):
            fact = msgspec.json.encode(record.fact).decode()
            yield f"    {query.key}: {safe(fact, _MAX_TEXT)}"
