"""A run ends within its bounds, whatever a server does to hold it up or to fill the memory."""

from __future__ import annotations

import math
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path

import pytest

from checks.challenges import all_checks, all_queries
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub import session
from checks.hub.client import HubClient
from checks.hub.facts import Found, Unreachable
from checks.hub.gather import Gatherer
from checks.rubric import load as load_rubric
from checks.submission import load
from tests.submissions import make_submission

RUN_SECONDS = 1.5
TOO_LONG = 60.0
"""Seconds after which a test ends in a failure, where nothing else ends it."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Sends = Callable[["Server", str], Iterator[bytes]]


class Server:
    """Sends each answer's pieces, with a pause between them, to whoever asks."""

    def __init__(self, sends: Sends, pause: float) -> None:
        self.sends, self.pause = sends, pause
        self.ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        while not self.ended.is_set():
            with suppress(OSError):
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            asked = connection.recv(65536).decode("latin-1").split(" ")
            for piece in self.sends(self, asked[1]):
                connection.sendall(piece)
                if self.ended.wait(self.pause):
                    return

    def close(self) -> None:
        self.ended.set()
        self._socket.close()


@contextmanager
def server(sends: Sends, pause: float = 0.0) -> Iterator[Server]:
    running = Server(sends, pause)
    threading.Thread(target=running.serve, daemon=True).start()
    try:
        yield running
    finally:
        running.close()


def bytewise(*parts: bytes) -> Iterator[bytes]:
    """Yield a byte at a time, and the last part without end."""
    *first, last = parts
    for part in first:
        yield from (bytes([one]) for one in part)
    while True:
        yield from (bytes([one]) for one in last)


def whole(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((OK + b"Content-Length: %d" % len(body), *headers, b"", body))


def pages_without_end(to: Server, path: str) -> Iterator[bytes]:
    """Serve a list whose every page has a next one."""
    link = f"Link: <{to.url}{path.partition('?')[0]}?cursor={id(object())}>; rel=next"
    yield whole(b'[{"id": "a/b", "pipeline_tag": "x", "tags": ["y"]}]', link.encode())


def redirects(to: Server, path: str) -> Iterator[bytes]:
    """Lead on from one page to the next, each half a second later."""
    to.ended.wait(0.5)
    yield f"HTTP/1.1 302 Found\r\nLocation: {path}x\r\nContent-Length: 0\r\n\r\n".encode()


SLOW: dict[str, tuple[Sends, float]] = {
    "nothing": (lambda _to, _path: repeat(b""), 0.1),
    "a status by bytes": (lambda _to, _path: bytewise(b"HTTP/1.1 ", b"0"), 0.1),
    "headers by bytes": (lambda _to, _path: bytewise(OK, b"X-A: b\r\n"), 0.1),
    "headers without end": (lambda _to, _path: bytewise(OK, b"X-A: b\r\n"), 0.0),
    "1xx without end": (lambda _to, _path: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), 0.01),
    "early hints": (lambda _to, _path: repeat(b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"), 0.01),
    "a body by bytes": (
        lambda _to, _path: bytewise(OK + b"Content-Length: 1000000\r\n\r\n", b" "),
        0.1,
    ),
    "chunks by bytes": (
        lambda _to, _path: bytewise(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        0.1,
    ),
    "a chunk's extension": (
        lambda _to, _path: bytewise(OK + b"Transfer-Encoding: chunked\r\n\r\n1;x=", b"y"),
        0.01,
    ),
    "pages without end": (pages_without_end, 0.0),
    "redirects": (redirects, 0.0),
}


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
