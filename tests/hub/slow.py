"""Servers that hold a run up: each sends its answers in pieces, with a pause between them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import repeat

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
