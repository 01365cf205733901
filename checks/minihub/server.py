"""Running the Hub: within a process for tests and demos, or in the foreground."""

from __future__ import annotations

import contextlib
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from .app import Seen, build
from .names import RESERVED, RepoKey, check_name, read_repo
from .seed import DEFAULT, seed
from .store import Store

_LOG_LENGTH = 10_000


class MiniHub:
    """An embedded Hub, for use in a `with` block.

    Without a `folder` everything is gone at the end; with one it is there again next time.
    `catalogue` is a folder of repos that a new Hub starts with (see README.md beside this).
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        catalogue: Path | str = DEFAULT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._address = (host, port)
        self._catalogue = Path(catalogue)
        self._stack = contextlib.ExitStack()
        self._store: Store | None = None
        self.requests: deque[Seen] = deque(maxlen=_LOG_LENGTH)
        self.url = ""

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            folder = self._folder or stack.enter_context(
                tempfile.TemporaryDirectory(prefix="minihub-")
            )
            store = Store(Path(folder), self._clock)
            stack.callback(store.close)
            seed(store, self._catalogue)
            listener = stack.enter_context(socket.create_server(self._address))
            # asyncio does this for sockets made with IPPROTO_TCP alone, which this one is not;
            # without it each answer waits 40 ms for an acknowledgement.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            host, port = listener.getsockname()[:2]
            stack.enter_context(_running(build(store, self.requests), listener))
            self._store, self._stack = store, stack.pop_all()
        self.url = f"http://{host}:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
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
        if check_name(name, "name").lower() in RESERVED:
            raise ValueError(f"{name} is an address of the Hub's own")
        return self.store.accounts.add_token(self.store.accounts.add(name), "write")

    def add_read_token(self, user: str) -> str:
        """A token that reads what an account may read, and changes nothing."""
        self._check_account(user)
        return self.store.accounts.add_token(user, "read")

    def add_fine_grained_token(self, user: str, *repos: str) -> str:
        """A token for some of an account's repos alone, such as `ada/model`, `datasets/ada/d`."""
        self._check_account(user)
        keys = [self._repo(repo) for repo in repos]
        if strange := [key.id for key in keys if key.owner != user]:
            raise ValueError(f"{user} does not own {', '.join(strange)}")
        return self.store.accounts.add_fine_grained(user, keys)

    def _check_account(self, user: str) -> None:
        if user not in self.store.accounts.names():
            raise ValueError(f"there is no account {user}")

    def _repo(self, name: str) -> RepoKey:
        key = read_repo(name)
        if key is None or self.store.database.repo(key) is None:
            raise ValueError(f"there is no repo {name}")
        return key


@contextlib.contextmanager
def _running(app: Starlette, listener: socket.socket) -> Iterator[None]:
    """Serve `app` from a thread, from the first moment on until the block ends."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="error",
        access_log=False,
        lifespan="off",
        http="h11",
        ws="none",
        loop="asyncio",
        timeout_keep_alive=600,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="minihub", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def serve(
    folder: Path | str | None = None,
    *,
    port: int = 0,
    users: Iterable[str] = (),
    catalogue: Path | str = DEFAULT,
    say: Callable[[str], object] = print,
) -> int:
    """Run a Hub in the foreground until SIGINT or SIGTERM; tells its URL and tokens to `say`."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with MiniHub(folder, port=port, catalogue=catalogue) as hub:
        say(f"HF_ENDPOINT={hub.url}")
        for user in users:
            say(f"HF_TOKEN={hub.add_user(user)}  # {user}")
        ended.wait()
    return 0
