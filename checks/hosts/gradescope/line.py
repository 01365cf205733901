"""The line in the card that says whose a live repo is, where nothing else can.

An upload has no repository: its line stands for the course and the student. The lines of a
repository, which `tour publish` writes into the messages of commits, are no reason to doubt here.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from checks.assignment import Assignment
from checks.challenges import whose
from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.hub.bindings import BINDINGS, CARD_PLACE, Binding, trusted
from checks.hub.evidence import Evidence
from checks.hub.facts import Found
from checks.messages import Message, Problem
from checks.submission import Submission

NO_LINE = Message(
    "GS-LINE",
    "Nothing in the card of {repo} says yet that this model is yours.",
    hint="Open README.md of {repo} on the Hub, signed in as yourself. Put this line at its end, "
    "save it, then upload here again: {line}",
)
OTHERS = Message(
    "GS-OTHERS",
    "The card of {repo} has the line of another student, or of another course.",
    hint="Is the model a classmate's? Then build one of your own. Is it yours? Then open README.md "
    "of {repo} on the Hub, replace the line hub-tour: … by this one, save it, then upload here "
    "again: {line}",
)
TWO = Message(
    "GS-TWO",
    "The card of {repo}, or its history, has your line and also another one.",
    hint="Is there another line hub-tour: … in README.md? Take it out, keep {line} and upload "
    "here again. Else your teacher looks at it: tell them how the other line came there.",
    severity="review",
)
UNSURE = Message(
    "GS-AUTHOR",
    "The card of {repo} has your line, but was last saved by {authors}, not by {username} alone.",
    hint="Open README.md on the Hub, signed in as {username}, change something in it, save it, "
    "then upload here again.",
)
NO_ID = Message(
    "GS-NAME",
    "Whose model this is cannot be told: Gradescope did not say who uploaded it.",
    hint="Show this line to your teacher. It costs no points.",
    severity="review",
)
LIVE = "c4.live"
_HERE = {
    whose.NO_LINE: NO_LINE,
    whose.OTHERS: OTHERS,
    whose.TWO: TWO,
    whose.UNSURE: UNSURE,
}
"""What is said here in place of what is said to those who have a repository."""


def card_line(assignment: Assignment) -> str:
    """Return the line for the card: of a group, that of one student. "" where it is not known."""
    return Assignment(assignment.hashes[:1]).card_line


def without_own_repositories(evidence: Evidence, submission: Submission) -> Evidence:
    """Return evidence without the lines in commits that the student or a workflow made alone."""
    record = evidence.records.get(BINDINGS)
    repo_id, username = submission.answers.repo_id.value, submission.answers.username.value
    if record is None or not isinstance(record.fact, Found) or not repo_id or not username:
        return evidence
    found: tuple[Binding, ...] = record.fact.value
    own = trusted(found, repo_id.partition("/")[0], username)
    left = tuple(one for one in found if one.place == CARD_PLACE or one not in own)
    changed = msgspec.structs.replace(record, fact=Found(left))
    return replace(evidence, records={**evidence.records, BINDINGS: changed})


def in_words_of_here(report: Report, assignment: Assignment) -> Report:
    """Return the same report for somebody who uploads, and has no repository to push to."""
    line = card_line(assignment)
    results = (_without_name(one, line) for one in report.results)
    return replace(
        report,
        results=tuple(
            replace(one, problems=tuple(_here(problem, line) for problem in one.problems))
            for one in results
        ),
    )


def unbound(report: Report) -> list[Problem]:
    """Return why it is not clear yet that the model is the student's; nothing where it is."""
    problems = (problem for result in report.results for problem in result.problems)
    return [one for one in problems if one.message in _HERE.values()][:1]


def _here(problem: Problem, line: str) -> Problem:
    message = _HERE.get(problem.message)
    if message is None:
        return problem
    return message.about(problem.place, **{**problem.fields, "line": line})


def _without_name(result: Result, line: str) -> Result:
    """Return that a person has to look where nobody knows whose line to look for."""
    if line or result.check.id != LIVE or result.outcome is not Outcome.PASSED:
        return result
    return replace(result, outcome=Outcome.NEEDS_REVIEW, problems=(*result.problems, NO_ID.about()))
