"""A grading in one file: it is judged again from the file alone, to the same report."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.assignment import Assignment, Origin
from checks.challenges import all_checks, all_queries
from checks.grading import saved
from checks.grading.grader import this_grader
from checks.grading.judge import judge
from checks.grading.report import Report
from checks.grading.saved import SavedSubmission
from checks.grading.when import NO_CLOCK, Clock, Push, Source
from checks.guarded_git.commits import Change
from checks.hub.facts import Unreachable
from checks.model_folder import LocalFile
from checks.submission import Submission, load
from checks.yamldoc import MAX_BYTES
from tests.facts import RUBRIC, evidence_for, saved_grading, submission_in

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
PUSH = Push("5a" * 20, datetime(2026, 10, 1, 13, tzinfo=UTC), frozenset({"5a" * 20, "6b" * 20}))
CLOCK = Clock(PUSH, datetime(2026, 10, 2, tzinfo=UTC))


class Elsewhere(Submission):
    """A submission with a name, a commit and a history, as a checkout has."""

    @property
    def assignment(self) -> Assignment:
        return Assignment(("ab" * 8,), "github.com/school/lab-ada", "123")

    @property
    def origin(self) -> Origin:
        return Origin("github.com/school/lab-ada", "123", "5a" * 20, "refs/heads/main")

    @property
    def files(self) -> tuple[LocalFile, ...]:
        return tuple(dataclasses.replace(file, data=b"converted") for file in super().files)

    def newest_change(self, counts: Callable[[str, str], bool]) -> Change | None:
        assert counts("5a" * 20, "Ada")
        return Change("5a" * 20, "5a" * 20, datetime(2026, 9, 30, tzinfo=UTC))


def elsewhere(folder: Path, answers: Any = None) -> Elsewhere:
    plain = submission_in(folder, answers)
    return Elsewhere(plain.folder, plain.answers)


def read(folder: Path, data: bytes) -> saved.Grading:
    path = folder / "grading.json"
    path.write_bytes(data)
    return saved.load(path, all_queries())


def report_of(submission: Submission, clock: Clock = CLOCK, **changes: Any) -> Report:
    rubric = dataclasses.replace(
        RUBRIC, settings={**RUBRIC.settings, "due": DUE.isoformat(), "late_percent_per_day": 10}
    )
    return judge(all_checks(), submission, evidence_for(submission, **changes), rubric, clock)


@pytest.mark.parametrize(
    ("answers", "changes"),
    [
        ({}, {}),
        ({"c2.count": "3", "c1.vocab_size": None}, {}),
        ({}, {"count": Unreachable("HTTP 503")}),
    ],
)
def test_the_file_alone_gives_the_same_report(
    tmp_path: Path, answers: dict[str, str | None], changes: dict[str, Any]
) -> None:
    submission = elsewhere(tmp_path / "work", answers)
    report = report_of(submission, **changes)
    assert report.handed_in.known_by is Source.GITHUB
    assert report.penalty_percent == 10
    assert report.origin.commit == "5a" * 20
    evidence = evidence_for(submission, **changes)
    kept = read(tmp_path, saved.dumps(submission, evidence, RUBRIC, CLOCK))
    assert kept.submission is not None
    assert (kept.evidence, kept.clock) == (evidence, CLOCK)
    assert report_of(kept.submission, kept.clock, **changes).to_json() == report.to_json()


def test_it_says_by_what_it_was_judged(tmp_path: Path) -> None:
    rubric = dataclasses.replace(RUBRIC, digest="sha256:ab")
    kept = read(tmp_path, saved_grading(submission_in(tmp_path), rubric))
    assert kept.rubric_digest == "sha256:ab"
    assert kept.grader == this_grader()
    assert kept.clock == NO_CLOCK


def test_the_same_grading_is_the_same_file(tmp_path: Path) -> None:
    submission = elsewhere(tmp_path / "work")
    evidence = evidence_for(submission)
    first = saved.dumps(submission, evidence, RUBRIC, CLOCK)
    kept = read(tmp_path, first)
    assert kept.submission
    assert saved.dumps(kept.submission, kept.evidence, RUBRIC, kept.clock) == first
    data = json.loads(first)
    assert data["clock"]["push"]["commits"] == ["5a" * 20, "6b" * 20]
    assert first.startswith(b'{\n "schema": "hub-tour/grading/v1",\n')
    assert first.endswith(b"\n}\n")
    assert {file["data"] for file in data["submission"]["files"]} == {None}
    assert kept.submission.folder == tmp_path


@pytest.mark.parametrize("struct", [saved.HandedIn, saved._Rubric, saved._File])
def test_what_is_saved_takes_no_other_field(struct: Any) -> None:
    config = struct.__struct_config__
    assert (config.frozen, config.forbid_unknown_fields) == (True, True)


@pytest.mark.parametrize(("by_bot", "expected"), [(True, False), (False, True), (None, False)])
def test_whose_commit_counts_is_told_by_the_clock(
    tmp_path: Path, by_bot: bool | None, expected: bool
) -> None:
    """Without GitHub's word, an app is known by its name."""
    asked: list[bool] = []

    class Asking(Submission):
        def newest_change(self, counts: Callable[[str, str], bool]) -> Change | None:
            asked.append(counts("5a" * 20, "renovate[bot]"))
            return None

    plain = submission_in(tmp_path)
    submission = Asking(plain.folder, plain.answers)
    push = None if by_bot is None else dataclasses.replace(PUSH, by_bot=by_bot)
    saved.dumps(submission, evidence_for(submission), RUBRIC, Clock(push))
    assert asked == [expected]


