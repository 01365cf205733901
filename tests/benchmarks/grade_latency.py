"""`tour grade` against a Hub with 100 ms of latency, beside its longest chain of requests.

    python -m tests.benchmarks.grade_latency [MILLISECONDS]      default: 100

The chain is the longest row of requests of which each began after the one before was answered: no
grade can take less than its length times the latency. Beside it stand the same grade by a Hub
without latency, which is what this machine takes for everything else, and all requests in a row.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import httpx2

from checks.cli import main as tour
from minihub.testing.faults import Latency
from tests.stories.fault_runs import hub_with_both

ROUNDS = 5


class Span(NamedTuple):
    """When a request began and was answered, in seconds."""

    start: float
    end: float


SPANS: list[Span] = []
_send = httpx2.HTTPTransport.handle_request


def _timed(transport: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
    start = time.perf_counter()
    answer = _send(transport, request)
    SPANS.append(Span(start, time.perf_counter()))
    return answer


def chain(spans: list[Span]) -> int:
    """Return the length of the longest row of spans of which none overlaps another."""
    length, ended = 0, float("-inf")
    for span in sorted(spans, key=lambda span: span.end):
        if span.start >= ended:
            length, ended = length + 1, span.end
    return length


def grade(folder: Path) -> float:
    """Return the seconds that one grade takes, as by somebody who has not graded today."""
    SPANS.clear()
    start = time.perf_counter()
    words = ["grade", str(folder), "--rubric", str(folder / "rubric.yaml"), "--report", os.devnull]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        tour(words)
    if "100 / 100" not in printed.getvalue():
        raise SystemExit(printed.getvalue())
    return time.perf_counter() - start


def main() -> None:
    latency = float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0.1
    httpx2.HTTPTransport.handle_request = _timed  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as name, hub_with_both(Path(name)) as (hub, right, _):
        os.environ["HF_ENDPOINT"] = hub.url
        os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = name
        folder = right.submission.folder
        grade(folder)  # what is imported only once
        plain = statistics.median(grade(folder) for _ in range(ROUNDS))
        hub.faults.add(Latency(latency))
        late = statistics.median(grade(folder) for _ in range(ROUNDS))
        row, requests = chain(SPANS), len(SPANS)
    floor = row * latency
    print(f"without latency              {plain:6.2f} s")
    ratio = f"{late / floor:4.2f} x the chain"
    print(f"with {1000 * latency:.0f} ms                  {late:6.2f} s   {ratio}")
    print(f"the chain, {row} requests        {floor:6.2f} s")
    print(f"all {requests} requests in a row      {requests * latency:6.2f} s")


if __name__ == "__main__":
    main()
