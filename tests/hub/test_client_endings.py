"""The client's endings one by one: which errors mean what, how often it tries, what it sends."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from checks.hub import client as client_module
from checks.hub.client import HubClient
from checks.hub.facts import Found, Missing, Reason, Unreachable
from checks.hub.session import HubDownError
from tests.hub.faulty import gives, says
from tests.hub.scripted import scripted_hub

TOKEN = "hf_" + "a" * 30


def test_how_long_it_waits() -> None:
    assert (client_module.WAITS, client_module.MAX_WAIT) == ((1.0, 3.0), 15.0)
    assert HubClient("https://hub.example").waits == (1.0, 3.0)


def test_a_client_is_nobodys_unless_it_has_a_token() -> None:
    nobody = HubClient("https://hub.example/")
    assert (nobody.endpoint, nobody.token, nobody.requests) == ("https://hub.example", False, 0)
    assert (nobody.api.endpoint, nobody.api.token) == ("https://hub.example", False)
    assert HubClient("https://hub.example", TOKEN).api.token == TOKEN


# Endings


def response(status: int) -> httpx2.Response:
    return httpx2.Response(status, request=httpx2.Request("GET", "https://hub.example"))


def http(kind: type[HfHubHTTPError], status: int = 404) -> HfHubHTTPError:
    return kind("x", response=response(status))


class Tries:
    """A query that ends in one way after another, and then keeps to the last."""

    def __init__(self, *endings: Any) -> None:
        self.endings = list(endings)
        self.count = 0

    def __call__(self) -> Any:
        self.count += 1
        ending = self.endings.pop(0) if len(self.endings) > 1 else self.endings[0]
        if isinstance(ending, Exception):
            raise ending
        return ending


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a client has slept."""
    seconds: list[float] = []
    monkeypatch.setattr(client_module, "time", SimpleNamespace(sleep=seconds.append))
    return seconds


MISSING: list[tuple[Exception, Reason]] = [
    (http(GatedRepoError, 403), "gated"),
    (http(DisabledRepoError, 403), "disabled"),
    (http(RevisionNotFoundError), "revision"),
    (http(RemoteEntryNotFoundError), "file"),
    (http(RepositoryNotFoundError), "repo"),
]


@pytest.mark.parametrize(("error", "reason"), MISSING)
def test_what_is_missing(waited: list[float], error: Exception, reason: Reason) -> None:
    tries = Tries(error)
    with scripted_hub({"/api/models": []}) as hub:
        assert hub.client.call(tries) == Missing(reason)
        assert hub.asked == ["/api/models?limit=1"]
    assert (tries.count, waited) == (1, [])


def test_an_id_that_is_none_needs_no_control(waited: list[float]) -> None:
    with scripted_hub({}) as hub:
        assert hub.client.call(Tries(HFValidationError("x"))) == Missing("id")
        assert hub.asked == []
    assert waited == []


CONTROLS: list[tuple[Any, Any]] = [
    ([], Missing("repo")),
    ({"error": "x"}, Unreachable("an answer that is not the Hub's")),
    (b"<html>", Unreachable("an answer that is not the Hub's")),
    (says(503), Unreachable("HTTP 503")),
    (says(400), Unreachable("HTTP 400")),
    (says(404, X_Error_Code="RepoNotFound"), Unreachable("no Hub at this address")),
]


@pytest.mark.parametrize(("control", "ending"), CONTROLS)
def test_missing_is_what_a_working_hub_says(control: Any, ending: Any) -> None:
    with scripted_hub({"/api/models": control}) as hub:
        for _ in range(2):
            assert hub.client.call(Tries(http(RepositoryNotFoundError))) == ending
        assert hub.asked == ["/api/models?limit=1"]
        assert hub.client.requests == 1


def no_json() -> Any:
    return json.loads("<html>")


ENDINGS: list[tuple[Any, str, int]] = [
    (HubDownError("HTTP 503"), "HTTP 503", 3),
    (http(HfHubHTTPError, 418), "HTTP 418", 1),
    (ValueError("x"), "an answer that is not the Hub's", 3),
    (json.JSONDecodeError("x", "<html>", 0), "an answer that is not the Hub's", 3),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), "an answer that is not the Hub's", 3),
    (KeyError("the answer is 42"), "an unexpected KeyError", 1),
    (TypeError("x"), "an unexpected TypeError", 1),
]


@pytest.mark.parametrize(("error", "reason", "tries"), ENDINGS)
def test_a_fault_is_tried_again_where_that_may_help(
    waited: list[float], error: Exception, reason: str, tries: int
) -> None:
    query = Tries(error)
    assert HubClient("https://hub.example").call(query) == Unreachable(reason)
    assert (query.count, waited) == (tries, [1.0, 3.0][: tries - 1])


def test_a_fault_of_ours_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "checks"):
        HubClient("https://hub.example").call(Tries(KeyError("why")))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("checks.hub.client", logging.DEBUG)
    assert record.getMessage() == "call failed"
    assert record.exc_info
    assert isinstance(record.exc_info[1], KeyError)


@pytest.mark.parametrize(
    ("asked_wait", "slept"),
    [(0.0, [1.0, 3.0]), (2.0, [2.0, 3.0]), (15.0, [15.0, 15.0]), (15.5, []), (None, [])],
)
def test_it_waits_as_long_as_the_hub_asks_within_bounds(
    waited: list[float], asked_wait: float | None, slept: list[float]
) -> None:
    HubClient("https://hub.example").call(Tries(HubDownError("HTTP 429", asked_wait)))
    assert waited == slept


