"""Signing in: keyless first, a token second, and otherwise a page to open and what to type."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import constants

from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn, sign_in
from checks.messages import Phrase
from tests.hub.faulty import Behaviour, FaultyHub, faulty_hub, hangs_up, says

TOKEN = "hf_" + "a" * 34
JWT = "hf_jwt_" + "b" * 30
REPO = "ada/model"


class Issuer:
    """GitHub's id tokens and the Hub's exchange in one; `refusal` is the Hub's answer, if any."""

    def __init__(self) -> None:
        self.refusal: Behaviour | None = None
        self.minting: Behaviour = says(200, b'{"value": "a.b.c"}')
        self.exchanged: list[dict[str, str]] = []
        self.asked: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        if request.path.startswith("/id-token"):
            assert request.headers["Authorization"] == "Bearer from-the-runner"
            self.asked.append(request.path)
            self.minting(request)
            return
        assert (request.command, request.path) == ("POST", "/oauth/token")
        assert request.headers["Authorization"] is None
        length = int(request.headers["Content-Length"])
        self.exchanged.append(json.loads(request.rfile.read(length)))
        granted = says(200, json.dumps({"access_token": JWT, "expires_in": 3600}).encode())
        (self.refusal or granted)(request)


def refuses(words: str | None, status: int = 400) -> Behaviour:
    body = {"error": "invalid_grant"} | ({"error_description": words} if words else {})
    return says(status, json.dumps(body).encode())


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def hub(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyHub]:
    with faulty_hub(issuer) as running:
        for name in (
            *("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_OIDC_RESOURCE", "HF_OIDC_ID_TOKEN"),
            *("GITHUB_REPOSITORY", "GITHUB_REF_NAME", "GITHUB_WORKFLOW_REF", "GITHUB_ACTIONS"),
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
        yield running


@pytest.fixture
def on_github(hub: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{hub.url}/id-token?api-version=2.0")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "from-the-runner")


def refused(endpoint: str) -> PublishError:
    with pytest.raises(PublishError) as error:
        sign_in(endpoint, REPO)
    return error.value


def field(error: PublishError, name: str) -> str:
    value = error.problem.fields[name]
    return value.text("en") if isinstance(value, Phrase) else value


@pytest.mark.usefixtures("on_github")
def test_keyless_comes_first(
    hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert sign_in(hub.url, REPO) == SignedIn(JWT, "oidc")
    (sent,) = issuer.exchanged
    assert sent == {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "subject_token": "a.b.c",
        "resource": "ada/model",
    }
    (asked,) = issuer.asked
    audience = hub.url.replace(":", "%3A").replace("/", "%2F")
    assert asked == f"/id-token?api-version=2.0&audience={audience}"


@pytest.mark.usefixtures("on_github")
@pytest.mark.parametrize("how", [refuses("no publisher"), says(503), hangs_up, says(403, b"{}")])
def test_the_token_is_used_where_keyless_does_not_work(
    hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, how: Behaviour
) -> None:
    issuer.refusal = how
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert sign_in(hub.url, REPO) == SignedIn(TOKEN, "token")


def test_the_token_alone(hub: FaultyHub, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_OIDC_RESOURCE", "somebody/else")
    assert sign_in(hub.url, REPO) == SignedIn(TOKEN, "token")
    assert issuer.exchanged == []
    assert os.environ["HF_OIDC_RESOURCE"] == "somebody/else"


REFUSALS: list[tuple[Behaviour, str]] = [
    (refuses("Claims that do not match: branch"), "Claims that do not match: branch"),
    (refuses("No such publisher", 401), "No such publisher"),
    (refuses("No such publisher", 403), "No such publisher"),
    (refuses("No such repo", 404), "No such repo"),
    (refuses(None), "invalid_grant"),
    (says(400, b"{}"), "no reason given"),
    (says(400, b"[]"), "no reason given"),
]


@pytest.mark.usefixtures("on_github")
@pytest.mark.parametrize(("answer", "reason"), REFUSALS)
def test_a_publisher_that_does_not_fit_is_told_what_to_type(
    hub: FaultyHub,
    issuer: Issuer,
    monkeypatch: pytest.MonkeyPatch,
    answer: Behaviour,
    reason: str,
) -> None:
    issuer.refusal = answer
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("GITHUB_REPOSITORY", "school/lab-ada")
    monkeypatch.setenv("GITHUB_REF_NAME", "trunk")
    path = "school/lab-ada/.github/workflows/lab.yml@refs/heads/trunk"
    monkeypatch.setenv("GITHUB_WORKFLOW_REF", path)
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked) == ("PUB-SIGN-IN", False)
    assert field(error, "reason") == reason
    assert len(issuer.exchanged) == 1
    for lang in ("en", "ko"):
        hint = error.problem.hint(lang)
        for needed in (f"{hub.url}/ada/model/settings", "school/lab-ada", "trunk", "lab.yml"):
            assert needed in hint
        assert "HF_TOKEN" in hint
        assert "{" not in hint


FAULTS: list[tuple[Behaviour, str]] = [
    (refuses("This operation was aborted"), "This operation was aborted"),
    (refuses("Request timed out"), "Request timed out"),
    (refuses("Internal error"), "Internal error"),
    (refuses("Service Unavailable"), "Service Unavailable"),
    (says(500), "HTTP 500"),
    (says(504, b"<html>", "text/html"), "HTTP 504"),
    (says(400, b"<html>", "text/html"), "an answer that is not the Hub's"),
    (says(400, b"half"), "an answer that is not the Hub's"),
    (says(200, b"<html>", "text/html"), "an answer that is not the Hub's"),
    (says(418), "HTTP 418"),
    (hangs_up, "the connection failed (RemoteProtocolError)"),
]


@pytest.mark.usefixtures("on_github")
@pytest.mark.parametrize(("answer", "reason"), FAULTS)
def test_a_fault_of_the_hubs_is_nobodys(
    hub: FaultyHub, issuer: Issuer, answer: Behaviour, reason: str
) -> None:
    issuer.refusal = answer
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked) == ("PUB-OPEN", True)
    assert field(error, "reason") == reason


@pytest.mark.usefixtures("on_github")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [(says(500), "HTTP 500"), (says(403), "HTTP 403"), (says(401), "HTTP 401")],
)
def test_a_fault_of_githubs_is_nobodys(
    hub: FaultyHub, issuer: Issuer, answer: Behaviour, reason: str
) -> None:
    issuer.minting = answer
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked) == ("PUB-OPEN", True)
    assert field(error, "reason") == reason
    assert issuer.exchanged == []


