"""Serving an application from a thread, and the addresses it is reached at."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from .protocol import Protocol


@contextlib.contextmanager
def listener(host: str, port: int) -> Iterator[socket.socket]:
    """Yield a socket that takes connections from now on. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as sock:
        # asyncio does this for sockets made with IPPROTO_TCP alone, which this one is not;
        # without it each answer waits 40 ms for an acknowledgement.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield sock


@contextlib.contextmanager
def serving(
    app: ASGIApp,
    sock: socket.socket,
    note: Callable[[int, str], object] = lambda *_: None,
    protocol: type[Protocol] = Protocol,
) -> Iterator[None]:
    """Serve `app` from a thread, from the first moment on until the block ends.

    `note` is called for answers to what was no request, with their status and the reason.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="error",
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # nobody in front of us: an X-Forwarded-For would be the client's own
        http=type("NotedProtocol", (protocol,), {"note": staticmethod(note)}),
        ws="none",
        loop="asyncio",
        timeout_keep_alive=600,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([sock],), name="minihub", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def is_loopback(sock: socket.socket) -> bool:
    """Return whether a socket is reached from this machine alone."""
    return ipaddress.ip_address(sock.getsockname()[0]).is_loopback


def urls(sock: socket.socket) -> tuple[str, ...]:
    """Return the addresses of a socket, the one for others first."""
    host, port = sock.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        hosts = [_outward(sock.family), *_loopback(sock.family)]
    elif address.is_loopback:
        hosts = [host, *(name for name in _loopback(sock.family) if name != host)]
    else:
        hosts = [host]
    return tuple(f"http://{_in_url(one)}:{port}" for one in dict.fromkeys(hosts))


def _loopback(family: int) -> list[str]:
    return ["::1" if family == socket.AF_INET6 else "127.0.0.1", "localhost"]


def _outward(family: int) -> str:
    """Return this machine's own address on its network; loopback where it has none.

    "Connecting" a datagram socket sends nothing; the addresses are of the documentation's own.
    """
    target = "2001:db8::1" if family == socket.AF_INET6 else "192.0.2.1"
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
        except OSError:
            return _loopback(family)[0]
        return str(probe.getsockname()[0])


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
