"""Judge: (submission, evidence, rubric) in, report out. No network, no files, no clock."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from checks.grading.check import Check, Outcome
from checks.grading.report import Report, Result
from checks.hub.evidence import Evidence
from checks.hub.facts import Found, NotGradableError
from checks.hub.queries import REPO
from checks.messages import Message, Problem
from checks.rubric import DUE, PASS_MARK, TITLE, Rubric
from checks.submission import Submission

FAULT = Message(
    "GRADE-OPEN",
    "This could not be checked ({reason}). It costs no points.",
    hint="Nothing is wrong with your work. Run it again in a few minutes: on GitHub, "
    "“Actions”, the newest run, “Re-run jobs”.",
    severity="note",
)
BUG = Message(
    "GRADE-BUG",
    "The check itself broke ({reason}). It costs no points.",
    hint="Show this line to your teacher.",
    severity="note",
)
BLOCKED = Message(
    "GRADE-NEEDS",
    "Not looked at, because {needs} did not pass.",
    hint="Mend {needs} first.",
)


def judge(
    checks: Sequence[Check], submission: Submission, evidence: Evidence, rubric: Rubric
) -> Report:
    """Run every check that the rubric gives points to, and add up."""
    inputs = inputs_of(submission, evidence, rubric)
    outcomes: dict[str | None, Result] = {}
    for check in checks:
        outcomes[check.id] = run(check, inputs, rubric, outcomes.get(check.needs))
    results = tuple(result for result in outcomes.values() if result.max_points > 0)
    due = rubric[DUE]
    late = due is not None and (submission.committed_at or due) > due
    return Report(
        title=rubric[TITLE],
        results=results,
        pass_mark=rubric[PASS_MARK],
        repo_id=submission.answers.repo_id.value,
        commit=_commit(evidence),
        gathered_at=evidence.gathered_at,
        late=late,
    )


def inputs_of(submission: Submission, evidence: Evidence, rubric: Rubric) -> dict[str, Any]:
    """Return what checks may ask for, without facts about other answers than these."""
    return {
        "answers": submission.answers,
        "evidence": evidence.without_stale(submission.answers, rubric),
        "rubric": rubric,
        "submission": submission,
    }


def run(
    check: Check, inputs: dict[str, Any], rubric: Rubric, needed: Result | None = None
) -> Result:
    """Return one check's result. Never raises: what breaks here is not the student's fault."""
    points = rubric.points.get(check.id, check.points)

    def ended(outcome: Outcome, *problems: Problem) -> Result:
        return Result(check, outcome, points, problems)

    match needed:
        case Result(outcome=Outcome.FAILED):
            return ended(Outcome.FAILED, BLOCKED.about(needs=check.needs))
        case Result(outcome=Outcome.NOT_GRADABLE):
            blocked = BLOCKED.about(needs=check.needs)
            return ended(Outcome.NOT_GRADABLE, blocked.with_severity("note"))
    try:
        problems = list(check.function(**{name: inputs[name] for name in check.inputs}))
    except NotGradableError as error:
        return ended(Outcome.NOT_GRADABLE, FAULT.about(reason=error.reason))
    except Exception as error:
        logging.getLogger(__name__).debug("check %s broke", check.id, exc_info=True)
        return ended(Outcome.NOT_GRADABLE, BUG.about(reason=f"{check.id}: {type(error).__name__}"))
    severities = {problem.severity for problem in problems}
    if "error" in severities:
        return ended(Outcome.FAILED, *problems)
    return ended(Outcome.NEEDS_REVIEW if "review" in severities else Outcome.PASSED, *problems)


def _commit(evidence: Evidence) -> str | None:
    repo = evidence[REPO]
    return repo.value.commit if isinstance(repo, Found) else None