def test_an_answers_file_of_just_the_bound_is_kept(tmp_path: Path) -> None:
    submission_in(tmp_path)
    path = tmp_path / "answers.yaml"
    text = path.read_bytes()
    for size, is_kept in ((MAX_BYTES, True), (MAX_BYTES + 1, False)):
        path.write_bytes(text + b"#" * (size - len(text) - 1) + b"\n")
        submission = load(tmp_path)
        data = saved.dumps(submission, evidence_for(submission), RUBRIC, NO_CLOCK)
        assert (read(tmp_path, data).submission is not None) == is_kept


def test_what_a_check_looks_at_is_kept(tmp_path: Path) -> None:
    submission = submission_in(tmp_path)
    (tmp_path / "stray.joblib").write_bytes(b"x")
    kept = read(tmp_path, saved_grading(submission)).submission
    assert kept is not None
    assert kept.stray_models == ("stray.joblib",)
    assert [file.path for file in kept.files] == [file.path for file in submission.files]
    assert [(f.sha256, f.blob_id, f.other_line_ends) for f in kept.files] == [
        (f.sha256, f.blob_id, f.other_line_ends) for f in submission.files
    ]
    assert (kept.nested, kept.ignored) == (submission.nested, submission.ignored)


@pytest.mark.parametrize(
    "content",
    [
        b"username: ada\n\xff\xfe: x\n",
        b"\xef\xbb\xbfusername: ada\r\n",
        "username: ada\n".encode("utf-16"),
        b"username: ada\ncount:7\n",
        b"",
        b"[",
    ],
)
def test_answers_are_kept_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "answers.yaml").write_bytes(content)
    before = load(tmp_path)
    kept = read(tmp_path, saved.dumps(before, evidence_for(before), RUBRIC, NO_CLOCK)).submission
    assert kept is not None
    assert kept.saved.data == content
    try:
        text = content.decode()
    except UnicodeDecodeError:
        assert (kept.saved.answers, kept.saved.other_answers) == (None, content)
    else:
        assert (kept.saved.answers, kept.saved.other_answers) == (text, None)
    assert kept.answers.file._replace(folder=None) == before.answers.file._replace(folder=None)


def test_answers_that_cannot_be_read_are_not_made_up(tmp_path: Path) -> None:
    submission = submission_in(tmp_path / "work")
    (tmp_path / "work/answers.yaml").write_text("username: ben\n")  # since it was read
    assert read(tmp_path, saved_grading(submission)).submission is None


@pytest.mark.parametrize(
    ("where", "value", "reason"),
    [
        (("schema",), "hub-tour/grading/v0", "v0.*this version reads.*v1"),
        (("more",), 1, "more"),
        (("submission", "files", 0, "size"), "x", r"\$\.submission\.files\[0\]\.size"),
        (
            ("submission", "files", 0, "more"),
            1,
            r"(?s)^\$ has fields that a grading does not have$",
        ),
        (("hub", "schema"), "hub-tour/evidence/v1", "evidence/v1"),
        (("hub", "requests"), -1, r"\$\.hub\.requests"),
        (("hub", "facts", "c1.config", "fact"), 3, r"\$\.hub\.facts\.c1\.config"),
        (("clock", "now"), "soon", r"\$\.clock\.now"),
        (("grader",), None, r"\$\.grader"),
    ],
)
def test_another_file_is_refused_with_its_place(
    tmp_path: Path, where: tuple[Any, ...], value: Any, reason: str
) -> None:
    data = json.loads(saved_grading(submission_in(tmp_path)))
    part = data
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    with pytest.raises(ValueError, match=reason):
        read(tmp_path, json.dumps(data).encode())


def test_a_saved_submission_is_of_its_time(tmp_path: Path) -> None:
    kept = read(tmp_path, saved_grading(elsewhere(tmp_path / "work"))).submission
    assert isinstance(kept, SavedSubmission)
    change = kept.newest_change(lambda *_: False)
    assert change is not None
    assert change.commit == "5a" * 20
