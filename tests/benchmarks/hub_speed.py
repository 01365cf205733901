"""The embedded Hub's answers: `model_info` a second, filtered lists of 10,000 models, start-up.

    python tests/benchmarks/hub_speed.py [MODELS]      default: 10000

The server is a process of its own, held to one core where the system can do that (`taskset`), and
so is the client. Beside each figure stands one of the same run: a bare Starlette route that
answers with the same bytes, and a Python that only imports the same libraries.
"""

from __future__ import annotations

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from huggingface_hub import HfApi

from minihub.commits import Author, Files, write_commit
from minihub.database import RepoRow
from minihub.names import RepoKey
from minihub.newrepo import NewRepo
from minihub.staging import PendingCommit
from minihub.store import Store
from tests.paths import ROOT

MODEL = "/api/models/tour-lab/pocket-gpt"
SECONDS, ROUNDS = 0.7, 7
BARE = """
import sys, threading
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from minihub.listening import listener, serving, urls
body = sys.stdin.buffer.read()
async def answer(request): return Response(body, media_type="application/json")
with listener("127.0.0.1", 0) as found:
    with serving(Starlette(routes=[Route("/{rest:path}", answer)]), found):
        print(f"HF_ENDPOINT={urls(found)[0]}", flush=True)
        threading.Event().wait()
"""
LANGUAGES = ("en", "ko", "de", "fr", "ja", "zh", "eo", "sw")
TASKS = ("text-classification", "token-classification", "text-generation", "fill-mask")


def on_core(number: int) -> list[str]:
    """Words in front of a command that hold it to one core."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if shutil.which("taskset") and len(cores) > 1:
        return ["taskset", "-c", str(cores[number % len(cores)])]
    return []


def environment() -> dict[str, str]:
    """Compiled modules are kept, as they are wherever Python may write beside them."""
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "hub-speed-pycache"),
    }


@contextmanager
def server(words: list[str], stdin: bytes = b"") -> Iterator[str]:
    """Run a server on one core; yield its URL."""
    command, pipe = [*on_core(0), *words], subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, env=environment())
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(stdin)
        process.stdin.close()
        yield process.stdout.readline().decode().strip().partition("=")[2]
    finally:
        process.kill()
        process.wait()


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
    return body


def rate(ask: Callable[[], object]) -> float:
    """Return how many calls a second are answered, one after the other."""
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < SECONDS:
        ask()
        done += 1
    return done / spent


def model_info() -> None:
    """In turns, so that a busy machine slows them all alike."""
    with server([sys.executable, "-m", "minihub"]) as url:
        raw, api = _connection(url), HfApi(endpoint=url, token=False)
        body = get(raw, MODEL)
        with server([sys.executable, "-c", BARE], body) as bare:
            plain = _connection(bare)
            asks: dict[str, Callable[[], object]] = {
                "minihub, keep-alive": lambda: get(raw, MODEL),
                "minihub, official client": lambda: api.model_info("tour-lab/pocket-gpt"),
                "bare route, keep-alive": lambda: get(plain, MODEL),
            }
            rounds = [{name: rate(ask) for name, ask in asks.items()} for _ in range(ROUNDS)]
    print(f"model_info ({len(body)} bytes)    a second   / bare route")
    for name in asks:
        found = statistics.median(one[name] for one in rounds)
        ratio = statistics.median(one[name] / one["bare route, keep-alive"] for one in rounds)
        print(f"{name:<28} {found:8.0f}   {ratio:6.2f} x")


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc)


def _fill(number: int) -> Callable[[NewRepo, str, Files], str]:
    card = (
        f"---\nlanguage: {LANGUAGES[number % 8]}\nlicense: {('mit', 'apache-2.0')[number % 2]}\n"
        f"pipeline_tag: {TASKS[number // 8 % 4]}\nlibrary_name: transformers\n"
        f"tags: [made-up, group-{number % 100}]\ndatasets: [tour-lab/many-voices]\n---\n"
    )
    contents = {
        "README.md": card.encode(),
        "config.json": b'{"model_type": "bert", "architectures": ["BertModel"]}\n',
    }

    def fill(repo: NewRepo, head: str, before: Files) -> str:
        files = before | {
            name: (repo.write_blob(data), 0o100644) for name, data in contents.items()
        }
        return write_commit(
            repo, files, [head], PendingCommit("Upload"), Author("maker", 1_700_000_000)
        )

    return fill


def synthetic(folder: Path, models: int) -> None:
    """Make a Hub's folder with that many made-up models, laid out directly."""
    store = Store(folder)
    store.fill((_row(number), _fill(number)) for number in range(models))
    store.database.seeded = True
    store.close()


def _row(number: int) -> RepoRow:
    key = RepoKey("model", f"maker-{number % 50}/model-{number}")
    return RepoRow(key, "2024-01-01T00:00:00.000Z", downloads=number * 7919 % 10_007)


QUERIES = {
    "filter": "/api/models?filter=ko&pipeline_tag=token-classification",
    "filter, sorted, 20": "/api/models?filter=ko&filter=license:apache-2.0&sort=downloads&limit=20",
    "search": "/api/models?search=model-99&limit=100",
    "author, full": "/api/models?author=maker-7&full=true&cardData=true",
    "website's count": "/models-json?pipeline_tag=token-classification&language=ko&withCount=true",
    "page": "/models?pipeline_tag=token-classification&language=ko",
    "no filter, 1,000": "/api/models",
}


def lists(models: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        synthetic(Path(name) / "hub", models)
        made = time.perf_counter() - start
        hub = [sys.executable, "-m", "minihub", "--folder", f"{name}/hub", "--user", "ada"]
        with server(hub) as url:
            raw = _connection(url)
            start = time.perf_counter()
            get(raw, QUERIES["filter"])
            first = time.perf_counter() - start
            print(f"\n{models} models, made in {made:.1f} s; the first list took {first:.1f} s")
            print("list                          ms       kB")
            for label, path in QUERIES.items():
                times = []
                for _ in range(15):
                    start = time.perf_counter()
                    body = get(raw, path)
                    times.append(time.perf_counter() - start)
                print(f"{label:<22} {statistics.median(times) * 1000:9.1f} {len(body) / 1000:8.0f}")


IMPORTS = (
    "import asyncio, dulwich.repo, dulwich.index, sqlite3, starlette.applications, uvicorn, yaml"
)


def start_up() -> None:
    """From the start of the process to the first answer, with the catalogue in and without."""
    with tempfile.TemporaryDirectory() as name:
        spent: dict[str, list[float]] = {"imports alone": [], "a new Hub": [], "a kept folder": []}
        for number in range(8):
            start = time.perf_counter()
            command = [*on_core(0), sys.executable, "-c", IMPORTS]
            subprocess.run(command, check=True, env=environment())
            spent["imports alone"].append(time.perf_counter() - start)
            for label, folder in (("a new Hub", str(number)), ("a kept folder", "0")):
                start = time.perf_counter()
                hub = [sys.executable, "-m", "minihub", "--folder", f"{name}/{folder}"]
                with server(hub) as url:
                    get(_connection(url), MODEL)
                    spent[label].append(time.perf_counter() - start)
    bare = statistics.median(spent["imports alone"])
    print("\nstart-up to first answer        s   / imports alone")
    for label, times in spent.items():
        found = statistics.median(times)
        print(f"{label:<24} {found:8.2f}   {found / bare:8.2f} x")


if __name__ == "__main__":
    model_info()
    lists(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    start_up()
