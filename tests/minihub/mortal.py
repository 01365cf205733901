"""Hubs that die.

For each line `[FOLDER, N, P]` on stdin one is run on that folder, which kills itself with SIGKILL
in front of its N-th change to a file, or is killed from outside. A push of P objects stays packed.

On stdout: its process id and its URL in one line, then a line when it has ended. As a program of
its own, so that each Hub can be forked from a process that has everything imported and no threads.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from minihub import MiniHub, quarantine
from minihub.database import Database

_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Countdown:
    """Counts changes in a folder from `start` on, and ends the process in front of one of them.

    SQLite's own writes do not show; each statement counts as one change.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = str(folder)
        self._left = number
        self._on = False
        self._lock = threading.Lock()
        sys.addaudithook(self._heard)

    def start(self) -> None:
        run: Callable[..., Any] = Database.run

        def counted(*args: Any) -> Any:
            self._count()
            return run(*args)

        setattr(Database, "run", counted)  # noqa: B010 - mypy lets no method be assigned
        self._on = True

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        changes = event in _CHANGES or (event == "open" and _writes(args[2]))
        if changes and _text(args[0]).startswith(self._folder):
            self._count()

    def _count(self) -> None:
        with self._lock:
            self._left -= self._on
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _writes(flags: int) -> bool:
    return bool(flags & _WRITING)


def _text(path: object) -> str:
    return os.fsdecode(path) if isinstance(path, str | bytes) else ""


def live(folder: Path, number: int) -> None:
    """Run a Hub until it dies."""
    countdown = Countdown(folder, number)
    with MiniHub(folder, catalogue=folder / "no catalogue") as hub:
        print(os.getpid(), hub.url, flush=True)
        countdown.start()
        signal.pause()


def main() -> None:
    for line in sys.stdin:
        folder, number, quarantine._KEEP_PACKED = json.loads(line)
        process = os.fork()
        if process == 0:
            live(Path(folder), number)
        os.waitpid(process, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
