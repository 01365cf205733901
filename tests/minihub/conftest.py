"""One embedded Hub for a module's tests, the official client, and plain HTTP beside it."""

from __future__ import annotations

import http.client
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, set_client_factory
from huggingface_hub.utils._http import default_client_factory

from checks.hub import session
from minihub import MiniHub
from tests.minihub.gitclone import Clone, Git


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Raw:
    """Requests as they are, where the client would not send such."""

    url: str
    token: str | None = None

    def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        send = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if isinstance(body, dict):
            body = json.dumps(body)
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request(method, path, body, send | (headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def commit(self, repo: str, *lines: dict[str, Any] | str, summary: str = "a change") -> Answer:
        head = {"key": "header", "value": {"summary": summary, "description": ""}}
        text = [line if isinstance(line, str) else json.dumps(line) for line in (head, *lines)]
        return self("POST", f"/api/models/{repo}/commit/main", "\n".join(text))


@pytest.fixture(scope="module", autouse=True)
def _official_session() -> Iterator[None]:
    """Give the official client its own session; grading, in the same process, guards it."""
    set_client_factory(default_client_factory)
    yield
    set_client_factory(session.guarded_client)


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture(scope="module")
def token(hub: MiniHub) -> str:
    return hub.add_user("ada")


@pytest.fixture(scope="module")
def api(hub: MiniHub, token: str) -> HfApi:
    return HfApi(endpoint=hub.url, token=token)


@pytest.fixture(scope="module")
def anyone(hub: MiniHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=False)


@pytest.fixture(scope="module")
def raw(hub: MiniHub, token: str) -> Raw:
    return Raw(hub.url, token)


_NUMBERS = itertools.count(1)


@pytest.fixture
def repo(api: HfApi) -> Iterator[str]:
    """Yield a fresh model repo of ada's."""
    repo_id = f"ada/model-{next(_NUMBERS)}"
    api.create_repo(repo_id)
    yield repo_id
    api.delete_repo(repo_id, missing_ok=True)


@pytest.fixture
def clone(tmp_path: Path, hub: MiniHub, token: str) -> Clone:
    made = iter(range(100))

    def make(repo: str, *words: str, token: str | None = token) -> Git:
        git = Git(tmp_path / f"clone-{next(made)}", hub.url, token)
        git.clone(repo, *words)
        return git

    return make
