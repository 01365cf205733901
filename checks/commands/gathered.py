"""Gather what the Hub says of a submission, with what has been kept of it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checks.challenges import all_checks
from checks.commands import records
from checks.grading.check import BLANK, Outcome
from checks.grading.judge import judge
from checks.guarded_git.checkout import own_checkout
from checks.guarded_git.versions import versions
from checks.hub.bindings import main_commits
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence
from checks.hub.facts import Found, Query
from checks.hub.gather import Gatherer, Since
from checks.hub.kept import ONE_DAY, Journal, own_journal
from checks.hubspec.names import is_commit
from checks.lint.answers.reading import parse_answers
from checks.messages import Message, Phrase, Place, Problem
from checks.questions import Question
from checks.rubric import Rubric
from checks.submission import ANSWERS, Answers, Submission
from checks.textfile import decode_all

BAD_FACTS = Message(
    "GRADE-FACTS",
    "{path} cannot be used for facts: {reason}.",
    hint="Name a file in a folder of your own, outside of every submission. It is made where it is "
    "not there.",
)

LAG_SECONDS = 600
"""Seconds after publishing in which the Hub may still show what was there before."""
IN_SUBMISSION = Phrase("facts in submission", "it is in the submission")


def gathered(
    gatherer: Gatherer, submission: Submission, rubric: Rubric, revision: str | None = None
) -> Evidence:
    """Return what the Hub says, or what it said to this user within a day.

    Where something is not right by what is a day old, the Hub is asked again: the answer may be
    newer.
    """
    own = own_journal(submission.folder, gatherer.facts.endpoint, datetime.now(UTC))
    gatherer = replace(gatherer, kept=own, fresh_for=ONE_DAY)
    evidence = gatherer.gather(submission.answers, rubric, revision)
    old = [query for query, record in evidence.records.items() if record.at]
    wrong = _not_right(submission, evidence, rubric) if old else set()
    queries = [query for query in old if _challenge(query.key) in wrong]
    return gatherer.renew(evidence, queries, submission.answers, rubric) if queries else evidence


def gathered_with(
    path: Path,
    gatherer: Gatherer,
    submission: Submission,
    rubric: Rubric,
    revision: str | None = None,
) -> Evidence | Problem:
    """Return what the Hub says, and what this file has of it since the answers were given.

    What the Hub says is added to the file.
    """
    if submission.folder.resolve() in path.resolve().parents:
        return BAD_FACTS.about(Place(str(path)), path=path, reason=IN_SUBMISSION)
    journal = Journal(path)
    try:
        journal.create()
    except OSError as error:
        return BAD_FACTS.about(Place(str(path)), path=path, reason=error.strerror)
    since = answered_since(submission)
    return replace(gatherer, kept=journal).gather(submission.answers, rubric, revision, since)


def just_published(client: HubClient, submission: Submission) -> str | None:
    """Return the commit that was published from here a moment ago, if `main` does not show it yet.

    Then it is waited for. Where `main` shows it, what is newest there is the student's, too.
    """
    last = records.kept(submission.folder, "publish")
    if last is None or not records.is_own(submission.folder):
        return None
    done, age = last.record, datetime.now(UTC).timestamp() - last.at / 1e9
    own = (client.endpoint, submission.answers.repo_id.value)
    if not (is_commit(done.commit) and (done.endpoint, done.repo_id) == own and age < LAG_SECONDS):
        return None
    shown = client.call(lambda: list(main_commits(client, done.repo_id, done.commit)))
    return None if isinstance(shown, Found) else done.commit


def answered_since(submission: Submission) -> Since:
    """Return from when on the answers that a query is about are as they are now.

    That is the date of the first commit that has them, as the commit claims it; None where no
    commit has them.
    """
    checkout = own_checkout(submission.folder)
    found = versions(checkout, submission.folder / ANSWERS) if checkout else []
    history = [
        (time, Answers(parse_answers(decode_all(data, ANSWERS)[0], ANSWERS)))
        for time, data in found
    ]

    def since(query: Query[object]) -> datetime | None:
        asked = [item for item in query.inputs if isinstance(item, Question)]
        now = [submission.answers[question].value for question in (*asked, *query.only_for)]
        first = None
        for time, answers in history:
            if [answers[question].value for question in (*asked, *query.only_for)] != now:
                break
            first = time
        return first

    return since


def _not_right(submission: Submission, evidence: Evidence, rubric: Rubric) -> set[str]:
    """Return the challenges in which an answer that was given is not right."""
    results = judge(all_checks(), submission, evidence, rubric).results
    return {
        _challenge(result.check.id)
        for result in results
        if result.outcome is not Outcome.PASSED
        and any(problem.message is not BLANK for problem in result.problems)
    }


def _challenge(key: str) -> str:
    return key.partition(".")[0]
