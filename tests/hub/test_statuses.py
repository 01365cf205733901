"""One table of all statuses and exceptions: each is provoked, and is the student's or nobody's."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import httpx2
import pytest
from huggingface_hub.errors import (
    HfHubHTTPError,
    HfUriError,
    HFValidationError,
    RepositoryNotFoundError,
)

from checks.hub import session, statuses
from checks.hub.client import HubClient
from checks.hub.facts import Missing, Reason, Unreachable
from checks.hub.refusals import Refusal, attempt, failed
from checks.hub.session import HubDownError
from checks.hub.statuses import EXCEPTIONS, MISSING, STATUSES, Kind, PrivateRepoError
from minihub import MiniHub
from minihub.testing import FaultyHub, change_repo
from minihub.testing.faults import Answer, Cut, Fault, Page, Reset
from tests.hub.faulty import faulty_hub, half, hangs_up, says

NOT_THE_HUBS = "an answer that is not the Hub's"
TOKEN = "hf_" + "a" * 34
REPO = "ada/model"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))


def expected(status: int) -> Kind:
    """What the table says, written out another way."""
    for kind, known in WRITTEN.items():
        if status in known:
            return kind
    return "down" if status >= 500 else "refused"


WRITTEN: dict[Kind, set[int]] = {
    "token": {401, 403},
    "content": {400, 402, 413, 422, 451},
    "moved": {409, 412},
    "limit": {429},
    "down": {408, 425},
}
CODES: dict[Kind, tuple[str, bool]] = {
    "token": ("PUB-DENIED", False),
    "content": ("PUB-REFUSED", False),
    "moved": ("PUB-MOVED", False),
    "limit": ("PUB-LIMIT", True),
    "down": ("PUB-OPEN", True),
    "refused": ("PUB-OPEN", True),
}
"""The code that the student reads, and whether it is nobody's fault (exit code 3)."""


def test_the_table_is_the_table() -> None:
    assert {status for known in WRITTEN.values() for status in known} == STATUSES.keys()
    assert {statuses.kind_of_status(status) for status in range(400, 600)} == CODES.keys()
    assert {*CODES, "missing", "bug"} == set(get_args(Kind))
    assert {kind for kind, (_, nobodys) in CODES.items() if not nobodys} | {
        "missing"
    } == statuses.STUDENTS


@pytest.mark.parametrize("status", range(400, 600))
def test_every_status_has_one_home_where_something_is_written(status: int) -> None:
    with faulty_hub(says(status, b'{"error": "because"}')) as hub:
        client = HubClient(hub.url, TOKEN, waits=())
        fact = client.call(lambda: attempt(lambda: client.api.create_repo(REPO, exist_ok=False)))
        ending: Any = getattr(fact, "value", fact)
        kind = expected(status)
        assert statuses.kind_of_status(status) == kind
        assert isinstance(ending, Refusal) is (kind in ("token", "content", "moved"))
        error = failed(client, REPO, ending)
        if kind == "token" and status == 401:  # whoami says the same, so the token is unknown
            assert (error.problem.code, error.unchecked) == ("PUB-TOKEN", False)
        else:
            assert (error.problem.code, error.unchecked) == CODES[kind]
        if isinstance(ending, Refusal):
            assert (ending.kind, ending.reason) == (kind, "because")


@pytest.mark.parametrize("status", range(400, 600))
def test_every_status_leaves_a_question_open(status: int) -> None:
    """Nothing is refused where nothing is sent: such an answer never says what is there."""
    with faulty_hub(says(status)) as hub:
        client = HubClient(hub.url, waits=())
        fact = client.call(lambda: client.api.model_info(REPO))
        assert isinstance(fact, Unreachable)
        assert fact.reason.startswith(f"HTTP {status}")
        assert len(hub.seen) == 1


@pytest.mark.parametrize(
    ("status", "tries"), [(400, 1), (404, 1), (408, 3), (425, 3), (429, 1), (500, 3), (599, 3)]
)
def test_what_may_pass_is_asked_again(status: int, tries: int) -> None:
    with faulty_hub(says(status)) as hub:
        client = HubClient(hub.url)
        client.call(lambda: client.api.model_info(REPO))
        assert len(hub.seen) == tries


# Exceptions

URL = "https://hub.example/api"


def http(status: int = 404, kind: type[HfHubHTTPError] = HfHubHTTPError, **headers: str) -> Any:
    request = httpx2.Request("GET", URL)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return kind("x", response=httpx2.Response(status, request=request, headers=named))


