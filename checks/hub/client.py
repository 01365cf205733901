"""The one guarded client to the Hub.

Every call through it has a time-out, a bounded number of tries and a bounded answer, is
counted, and ends in one of three ways: `Found`, `Missing` (the student's doing, believed only
once the same Hub has answered a control request) or `Unreachable` (the Hub's, the network's or
our own fault: not gradable). The official client sends the requests, over the guarded session of
`checks.hub.session`.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import copy_context
from time import monotonic
from typing import Any, Literal, TypeVar

import httpx2
from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from checks.hub import integrity, reasons
from checks.hub.facts import Fact, Found, Missing, Unreachable
from checks.hub.session import counting, get_session
from checks.hub.statuses import MISSING, HubDownError, PrivateRepoError, fact_of, kind_of, wait_of
from checks.translations import ENGLISH

T = TypeVar("T")

WAITS = (1.0, 3.0)
"""Seconds between the tries of one call, or as many more as the Hub asks for."""
MAX_WAIT = 15.0
"""Seconds; where the Hub asks to wait for longer, it is not waited for."""
RUN_SECONDS = 300.0
"""Seconds after which a whole grading asks nothing more, and waits for no answer."""


class HubClient:
    """Calls to one endpoint, as one person (`token`) or as nobody (`token=False`).

    `public_only`: the token is there for its quota alone, and the answers are those that anybody
    gets. Files are asked for as nobody, a private repo is missing, and a token that the Hub does
    not take is dropped; `token_refused` then says so. `run_seconds`: after these seconds from now
    on every call ends, whatever holds it up.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | Literal[False] = False,
        *,
        waits: tuple[float, ...] = WAITS,
        public_only: bool = False,
        run_seconds: float = math.inf,
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.token = token
        self.api = HfApi(endpoint=self.endpoint, token=token)
        self.waits = waits
        self.public_only = public_only
        self.token_refused = False
        self.requests = 0
        self.run_seconds = run_seconds
        self._until = monotonic() + run_seconds
        self._lock = threading.Lock()
        self._control_lock = threading.RLock()
        self._control: Fact[bool] | None = None

    def call(self, query: Callable[[], T]) -> Fact[T]:
        """Run a query, again after a fault, and return how it ended. Never raises."""
        answer: Fact[T] = Unreachable(reasons.NOT_ASKED.english)
        for wait in (*self.waits, None):
            answer, asked_wait = self._once(query)
            if not isinstance(answer, Unreachable) or wait is None:
                break
            if asked_wait is None or asked_wait > MAX_WAIT:
                break
            if monotonic() + max(wait, asked_wait) > self._until:
                break
            time.sleep(max(wait, asked_wait))
        if isinstance(answer, Missing) and answer.reason != "id":
            control = self._control_answer()
            return control if isinstance(control, Unreachable) else answer
        return answer

    def _once(self, query: Callable[[], T]) -> tuple[Fact[T], float | None]:
        """Try once; return how it ended, and for how many seconds to wait (None: do not)."""
        asked: list[str] = []

        def count(path: str) -> None:
            asked.append(path)
            self.count()

        with counting(count):
            try:
                return Found(self._in_time(query, asked)), None
            except Exception as error:  # a bug of ours or the client's is nobody's wrong answer
                if self.may_drop_token(error):
                    self._drop_token()
                    return self._once(query)
                if kind_of(error) == "bug":
                    logging.getLogger(__name__).debug("call failed", exc_info=True)
                return fact_of(error), wait_of(error)

    def _in_time(self, query: Callable[[], T], asked: list[str]) -> T:
        """Return what a query returns, or raise what it raises.

        It runs in a thread of its own, which is left behind at the end of the run: a time-out of
        the network begins again with each byte that comes.

        Raises:
            HubDownError: the time of the whole run is over; it says what was waited for.
        """
        left = self._until - monotonic()
        if left == math.inf:
            return query()
        ending: Future[T] = Future()

        def run() -> None:
            try:
                ending.set_result(query())
            except BaseException as error:  # raised by `result`, below
                ending.set_exception(error)

        threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
        try:
            return ending.result(max(left, 0.0))
        except TimeoutError:
            seconds, path = f"{self.run_seconds:.0f}", asked[-1] if asked else self.endpoint
            over = reasons.OVER.text(ENGLISH, seconds=seconds, path=path)
            raise HubDownError(over, None) from None

    def may_drop_token(self, error: Exception) -> bool:
        """Return whether a token was refused that what is public has no need of.

        With a token that it knows, the Hub answers 404 for what is not there, and never 401.
        """
        if not self.public_only or not isinstance(error, HfHubHTTPError):
            return False
        status = error.response.status_code
        refused = status == 401 or (status == 403 and not isinstance(error, tuple(MISSING)))
        return refused and "Authorization" in error.response.request.headers

    def _drop_token(self) -> None:
        self.token, self.token_refused = False, True
        self.api = HfApi(endpoint=self.endpoint, token=False)

    def model_info(self, repo_id: str, **options: Any) -> ModelInfo:
        """Return what the Hub says of a model: a query for `call`."""
        try:
            info = self.api.model_info(repo_id, **options)
        except RemoteEntryNotFoundError:  # no file was asked for
            raise HubDownError(reasons.NOT_THE_HUBS.english) from None
        if self.public_only and info.private:
            raise PrivateRepoError
        return info

    @contextmanager
    def listed(self) -> Iterator[None]:
        """Raise it as a fault of the Hub where it does not have what it has listed itself."""
        try:
            yield
        except (RepositoryNotFoundError, RevisionNotFoundError, RemoteEntryNotFoundError) as error:
            if isinstance(error, GatedRepoError) or self.may_drop_token(error):
                raise
            raise HubDownError(reasons.LISTED.english) from None

    def _control_answer(self) -> Fact[bool]:
        """Return whether this Hub answers at all, which is asked once, before a first `Missing`."""
        with self._control_lock:
            if self._control is None:
                self._control = self._call_control()
            return self._control

    def _call_control(self) -> Fact[bool]:
        def query() -> bool:
            answer = get_session().get(f"{self.endpoint}/api/models", params={"limit": 1})
            hf_raise_for_status(answer)
            if not isinstance(answer.json(), list):
                raise ValueError
            return True

        fact, _ = self._once(query)
        return Unreachable(reasons.NO_HUB.english) if isinstance(fact, Missing) else fact

    def first_bytes(
        self,
        repo_id: str,
        path: str,
        *,
        revision: str = "main",
        max_bytes: int,
        kind: str = "model",
        oid: str | None = None,
    ) -> bytes:
        """Return at most the first `max_bytes` bytes of one file, from the download endpoint.

        `oid` is how the Hub has named the content before, if it has. A query for `call`: raises
        what the official client raises, and `HubDownError`, also where a file that came whole is
        not the one that the Hub names.
        """
        with self._opened(repo_id, path, revision, kind, 0, max_bytes) as answer:
            if answer is None:  # an empty file has no first byte
                return b""
            oid = oid or integrity.named_by(answer)
            data = _read(answer, max_bytes)
        if len(data) < max_bytes and not integrity.is_named(oid, data):
            raise HubDownError(reasons.OTHER_BYTES.text(ENGLISH, path=path))
        return data[:max_bytes]

    def file_range(
        self, repo_id: str, path: str, start: int, length: int, *, revision: str
    ) -> bytes:
        """Return exactly these bytes of a model repo's file, which must have so many.

        A query for `call`: raises what the official client raises, and `HubDownError`.
        """
        with self._opened(repo_id, path, revision, "model", start, length) as answer:
            named = answer.headers.get("Content-Range", "") if answer is not None else ""
            if answer is None or not named.startswith(f"bytes {start}-"):
                raise HubDownError(reasons.NOT_THE_HUBS.english)
            data = _read(answer, length)
        if len(data) != length:
            raise HubDownError(reasons.OTHER_BYTES.text(ENGLISH, path=path))
        return data

    @contextmanager
    def _opened(
        self, repo_id: str, path: str, revision: str, kind: str, start: int, length: int
    ) -> Iterator[httpx2.Response | None]:
        """Begin to read a range of a file; None where there is nothing in that range."""
        url = hf_hub_url(repo_id, path, repo_type=kind, revision=revision, endpoint=self.endpoint)
        token = False if self.public_only else self.token
        headers = {
            **build_hf_headers(token=token),
            "Range": f"bytes={start}-{start + length - 1}",
        }
        with get_session().stream("GET", url, headers=headers) as answer:
            if answer.status_code == 416:
                yield None
                return
            hf_raise_for_status(answer)
            if "text/html" in answer.headers.get("Content-Type", ""):
                raise HubDownError(reasons.WEB_PAGE.english)
            yield answer

    def count(self) -> None:
        with self._lock:
            self.requests += 1


def _read(answer: httpx2.Response, most: int) -> bytes:
    """Return the body of an answer, up to the piece with which it comes to `most` bytes."""
    data = b""
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) >= most:
            break
    return data