def test_a_job_without_permission_for_id_tokens_says_so(
    hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked) == ("PUB-SIGN-IN", False)
    assert field(error, "reason") == "the job may not ask GitHub for an id token"
    assert [field(error, name) for name in ("github", "branch", "workflow")] == [
        "OWNER/REPOSITORY",
        "main",
        "classroom.yml",
    ]


def test_a_terminal_of_a_class_without_a_token_is_told_the_line_for_each_shell(
    hub: FaultyHub, issuer: Issuer
) -> None:
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked) == ("PUB-NO-TOKEN", False)
    assert issuer.asked == []
    hint = error.problem.hint("en")
    assert hint.startswith(
        f"Set one first. Ask your teacher for your token of this Hub, {hub.url}. Then set it"
    )
    for line in ("export HF_TOKEN=hf_…", '$env:HF_TOKEN = "hf_…"', "set HF_TOKEN=hf_…"):
        assert line in hint
    assert "GitHub" not in error.problem.text("en") + hint


@pytest.mark.usefixtures("hub")
def test_a_terminal_without_a_token_signs_in_to_the_real_hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    error = refused("https://huggingface.co")
    assert error.problem.code == "PUB-NO-TOKEN"
    assert error.problem.hint("en") == (
        "Set one first. "
        "Open https://huggingface.co/settings/tokens, make a token of the type Write, and copy it. "
        "Then run `hf auth login` in this terminal. If your class uses its own Hub, set "
        "HF_ENDPOINT and HF_TOKEN here instead, as in each new terminal."
    )


def test_what_is_no_token_is_not_sent(hub: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "my secret words")
    error = refused(hub.url)
    assert (error.problem.code, error.unchecked, hub.seen) == ("PUB-TOKEN-FORM", False, [])
    assert "secret words" not in error.problem.text("en") + error.problem.hint("en")


def test_what_was_taken_off_a_token_is_said(
    hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", f'"{TOKEN}"')
    signed_in = sign_in(hub.url, REPO)
    assert (signed_in.token, signed_in.how) == (TOKEN, "token")
    (note,) = signed_in.notes
    assert (note.code, note.severity) == ("PUB-PASTED", "note")


def test_a_token_is_not_shown_by_accident() -> None:
    assert TOKEN not in repr(SignedIn(TOKEN, "token"))