def test_every_exception_that_is_missing_has_one_reason() -> None:
    reasons = [*MISSING.values()]
    assert sorted(reasons) == sorted(get_args(Reason))
    for kind, reason in MISSING.items():
        error = kind("x") if kind is HFValidationError else http(kind=kind)  # type: ignore[arg-type]
        assert statuses.kind_of(error) == "missing"
        assert statuses.fact_of(error) == Missing(reason)
        assert statuses.wait_of(error) is None


RAISED: list[tuple[Exception, Kind, str, float | None]] = [
    (HubDownError("why", 7.0), "down", "why", 7.0),
    (HubDownError("why", None), "down", "why", None),
    (http(418), "refused", "HTTP 418", None),
    (http(401), "token", "HTTP 401", None),
    (http(403, Content_Type="text/html"), "refused", "an answer that is not the Hub's", None),
    (http(403, Content_Type="text/html; a=b"), "refused", "an answer that is not the Hub's", None),
    (http(403, Content_Type="text/html", X_Error_Code="X"), "token", "HTTP 403", None),
    (http(403, Content_Type="text/html", X_Error_Message="X"), "token", "HTTP 403", None),
    (http(403, Content_Type="application/json"), "token", "HTTP 403", None),
    (http(403, Content_Type="application/xml"), "refused", "HTTP 403", None),
    (http(403, Content_Type="application/xml", X_Error_Code="X"), "token", "HTTP 403", None),
    (httpx2.TooManyRedirects("x"), "down", "the connection failed (TooManyRedirects)", 0.0),
    (httpx2.DecodingError("x"), "down", "the connection failed (DecodingError)", 0.0),
    (json.JSONDecodeError("x", "<", 0), "down", "an answer that is not the Hub's", 0.0),
    (UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), "down", "an answer that is not the Hub's", 0.0),
    (HfUriError("x", "y"), "down", "an answer that is not the Hub's", 0.0),
    (ValueError("x"), "content", "an answer that is not the Hub's", 0.0),
    (KeyError("x"), "bug", "an unexpected KeyError", None),
    (httpx2.InvalidURL("x"), "bug", "an unexpected InvalidURL", None),
    (RuntimeError("x"), "bug", "an unexpected RuntimeError", None),
]


@pytest.mark.parametrize(("error", "kind", "reason", "wait"), RAISED)
def test_every_exception_has_one_home(
    error: Exception, kind: Kind, reason: str, wait: float | None
) -> None:
    assert statuses.kind_of(error) == kind
    assert statuses.fact_of(error) == Unreachable(reason)
    assert statuses.wait_of(error) == wait


def test_a_private_repo_is_missing_for_the_public() -> None:
    assert statuses.kind_of(PrivateRepoError()) == "missing"
    assert statuses.fact_of(PrivateRepoError()) == Missing("repo")
    assert statuses.wait_of(PrivateRepoError()) is None


def test_no_exception_of_the_table_is_left_out() -> None:
    seen = {type(error) for error, *_ in RAISED} | set(MISSING) | {PrivateRepoError}
    assert all(any(issubclass(one, kind) for one in seen) for kind in EXCEPTIONS)


@pytest.mark.parametrize(("error", "kind"), [(error, kind) for error, kind, *_ in RAISED])
def test_what_a_write_ends_in(error: Exception, kind: Kind) -> None:
    def raises() -> str:
        raise error

    if kind in ("token", "content", "moved"):
        words = "no reason given" if isinstance(error, HfHubHTTPError) else "x"
        ending = attempt(raises)
        assert isinstance(ending, Refusal)
        reason = ending.reason if isinstance(ending.reason, str) else ending.reason.english
        assert (ending.kind, reason) == (kind, words)
    else:
        with pytest.raises(type(error)) as raised:
            attempt(raises)
        assert raised.value is error


@pytest.mark.parametrize("missing", [http(kind=RepositoryNotFoundError), HFValidationError("x")])
def test_what_is_missing_is_no_refusal(missing: Exception) -> None:
    def raises() -> str:
        raise missing

    with pytest.raises(type(missing)):
        attempt(raises)


def test_an_upload_that_failed_is_seen_through() -> None:
    def refused() -> str:
        raise RuntimeError("upload failed") from http(413)

    def broken() -> str:
        raise RuntimeError("upload failed") from HubDownError("why")

    def alone() -> str:
        raise RuntimeError("why")

    refusal = attempt(refused)
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "content"
    with pytest.raises(HubDownError, match="why"):
        attempt(broken)
    with pytest.raises(RuntimeError, match="why"):
        attempt(alone)


