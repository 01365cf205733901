"""A server that answers every request as a test wants it to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def says(
    status: int, body: bytes = b"{}", kind: str = "application/json", **headers: str
) -> Behaviour:
    """Answer with this; `X_Error_Code` in headers stands for `X-Error-Code`."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        sent = {"Content-Type": kind, "Connection": "close", **headers}
        for name, value in sent.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def blob_id(content: bytes) -> str:
    """Return git's name of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def gives(content: bytes, kind: str = "application/octet-stream", status: int = 200) -> Behaviour:
    """Answer with a file, which the answer names as the Hub does."""
    return says(status, content, kind, ETag=f'"{blob_id(content)}"')


def hangs_up(request: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    request.connection.close()


def half(request: BaseHTTPRequestHandler) -> None:
    """Promise more bytes than come."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"[")


class FaultyHub:
    """`behaviour` answers; `seen` lists the paths that were asked for; `ended` frees sleepers."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.seen: list[str] = []
        self.ended = threading.Event()
        self.url = ""

    def sleeps(self, _: BaseHTTPRequestHandler) -> None:
        """No answer until the test is over."""
        self.ended.wait(30)

    def drips(self, request: BaseHTTPRequestHandler) -> None:
        """Send a body without end, a byte at a time."""
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not self.ended.wait(0.01):
            request.wfile.write(b" ")


@contextmanager
def faulty_hub(behaviour: Behaviour | None = None) -> Iterator[FaultyHub]:
    hub = FaultyHub(behaviour or says(200))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hub.seen.append(self.path)
            self.close_connection = True
            with suppress(OSError):  # the client has gone, as it should
                hub.behaviour(self)

        do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hub
    finally:
        hub.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
