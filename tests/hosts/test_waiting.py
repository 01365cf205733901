"""Waiting for what a push publishes, on a clock of the test's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from checks.hosts.classroom50 import run
from checks.hosts.classroom50.waiting import EVERY, MOST, wait
from checks.hub.client import HubClient
from checks.hub.facts import Unreachable
from checks.rubric import load as load_rubric
from checks.submission import load
from minihub import MiniHub
from tests.hosts.classroom50 import publish, write_submission
from tests.hosts.conftest import USER
from tests.workflow.repository import git


@dataclass
class Clock:
    """Time that passes only where somebody sleeps; something happens at one moment."""

    at: float = 0.0
    then: dict[float, Any] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept.append(seconds)
        for moment in [one for one in self.then if one <= self.at]:
            self.then.pop(moment)()


@pytest.fixture
def client(hub: MiniHub) -> HubClient:
    return HubClient(hub.url, public_only=True)


@pytest.fixture
def folder(tmp_path: Path, answers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    return write_submission(tmp_path / "own", answers | {"repo_id": f"{USER}/{tmp_path.name}"})


def waited(client: HubClient, folder: Path, clock: Clock) -> tuple[bool, float]:
    found = wait(client, load(folder), clock=clock, sleep=clock.sleep)
    return found.same, found.seconds


def push_event(folder: Path, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder.parent / "event.json"
    path.write_text(json.dumps({"before": before}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))


def change(folder: Path, name: str) -> str:
    """Commit a change of a file; return the commit before it."""
    before = git(folder, "rev-parse", "HEAD").strip()
    (folder / name).write_text((folder / name).read_text("utf-8") + "\n# more\n", "utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=A change")
    return before


def test_what_is_there_is_not_waited_for(
    client: HubClient, folder: Path, hub: MiniHub, token: str
) -> None:
    publish(folder, hub.url, token)
    assert waited(client, folder, Clock()) == (True, 0.0)


def test_what_comes_is_seen_at_the_next_look(
    client: HubClient, folder: Path, hub: MiniHub, token: str
) -> None:
    clock = Clock(then={40.0: lambda: publish(folder, hub.url, token)})
    assert waited(client, folder, clock) == (True, 45.0)
    assert clock.slept == [EVERY] * 3


def test_what_never_comes_is_waited_for_three_minutes(client: HubClient, folder: Path) -> None:
    assert MOST == 180
    assert waited(client, folder, Clock()) == (False, 180.0)


def test_a_push_of_answers_alone_waits_for_nothing(
    client: HubClient,
    folder: Path,
    hub: MiniHub,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(folder, hub.url, token)
    before = change(folder, "model_repo/README.md")
    change(folder, "answers.yaml")
    # Its own commit alone counts where nobody says which ones are new.
    assert waited(client, folder, Clock()) == (False, 0.0)
    push_event(folder, before, monkeypatch)
    assert waited(client, folder, Clock()) == (False, 180.0)
    push_event(folder, git(folder, "rev-parse", "HEAD~1").strip(), monkeypatch)
    assert waited(client, folder, Clock()) == (False, 0.0)


@pytest.mark.parametrize("event", ["{", "[]", '{"before": 7}', '{"before": "--all"}', "1" * 5000])
def test_an_odd_event_counts_as_none(
    event: str,
    client: HubClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(folder, "answers.yaml")
    path = folder.parent / "event.json"
    path.write_text(event)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))
    assert waited(client, folder, Clock()) == (False, 0.0)


@pytest.mark.parametrize("before", ["0" * 40, "a" * 40])
def test_where_git_does_not_know_what_is_new_it_is_waited_for(
    before: str, client: HubClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, "model_repo/README.md")
    push_event(folder, before, monkeypatch)
    assert waited(client, folder, Clock()) == (False, 180.0)


def test_nobody_is_waited_for_who_does_not_answer(folder: Path) -> None:
    clock = Clock()
    assert waited(HubClient("http://127.0.0.1:9"), folder, clock) == (False, EVERY)


def test_a_model_that_may_still_come_is_not_graded_as_missing(
    folder: Path, hub: MiniHub, rubric: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Hub answers again, and what this push publishes is not there yet."""
    client, clock = HubClient(hub.url, public_only=True), Clock()
    client.call = lambda _: Unreachable("down")  # type: ignore[method-assign, assignment]
    found = wait(client, load(folder), clock=clock, sleep=clock.sleep)
    assert (found.same, found.silent) == (False, True)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr(run, "wait", lambda *_: found)
    monkeypatch.setattr(run, "load_rubric", lambda *_: load_rubric(rubric))
    assert run.main(folder, "en") == 1
    assert not (folder / "result.json").exists()


def test_without_a_repo_id_there_is_nothing_to_wait_for(client: HubClient, tmp_path: Path) -> None:
    folder = write_submission(tmp_path / "blank", {})
    assert waited(client, folder, Clock()) == (False, 0.0)
