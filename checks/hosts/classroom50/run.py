"""One run of the autograder: a student's checkout is graded, and result.json is written.

Without result.json, or with another exit code than 0, the host publishes no result and the score
stays as it was. So it is written at the very end, and not where anything is open.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import checks
from checks.challenges import all_checks, all_queries
from checks.files import write_whole
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.grading.report import Report
from checks.hosts.classroom50.waiting import wait
from checks.hosts.clock import clock
from checks.hub.client import HubClient
from checks.hub.endpoint import default_endpoint
from checks.hub.evidence import Evidence
from checks.hub.facts import Found
from checks.hub.gather import Gatherer
from checks.hub.queries import REPO
from checks.hub.same_files import differing
from checks.messages import Lang, Phrase, ProblemError, render
from checks.reporters import classroom50, terminal
from checks.reporters.markdown import words
from checks.rubric import load as load_rubric
from checks.submission import Submission
from checks.submission import load as load_submission

HUB_SECONDS = 240.0
"""Seconds after which the Hub is asked nothing more."""
COLUMNS = 100

NOT_GRADED = Phrase(
    "classroom50 open",
    "Not graded yet, and that is nobody's fault: {reason}. The score stays as it was. Teacher: run "
    "this job again in some minutes.",
)
REVIEW = Phrase(
    "classroom50 review",
    "No score yet: a person has to look at {checks}. Student: do what it says there, then submit "
    "again. Teacher: `tour grade` shows the same.",
)
UNCHECKED = Phrase("classroom50 unchecked", "not everything could be checked")
BROKE = Phrase("classroom50 broke", "the grader broke ({kind})")
BAD_RUBRIC = Phrase("classroom50 rubric", "the rubric of this autograder cannot be used")
DIFFERS = Phrase(
    "classroom50 differs",
    "Graded is what is live on the Hub. It is not the same as model_repo/ in this commit: was it "
    "published?",
)


class NotGradedError(Exception):
    """There is no result: why, and what somebody may want to read of it."""

    def __init__(self, why: str, details: str = "") -> None:
        super().__init__(why)
        self.why, self.details = why, details


def main(checkout: Path, lang: Lang) -> int:
    """Grade a checkout, and write the results into it; return the exit code.

    0: it was graded, whatever the score. 1: it was not, and there is no result.json.
    """
    try:
        report, differs = _graded(checkout, lang)
        _write(checkout, report, differs, lang)
    except NotGradedError as error:
        return _say(error.why, error.details)
    except ProblemError as error:
        return _say(_nobodys_fault(UNCHECKED, lang), render(error.problem, lang))
    except Exception as error:  # a bug of ours is nobody's zero
        return _say(_nobodys_fault(BROKE.about(kind=type(error).__name__), lang))
    print(terminal.scorecard(report, lang, width=COLUMNS), end="", flush=True)
    return 0


def _graded(checkout: Path, lang: Lang) -> tuple[Report, bool]:
    """Return the report, and whether what is live differs. Raises NotGradedError."""
    rubric_path = Path(checks.__file__).resolve().parents[1] / "rubric.yaml"
    rubric, problems = load_rubric(rubric_path, rubric_path.name)
    if problems:
        details = "\n".join(render(one, lang) for one in problems)
        raise NotGradedError(_nobodys_fault(BAD_RUBRIC, lang), details)
    submission = load_submission(checkout)
    endpoint = default_endpoint()
    waits = HubClient(endpoint, public_only=True, run_seconds=HUB_SECONDS)
    if wait(waits, submission).silent:  # what is live may be from before this push
        raise NotGradedError(_nobodys_fault(UNCHECKED, lang))
    # Its time begins now: what was spent on waiting is not missing for grading.
    client = HubClient(endpoint, public_only=True, run_seconds=HUB_SECONDS)
    gatherer = Gatherer(all_queries(), client, client)
    evidence = gatherer.gather(submission.answers, rubric)
    report = judge(all_checks(), submission, evidence, rubric, clock())
    if report.provisional:
        raise NotGradedError(
            _why_open(report, lang), terminal.scorecard(report, lang, width=COLUMNS)
        )
    return report, _differs(submission, evidence)


def _why_open(report: Report, lang: Lang) -> str:
    if any(one.outcome is Outcome.NOT_GRADABLE for one in report.results):
        return _nobodys_fault(UNCHECKED, lang)
    return REVIEW.text(lang, checks=", ".join(one.check.id for one in report.results if one.open))


def _nobodys_fault(reason: Phrase, lang: Lang) -> str:
    return NOT_GRADED.text(lang, reason=reason.text(lang))


def _differs(submission: Submission, evidence: Evidence) -> bool:
    fact = evidence[REPO]
    return isinstance(fact, Found) and bool(list(differing(submission.files, fact.value)))


def _write(checkout: Path, report: Report, differs: bool, lang: Lang) -> None:
    """Write what the host reads, the result last."""
    result = classroom50.result(report, lang, os.environ, datetime.now(UTC))
    body = classroom50.release_body(report, lang)
    line = classroom50.summary(report, lang)
    if differs:
        body = f"> {words(DIFFERS.text(lang))}\n\n{body}"
        line = classroom50.cut(f"{line} {DIFFERS.text(lang)}")
    write_whole(checkout / "release-body.md", body.encode())
    status = "success" if report.passed else "failure"
    _output((f"status={status}", f"summary={line}"))
    data = json.dumps(result, ensure_ascii=False, indent=1)
    write_whole(checkout / "result.json", data.encode() + b"\n")


def _output(lines: Iterable[str]) -> None:
    """Tell the host's next steps; none of these lines has a line break in it."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{' '.join(line.split())}\n" for line in lines)


def _say(why: str, details: str = "") -> int:
    print(why, details, sep="\n", end="" if details.endswith("\n") else "\n", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