def test_the_first_answer_ends_it(waited: list[float]) -> None:
    query = Tries(HubDownError("HTTP 503"), "yes", "no")
    assert HubClient("https://hub.example").call(query) == Found("yes")
    assert (query.count, waited) == (2, [1.0])


def test_without_waits_it_is_tried_once(waited: list[float]) -> None:
    query = Tries(HubDownError("HTTP 503"))
    assert HubClient("https://hub.example", waits=()).call(query) == Unreachable("HTTP 503")
    assert (query.count, waited) == (1, [])


def test_every_try_is_counted() -> None:
    with scripted_hub({"/api/models/a/b": says(503)}) as hub:
        hub.client.waits = (0.0, 0.0)
        hub.client.call(lambda: hub.client.api.model_info("a/b"))
        assert hub.client.requests == len(hub.asked) == 3


# The first bytes of a file

FILE = "/a/b/resolve/main/c.txt"


@pytest.mark.parametrize(
    ("served", "most", "data"),
    [
        (b"text", 9, b"text"),
        (b"text", 4, b"text"),
        (b"text", 3, b"tex"),
        (b"x" * 200_000, 100_000, b"x" * 100_000),
        (b"", 9, b""),
        (says(416, b"", "text/plain"), 9, b""),
        (gives(b"text", "text/plain; charset=utf-8"), 9, b"text"),
        (gives(b"text", ""), 9, b"text"),
    ],
)
def test_the_first_bytes(served: Any, most: int, data: bytes) -> None:
    with scripted_hub({FILE: served}) as hub:
        found = hub.client.call(lambda: hub.client.first_bytes("a/b", "c.txt", max_bytes=most))
        assert found == Found(data)
        assert hub.asked == [f"{FILE} bytes=0-{most - 1}"]


@pytest.mark.parametrize(
    ("kind", "revision", "path"),
    [
        ("model", "abc", "/a/b/resolve/abc/c%20d.txt"),
        ("dataset", "main", "/datasets/a/b/resolve/main/c%20d.txt"),
        ("space", "v1/x", "/spaces/a/b/resolve/v1%2Fx/c%20d.txt"),
    ],
)
def test_a_file_of_any_repo_at_any_revision(kind: str, revision: str, path: str) -> None:
    with scripted_hub({path: b"text"}) as hub:
        data = hub.client.first_bytes("a/b", "c d.txt", revision=revision, max_bytes=9, kind=kind)
        assert (data, hub.asked) == (b"text", [f"{path} bytes=0-8"])


PAGES: list[tuple[Callable[..., None], Any]] = [
    (says(200, b"<p>", "text/html"), Unreachable("a web page instead of a file")),
    (says(200, b"<p>", "text/html; charset=utf-8"), Unreachable("a web page instead of a file")),
    (says(404, b"{}", X_Error_Code="EntryNotFound"), Missing("file")),
    (says(404, b"<p>", "text/html", X_Error_Code="EntryNotFound"), Missing("file")),
    (says(403, b"{}", X_Error_Code="GatedRepo"), Missing("gated")),
    (says(500), Unreachable("HTTP 500")),
]


@pytest.mark.parametrize(("page", "ending"), PAGES)
def test_no_file(page: Any, ending: Any) -> None:
    with scripted_hub({FILE: page, "/api/models": []}) as hub:
        found = hub.client.call(lambda: hub.client.first_bytes("a/b", "c.txt", max_bytes=9))
        assert found == ending


@pytest.mark.parametrize(("token", "sent"), [(False, None), (TOKEN, f"Bearer {TOKEN}")])
def test_a_file_is_asked_for_by_whoever_the_client_is(
    monkeypatch: pytest.MonkeyPatch, token: Any, sent: str | None
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_" + "b" * 30)
    headers: list[str | None] = []

    def answer(request: Any) -> None:
        headers.append(request.headers["Authorization"])
        gives(b"text")(request)

    with scripted_hub({FILE: answer}) as hub:
        client = HubClient(hub.client.endpoint, token)
        assert client.first_bytes("a/b", "c.txt", max_bytes=9) == b"text"
    assert headers == [sent]


# A range of a file


def part(content: bytes, first: int, kind: str = "application/octet-stream") -> Callable[..., None]:
    return says(206, content, kind, Content_Range=f"bytes {first}-{first + len(content) - 1}/99")


RANGES: list[tuple[Any, Any]] = [
    (part(b"text", 10), Found(b"text")),
    (part(b"tex", 10), Unreachable("other bytes than announced for c.txt")),
    (part(b"texts", 10), Unreachable("other bytes than announced for c.txt")),
    (part(b"text", 11), Unreachable("an answer that is not the Hub's")),
    (part(b"text", 10, "text/html"), Unreachable("a web page instead of a file")),
    (gives(b"text"), Unreachable("an answer that is not the Hub's")),
    (says(416, b"", "text/plain"), Unreachable("an answer that is not the Hub's")),
    (says(500), Unreachable("HTTP 500")),
]


@pytest.mark.parametrize(("page", "ending"), RANGES)
def test_a_range_comes_as_it_was_asked_for(page: Any, ending: Any) -> None:
    with scripted_hub({FILE: page, "/api/models": []}) as hub:
        found = hub.client.call(
            lambda: hub.client.file_range("a/b", "c.txt", 10, 4, revision="main")
        )
        assert found == ending
        assert hub.asked[0] == f"{FILE} bytes=10-13"
