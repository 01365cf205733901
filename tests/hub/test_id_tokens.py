"""Asking GitHub for an identity token and an issuer for its keys: whole answers, or why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace

import pytest

from checks.hub.client import HubClient
from checks.hub.facts import Found, Unreachable
from checks.hub.id_tokens import id_token, is_safe, issuer_keys, may_ask
from tests.hub.faulty import Behaviour, FaultyHub, faulty_hub, hangs_up, says

BEARER = "from-the-runner"
KEYS = [{"kty": "RSA", "kid": "a"}, {"kid": "b"}]


class GitHub:
    """Answers as it is told, and notes what it was asked, and with which authorization."""

    def __init__(self) -> None:
        self.answer: Behaviour = says(200, b'{"value": "a.b.c"}')
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append((request.path, request.headers["Authorization"]))
        self.answer(request)


@pytest.fixture
def github() -> GitHub:
    return GitHub()


@pytest.fixture
def server(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyHub]:
    with faulty_hub(github) as running:
        monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.url}/id?api-version=2.0")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", BEARER)
        yield running


def asked_for_token() -> object:
    return HubClient("GitHub").call(lambda: id_token("hub-tour:sha256:0f"))


def asked_for_keys(url: str) -> object:
    return HubClient(url).call(lambda: issuer_keys(url))


@pytest.mark.usefixtures("server")
def test_a_token_is_asked_for_once(github: GitHub) -> None:
    assert asked_for_token() == Found("a.b.c")
    path = "/id?api-version=2.0&audience=hub-tour%3Asha256%3A0f"
    assert github.asked == [(path, f"Bearer {BEARER}")]


def test_keys_are_asked_for_without_a_token(server: FaultyHub, github: GitHub) -> None:
    github.answer = says(200, json.dumps({"keys": KEYS}).encode())
    assert asked_for_keys(server.url) == Found(KEYS)
    assert github.asked == [("/.well-known/jwks", None)]


NOT_GITHUBS = "an answer that is not in GitHub's form"
FAULTS: list[tuple[Behaviour, str, int]] = [
    (says(500), "HTTP 500", 3),
    (says(503), "HTTP 503", 3),
    (says(401), "HTTP 401", 1),
    (says(403), "HTTP 403", 1),
    (says(404), "HTTP 404", 1),
    (says(201, b'{"value": "x", "keys": [{}]}'), "HTTP 201", 1),
    (says(302, Location="/elsewhere"), "HTTP 302", 1),
    (says(307, Location="http://127.0.0.1:1/"), "HTTP 307", 1),
    (says(200, b"<html>", "text/html"), NOT_GITHUBS, 3),
    (says(200, b""), NOT_GITHUBS, 3),
    (says(200, b"[]"), NOT_GITHUBS, 3),
    (says(200, b"[" * 100_000), NOT_GITHUBS, 3),
    (says(200, b"{}"), NOT_GITHUBS, 3),
    (says(200, b'{"value": 7, "keys": {}}'), NOT_GITHUBS, 3),
    (says(200, b'{"value": null, "keys": ["x"]}'), NOT_GITHUBS, 3),
    (says(200, b'{"keys": []}'), NOT_GITHUBS, 3),
    (hangs_up, "the connection failed (RemoteProtocolError)", 3),
]


@pytest.mark.parametrize(("answer", "reason", "times"), FAULTS)
def test_what_is_no_answer_is_told(
    server: FaultyHub, github: GitHub, answer: Behaviour, reason: str, times: int
) -> None:
    """A redirect is not followed: nobody else is shown what GitHub gave the job to ask with."""
    github.answer = answer
    assert asked_for_token() == Unreachable(reason)
    assert len(github.asked) == times
    assert asked_for_keys(server.url) == Unreachable(reason)
    assert len(github.asked) == 2 * times
    assert {path.partition("?")[0] for path, _ in github.asked} == {"/id", "/.well-known/jwks"}


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("url", ["http://evil.example/id", "file:///etc/passwd", "", "id"])
def test_nobody_is_asked_where_others_could_listen(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", url)
    not_safe = Unreachable("the address does not begin with https://")
    assert asked_for_token() == not_safe
    assert asked_for_keys(url) == not_safe
    assert github.asked == []


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://token.actions.githubusercontent.com", True),
        ("https://ghes.example:8443/_services/token", True),
        ("http://127.0.0.1:9", True),
        ("http://localhost:9", True),
        ("http://[::1]:9", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("http://10.0.0.5", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("https://[", False),
        ("//x", False),
    ],
)
def test_an_address_is_safe_over_https_or_on_this_machine(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
def test_a_job_may_ask_where_github_says_so(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert may_ask() is True
    monkeypatch.setenv(name, "")
    assert may_ask() is False
    monkeypatch.delenv(name)
    assert may_ask() is False
