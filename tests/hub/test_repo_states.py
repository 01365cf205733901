"""Grading and publishing, where the student's repo is not as it should be, or the Hub is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.challenges import all_queries
from checks.challenges.test_c1_config import CONFIG
from checks.challenges.test_c2_count import TRUE_COUNT
from checks.challenges.test_c3_model import MODEL
from checks.challenges.test_c6_dataset import CARD as DATASET_CARD
from checks.commands.publish import prepare, push
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.gather import Gatherer
from checks.hub.queries import ARTIFACTS, CARD, REPO
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn
from checks.rubric import load as load_rubric
from checks.submission import Submission, load
from minihub import MiniHub
from minihub.testing import FaultyHub, change_repo, delete_repo, rename_repo
from minihub.testing.faults import Cut, Fault, Limited, Page, Reset, Stale, Status
from tests.submissions import make_submission

NAME = "ada/course-feedback"
NO_WAIT = (0.0, 0.0)


def published(hub: MiniHub, folder: Path) -> tuple[Submission, str]:
    """Return a submission that is live, and its commit."""
    submission = load(make_submission(folder))
    return submission, publish(hub, submission)


def publish(hub: MiniHub, submission: Submission) -> str:
    problems, plan = prepare(submission)
    assert problems == []
    assert plan is not None
    return push(submission, plan, hub.url, SignedIn(hub.add_user("ada"), "token")).commit


def gathered(hub: MiniHub, submission: Submission, commit: str | None = None) -> Evidence:
    rubric, _ = load_rubric(submission.folder / "rubric.yaml")
    client = HubClient(hub.url, waits=NO_WAIT)
    return Gatherer(all_queries(), client, client, commit_timeout=0.0).gather(
        submission.answers, rubric, commit
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda hub: change_repo(hub, NAME, private=True), "repo"),
        (lambda hub: change_repo(hub, NAME, disabled=True), "disabled"),
        (lambda hub: delete_repo(hub, NAME), "repo"),
    ],
)
def test_a_repo_that_cannot_be_seen_is_the_students_doing(
    tmp_path: Path, change: Callable[[MiniHub], None], reason: str
) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        change(hub)
        for revision in (commit, None):
            found = gathered(hub, submission, revision)
            assert found[REPO] == Missing(reason)  # type: ignore[arg-type]
            assert (found[CARD], found[ARTIFACTS]) == (None, None)
            assert isinstance(found[CONFIG], Found)


@pytest.mark.parametrize("how", ["auto", "manual"])
def test_a_gated_repo_shows_its_list_and_keeps_its_files(tmp_path: Path, how: str) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        change_repo(hub, NAME, gated=how)  # type: ignore[arg-type]
        found = gathered(hub, submission, commit)
        assert value(found[REPO]).commit == commit
        assert found[CARD] == Missing("gated")


def test_a_renamed_repo_is_read_under_its_new_name(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        rename_repo(hub, NAME, "ada/renamed")
        found = gathered(hub, submission, commit)
        assert value(found[REPO]).id == "ada/renamed"
        assert "course" in value(found[CARD])
        assert value(found[REPO]).commit == commit


def test_publishing_again_to_a_renamed_repo_reaches_it(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        rename_repo(hub, NAME, "ada/renamed")
        (submission.folder / "model_repo/notes.md").write_text("New.\n")
        later = publish(hub, load(submission.folder))
        assert later != commit
        assert HubClient(hub.url).api.model_info("ada/renamed").sha == later


def test_publishing_to_a_disabled_repo_is_denied(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, _ = published(hub, tmp_path)
        change_repo(hub, NAME, disabled=True)
        with pytest.raises(PublishError) as caught:
            publish(hub, submission)
        assert (caught.value.problem.code, caught.value.unchecked) == ("PUB-DENIED", False)


FAULTS: list[Fault] = [Status(500), Status(503), Limited(1), Page(), Page(502), Cut(1), Reset()]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_never_the_students(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """Whatever happens to every request: nothing is called missing, and the number is bounded."""
    monkeypatch.setattr("checks.hub.client.time.sleep", lambda _: None)
    with FaultyHub() as hub:
        submission, commit = published(hub, tmp_path)
        hub.faults.add(fault)
        found = gathered(hub, submission, commit)
        facts = (found[CONFIG], found[TRUE_COUNT], found[MODEL], found[DATASET_CARD], found[REPO])
        assert all(isinstance(fact, Unreachable) for fact in facts), facts
        assert found.requests <= 30
        (submission.folder / "model_repo/notes.md").write_text("New.\n")
        with pytest.raises(PublishError) as caught:
            publish(hub, load(submission.folder))
        assert caught.value.unchecked
        hub.faults.clear()
        assert gathered(hub, submission, commit)[REPO] == gathered(hub, submission)[REPO]


@pytest.mark.parametrize("fault", [Status(503), Reset(), Cut(0)], ids=str)
def test_a_fault_that_passes_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("checks.hub.client.time.sleep", lambda _: None)
    with FaultyHub() as hub:
        submission, commit = published(hub, tmp_path)
        hub.faults.add(fault, times=2, path=f"*{NAME}*")
        found = gathered(hub, submission, commit)
        assert value(found[REPO]).commit == commit


def test_a_commit_that_readers_do_not_see_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with FaultyHub() as hub:
        submission, _ = published(hub, tmp_path)
        (submission.folder / "model_repo/notes.md").write_text("New.\n")
        hub.faults.add(Stale(reads=2), times=1)
        commit = publish(hub, load(submission.folder))
        monkeypatch.setattr(time, "sleep", waits.append)
        rubric, _ = load_rubric(submission.folder / "rubric.yaml")
        client = HubClient(hub.url, waits=NO_WAIT)
        found = Gatherer(all_queries(), client, client, commit_timeout=60.0).gather(
            submission.answers, rubric, commit
        )
        assert value(found[REPO]).commit == commit
        assert waits == [2.0, 4.0]
