"""Signing in: keyless first, a token second, and otherwise a page to open and what to type."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import _auth

from checks.hub.sign_in import SignedIn, sign_in
from checks.messages import Problem
from tests.hub.faulty import FaultyHub, faulty_hub, says

TOKEN = "hf_" + "a" * 30
JWT = "hf_jwt_" + "b" * 30


class Issuer:
    """GitHub's id tokens and the Hub's exchange in one; `trusts` says whether the Hub agrees."""

    def __init__(self) -> None:
        self.trusts = True
        self.exchanged: list[dict[str, str]] = []
        self.audiences: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        if request.path.startswith("/id-token"):
            assert request.headers["Authorization"] == "Bearer from-the-runner"
            self.audiences.append(request.path.partition("audience=")[2])
            says(200, b'{"value": "a.b.c"}')(request)
            return
        assert request.path == "/oauth/token"
        length = int(request.headers["Content-Length"])
        self.exchanged.append(json.loads(request.rfile.read(length)))
        if self.trusts:
            says(200, json.dumps({"access_token": JWT, "expires_in": 3600}).encode())(request)
        else:
            says(400, b'{"error": "invalid_grant", "error_description": "no publisher"}')(request)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def hub(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyHub]:
    with faulty_hub(issuer) as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.url)
        monkeypatch.setattr(_auth, "_OIDC_TOKEN_CACHE", None)
        for name in ("HF_TOKEN", "HF_OIDC_RESOURCE", "HF_OIDC_ID_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        yield running


@pytest.fixture
def on_github(hub: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{hub.url}/id-token?api-version=2.0")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "from-the-runner")


@pytest.mark.usefixtures("on_github")
def test_keyless_comes_first(
    hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert sign_in(hub.url, "ada/model") == SignedIn(JWT, "oidc")
    assert [body["resource"] for body in issuer.exchanged] == ["ada/model"]
    assert "127.0.0.1" in issuer.audiences[0]
    assert "HF_OIDC_RESOURCE" not in os.environ


@pytest.mark.usefixtures("on_github")
def test_the_token_is_used_where_the_hub_knows_no_publisher(
    hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.trusts = False
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert sign_in(hub.url, "ada/model") == SignedIn(TOKEN, "token")
    assert len(issuer.exchanged) == 1


def test_the_token_alone(hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_OIDC_RESOURCE", "somebody/else")
    assert sign_in(hub.url, "ada/model") == SignedIn(TOKEN, "token")
    assert issuer.exchanged == []
    assert os.environ["HF_OIDC_RESOURCE"] == "somebody/else"


@pytest.mark.usefixtures("on_github")
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_with_neither_it_says_what_to_open_and_type(
    hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    issuer.trusts = False
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("GITHUB_REPOSITORY", "school/lab-ada")
    problem = sign_in(hub.url, "ada/model")
    assert isinstance(problem, Problem)
    hint = problem.hint("ko" if lang == "ko" else "en")
    for needed in (
        f"{hub.url}/settings/tokens",
        "HF_TOKEN",
        f"{hub.url}/ada/model/settings",
        "school/lab-ada",
    ):
        assert needed in hint


def test_a_token_is_not_shown_by_accident() -> None:
    assert TOKEN not in repr(SignedIn(TOKEN, "token"))
