"""The client to the Hub: each way in which a question can end, and that every one does end."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pytest

from checks.hub import session
from checks.hub.client import HubClient
from checks.hub.facts import Found, Missing, Unreachable
from minihub import MiniHub
from tests.hub.faulty import FaultyHub, faulty_hub, gives, half, hangs_up, says

MODELS = b"[]"
NO_WAIT = (0.0, 0.0)


@pytest.fixture(autouse=True)
def _short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "TIMEOUT", 0.3)
    monkeypatch.setattr(session, "UPLOAD_TIMEOUT", 0.3)
    monkeypatch.setattr(session, "MAX_ANSWER_SECONDS", 0.3)


def ask_for_model(url: str) -> Any:
    client = HubClient(url, waits=NO_WAIT)
    return client.call(lambda: client.api.model_info("ada/model").id)


FAULTS: dict[str, tuple[Callable[..., None], str, int]] = {
    "500": (says(500), "HTTP 500", 3),
    "503": (says(503, b"<html>", "text/html"), "HTTP 503", 3),
    "408": (says(408), "HTTP 408", 3),
    "429": (says(429), "HTTP 429: too many requests from here", 1),
    "a log-in page": (says(200, b"<html>Log in", "text/html"), "not the Hub's", 3),
    "half an answer": (half, "the connection failed", 3),
    "a hang-up": (hangs_up, "the connection failed", 3),
    "a refusal": (says(400), "HTTP 400", 1),
    "a list in place of a model": (says(200, b"[]"), "an unexpected", 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_unreachable_after_a_bounded_number_of_tries(name: str) -> None:
    behaviour, reason, tries = FAULTS[name]
    with faulty_hub(behaviour) as hub:
        fact = ask_for_model(hub.url)
        assert isinstance(fact, Unreachable)
        assert reason in fact.reason
        assert len(hub.seen) == tries


def test_a_hub_that_does_not_answer_is_given_up() -> None:
    with faulty_hub() as hub:
        hub.behaviour = hub.sleeps
        fact = ask_for_model(hub.url)
        assert fact == Unreachable("no answer in 0 s")
        assert len(hub.seen) == 3


def test_an_answer_that_drips_in_is_given_up() -> None:
    with faulty_hub() as hub:
        hub.behaviour = hub.drips
        fact = ask_for_model(hub.url)
        assert isinstance(fact, Unreachable)
        assert "took over" in fact.reason


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_ANSWER_BYTES", 1000)
    with faulty_hub(says(200, b" " * 2000)) as hub:
        assert ask_for_model(hub.url) == Unreachable("an answer without end")


def test_a_hub_that_is_down() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fact = ask_for_model(f"http://127.0.0.1:{port}")
    assert isinstance(fact, Unreachable)
    assert "the connection failed" in fact.reason


def test_a_second_try_helps() -> None:
    def once_broken(request: BaseHTTPRequestHandler) -> None:
        first = len(hub.seen) == 1
        body = json.dumps({"id": "ada/model"}).encode()
        (says(500) if first else says(200, body))(request)

    with faulty_hub(once_broken) as hub:
        assert ask_for_model(hub.url) == Found("ada/model")
        assert len(hub.seen) == 2


def test_the_wait_that_a_rate_limit_asks_for_is_kept_where_it_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=waited.append))
    with faulty_hub(says(429, RateLimit='"api";r=0;t=4')) as hub:
        ask_for_model(hub.url)
        hub.behaviour = says(429, RateLimit='"api";r=0;t=290')
        ask_for_model(hub.url)
    assert waited == [5.0, 5.0]


def test_missing_is_believed_only_after_a_control_request() -> None:
    """A proxy that says 404 to everything is no Hub, and nobody's missing repo."""
    missing = says(404, b'{"error": "x"}', X_Error_Code="RepoNotFound")

    def hub_that_works(request: BaseHTTPRequestHandler) -> None:
        works = request.path.startswith("/api/models?")
        (says(200, MODELS) if works else missing)(request)

    with faulty_hub(missing) as hub:
        assert ask_for_model(hub.url) == Unreachable("no Hub at this address")
        hub.behaviour = hub_that_works
        assert ask_for_model(hub.url) == Missing("repo")


def test_the_control_request_is_made_once() -> None:
    def nothing_there(request: BaseHTTPRequestHandler) -> None:
        works = request.path.startswith("/api/models?")
        missing = says(404, X_Error_Code="RepoNotFound")
        (says(200, MODELS) if works else missing)(request)

    with faulty_hub(nothing_there) as hub:
        client = HubClient(hub.url, waits=NO_WAIT)
        for _ in range(3):
            client.call(lambda: client.api.model_info("ada/model"))
        assert sum(path.startswith("/api/models?") for path in hub.seen) == 1
        assert client.requests == len(hub.seen) == 4


def test_a_malformed_id_is_missing_without_a_request() -> None:
    with faulty_hub() as hub:
        client = HubClient(hub.url)
        fact = client.call(lambda: client.api.model_info("https://hub.example/ada/model"))
        assert fact == Missing("id")
        assert hub.seen == []


def test_the_real_endings_on_the_embedded_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "TIMEOUT", 60.0)  # its first list reads every repo
    with MiniHub() as hub:
        client = HubClient(hub.url)
        model = "tour-lab/pocket-gpt"
        assert client.call(lambda: client.api.model_info(model).id) == Found(model)
        assert client.call(lambda: client.api.model_info("no/body")) == Missing("repo")
        wrong = "0" * 40
        assert client.call(lambda: client.api.model_info(model, revision=wrong)) == Missing(
            "revision"
        )
        assert client.call(lambda: client.first_bytes(model, "x.json", max_bytes=9)) == Missing(
            "file"
        )
        assert client.call(lambda: client.first_bytes(model, "config.json", max_bytes=1)) == Found(
            b"{"
        )


def test_a_web_page_is_no_file() -> None:
    with faulty_hub(says(200, b"<html>Welcome to our Wi-Fi", "text/html")) as hub:
        client = HubClient(hub.url, waits=NO_WAIT)
        fact = client.call(lambda: client.first_bytes("ada/model", "config.json", max_bytes=100))
        assert fact == Unreachable("a web page instead of a file")


def test_nobody_is_signed_in_when_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in the environment stays there: grading asks as the public does."""
    monkeypatch.setenv("HF_TOKEN", "hf_" + "a" * 30)
    headers: list[str | None] = []

    def look(request: BaseHTTPRequestHandler) -> None:
        headers.append(request.headers.get("Authorization"))
        gives(b'{"id": "ada/model"}', "application/json")(request)

    with faulty_hub(look) as hub:
        client = HubClient(hub.url)
        client.call(lambda: client.api.model_info("ada/model"))
        client.call(lambda: client.first_bytes("ada/model", "config.json", max_bytes=99))
    assert headers == [None, None]


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty_hub(says(200, b'{"id": "ada/model"}')) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert ask_for_model("http://hub.invalid") == Found("ada/model")
        assert proxy.seen == ["http://hub.invalid/api/models/ada/model"]


def test_the_faulty_hub_is_a_hub_that_works_when_told_to() -> None:
    """So that the faults above come from the behaviour and not from the server."""
    with faulty_hub(says(200, b'{"id": "ada/model"}')) as hub:
        assert isinstance(hub, FaultyHub)
        assert ask_for_model(hub.url) == Found("ada/model")
