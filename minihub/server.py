"""Running the Hub: within a process for tests and demos, or in the foreground."""

from __future__ import annotations

import contextlib
import secrets
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from .app import Seen, build, remember
from .database import RepoRow
from .faults import Faults, Limits
from .faults.control import ADDRESS
from .keyless import GITHUB, Publisher, is_issuer
from .listening import is_loopback, listener, serving, urls
from .names import RepoKey, check_id, read_repo, wrong_account
from .seed import DEFAULT, seed
from .store import Store

_LOG_LENGTH = 10_000


class MiniHub:
    """An embedded Hub, for use in a `with` block.

    Without a `folder` everything is gone at the end; with one it is there again next time.
    `catalogue` is a folder of repos that a new Hub starts with (see README.md beside this).
    Only this machine reaches it, unless `host` is another address. `clock` gives seconds since
    1970, UTC. With `limits` it counts requests as the Hub does. `faults` makes it misbehave; with
    `control` that can be done over HTTP too, by whoever has the `control_token`.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        catalogue: Path | str = DEFAULT,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        control: bool = False,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self.faults = Faults(clock)
        self.faults.limits = limits
        self.control_token = f"control_{secrets.token_hex(17)}" if control else None
        self._address = (host, port)
        self._catalogue = Path(catalogue)
        self._stack = contextlib.ExitStack()
        self._store: Store | None = None
        self.requests: deque[Seen] = deque(maxlen=_LOG_LENGTH)
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
            found = stack.enter_context(listener(*self._address))
            self.urls, self.open_to_others = urls(found), not is_loopback(found)
            app = build(store, self.requests, self.urls, self.faults, self.control_token)
            stack.enter_context(serving(app, found, self._note))
            self._store, self._stack = store, stack.pop_all()
        self.url = self.urls[0]
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
        if wrong := wrong_account(name):
            raise ValueError(wrong)
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

    def change_repo(
        self,
        repo: str,
        *,
        private: bool | None = None,
        gated: Literal["", "auto", "manual"] | None = None,
        disabled: bool | None = None,
    ) -> None:
        """Change who may see a repo; a `disabled` one has been taken down by the Hub."""
        row = self._row(repo)
        changed = replace(
            row,
            private=row.private if private is None else private,
            gated=row.gated if gated is None else gated,
            disabled=row.disabled if disabled is None else disabled,
        )
        self.store.database.change_repo(changed)

    def rename_repo(self, repo: str, new: str) -> None:
        """Give a repo another id OWNER/NAME; the old one leads to it."""
        self.store.rename(self._repo(repo), check_id(new, "new"))

    def delete_repo(self, repo: str) -> None:
        """Delete a repo and all its history."""
        self.store.delete(self._repo(repo))

    def trust(self, repo: str, *, issuer: str = GITHUB, **claims: str) -> None:
        """Let a workflow write to a repo without a key: one whose id tokens have these claims.

        `repository` is GitHub's; `branch` (`main`) and `workflow` (a file's name) narrow it
        further. Any other claim is compared as the token has it.
        """
        if not is_issuer(issuer):
            raise ValueError(f"{issuer} is neither https nor on this machine")
        if not claims.get("repository"):
            raise ValueError("a publisher needs a repository")
        self.store.publishers.add(self._repo(repo), Publisher(issuer, claims))

    def _note(self, status: int, why: str) -> None:
        remember(self.requests, Seen("-", "-", status), why)

    def _check_account(self, user: str) -> None:
        if user not in self.store.accounts.names():
            raise ValueError(f"there is no account {user}")

    def _repo(self, name: str) -> RepoKey:
        return self._row(name).key

    def _row(self, name: str) -> RepoRow:
        key = read_repo(name)
        row = self.store.database.repo(key) if key else None
        if row is None:
            raise ValueError(f"there is no repo {name}")
        return row


def _say(line: str) -> None:
    print(line, flush=True)


def serve(
    folder: Path | str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    users: Iterable[str] = (),
    catalogue: Path | str = DEFAULT,
    limits: Limits | None = None,
    control: bool = False,
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
    hub = MiniHub(folder, host=host, port=port, catalogue=catalogue, limits=limits, control=control)
    with hub:
        say(f"HF_ENDPOINT={hub.url}")
        if hub.control_token:
            say(f"MINIHUB_CONTROL={hub.control_token}  # faults: {hub.url}{ADDRESS}")
        for user in users:
            say(f"HF_TOKEN={hub.add_user(user)}  # {user}")
        ready(hub)
        ended.wait()
    return 0
