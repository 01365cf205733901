"""Running the Hub: within a process for tests and demos, or in the foreground."""

from __future__ import annotations

import contextlib
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from starlette.applications import Starlette

from .app import AccessLogEntry, build, log_response
from .handout import Handout
from .listening import is_loopback, listener, serving, urls
from .names import validate_account
from .protocol import Protocol
from .seed import DEFAULT, seed
from .store import Store

_LOG_LENGTH = 10_000


class MiniHub:
    """An embedded Hub, for use in a `with` block.

    Without a `folder` everything is gone at the end; with one it is there again next time.
    `catalogue` is a folder of repos that a new Hub starts with (see README.md beside this).
    `handout` is served at `/lab`. Only this machine reaches the Hub, unless `host` is another
    address. `clock` gives seconds since 1970, UTC.
    """

    _protocol = Protocol

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        catalogue: Path | str = DEFAULT,
        handout: Handout | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._handout = handout
        self._address = (host, port)
        self._catalogue = Path(catalogue)
        self._stack = contextlib.ExitStack()
        self._store: Store | None = None
        self.requests: deque[AccessLogEntry] = deque(maxlen=_LOG_LENGTH)
        self.url = ""
        self.urls: tuple[str, ...] = ()
        self.open_to_others = False

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            folder = self._folder or stack.enter_context(
                tempfile.TemporaryDirectory(prefix="minihub-")
            )
            store = Store(Path(folder), self._clock)
            stack.callback(store.close)
            seed(store, self._catalogue)
            sock = stack.enter_context(listener(*self._address))
            self.urls, self.open_to_others = urls(sock), not is_loopback(sock)
            app = self._application(store)
            stack.enter_context(serving(app, sock, self._note, self._protocol))
            self._store, self._stack = store, stack.pop_all()
        self.url = self.urls[0]
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._store = None

    @property
    def store(self) -> Store:
        """The Hub's state. Raises RuntimeError outside the `with` block."""
        if self._store is None:
            raise RuntimeError("the Hub is not running")
        return self._store

    def add_user(self, name: str) -> str:
        """Add an account, or another token to it; the token lets its bearer write."""
        if fault := validate_account(name):
            raise ValueError(fault)
        return self.store.accounts.add_token(self.store.accounts.add(name), "write")

    def add_organization(self, name: str, *members: str) -> None:
        """Add members to an organisation; they may write to all of its repos."""
        for fault in filter(None, map(validate_account, (name, *members))):
            raise ValueError(fault)
        for user in members:
            self.store.accounts.join(name, self.store.accounts.add(user))

    def _application(self, store: Store) -> Starlette:
        return build(store, self.requests, self.urls, handout=self._handout)

    def _note(self, status: int, why: str) -> None:
        log_response(self.requests, AccessLogEntry("-", "-", status), why)


def _say(line: str) -> None:
    print(line, flush=True)


def serve(
    hub: MiniHub,
    users: Iterable[str] = (),
    *,
    say: Callable[[str], object] = _say,
    ready: Callable[[MiniHub], object] = lambda _: None,
) -> int:
    """Run a Hub in the foreground until SIGINT or SIGTERM.

    Its URL and new tokens go to `say`, then `ready` is called. Raises OSError where the address
    or the folder cannot be had.
    """
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with hub:
        say(f"HF_ENDPOINT={hub.url}")
        for user in users:
            say(f"HF_TOKEN={hub.add_user(user)}  # {user}")
        ready(hub)
        ended.wait()
    return 0
