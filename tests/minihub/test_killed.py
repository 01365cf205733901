"""A Hub that is killed at any moment: what it keeps is whole, and a second try completes."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest

from minihub import MiniHub
from tests.minihub.conftest import Raw
from tests.minihub.gitclone import Git

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

HERE = Path(__file__).parent
NEVER = 1_000_000
DEAD = (OSError, http.client.HTTPException)


class Mortal:
    """Hubs on one folder, one after the other, each of which dies."""

    def __init__(self, folder: Path, nursery: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.keep_packed = 100
        self._nursery = nursery
        with self.whole() as hub:
            self.token = hub.add_user("ada")
            assert (
                Raw(hub.url, self.token)("POST", "/api/repos/create", {"name": "m"}).status == 200
            )

    @contextmanager
    def dying(self, number: int = NEVER) -> Iterator[tuple[Raw, int]]:
        """Run a Hub that dies before its `number`-th change, or else at the end of the block."""
        assert self._nursery.stdin
        self._nursery.stdin.write(json.dumps([str(self.folder), number, self.keep_packed]) + "\n")
        self._nursery.stdin.flush()
        process, url = self._hear().split()
        try:
            yield Raw(url, self.token), int(process)
        finally:
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
            assert self._hear() == "ended"

    def _hear(self) -> str:
        assert self._nursery.stdout
        return self._nursery.stdout.readline().strip()

    def whole(self) -> MiniHub:
        """Return a Hub on the same folder that lives."""
        return MiniHub(self.folder, catalogue=self.folder / "no catalogue")

    @property
    def git(self) -> Path:
        return self.folder / "repos" / "models" / "ada" / "m.git"

    def fsck(self) -> None:
        words = ["git", "--git-dir", str(self.git), "fsck", "--full", "--strict"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def leftovers(self) -> list[Path]:
        return [*(self.folder / "incoming").iterdir(), *(self.folder / "lfs/incoming").iterdir()]


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-B", str(HERE / "mortal.py")]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def mortal(tmp_path: Path, nursery: subprocess.Popen[str]) -> Mortal:
    return Mortal(tmp_path / "hub", nursery)


def read_all(raw: Raw) -> dict[str, bytes]:
    """Return every file of the repo, through the API: a repo that can be read is whole."""
    assert raw("GET", "/api/models/ada/m").status == 200
    assert raw("GET", "/api/models/ada/m/commits/main").status == 200
    tree = raw("GET", "/api/models/ada/m/tree/main?recursive=true").json
    found = {}
    for entry in tree:
        if entry["type"] == "file":
            answer = raw("GET", f"/ada/m/resolve/main/{entry['path']}")
            assert answer.status == 200
            assert len(answer.body) == entry["size"]
            found[entry["path"]] = answer.body
    return found


def ok(raw: Raw, method: str, path: str, body: object = None) -> object:
    answer = raw(method, path, body)
    assert answer.status == 200, answer.body
    return answer.json if answer.body else None


def upload(raw: Raw, data: bytes) -> dict[str, object]:
    """Put an LFS object there, where it is missing."""
    one = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
    asked = {"operation": "upload", "objects": [one]}
    answer = raw("POST", "/ada/m.git/info/lfs/objects/batch", asked)
    for action in answer.json["objects"][0].get("actions", {}).values():
        path = action["href"].removeprefix(raw.url)
        ok(raw, *(("PUT", path, data) if path.startswith("/lfs/") else ("POST", path, one)))
    return one


def commit_by_api(raw: Raw, step: int) -> dict[str, bytes]:
    """Make one commit with plain files, an LFS file, and a file deleted."""
    large = b"\0" * 1000 + str(step).encode()
    made = {"a.txt": f"{step}\n".encode(), f"deep/{step % 2}.txt": b"x\n", "model.bin": large}
    plain = [
        {"key": "file", "value": {"path": path, "content": data.decode()}}
        for path, data in made.items()
        if path.endswith(".txt")
    ]
    pointer = {"path": "model.bin", "algo": "sha256", **upload(raw, large)}
    assert raw.commit("ada/m", *plain, {"key": "lfsFile", "value": pointer}).status == 200
    return made


Attempt: TypeAlias = Callable[[Raw, int], dict[str, bytes]]


def pushing(folder: Path) -> Attempt:
    """Return attempts to push a commit; a second one pushes the same commit."""
    git: Git | None = None
    made: dict[int, dict[str, bytes]] = {}

    def attempt(raw: Raw, step: int) -> dict[str, bytes]:
        nonlocal git
        if git is None:
            git = Git(folder / "clone", raw.url, raw.token)
            git.clone("ada/m")
        url = raw.url.replace("://", f"://x:{raw.token}@")
        if step not in made:
            made[step] = {"a.txt": f"{step}\n".encode(), "deep/b.txt": f"{step} b\n".encode()}
            git.commit(dict(made[step]))
        if git.run("push", f"{url}/ada/m", "main", f"main:side-{step}").returncode:
            raise ConnectionError
        return made[step]

    return attempt


def test_an_api_commit_at_every_change(mortal: Mortal) -> None:
    assert _at_every_change(mortal, commit_by_api) > 20


@pytest.mark.sampled(2)
@pytest.mark.parametrize("keep_packed", [1, 100])
def test_a_push_at_every_change(mortal: Mortal, tmp_path: Path, keep_packed: int) -> None:
    """Few objects are taken in one by one, many as a pack."""
    mortal.keep_packed = keep_packed
    assert _at_every_change(mortal, pushing(tmp_path)) > 8


def _at_every_change(mortal: Mortal, attempt: Attempt) -> int:
    """Let a Hub die in front of each change that an attempt makes; how many there are."""
    with mortal.dying() as (raw, _):
        before = read_all(raw) | attempt(raw, 0)
    for step in itertools.count(1):
        done, after = False, before
        with mortal.dying(step) as (raw, _), suppress(*DEAD):
            after = before | attempt(raw, step)
            done = True
        mortal.fsck()
        with mortal.whole() as hub:
            raw = Raw(hub.url, mortal.token)
            kept = read_all(raw)
            assert kept == after if done else kept
            after = before | attempt(raw, step)
            assert kept in (before, after)  # all of it, or nothing
            assert read_all(raw) == after
            assert not mortal.leftovers()
        before = after
        if done:
            return step - 1
    raise AssertionError


def test_a_repo_is_made_or_not(mortal: Mortal) -> None:
    for number in itertools.count(1):
        done = False
        with mortal.dying(number) as (raw, _), suppress(*DEAD):
            ok(raw, "POST", "/api/repos/create", {"name": "new"})
            done = True
        with mortal.whole() as hub:
            raw = Raw(hub.url, mortal.token)
            there = raw("GET", "/api/models/ada/new").status
            again = raw("POST", "/api/repos/create", {"name": "new"}).status
            assert (there, again) in ((404, 200), (200, 409))
            assert ok(raw, "GET", "/api/models/ada/new/tree/main")
            ok(raw, "DELETE", "/api/repos/delete", {"name": "new"})
            assert not mortal.leftovers()
        if done:
            break
    assert number > 8


def test_a_repo_is_deleted_or_not(mortal: Mortal) -> None:
    for number in itertools.count(1):
        with mortal.whole() as hub:
            Raw(hub.url, mortal.token)("POST", "/api/repos/create", {"name": "old"})
        done = False
        with mortal.dying(number) as (raw, _), suppress(*DEAD):
            ok(raw, "DELETE", "/api/repos/delete", {"name": "old"})
            done = True
        with mortal.whole() as hub:
            raw = Raw(hub.url, mortal.token)
            there = raw("GET", "/api/models/ada/old/tree/main").status
            again = raw("DELETE", "/api/repos/delete", {"name": "old"}).status
            assert (there, again) in ((404, 404), (200, 200))
            ok(raw, "POST", "/api/repos/create", {"name": "old"})
            assert not mortal.leftovers()
        if done:
            break
    assert number > 2


def test_a_repo_is_renamed_or_not(mortal: Mortal) -> None:
    """Until it has been renamed, it has its old name."""
    for number in itertools.count(1):
        done = False
        body = {"fromRepo": "ada/m", "toRepo": "ada/n", "type": "model"}
        with mortal.dying(number) as (raw, _), suppress(*DEAD):
            ok(raw, "POST", "/api/repos/move", body)
            done = True
        with mortal.whole() as hub:
            raw = Raw(hub.url, mortal.token)
            names = [one["id"] for one in raw("GET", "/api/models").json]
            assert names in (["ada/m"], ["ada/n"])
            assert ok(raw, "GET", f"/api/models/{names[0]}/tree/main")
            if names == ["ada/m"]:
                ok(raw, "POST", "/api/repos/move", body)
            assert raw("GET", "/api/models/ada/m").status == 307
            back = {"fromRepo": "ada/n", "toRepo": "ada/m", "type": "model"}
            ok(raw, "POST", "/api/repos/move", back)
            assert read_all(raw)
        if done:
            break
    assert number > 4


def test_an_upload_cut_off_in_the_middle(mortal: Mortal) -> None:
    data = random.Random(7).randbytes(3_000_000)  # noqa: S311
    with mortal.dying() as (raw, process):
        one = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
        asked = {"operation": "upload", "objects": [one]}
        answer = raw("POST", "/ada/m.git/info/lfs/objects/batch", asked)
        link = urlsplit(answer.json["objects"][0]["actions"]["upload"]["href"])
        connection = http.client.HTTPConnection(link.netloc, timeout=20)
        connection.putrequest("PUT", f"{link.path}?{link.query}")
        connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data[:2_000_000])
        await_(lambda: any(path.stat().st_size for path in mortal.leftovers()))
        os.kill(process, signal.SIGKILL)
        connection.close()
    assert mortal.leftovers()
    with mortal.whole() as hub:
        raw = Raw(hub.url, mortal.token)
        assert not mortal.leftovers()
        assert (
            raw.commit("ada/m", {"key": "lfsFile", "value": {"path": "a.bin", **one}}).status == 400
        )
        upload(raw, data)
        assert (
            raw.commit("ada/m", {"key": "lfsFile", "value": {"path": "a.bin", **one}}).status == 200
        )
        assert read_all(raw)["a.bin"] == data


def await_(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("seed", range(6))
def test_a_push_at_some_moment(mortal: Mortal, tmp_path: Path, seed: int) -> None:
    """Also while git itself is at work on what was pushed."""
    delays = random.Random(seed)  # noqa: S311
    attempt = pushing(tmp_path)
    with mortal.dying() as (raw, process):
        before = read_all(raw) | attempt(raw, 0)
        killer = threading.Timer(delays.uniform(0, 0.3), os.kill, (process, signal.SIGKILL))
        killer.start()
        with suppress(*DEAD):
            attempt(raw, 1)
        killer.join()
    mortal.fsck()
    with mortal.whole() as hub:
        raw = Raw(hub.url, mortal.token)
        kept = read_all(raw)
        after = before | attempt(raw, 1)
        assert kept in (before, after)
        assert read_all(raw) == after
    mortal.fsck()
