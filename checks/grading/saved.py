"""One file for one grading: all that it was judged by, so that it can be judged again anywhere.

It has what the Hub said (`checks.hub.evidence`), what was handed in, what was known of the time,
and which grader and rubric were used. It holds the truth of some answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from checks.assignment import Assignment, Origin
from checks.grading.grader import Grader, this_grader
from checks.grading.seen.facts import NOTHING, Seen
from checks.grading.when import Clock, counts
from checks.guarded_git.checkout import read_file
from checks.guarded_git.commits import Change
from checks.hub import evidence as hub_evidence
from checks.hub.evidence import Evidence, decoded
from checks.hub.facts import Query
from checks.lint.answers.reading import answers_in
from checks.model_folder import LocalFile
from checks.rubric import Rubric
from checks.submission import ANSWERS, Answers, Submission
from checks.yamldoc import MAX_BYTES

SCHEMA = "hub-tour/grading/v1"


class HandedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was handed in, as far as a check may look at it.

    `answers` is the file's text, else `other_answers` its bytes, in base64; neither where it could
    not be read. `change` is the newest commit that counts.
    """

    answers: str | None
    other_answers: bytes | None
    assignment: Assignment
    origin: Origin
    files: tuple[LocalFile, ...]
    nested: tuple[str, ...]
    ignored: tuple[str, ...]
    stray_models: tuple[str, ...]
    change: Change | None
    seen: Seen

    @property
    def data(self) -> bytes | None:
        """Return the content of the answers file."""
        return self.other_answers if self.answers is None else self.answers.encode()


@dataclass(frozen=True)
class SavedSubmission(Submission):
    """A submission as it was when it was graded, without its folder."""

    saved: HandedIn

    @property
    def files(self) -> tuple[LocalFile, ...]:
        return self.saved.files

    @property
    def nested(self) -> tuple[str, ...]:
        return self.saved.nested

    @property
    def ignored(self) -> tuple[str, ...]:
        return self.saved.ignored

    @property
    def stray_models(self) -> tuple[str, ...]:
        return self.saved.stray_models

    @cached_property
    def assignment(self) -> Assignment:
        return self.saved.assignment

    @cached_property
    def origin(self) -> Origin:
        return self.saved.origin

    def newest_change(self, counts: Callable[[str, str], bool]) -> Change | None:  # noqa: ARG002
        """Return the newest change that counted when it was graded."""
        return self.saved.change


@dataclass(frozen=True, slots=True)
class Grading:
    """What a submission was judged by. `submission` is None where its answers were not readable."""

    submission: SavedSubmission | None
    evidence: Evidence
    clock: Clock
    grader: Grader
    rubric_digest: str


class _Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    digest: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    grader: Grader
    rubric: _Rubric
    clock: Clock
    submission: HandedIn
    hub: msgspec.Raw


class _Version(msgspec.Struct):
    schema: str


def dumps(
    submission: Submission, evidence: Evidence, rubric: Rubric, clock: Clock, seen: Seen = NOTHING
) -> bytes:
    """Return a grading as a JSON text: the same for the same grading."""
    hub = msgspec.Raw(_encoded(hub_evidence.to_json(evidence)))
    handed_in = _handed_in(submission, clock, seen)
    file = _File(SCHEMA, this_grader(), _Rubric(rubric.digest), clock, handed_in, hub)
    return msgspec.json.format(_encoded(file), indent=1) + b"\n"


def load(path: Path, queries: Iterable[Query[Any]]) -> Grading:
    """Read a grading, with what the Hub said to these queries.

    Raises:
        OSError: there is no such file.
        ValueError: it holds something else, and where.
    """
    data = hub_evidence.read(path)
    if (schema := decoded(data, _Version).schema) != SCHEMA:
        raise ValueError(f'"schema" is {schema!r}, and this version reads "{SCHEMA}"')
    file = decoded(data, _File)
    if decoded(_encoded(file), dict[str, Any]) != decoded(data, dict[str, Any]):
        raise ValueError("$ has fields that a grading does not have")
    evidence = hub_evidence.loads(bytes(file.hub), queries, ".hub")
    saved, submission = file.submission, None
    if saved.data is not None:
        answers = Answers(answers_in(saved.data, ANSWERS))
        submission = SavedSubmission(path.parent, answers, saved)
    return Grading(submission, evidence, file.clock, file.grader, file.rubric.digest)


def _encoded(data: object) -> bytes:
    return msgspec.json.encode(data, order="deterministic")


def _handed_in(submission: Submission, clock: Clock, seen: Seen) -> HandedIn:
    push = clock.push
    data = _content(submission)
    text = _text(data)
    return HandedIn(
        answers=text,
        other_answers=data if text is None else None,
        assignment=submission.assignment,
        origin=submission.origin,
        files=tuple(replace(file, data=None) for file in submission.files),
        nested=submission.nested,
        ignored=submission.ignored,
        stray_models=submission.stray_models,
        change=submission.newest_change(lambda commit, author: counts(commit, author, push)),
        seen=seen,
    )


def _content(submission: Submission) -> bytes | None:
    """Return the content of the answers file; None where it is not what was read for grading."""
    if isinstance(submission, SavedSubmission):
        return submission.saved.data
    data = read_file(submission.folder / ANSWERS, MAX_BYTES)
    return (
        data if answers_in(data, ANSWERS) == submission.answers.file._replace(folder=None) else None
    )


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None
