"""The kinds of faults, as data. Each raises ValueError or TypeError where it makes no sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.responses import HTMLResponse, JSONResponse, Response

MAX_SECONDS = 600.0
"""Seconds that an answer can be held back at the most."""
_NO_BODY = frozenset({204, 205, 304})
_NAME, _VALUE = re.compile(r"[A-Za-z0-9-]{1,100}"), re.compile(r"[\x20-\x7e]{0,2000}")
_SIGN_IN = "<!DOCTYPE html><html><title>Welcome</title><body>Please sign in to our Wi-Fi."


def _check(fine: bool, words: str) -> None:
    if not fine:
        raise ValueError(words)


@dataclass(frozen=True)
class Latency:
    """An answer that comes `seconds` late. What else happens to it happens then."""

    seconds: float

    def __post_init__(self) -> None:
        _check(0 <= self.seconds <= MAX_SECONDS, f"seconds must be 0 to {MAX_SECONDS:.0f}")


@dataclass(frozen=True)
class Status:
    """An error of the Hub's own."""

    status: int = 503

    def __post_init__(self) -> None:
        _check(self.status in range(400, 600), "status must be 400 to 599")

    def response(self) -> Response:
        return JSONResponse({"error": f"Fault on demand: {self.status}"}, self.status)


@dataclass(frozen=True)
class Limited:
    """A 429 that says to wait `seconds`, whatever has been asked before."""

    seconds: int = 60

    def __post_init__(self) -> None:
        _check(self.seconds in range(1, 3601), "seconds must be a whole number, 1 to 3600")

    def response(self) -> Response:
        headers = {
            "RateLimit": f'"api";r=0;t={self.seconds}',
            "RateLimit-Policy": '"fixed window";"api";q=500;w=300',
        }
        return JSONResponse({"error": "Fault on demand: 429"}, 429, headers)


@dataclass(frozen=True)
class Page:
    """A web page in the place of an answer, as the sign-in of a Wi-Fi gives it."""

    status: int = 200
    html: str = _SIGN_IN

    def __post_init__(self) -> None:
        _check(_has_body(self.status), "status must be 200 to 599, and allow a body")
        self.html.encode()

    def response(self) -> Response:
        return HTMLResponse(self.html, self.status)


@dataclass(frozen=True)
class Answer:
    """Anything at all in the place of an answer."""

    status: int = 200
    body: str = "{}"
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(_has_body(self.status), "status must be 200 to 599, and allow a body")
        self.body.encode()
        for name, value in {**self.headers, "Content-Type": self.media_type}.items():
            _check(bool(_NAME.fullmatch(name) and _VALUE.fullmatch(value)), "not a header")
            _check(name.lower() != "content-length", "the length is the body's")

    def response(self) -> Response:
        return Response(self.body, self.status, dict(self.headers), self.media_type)


@dataclass(frozen=True)
class Cut:
    """An answer that breaks off after so many bytes of its body; None for half of it."""

    after: int | None = None

    def __post_init__(self) -> None:
        fine = self.after is None or (isinstance(self.after, int) and self.after >= 0)
        _check(fine, "after must be a whole number, 0 or more")


@dataclass(frozen=True)
class Reset:
    """A connection that is reset in the place of an answer."""


@dataclass(frozen=True)
class Stale:
    """A commit that readers do not see for so many seconds, or so many reads of its repo.

    It limits commits and pushes. Lists and searches, refs and pages are not held back.
    """

    seconds: float | None = None
    reads: int | None = None

    def __post_init__(self) -> None:
        _check((self.seconds is None) != (self.reads is None), "either seconds or reads")
        _check(isinstance(self.reads, int | None), "reads must be a whole number")
        _check(0 < (self.seconds or self.reads or 0) <= 1e6, "seconds or reads must be positive")


Canned: TypeAlias = Status | Limited | Page | Answer
Fault: TypeAlias = Latency | Canned | Cut | Reset | Stale


def _has_body(status: int) -> bool:
    return status in range(200, 600) and status not in _NO_BODY
