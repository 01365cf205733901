"""`tour seal`: sign a report with GitHub's identity token, in the job that made it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from checks.cli import FINE, UNCHECKED, USAGE
from checks.commands import common, output
from checks.commands.output import File, write
from checks.commands.sealed_files import UnreadableError, read
from checks.grading.seal import strict_json
from checks.grading.seal.audience import MAX_REPORT, SUFFIX, audience_of, seal_beside
from checks.grading.seal.stated import is_report
from checks.grading.seal.token import token_in
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.facts import Fact, Found
from checks.hub.id_tokens import id_token, may_ask
from checks.messages import Message, Phrase, Place, Problem
from checks.reporters.markdown import words

NO_REPORT = Message(
    "SEAL-FILE",
    "{path} cannot be sealed: {reason}.",
    hint="Name the report that `tour grade` wrote, for example: tour seal report.json",
)
NOT_IN_JOB = Message(
    "SEAL-NO-JOB",
    "Only a job of GitHub Actions can seal a report, and this is none.",
    hint="Nothing is missing here: a report counts without a seal, too, once somebody has graded "
    "the submission again.",
)
NO_PERMISSION = Message(
    "SEAL-PERMISSION",
    "This job may not ask GitHub for an identity token, so the report is not sealed.",
    hint="Give the job `permissions: id-token: write`; a job that calls a reusable workflow has to "
    "give it, too. Runs for a pull request from a fork never get it.",
)
NO_TOKEN = Message(
    "SEAL-GITHUB",
    "GitHub gave no identity token ({reason}), so the report is not sealed.",
    hint="Run the job again later. Where GitHub refuses (HTTP 401 or 403), see that the job has "
    "`permissions: id-token: write`.",
)

NO_NAME = Phrase("seal no name", "a seal would take its place")
NOT_A_REPORT = Phrase("seal not a report", "it is no report of this grader")
OTHER_TOKEN = Phrase("seal other token", "its answer is not a token for this report")
SEALED = Phrase("seal written", "Sealed: {path}")
IN_SUMMARY = Phrase(
    "seal summary",
    "This report is sealed: GitHub has signed which workflow made it, of which commit.",
)

RUN_SECONDS = 60.0
"""Seconds after which GitHub is asked no more."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "report", type=Path, metavar="REPORT", help="the report; its seal is written beside it"
    )
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Seal a report; return the exit code."""
    lang = common.lang_of(args)
    report = _report_at(args.report)
    if isinstance(report, Problem):
        common.print_problems([report], lang)
        return USAGE
    seal = _seal_of(report)
    if isinstance(seal, Problem):
        common.print_problems([seal], lang)
        return UNCHECKED
    path = seal_beside(args.report)
    if problem := write(File(path, seal.encode())):
        common.print_problems([problem], lang)
        return UNCHECKED
    common.echo(lang, SEALED.about(path=path))
    output.github_append("GITHUB_STEP_SUMMARY", f"\n{words(IN_SUMMARY.text(lang))}\n")
    return FINE


def _report_at(path: Path) -> bytes | Problem:
    """Return the bytes of a report, or why what lies there is none."""
    reason: Phrase | str = NOT_A_REPORT
    try:
        if path.suffix == SUFFIX:
            raise UnreadableError(NO_NAME)
        data = read(path, MAX_REPORT)
        if is_report(strict_json.loads(data)):
            return data
    except UnreadableError as error:
        reason = error.reason
    except ValueError:
        pass
    return NO_REPORT.about(Place(str(path)), path=path, reason=reason)


def _seal_of(report: bytes) -> str | Problem:
    """Return the seal of a report, or why there cannot be one."""
    if not may_ask():
        in_job = os.environ.get("GITHUB_ACTIONS") == "true"
        return (NO_PERMISSION if in_job else NOT_IN_JOB).about()
    audience = audience_of(report)
    client = HubClient("GitHub", run_seconds=RUN_SECONDS)
    answer: Fact[str] = client.call(lambda: id_token(audience))
    if not isinstance(answer, Found):
        return NO_TOKEN.about(reason=reasons.reason_of(answer))
    token = token_in(answer.value.encode(errors="replace"))
    if isinstance(token, Problem):
        return token
    return answer.value if token.claims.aud == audience else NO_TOKEN.about(reason=OTHER_TOKEN)
