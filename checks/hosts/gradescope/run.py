"""One run of the autograder: what was uploaded is graded, and results.json is written.

Without results.json Gradescope shows no score and says that the autograder failed; so it is
written at the very end, and not where something could not be checked.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from checks.assignment import Assignment, Origin
from checks.challenges import all_checks, all_queries
from checks.files import write_whole
from checks.grading import when
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.grading.report import Report
from checks.grading.when import Clock, HandedIn, Source
from checks.guarded_git.commits import Change
from checks.hosts.gradescope import line, points
from checks.hosts.gradescope.folder import submission_folder
from checks.hosts.gradescope.metadata import NAME, Metadata, read
from checks.hub.client import HubClient
from checks.hub.endpoint import default_endpoint
from checks.hub.evidence import Evidence
from checks.hub.gather import Gatherer
from checks.messages import Lang, Phrase, Problem, ProblemError, choose_lang, render
from checks.reporters import gradescope, terminal
from checks.rubric import DUE, LANGUAGE, Rubric
from checks.rubric import load as load_rubric
from checks.submission import Submission
from checks.submission import load as load_submission

HUB_SECONDS = 240.0
"""Seconds after which the Hub is asked nothing more."""
SECONDS = 360.0
"""Seconds after which a run ends, whatever holds it up. Gradescope's own limit is 600."""
COLUMNS = 100

NOT_GRADED = Phrase(
    "gradescope open",
    "Not graded yet, and that is nobody's fault: {reason}. Teacher: choose “Rerun Autograder” on "
    "the page of this upload in some minutes. It has no score until then, and nothing is lost.",
)
UNCHECKED = Phrase("gradescope unchecked", "not everything could be checked")
TOO_LONG = Phrase("gradescope too long", "after {seconds} s it had not ended")
BROKE = Phrase("gradescope broke", "the grader broke ({kind})")
NO_UPLOAD = Phrase("gradescope no upload", "Gradescope gave no folder {path}")
BAD_RUBRIC = Phrase("gradescope rubric", "the rubric of this autograder cannot be used")


class NotGradedError(Exception):
    """Nothing is handed to Gradescope: why, and what a teacher may want to read of it."""

    def __init__(self, reason: Phrase, details: str = "") -> None:
        super().__init__(reason.context)
        self.reason, self.details = reason, details


@dataclass(frozen=True)
class Upload(Submission):
    """A submission that was uploaded: what it says of itself, as a repository, does not count."""

    known_as: Assignment

    @cached_property
    def assignment(self) -> Assignment:
        return self.known_as

    @cached_property
    def origin(self) -> Origin:
        return Origin()

    def newest_change(self, counts: Callable[[str, str], bool]) -> Change | None:  # noqa: ARG002
        return None


def main(base: Path, rubric_path: Path, lang: Lang | None = None, seconds: float = SECONDS) -> int:
    """Grade what is in `base`, as /autograder is laid out; return the exit code.

    0: results.json was written, whatever the score. 1: it was not.
    """
    target = base / "results" / "results.json"
    rubric, problems = load_rubric(rubric_path, rubric_path.name)
    lang = lang or choose_lang(rubric[LANGUAGE])
    ending = threading.Lock()
    watch = threading.Timer(seconds, _stop, (ending, lang, seconds))
    watch.daemon = True
    watch.start()
    try:
        target.unlink(missing_ok=True)
        if problems:
            raise NotGradedError(BAD_RUBRIC, "\n".join(render(one, lang) for one in problems))
        results, card = _graded(base, rubric, lang)
        with ending:
            write_whole(target, json.dumps(results, ensure_ascii=False, indent=1).encode())
    except NotGradedError as error:
        _say(lang, error.reason, error.details)
        return 1
    except ProblemError as error:
        _say(lang, UNCHECKED, render(error.problem, lang))
        return 1
    except Exception as error:  # a bug of ours is nobody's zero
        _say(lang, BROKE.about(kind=type(error).__name__))
        return 1
    finally:
        watch.cancel()
    print(card, end="", flush=True)
    return 0


def _graded(base: Path, rubric: Rubric, lang: Lang) -> tuple[dict[str, object], str]:
    """Return results.json as data, and a scorecard for the teacher. Raises NotGradedError."""
    upload = base / "submission"
    if not upload.is_dir():
        raise NotGradedError(NO_UPLOAD.about(path=upload))
    metadata = read(base / NAME)
    folder, notes = submission_folder(upload)
    submission = Upload(folder, load_submission(folder).answers, metadata.assignment)
    report = _report(submission, _evidence(submission, rubric), rubric, metadata)
    digest = points.digest_of(submission)
    report = points.with_earlier(report, digest, metadata.previous)
    if any(one.outcome is Outcome.NOT_GRADABLE for one in report.results):
        raise NotGradedError(UNCHECKED, terminal.scorecard(report, lang, width=COLUMNS))
    kept = points.kept(report, digest)
    report = points.without_dependents(report)
    first = _first([*line.unbound(report), *notes, *metadata.problems], submission, lang)
    card = terminal.scorecard(report, lang, width=COLUMNS)
    return gradescope.results(report, lang, kept, tuple(first)), card


def _evidence(submission: Submission, rubric: Rubric) -> Evidence:
    """Return what the Hub says, asked as nobody: a run on Gradescope has no token."""
    client = HubClient(default_endpoint(), public_only=True, run_seconds=HUB_SECONDS)
    gatherer = Gatherer(all_queries(), client, client)
    return gatherer.gather(submission.answers, rubric)


def _report(
    submission: Submission, evidence: Evidence, rubric: Rubric, metadata: Metadata
) -> Report:
    """Return the report, with Gradescope's time of the upload, and its due date where it has one.

    The students see that date, and it counts the extensions that a teacher gave there.
    """
    if metadata.due:
        rubric = rubric.with_settings({DUE: metadata.due.isoformat()})
    evidence = line.without_own_repositories(evidence, submission)
    report = judge(all_checks(), submission, evidence, rubric, Clock(now=datetime.now(UTC)))
    report = line.in_words_of_here(report, submission.assignment)
    due, at = rubric[DUE], metadata.created_at
    if due is None or at is None:
        return report
    handed_in = HandedIn(None, at, Source.HOST)
    penalty = when.penalty_percent(rubric, handed_in.late_by(due))
    return replace(report, handed_in=handed_in, penalty_percent=penalty)


def _first(problems: list[Problem], submission: Submission, lang: Lang) -> Iterator[str]:
    """Yield what is said before the verdict, in Markdown: the next step, then notes."""
    shown = line.card_line(submission.assignment)
    for problem in problems:
        yield gradescope.told(problem._replace(place=None), lang)
        # Ready to be copied: only in a block of code is it shown as it is.
        if "line" in problem.fields and shown:
            yield f"```\n{shown}\n```"


def _say(lang: Lang, reason: Phrase, details: str = "") -> None:
    words = NOT_GRADED.text(lang, reason=reason.text(lang))
    print(words, details, sep="\n", end="" if details.endswith("\n") else "\n", flush=True)


def _stop(ending: threading.Lock, lang: Lang, seconds: float) -> None:
    """End the run, without results.json, unless it is being written."""
    with ending:
        _say(lang, TOO_LONG.about(seconds=f"{seconds:.0f}"))
        sys.stdout.flush()
        os._exit(1)
