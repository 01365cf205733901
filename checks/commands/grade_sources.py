"""What is graded, and by what: a folder and the Hub, or one file of an earlier grading."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from checks.challenges import all_queries
from checks.commands import common
from checks.commands.gathered import gathered, gathered_with, just_published
from checks.commands.progress import waiting
from checks.grading import saved
from checks.grading.grader import Grader, this_grader
from checks.grading.saved import Grading
from checks.grading.seen.facts import Seen, look
from checks.grading.when import Clock
from checks.hosts.clock import clock
from checks.hub.endpoint import default_endpoint
from checks.hub.evidence import Evidence
from checks.hub.gather import Gatherer
from checks.hub.reading import notes, reader
from checks.messages import Lang, Message, Phrase, Place, Problem, ProblemError
from checks.rubric import Rubric
from checks.submission import Submission
from checks.submission import load as load_submission

BAD_EVIDENCE = Message(
    "GRADE-EVIDENCE",
    "{path} is not saved evidence: {reason}.",
    hint="Use a file that `tour grade --save-evidence FILE` wrote.",
)
NO_ANSWERS = Message(
    "GRADE-NO-ANSWERS",
    "{path} has no answers: answers.yaml could not be read when it was written.",
    hint="Name the folder of the submission as well: tour grade DIR --evidence FILE",
)
OTHER_RUBRIC = Message(
    "GRADE-OTHER-RUBRIC",
    "The evidence was judged by the rubric {before} when it was saved, and now by {now}.",
    hint="Where the same report is wanted, name the same file with --rubric.",
    severity="note",
)
OTHER_GRADER = Message(
    "GRADE-OTHER-GRADER",
    "The evidence was judged by hub-tour {before} when it was saved, and now by {now}.",
    hint="The same grader gives the same report: `tour --version` says which one this is.",
    severity="note",
)
ASKING = Phrase("progress asking", "Asking {endpoint} ...")
_SHOWN = len("sha256:") + 12


class Sources(NamedTuple):
    """What a submission is judged by."""

    submission: Submission
    evidence: Evidence
    clock: Clock
    seen: Seen


def sources(args: argparse.Namespace, rubric: Rubric, lang: Lang) -> Sources:
    """Return what the arguments of `tour grade` name; ask the Hub where no file is named.

    Raises:
        ProblemError: a file is not what it should be.
    """
    if args.evidence is None:
        submission = load_submission(args.submission or Path())
        evidence = _from_hub(args, submission, rubric, lang)
        return Sources(submission, evidence, clock(), look(submission))
    kept = _load(args.evidence)
    if args.submission:
        submission = load_submission(args.submission)
        return Sources(submission, kept.evidence, clock(), look(submission))
    if kept.submission is None:
        raise ProblemError(NO_ANSWERS.about(Place(str(args.evidence)), path=args.evidence))
    common.print_problems(_changed(kept, rubric), lang)
    return Sources(kept.submission, kept.evidence, kept.clock, kept.submission.saved.seen)


def _load(path: Path) -> Grading:
    try:
        return saved.load(path, all_queries())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProblemError(BAD_EVIDENCE.about(Place(str(path)), path=path, reason=reason)) from None


def _changed(kept: Grading, rubric: Rubric) -> list[Problem]:
    problems, grader = [], this_grader()
    if kept.rubric_digest != rubric.digest:
        before, now = kept.rubric_digest[:_SHOWN], rubric.digest[:_SHOWN]
        problems.append(OTHER_RUBRIC.about(before=before, now=now))
    if kept.grader.digest != grader.digest:
        problems.append(OTHER_GRADER.about(before=_name(kept.grader), now=_name(grader)))
    return problems


def _name(grader: Grader) -> str:
    return f"{grader.version} ({grader.digest[:_SHOWN]})"


def _from_hub(
    args: argparse.Namespace, submission: Submission, rubric: Rubric, lang: Lang
) -> Evidence:
    client = reader(default_endpoint())
    gatherer = Gatherer(all_queries(), client, client)
    with waiting(lang, ASKING.about(endpoint=client.endpoint)):
        revision = args.revision or just_published(client, submission)
        evidence = (
            gathered_with(args.facts, gatherer, submission, rubric, revision)
            if args.facts
            else gathered(gatherer, submission, rubric, revision)
        )
    if isinstance(evidence, Problem):
        raise ProblemError(evidence)
    common.print_problems(notes(client), lang)
    return evidence
