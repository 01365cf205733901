"""Which requests a fault is for, and how often it happens."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

from .kinds import Fault, Stale
from .limiter import Limiter, Limits
from .stale import repo_written_to


@dataclass(frozen=True)
class Rule:
    """A fault and its requests.

    `path` is a pattern for the address without its query; `*` takes in slashes too. `share`: the
    part of those requests that is hit; `times`: how often at the most (None: no end).
    """

    fault: Fault
    path: str = "*"
    method: str | None = None
    times: int | None = None
    share: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.path, str) or not isinstance(self.method, str | None):
            raise TypeError("path and method must be strings")
        if not isinstance(self.times, int | None) or (self.times is not None and self.times < 1):
            raise ValueError("times must be a whole number, at least 1")
        if not 0 < self.share <= 1:
            raise ValueError("share must be over 0 and up to 1")

    def matches(self, method: str, path: str) -> bool:
        """Return whether a request is one of those."""
        wanted = self.method in (None, method) and fnmatchcase(path, self.path)
        if isinstance(self.fault, Stale):
            return wanted and repo_written_to(method, path) is not None
        return wanted

    def to_json(self) -> dict[str, object]:
        """Return the rule as the control route shows it."""
        own = {name: value for name, value in asdict(self).items() if name != "fault"}
        return {"fault": type(self.fault).__name__.lower(), **asdict(self.fault), **own}


class Faults:
    """The faults of one Hub: none, until some are added. `clock` gives seconds.

    The same seed and the same requests in the same order make for the same faults.
    """

    def __init__(self, clock: Callable[[], float], seed: int = 0) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._limiter: Limiter | None = None
        self._left: dict[int, tuple[Rule, int | None]] = {}
        self._next = 0
        self.seed(seed)

    def seed(self, seed: int) -> None:
        """Restart the random numbers."""
        self._dice = random.Random(seed)  # noqa: S311

    def add(
        self,
        fault: Fault,
        *,
        path: str = "*",
        method: str | None = None,
        times: int | None = None,
        share: float = 1.0,
    ) -> Rule:
        """Let a fault happen from now on; `Rule` says what the rest means."""
        rule = Rule(fault, path, method, times, share)
        with self._lock:
            self._left[self._next] = rule, times
            self._next += 1
        return rule

    def clear(self) -> None:
        """Remove all faults and limits."""
        with self._lock:
            self._left.clear()
        self._limiter = None

    @property
    def active(self) -> bool:
        """Whether anything can happen, or is counted."""
        return bool(self._left) or self._limiter is not None

    @property
    def rules(self) -> list[Rule]:
        """What can still happen."""
        with self._lock:
            return [rule for rule, _ in self._left.values()]

    @property
    def limits(self) -> Limits | None:
        """The rate limits that hold; None for none. Setting them starts new windows."""
        return self._limiter.limits if self._limiter else None

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._limiter = Limiter(limits, self.clock) if limits else None

    @property
    def limiter(self) -> Limiter | None:
        """What counts requests."""
        return self._limiter

    def pick(self, method: str, path: str) -> list[Fault]:
        """Return what happens to this request, in the order in which the rules were added."""
        with self._lock:
            return [
                rule.fault
                for number, (rule, _) in list(self._left.items())
                if rule.matches(method, path) and self._happens(number)
            ]

    def _happens(self, number: int) -> bool:
        rule, left = self._left[number]
        if rule.share < 1 and self._dice.random() >= rule.share:
            return False
        if left == 1:
            del self._left[number]
        elif left:
            self._left[number] = rule, left - 1
        return True
