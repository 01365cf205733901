"""The guarded session: time-outs, bounds, proxies, and whose fault it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx2
import huggingface_hub
import pytest

from checks.hub import reasons, session
from checks.hub.session import HubDownError, counting, guarded_client

URL = "https://hub.example/api"


class Network(httpx2.BaseTransport):
    """A network that answers as it is told, and keeps what it was asked."""

    def __init__(self, answer: Callable[[], httpx2.Response]) -> None:
        self.answer = answer
        self.asked: list[httpx2.Request] = []
        self.closed = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self.answer()

    def close(self) -> None:
        self.closed += 1


def a_guard(
    answer: Callable[[], httpx2.Response] = lambda: httpx2.Response(200),
) -> tuple[Any, Network]:
    guard, network = session._Guard(), Network(answer)
    guard._direct = network  # type: ignore[assignment]
    return guard, network


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "getproxies", dict)


def test_the_bounds() -> None:
    assert (session.TIMEOUT, session.UPLOAD_TIMEOUT) == (10.0, 60.0)
    assert (session.MAX_ANSWER_SECONDS, session.MAX_ANSWER_BYTES) == (30.0, 16 * 1024 * 1024)


@pytest.mark.parametrize(
    ("method", "seconds"), [("GET", 10), ("HEAD", 10), ("DELETE", 10), ("PUT", 60), ("POST", 60)]
)
def test_uploads_have_more_time(method: str, seconds: float) -> None:
    guard, network = a_guard()
    guard.handle_request(httpx2.Request(method, URL))
    (request,) = network.asked
    assert request.extensions["timeout"] == {
        "connect": 10.0,
        "read": seconds,
        "write": seconds,
        "pool": seconds,
    }


@pytest.mark.parametrize("status", [200, 399, 400, 401, 403, 404, 407, 409, 416, 428, 430, 499])
def test_an_answer_is_passed_on(status: int) -> None:
    guard, _ = a_guard(
        lambda: httpx2.Response(
            status, headers={"X-A": "b"}, content=b"text", extensions={"http_version": b"HTTP/2"}
        )
    )
    answer = guard.handle_request(httpx2.Request("GET", URL))
    assert (answer.status_code, answer.headers["X-A"], answer.read()) == (status, "b", b"text")
    assert answer.extensions == {"http_version": b"HTTP/2"}


WAITS: list[tuple[int, dict[str, str], float | None]] = [
    (408, {}, 0.0),
    (425, {}, 0.0),
    (429, {}, None),
    (500, {}, 0.0),
    (599, {}, 0.0),
    (429, {"Retry-After": "7"}, 7.0),
    (503, {"Retry-After": "7"}, 7.0),
    (429, {"Retry-After": "soon"}, None),
    (429, {"Retry-After": "1.5"}, None),
    (429, {"RateLimit": '"api";r=0;t=4'}, 5.0),
    (429, {"RateLimit": '"api";r=0;t=4', "Retry-After": "7"}, 5.0),
    (429, {"RateLimit": '"api";r=1;t=4', "Retry-After": "7"}, 7.0),
    (429, {"RateLimit": '"api";r=1;t=4'}, None),
]


@pytest.mark.parametrize(("status", "headers", "wait"), WAITS)
def test_a_hub_that_is_down_or_asks_to_wait(
    monkeypatch: pytest.MonkeyPatch, status: int, headers: dict[str, str], wait: float | None
) -> None:
    monkeypatch.setattr(reasons, "limited", lambda seconds: f"HTTP 429, {seconds}")
    reason = f"HTTP 429, {wait}" if status == 429 else f"HTTP {status}"
    closed: list[bool] = []
    stream = SimpleNamespace(close=lambda: closed.append(True))

    def answer() -> httpx2.Response:
        response = httpx2.Response(status, headers=headers)
        response.close = stream.close  # type: ignore[method-assign]
        return response

    guard, _ = a_guard(answer)
    with pytest.raises(HubDownError) as error:
        guard.handle_request(httpx2.Request("GET", URL))
    assert (error.value.reason, error.value.wait) == (reason, wait)
    assert str(error.value) == reason
    assert closed == [True]


def test_a_fault_that_asks_for_no_wait() -> None:
    assert HubDownError("x").wait == 0.0


def raises(error: Exception) -> Callable[[], httpx2.Response]:
    def answer() -> httpx2.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx2.ReadTimeout("x"), "no answer in 10 s"),
        (httpx2.ConnectTimeout("x"), "no answer in 10 s"),
        (httpx2.ConnectError("x"), "the connection failed (ConnectError)"),
        (httpx2.RemoteProtocolError("x"), "the connection failed (RemoteProtocolError)"),
    ],
)
def test_what_the_network_does_is_the_hubs_fault(error: Exception, reason: str) -> None:
    guard, _ = a_guard(raises(error))
    with pytest.raises(HubDownError) as found:
        guard.handle_request(httpx2.Request("GET", URL))
    assert (found.value.reason, found.value.wait) == (reason, 0.0)


def test_a_fault_of_ours_stays_one() -> None:
    guard, _ = a_guard(raises(KeyError("x")))
    with pytest.raises(KeyError):
        guard.handle_request(httpx2.Request("GET", URL))


# Bodies


class Body(httpx2.SyncByteStream):
    def __init__(self, chunks: Callable[[], Iterator[bytes]]) -> None:
        self.chunks = chunks
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks()

    def close(self) -> None:
        self.closed = True


def read(body: Body) -> bytes:
    guard, _ = a_guard(lambda: httpx2.Response(200, stream=body))
    answer: httpx2.Response = guard.handle_request(httpx2.Request("GET", URL))
    return answer.read()


@pytest.mark.parametrize(
    ("chunks", "fits"),
    [
        ([b"x" * 10], True),
        ([b"x" * 11], False),
        ([b"x" * 6, b"", b"y" * 4], True),
        ([b"x" * 6, b"y" * 5], False),
        ([], True),
    ],
)
def test_a_body_is_bounded_in_bytes(
    monkeypatch: pytest.MonkeyPatch, chunks: list[bytes], fits: bool
) -> None:
    monkeypatch.setattr(session, "MAX_ANSWER_BYTES", 10)
    body = Body(lambda: iter(chunks))
    if fits:
        assert read(body) == b"".join(chunks)
        assert body.closed
    else:
        with pytest.raises(HubDownError, match=r"^an answer without end$"):
            read(body)


@pytest.mark.parametrize(("seconds", "fits"), [(29.0, True), (30.0, True), (30.5, False)])
def test_a_body_is_bounded_in_seconds(
    monkeypatch: pytest.MonkeyPatch, seconds: float, fits: bool
) -> None:
    now = [100.0]
    monkeypatch.setattr(session, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def slow() -> Iterator[bytes]:
        yield b"a"
        now[0] += seconds
        yield b"b"

    if fits:
        assert read(Body(slow)) == b"ab"
    else:
        with pytest.raises(HubDownError, match=r"^an answer that took over 30 s$"):
            read(Body(slow))


def test_a_body_that_breaks_off_is_the_hubs_fault() -> None:
    def breaks() -> Iterator[bytes]:
        yield b"a"
        raise httpx2.ReadError("x")

    with pytest.raises(HubDownError, match=r"^the connection failed \(ReadError\)$"):
        read(Body(breaks))


# Counting


def test_what_is_sent_is_counted_where_somebody_counts() -> None:
    guard, _ = a_guard()
    request = httpx2.Request("GET", URL)
    outer: list[str] = []
    inner: list[str] = []
    guard.handle_request(request)
    with counting(outer.append):
        guard.handle_request(request)
        with counting(inner.append):
            guard.handle_request(request)
            guard.handle_request(request)
        guard.handle_request(request)
    guard.handle_request(request)
    path = httpx2.URL(URL).path
    assert (outer, inner) == ([path] * 2, [path] * 2)


def test_counting_ends_with_an_error() -> None:
    guard, _ = a_guard()
    sent: list[str] = []
    with pytest.raises(KeyError), counting(sent.append):
        raise KeyError
    guard.handle_request(httpx2.Request("GET", URL))
    assert sent == []


# Proxies


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the proxies that were made."""
    made: list[str] = []

    def transport(proxy: str | None = None) -> Network:
        made.append(proxy or "")
        return Network(lambda: httpx2.Response(200))

    proxies = {"https": "http://one:1", "http": "http://two:2"}
    monkeypatch.setattr(session, "getproxies", lambda: proxies)
    monkeypatch.setattr(session, "proxy_bypass", lambda host: host.endswith(".intern"))
    monkeypatch.setattr(httpx2, "HTTPTransport", transport)
    return made


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://hub.example/", "http://one:1"),
        ("http://hub.example/", "http://two:2"),
        ("ftp://hub.example/", None),
        ("http://127.0.0.1:8000/", None),
        ("http://localhost:8000/", None),
        ("http://[::1]:8000/", None),
        ("https://hub.intern/", None),
    ],
)
def test_the_environment_names_the_proxy(proxied: list[str], url: str, proxy: str | None) -> None:
    guard = session._Guard()
    transport = guard._transport(httpx2.URL(url))
    assert guard._transport(httpx2.URL(url)) is transport
    assert proxied == ["", proxy] if proxy else [""]
    assert (transport is guard._direct) is (proxy is None)


@pytest.mark.usefixtures("proxied")
def test_all_ways_are_closed() -> None:
    guard: Any = session._Guard()
    ways = [guard._transport(httpx2.URL(f"{scheme}://a.b/")) for scheme in ("http", "https", "ftp")]
    guard.close()
    assert [way.closed for way in ways] == [1, 1, 1]


def test_the_official_client_is_guarded() -> None:
    huggingface_hub.close_session()  # one that another test had made, with a time-out of its own
    for client in (guarded_client(), huggingface_hub.get_session()):
        assert isinstance(client._transport, session._Guard)
        assert client.follow_redirects
        assert client.timeout == httpx2.Timeout(10.0)
