"""A run ends within its bounds, whatever a server does to hold it up or to fill the memory."""

from __future__ import annotations

import math
import threading
import zlib
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks.challenges import all_checks, all_queries
from checks.commands.publish import prepare, push
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub import publish as publishing
from checks.hub import session
from checks.hub import sign_in as signing_in
from checks.hub.client import HubClient
from checks.hub.facts import Found, Unreachable
from checks.hub.gather import Gatherer
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn
from checks.reporters import pytest_plugin
from checks.rubric import load as load_rubric
from checks.submission import load
from tests.hub.slow import SLOW, Server, server, whole
from tests.submissions import make_submission

RUN_SECONDS = 1.5
TOO_LONG = 60.0
"""Seconds after which a test ends in a failure, where nothing else ends it."""


@pytest.mark.parametrize("kind", SLOW)
def test_a_grading_ends_when_its_time_is_over(kind: str, tmp_path: Path) -> None:
    """It says what it waited for, and costs nothing."""
    submission = load(make_submission(tmp_path, model_bytes=b"\x80\x04N."))
    rubric, _ = load_rubric(tmp_path / "rubric.yaml")
    sends, pause = SLOW[kind]
    with server(sends, pause) as running:
        client = HubClient(running.url, waits=(0.0,), run_seconds=RUN_SECONDS)
        gatherer = Gatherer(all_queries(), client, client)
        found = []

        def gather() -> None:
            found.append(gatherer.gather(submission.answers, rubric))

        thread = threading.Thread(target=gather, daemon=True)
        thread.start()
        thread.join(TOO_LONG)
        assert found, "it waits for ever"
    report = judge(all_checks(), submission, found[0], rubric)
    assert {one.outcome for one in report.results} == {Outcome.NOT_GRADABLE}
    facts = [record.fact for record in found[0].records.values()]
    assert all(isinstance(fact, Unreachable) for fact in facts)


@pytest.mark.parametrize("kind", SLOW)
def test_publishing_ends_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(publishing, "RUN_SECONDS", 1.5)
    folder = make_submission(tmp_path, model_bytes=b"\x80\x04N.")
    sends, pause = SLOW[kind]
    with server(sends, pause) as running:
        submission = load(folder)
        _, ready = prepare(submission)
        assert ready is not None
        found: list[PublishError] = []

        def run() -> None:
            try:
                push(submission, ready, running.url, SignedIn("hf_x", "token"))
            except PublishError as error:
                found.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(60)
        assert found, "it waits for ever"
        assert found[0].unchecked
        # Too many redirects are a matter of the network.
        assert found[0].problem.code in ("PUB-OPEN", "PUB-ADDRESS")


@pytest.mark.parametrize("kind", SLOW)
def test_signing_in_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """GitHub's answer or the Hub's: neither may hold a publish up before it has begun."""
    monkeypatch.setattr(signing_in, "SECONDS", 1.5)
    monkeypatch.setattr(signing_in, "own_token", lambda _: None)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    sends, pause = SLOW[kind]
    with server(sends, pause) as running:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.url}/id-token?v=2")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "from-the-runner")
        found: list[PublishError] = []

        def run() -> None:
            try:
                signing_in.sign_in(running.url, "ada/model")
            except PublishError as error:
                found.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(TOO_LONG)
        assert found, "it waits for ever"
        assert (found[0].unchecked, found[0].problem.code) == (True, "PUB-OPEN")


def test_grading_by_pytest_ends_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = load(make_submission(tmp_path, model_bytes=b"\x80\x04N."))
    rubric, _ = load_rubric(tmp_path / "rubric.yaml")
    seconds: list[float] = []

    class Noting(Gatherer):
        def gather(self, *_: object, **__: object) -> Any:
            seconds.extend((self.facts.run_seconds, self.repos.run_seconds))

    monkeypatch.setattr("checks.hub.gather.Gatherer", Noting)
    options = SimpleNamespace(getoption=lambda _: None)
    pytest_plugin._gathered(cast("pytest.Config", options), submission.answers, rubric)
    assert seconds == [300.0, 300.0]


def test_it_says_what_it_waited_for() -> None:
    with server(lambda _to, _path: repeat(b""), 0.1) as running:
        client = HubClient(running.url, waits=(0.0,) * 9, run_seconds=0.5)
        fact = client.call(lambda: client.model_info("ada/model"))
        over = "after 0 s of asking, /api/models/ada/model had still not been answered"
        assert fact == Unreachable(over)
        assert client.requests == 1


@pytest.mark.parametrize(("seconds", "own"), [(math.inf, True), (5.0, False)])
def test_a_run_without_an_end_waits_for_its_own_thread(seconds: float, own: bool) -> None:
    """Publishing takes as long as its files do."""
    client = HubClient("http://hub.invalid", run_seconds=seconds)
    fact = client.call(threading.get_ident)
    assert (fact == Found(threading.get_ident())) == own


# What is compressed


def zipped(content: bytes, times: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join([*(packer.compress(content) for _ in range(times)), packer.flush()])


@pytest.mark.parametrize(("encoding", "wbits"), [(b"gzip", 31), (b"deflate", 15)])
def test_an_answer_may_be_compressed(encoding: bytes, wbits: int) -> None:
    body = zipped(b'{"id": "ada/model"}', 1, wbits)
    with server(lambda _to, _path: iter([whole(body, b"Content-Encoding: " + encoding)])) as hub:
        fact = HubClient(hub.url).call(lambda: session.get_session().get(f"{hub.url}/x").json())
        assert fact == Found({"id": "ada/model"})


def test_bytes_are_counted_after_they_are_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 kB that are 200 MB are given up at the first that is too much."""
    monkeypatch.setattr(session, "MAX_ANSWER_BYTES", 100_000)
    seen: list[int] = []
    inflated = session._Bounded._inflated

    def noting(self: session._Bounded, chunk: bytes, most: int) -> bytes:
        seen.append(len(made := inflated(self, chunk, most)))
        return made

    monkeypatch.setattr(session._Bounded, "_inflated", noting)
    bomb = zipped(bytes(1_000_000), 200, 31)
    with server(lambda _to, _path: iter([whole(bomb, b"Content-Encoding: gzip")])) as hub:
        client = HubClient(hub.url, waits=())
        fact = client.call(lambda: session.get_session().get(f"{hub.url}/x").json())
    assert fact == Unreachable("an answer without end")
    assert sum(seen) == 100_001


def test_nothing_but_gzip_and_deflate_is_asked_for() -> None:
    asked: list[str] = []

    def sends(_to: Server, path: str) -> Iterator[bytes]:
        asked.append(path)
        yield whole(b"{}", b"Content-Encoding: br")

    with server(sends) as hub:
        client = HubClient(hub.url, waits=())
        fact = client.call(lambda: session.get_session().get(f"{hub.url}/x").json())
    assert (fact, asked) == (Unreachable("an answer that is not the Hub's"), ["/x"])
