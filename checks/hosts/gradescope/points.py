"""Points that an earlier upload has won already, and points that wait for something else.

Each upload is a submission of its own on Gradescope, and one that could not be graded shows no
score. So what was won by the same answers and model counts again where nobody can tell now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from typing import Annotated, Any

import msgspec

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.guarded_git.checkout import read_file
from checks.hosts.gradescope.metadata import Previous
from checks.hubspec.names import is_commit
from checks.messages import Message, Phrase
from checks.submission import ANSWERS, Submission
from checks.yamldoc import MAX_BYTES

SCHEMA = "hub-tour/gradescope/v1"
TAKEN = Message(
    "GS-TAKEN",
    "This could not be checked now. It counts as passed, because it was when you uploaded the same "
    "answers and model before ({time}).",
    hint="You need not do anything.",
    severity="note",
)
WAITS = Message(
    "GS-WAITS",
    "This is right. Its points count as soon as it is clear that the model is yours ({check}).",
    hint="Do what it says there, then upload again.",
)
UNKNOWN_TIME = Phrase("upload time unknown", "at a time that Gradescope does not say")

Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}\Z")]
Name = Annotated[str, msgspec.Meta(max_length=100)]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept with the results, in `extra_data`: which checks passed, and by what.

    `submission` is the digest of the answers and of the model folder; `commit` the live repo's.
    """

    schema: str
    grader: Digest
    rubric: Digest
    submission: Digest
    commit: str | None
    passed: Annotated[tuple[Name, ...], msgspec.Meta(max_length=1000)]


def digest_of(submission: Submission) -> str:
    """Return `sha256:` and a digest of the answers file and of the files of the model folder."""
    whole = hashlib.sha256(read_file(submission.folder / ANSWERS, MAX_BYTES + 1))
    for file in submission.files:
        whole.update(f"\0{file.sha256} {file.path}".encode("utf-8", "surrogateescape"))
    return f"sha256:{whole.hexdigest()}"


def kept(report: Report, submission: str) -> dict[str, Any]:
    """Return what a later upload may want to know of this one; `submission` is its digest."""
    data = Kept(
        SCHEMA,
        report.grader.digest,
        report.rubric_digest,
        submission,
        report.commit,
        tuple(one.check.id for one in report.results if one.outcome is Outcome.PASSED),
    )
    builtins: dict[str, Any] = msgspec.to_builtins(data)
    return builtins


def with_earlier(report: Report, submission: str, previous: Iterable[Previous]) -> Report:
    """Return a report in which what could not be checked counts where it has passed before.

    That is in an upload of the same answers and model, by the same grader and rubric, and for the
    live repo at the same commit where it is known at which it is now.
    """
    for one in previous:
        if all(result.outcome is not Outcome.NOT_GRADABLE for result in report.results):
            break
        earlier = _kept(one.extra_data)
        if earlier and _is_same(earlier, kept(report, submission)):
            results = tuple(_taken(result, earlier, one) for result in report.results)
            report = replace(report, results=results, commit=report.commit or earlier.commit)
    return report


def without_dependents(report: Report) -> Report:
    """Return a report in which no points count that need a check which a person has to look at."""
    open_checks = {one.check.id for one in report.results if one.outcome is Outcome.NEEDS_REVIEW}
    return replace(report, results=tuple(_waiting(one, open_checks) for one in report.results))


def _kept(data: bytes) -> Kept | None:
    try:
        found = msgspec.json.decode(data, type=Kept)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    return found if found.commit is None or is_commit(found.commit) else None


def _is_same(earlier: Kept, now: dict[str, Any]) -> bool:
    same = ("schema", "grader", "rubric", "submission")
    return all(getattr(earlier, name) == now[name] for name in same) and (
        now["commit"] in (None, earlier.commit)
    )


def _taken(result: Result, earlier: Kept, previous: Previous) -> Result:
    if result.outcome is not Outcome.NOT_GRADABLE or result.check.id not in earlier.passed:
        return result
    at = previous.at and previous.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    note = TAKEN.about(time=at or UNKNOWN_TIME)
    return replace(result, outcome=Outcome.PASSED, problems=(note,))


def _waiting(result: Result, open_checks: set[str]) -> Result:
    needed = result.check.needs
    if result.outcome is not Outcome.PASSED or needed not in open_checks:
        return result
    waits = WAITS.about(check=needed)
    return replace(result, outcome=Outcome.NEEDS_REVIEW, problems=(*result.problems, waits))