def test_words_of_the_client_are_one_line() -> None:
    def refused() -> str:
        raise ValueError("two\n  lines")

    assert attempt(refused) == Refusal("content", "two lines")


# Provoked for real, on the embedded Hub and on the network

PROVOKED: list[tuple[Fault, str]] = [
    (Reset(), "the connection failed (ReadError)"),
    (Cut(1), "the connection failed (RemoteProtocolError)"),
    (Page(), NOT_THE_HUBS),
    (Page(404), NOT_THE_HUBS),
    (Answer(200, "["), NOT_THE_HUBS),
    (Answer(200, "no gzip", headers={"Content-Encoding": "gzip"}), NOT_THE_HUBS),
    (Answer(200, "[]", headers={"Content-Encoding": "br"}), NOT_THE_HUBS),
    (Answer(307, "", headers={"Location": "/api/models/ada/model"}), "(TooManyRedirects)"),
    (Answer(200, "[]"), "an unexpected TypeError"),
]


@pytest.fixture(scope="module")
def hub() -> Any:
    with FaultyHub() as running:
        token = running.add_user("ada")
        HubClient(running.url, token).api.create_repo(REPO)
        yield running


@pytest.mark.parametrize(("fault", "reason"), PROVOKED, ids=str)
def test_what_happens_on_the_way_is_nobodys(hub: FaultyHub, fault: Fault, reason: str) -> None:
    hub.faults.add(fault)
    try:
        client = HubClient(hub.url, waits=())
        fact = client.call(lambda: client.api.model_info(REPO))
    finally:
        hub.faults.clear()
    assert isinstance(fact, Unreachable)
    assert reason in fact.reason


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


NETWORK: list[tuple[Callable[[], str], str]] = [
    (lambda: f"http://127.0.0.1:{_free_port()}", "the connection failed (ConnectError)"),
    (lambda: "http://no-such-host.invalid", "the connection failed (ConnectError)"),
    (lambda: "ftp://127.0.0.1", "the connection failed (UnsupportedProtocol)"),
]


@pytest.mark.parametrize(("address", "reason"), NETWORK)
def test_a_hub_that_is_not_there_is_nobodys(address: Callable[[], str], reason: str) -> None:
    client = HubClient(address(), waits=())
    assert client.call(lambda: client.api.model_info(REPO)) == Unreachable(reason)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (hangs_up, "the connection failed (RemoteProtocolError)"),
        (half, "the connection failed (RemoteProtocolError)"),
        (None, "no answer in 0 s"),
    ],
)
def test_an_answer_that_does_not_come_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, behaviour: Any, reason: str
) -> None:
    monkeypatch.setattr(session, "TIMEOUT", 0.2)
    with faulty_hub(behaviour) as hub:
        hub.behaviour = behaviour or hub.sleeps
        client = HubClient(hub.url, waits=())
        assert client.call(lambda: client.api.model_info(REPO)) == Unreachable(reason)


def test_what_is_missing_on_the_embedded_hub(tmp_path: Path) -> None:
    with MiniHub(tmp_path) as hub:
        token = hub.add_user("ada")
        client = HubClient(hub.url)
        owner = HubClient(hub.url, token)
        for name in ("there", "private", "gated", "disabled"):
            owner.api.create_repo(f"ada/{name}")
        owner.api.upload_file(
            repo_id="ada/gated",
            path_in_repo="README.md",
            path_or_fileobj=b"---\nlicense: mit\n---\n",
        )
        change_repo(hub, "ada/private", private=True)
        change_repo(hub, "ada/gated", gated="auto")
        change_repo(hub, "ada/disabled", disabled=True)
        queries: dict[Reason, Callable[[], object]] = {
            "repo": lambda: client.api.model_info("ada/private"),
            "gated": lambda: client.first_bytes("ada/gated", "README.md", max_bytes=9),
            "disabled": lambda: client.api.model_info("ada/disabled"),
            "revision": lambda: client.api.model_info("ada/there", revision="0" * 40),
            "file": lambda: client.first_bytes("ada/there", "no.txt", max_bytes=9),
            "id": lambda: client.api.model_info("a/b/c"),
        }
        assert queries.keys() == set(get_args(Reason))
        for reason, query in queries.items():
            assert client.call(query) == Missing(reason)
