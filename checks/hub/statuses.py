"""Whose doing it is: every status of the Hub, and every exception on the way to it, in one table.

The student's: the Hub works, and refuses what was sent or the token that came with it. That is a
refusal where something is written, and is told with what to do (exit code 1). Nobody's: the Hub,
the network or the grader is at fault (exit code 3). A question ends in a fact: what the Hub says
is not there is missing, and all else is unreachable, since a question has nothing to refuse.
"""

from __future__ import annotations

import json
from typing import Literal

import httpx2
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    HfUriError,
    HFValidationError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from checks.hub import reasons
from checks.hub.facts import Missing, Reason, Unreachable
from checks.translations import ENGLISH

Kind = Literal["token", "content", "moved", "missing", "limit", "down", "refused", "bug"]
"""How a request ends that has no answer.

token: it may not do this · content: the Hub does not take what was sent · moved: somebody else
was faster · missing: what was asked for is not there · limit: too many requests · down: the Hub or
the network fails, and may not a moment later · refused: by whom and why is not known · bug: ours.
"""
STUDENTS: frozenset[Kind] = frozenset({"token", "content", "moved", "missing"})

STATUSES: dict[int, Kind] = {
    400: "content",
    401: "token",
    402: "content",
    403: "token",
    408: "down",
    409: "moved",
    412: "moved",
    413: "content",
    422: "content",
    425: "down",
    429: "limit",
    451: "content",
}
"""What a status means; every other from 500 on is `down`, and below it `refused`."""

MISSING: dict[type[Exception], Reason] = {
    # GatedRepoError is a RepositoryNotFoundError, so it is asked first.
    GatedRepoError: "gated",
    DisabledRepoError: "disabled",
    RevisionNotFoundError: "revision",
    RemoteEntryNotFoundError: "file",
    RepositoryNotFoundError: "repo",
    HFValidationError: "id",
}


class HubDownError(Exception):
    """The Hub or the way to it is at fault: no answer, a broken one, or too many requests.

    `wait`: the seconds after which it may be asked again; None where nobody knows.
    """

    def __init__(self, reason: str, wait: float | None = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class PrivateRepoError(Exception):
    """A repo that only its owner's token sees: for the public it is not there."""


EXCEPTIONS: dict[type[Exception], Kind] = {
    **dict.fromkeys(MISSING, "missing"),
    PrivateRepoError: "missing",
    HubDownError: "down",
    httpx2.RequestError: "down",
    # A log-in page, or half an answer.
    json.JSONDecodeError: "down",
    UnicodeDecodeError: "down",
    # An address in an answer of the Hub's that is none of a repo.
    HfUriError: "down",
    # The client itself refuses a card, or an object, that the Hub has said it does not take.
    ValueError: "content",
}
"""What an exception means, but for `HfHubHTTPError`, which has a status; the first that fits."""


def kind_of_status(status: int) -> Kind:
    """Return what a status of 400 or more means."""
    return STATUSES.get(status, "down" if status >= 500 else "refused")


def kind_of(error: Exception) -> Kind:
    """Return what an exception of the Hub, the client or the network means."""
    if isinstance(error, HfHubHTTPError) and not isinstance(error, tuple(MISSING)):
        foreign = is_foreign(error.response)
        return "refused" if foreign else kind_of_status(error.response.status_code)
    return next((kind for one, kind in EXCEPTIONS.items() if isinstance(error, one)), "bug")


def is_foreign(answer: httpx2.Response) -> bool:
    """Return whether something else than the Hub has refused: a school's proxy, or the storage."""
    own = "X-Error-Message" in answer.headers or "X-Error-Code" in answer.headers
    return not own and (is_page(answer) or "xml" in answer.headers.get("Content-Type", ""))


def is_page(answer: httpx2.Response) -> bool:
    """Return whether an answer is for a browser."""
    return "text/html" in answer.headers.get("Content-Type", "")


def fact_of(error: Exception) -> Missing | Unreachable:
    """Return what a question comes to that ended in an exception."""
    if isinstance(error, PrivateRepoError):
        return Missing("repo")
    missing = next((reason for one, reason in MISSING.items() if isinstance(error, one)), None)
    return Missing(missing) if missing else Unreachable(_words(error))


def wait_of(error: Exception) -> float | None:
    """Return the seconds after which to ask again at the earliest; None where it is no use."""
    match error:
        case HubDownError():
            return error.wait
        case HfHubHTTPError() | HFValidationError():
            return None
        case httpx2.RequestError() | ValueError():
            return 0.0
    return None


def _words(error: Exception) -> str:
    match error:
        case HubDownError():
            return error.reason
        case HfHubHTTPError():
            page = is_foreign(error.response) and is_page(error.response)
            return reasons.NOT_THE_HUBS.english if page else f"HTTP {error.response.status_code}"
        case httpx2.RequestError():
            return reasons.NO_CONNECTION.text(ENGLISH, kind=type(error).__name__)
        case ValueError():
            return reasons.NOT_THE_HUBS.english
    return reasons.UNEXPECTED.text(ENGLISH, kind=type(error).__name__)
