"""The Hub's rate limits: so many requests in a fixed window, for each address or token.

Figures and headers: hub-docs, docs/hub/rate-limits.md, of September 2025.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from minihub.errors import HubError

_MAX_CALLERS = 10_000


@dataclass(frozen=True)
class Limits:
    """Requests that are answered in a window of `window` seconds, by kind and by who asks.

    `api` is for addresses under `/api/`, `resolvers` for downloads; the Hub's own figures.
    """

    api: int = 500
    resolvers: int = 3000
    account_api: int = 1000
    account_resolvers: int = 5000
    window: int = 300

    def __post_init__(self) -> None:
        quotas = (self.api, self.resolvers, self.account_api, self.account_resolvers)
        fine = all(isinstance(quota, int) and 0 <= quota <= 10**9 for quota in quotas)
        if not fine or self.window not in range(1, 86401):
            raise ValueError("a quota must be 0 or more, a window 1 to 86400 whole seconds")


@dataclass(frozen=True)
class CountedRequest:
    """One request, counted. `reset`: seconds until the window is over."""

    kind: str
    quota: int
    window: int
    remaining: int
    reset: int
    refused: bool

    def headers(self) -> dict[str, str]:
        """Return what every answer says of the limit."""
        return {
            "RateLimit": f'"{self.kind}";r={self.remaining};t={self.reset}',
            "RateLimit-Policy": f'"fixed window";"{self.kind}";q={self.quota};w={self.window}',
        }

    def error(self) -> HubError:
        """Return a 429, in the Hub's words."""
        minutes = self.window / 60
        period = f"{minutes:g} minutes" if minutes >= 1 else f"{self.window} seconds"
        return HubError(
            429,
            f"We had to rate limit you, you hit the quota of {self.quota} {self.kind} requests "
            f"per {period} period. See https://huggingface.co/docs/hub/rate-limits",
            headers=self.headers(),
        )


class Limiter:
    """Counts requests. A window starts with an asker's first one; `clock` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def count_request(self, path: str, token: str | None, address: str) -> CountedRequest | None:
        """Count a request; None for an address that has no limit. `token` is one that is valid."""
        kind = kind_of(path)
        if kind is None:
            return None
        quota = getattr(self.limits, f"account_{kind}" if token else kind)
        who = hashlib.sha256(token.encode()).hexdigest() if token else address
        count, reset = self._count(who, kind)
        return CountedRequest(
            kind, quota, self.limits.window, max(quota - count, 0), reset, count > quota
        )

    def _count(self, who: str, kind: str) -> tuple[int, int]:
        """Return this request's number in its window, and the seconds that are left of that."""
        now = self._clock()
        with self._lock:
            start, count = self._windows.get((who, kind), (now, 0))
            if now - start >= self.limits.window:
                start, count = now, 0
            if len(self._windows) > _MAX_CALLERS:
                self._forget(now)
            self._windows[who, kind] = start, count + 1
        return count + 1, max(math.ceil(start + self.limits.window - now), 1)

    def _forget(self, now: float) -> None:
        window = self.limits.window
        self._windows = {k: v for k, v in self._windows.items() if now - v[0] < window}


def kind_of(path: str) -> str | None:
    """Return which quota an address counts against."""
    if path.startswith("/api/"):
        return "api"
    return "resolvers" if "/resolve/" in path else None
