"""Judge: (submission, evidence, rubric) in, report out. No network, no clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from checks.grading import when
from checks.grading.check import Check, Outcome
from checks.grading.report import Report, Result
from checks.grading.seen.facts import NOTHING, Seen, facts
from checks.grading.when import NO_CLOCK, NOT_KNOWN, Clock
from checks.grading.world import RUBRIC
from checks.hub import reasons
from checks.hub.evidence import Evidence
from checks.hub.facts import Found, NotGradableError
from checks.hub.queries import REPO
from checks.messages import Message, Phrase, Problem
from checks.rubric import DUE, PASS_MARK, TITLE, Rubric
from checks.submission import Submission

FAULT = Message(
    "GRADE-OPEN",
    "This could not be checked ({reason}). It costs no points.",
    hint="Nothing is wrong with your work. Run it again in a few minutes.",
    severity="note",
)
LIMIT = Message(
    "GRADE-LIMIT",
    "This could not be checked ({reason}). It costs no points.",
    hint="Nothing is wrong with your work. Run it again then, and not before; where no time is "
    "named, in ten minutes.",
    severity="note",
)
AWAY = Message(
    "GRADE-ADDRESS",
    "This could not be checked ({reason}). It costs no points.",
    hint="Nothing is wrong with your work. Check your network, then run it again. If your class "
    "uses its own Hub, its address must be set in each new terminal, as HF_ENDPOINT.",
    severity="note",
)
REFUSED = Message(
    "GRADE-REFUSED",
    "This could not be checked: the Hub refuses to show it ({reason}). It costs no points.",
    hint="Waiting does not help. Open its page on the Hub without signing in. If it is your repo, "
    "look for a notice of the Hub there or in your e-mail. Show this line to your teacher.",
    severity="note",
)
TEACHERS = Message(
    "GRADE-TEACHER",
    "This could not be checked ({reason}). It costs no points.",
    hint="Nothing is wrong with your work, and waiting does not help: show this line to your "
    "teacher.",
    severity="note",
)
SAVED = Message(
    "GRADE-SAVED",
    "This could not be checked ({reason}). It costs no points.",
    hint="Grade again without --evidence, so that the Hub is asked about what is written now.",
    severity="note",
)
BUG = Message(
    "GRADE-BUG",
    "The check itself broke ({reason}). It costs no points.",
    hint="Show this line to your teacher.",
    severity="note",
)


_FAULTS = {"limit": LIMIT, "address": AWAY, "again": FAULT, "refused": REFUSED}
_SAVED = (reasons.OTHER_ANSWER.context, reasons.NOT_ASKED.context)
_TEACHERS = (
    reasons.NO_KEY.context,
    reasons.COUNTS.context,
    reasons.NO_MODELS.context,
    reasons.EMPTY.context,
    reasons.LONG_HISTORY.context,
)


def judge(
    checks: Sequence[Check],
    submission: Submission,
    evidence: Evidence,
    rubric: Rubric,
    clock: Clock = NO_CLOCK,
    seen: Seen = NOTHING,
) -> Report:
    """Run every check that the rubric gives points to, and add up."""
    inputs = inputs_of(submission, evidence, rubric)
    by_id: dict[str | None, Check] = {check.id: check for check in checks}
    results = tuple(
        told_once(
            run(check, inputs, rubric, by_id.get(check.needs))
            for check in checks
            if rubric.points.get(check.id, check.points) > 0
        )
    )
    return report_of(results, submission, evidence, rubric, clock, seen)


def report_of(
    results: tuple[Result, ...],
    submission: Submission,
    evidence: Evidence,
    rubric: Rubric,
    clock: Clock = NO_CLOCK,
    seen: Seen = NOTHING,
) -> Report:
    """Return the report with these results."""
    due = rubric[DUE]
    handed_in = when.handed_in(submission, due, clock) if due else NOT_KNOWN
    return Report(
        title=rubric[TITLE],
        results=results,
        pass_mark=rubric[PASS_MARK],
        repo_id=submission.answers.repo_id.value,
        commit=_commit(evidence),
        bound=bool(submission.assignment.hashes),
        gathered_at=evidence.gathered_at,
        due=due,
        handed_in=handed_in,
        penalty_percent=when.penalty_percent(rubric, handed_in.late_by(due)),
        endpoint=evidence.endpoint,
        facts_endpoint=evidence.facts_endpoint,
        rubric_digest=rubric.digest,
        origin=submission.origin,
        facts=tuple(facts(seen, evidence, rubric, clock)),
    )


def told_once(results: Iterable[Result]) -> Iterator[Result]:
    """Yield results; what is wrong with the rubric is told in full by the first that meets it."""
    told: list[Problem] = []
    for result in results:
        problems = [
            TEACHERS.about(reason=one.fields["reason"]) if one in told else one
            for one in result.problems
        ]
        told += [one for one in problems if one.message is RUBRIC]
        yield replace(result, problems=tuple(problems))


def inputs_of(submission: Submission, evidence: Evidence, rubric: Rubric) -> dict[str, Any]:
    """Return what checks may ask for, without facts about other answers than these."""
    return {
        "answers": submission.answers,
        "evidence": evidence.without_stale(submission.answers, rubric),
        "rubric": rubric,
        "submission": submission,
    }


def run(
    check: Check, inputs: dict[str, Any], rubric: Rubric, needed: Check | None = None
) -> Result:
    """Return one check's result. Never raises: what breaks here is not the student's fault.

    `needed` is the check that this one needs.
    """
    points = rubric.points.get(check.id, check.points)

    def ended(outcome: Outcome, *problems: Problem) -> Result:
        return Result(check, outcome, points, problems)

    try:
        problems = _problems(check, inputs, needed)
    except NotGradableError as error:
        return ended(Outcome.NOT_GRADABLE, not_gradable(error.reason))
    except Exception as error:
        logging.getLogger(__name__).debug("check %s broke", check.id, exc_info=True)
        return ended(Outcome.NOT_GRADABLE, BUG.about(reason=f"{check.id}: {type(error).__name__}"))
    severities = {problem.severity for problem in problems}
    if "error" in severities:
        return ended(Outcome.FAILED, *problems)
    return ended(Outcome.NEEDS_REVIEW if "review" in severities else Outcome.PASSED, *problems)


def _problems(check: Check, inputs: dict[str, Any], needed: Check | None) -> list[Problem]:
    """Return what is wrong: in what the check needs, else in its own ground, else in all of it."""
    if blocking := [problem for problem in _ground(needed, inputs) if problem.severity == "error"]:
        return blocking
    problems = _ground(check, inputs)
    if all(problem.severity != "error" for problem in problems):
        problems += check.function(**{name: inputs[name] for name in check.inputs})
    return problems


def _ground(check: Check | None, inputs: dict[str, Any]) -> list[Problem]:
    if check is None or check.ground is None:
        return []
    return list(check.ground(**{name: inputs[name] for name in check.ground_inputs}))


def not_gradable(reason: Phrase | str | Problem) -> Problem:
    """Return what is told where nobody could give a fact: why, and what helps."""
    if isinstance(reason, Problem):
        return reason
    if isinstance(reason, Phrase):
        if reason.context in _SAVED:
            return SAVED.about(reason=reason)
        # What is missing is what the rubric names: an answer that names nothing is a problem.
        if reason.context in _TEACHERS or reason.context.startswith("missing "):
            return TEACHERS.about(reason=reason)
    return _FAULTS[reasons.remedy(reason)].about(reason=reason)


def _commit(evidence: Evidence) -> str | None:
    repo = evidence[REPO]
    return repo.value.commit if isinstance(repo, Found) else None
