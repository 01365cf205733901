"""Faults on demand, seen by the official client and over plain connections."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError
from huggingface_hub.utils import parse_ratelimit_headers

from minihub.testing import FaultyHub
from minihub.testing.faults import (
    Answer,
    Cut,
    Fault,
    Faults,
    Latency,
    Limited,
    Limits,
    Page,
    Reset,
    Stale,
    Status,
)
from minihub.testing.faults.limiter import Limiter
from tests.minihub.conftest import Raw

MODEL = "tour-lab/pocket-gpt"
INFO = f"/api/models/{MODEL}"
FILE = f"/{MODEL}/resolve/main/config.json"


class Clock:
    """Time as a test wants it."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.fixture(autouse=True)
def _clean(hub: FaultyHub) -> Iterator[None]:
    hub.faults.clear()
    yield
    hub.faults.clear()


def test_errors_for_the_next_requests_alone(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Status(503), path="/api/*", times=2)
    assert [raw("GET", FILE).status, raw("GET", INFO).status] == [200, 503]
    assert [raw("GET", INFO).status for _ in range(3)] == [503, 200, 200]
    assert hub.faults.rules == []
    assert [seen.status for seen in list(hub.requests)[-3:]] == [503, 200, 200]


def test_a_method_and_a_pattern(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Status(500), path="*/resolve/main/*.json", method="HEAD")
    assert [raw(method, FILE).status for method in ("HEAD", "GET")] == [500, 200]
    assert raw("HEAD", f"/{MODEL}/resolve/main/README.md").status == 200


def test_a_share_of_the_requests_is_the_same_with_the_same_seed(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Status(502), share=0.3)

    def run(seed: int) -> list[int]:
        hub.faults.seed(seed)
        return [raw("GET", INFO).status for _ in range(60)]

    first, again, other = run(7), run(7), run(8)
    assert first == again != other
    assert 5 <= first.count(502) <= 35
    assert set(first) == {200, 502}


def test_latency_comes_before_what_else_happens(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Latency(0.3), times=1)
    hub.faults.add(Status(500), times=1)
    start = time.monotonic()
    assert raw("GET", INFO).status == 500
    assert time.monotonic() - start >= 0.3
    assert raw("GET", INFO).status == 200


def test_a_reset(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Reset(), times=2)
    with pytest.raises(ConnectionResetError):
        raw("GET", INFO)
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        raw("POST", f"{INFO}/preupload/main", "x" * 5_000_000)
    assert raw("GET", INFO).status == 200


@pytest.mark.parametrize(("after", "comes"), [(0, 0), (7, 7), (None, None)])
def test_a_body_that_is_cut(hub: FaultyHub, raw: Raw, after: int | None, comes: int | None) -> None:
    whole = raw("GET", FILE).body
    hub.faults.add(Cut(after), times=1)
    with pytest.raises(http.client.IncompleteRead) as caught:
        raw("GET", FILE)
    expected = len(whole) // 2 if comes is None else comes
    assert caught.value.partial == whole[:expected]
    assert caught.value.expected == len(whole) - expected
    assert raw("GET", FILE).body == whole


def test_a_cut_leaves_a_head_whole(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Cut(), times=1)
    assert raw("HEAD", FILE).status == 200


def test_a_download_that_is_cut_is_taken_up_again(
    hub: FaultyHub, api: HfApi, repo: str, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 40_000
    lines = [CommitOperationAdd("big.bin", data)]
    api.create_commit(repo, lines, commit_message="big")
    hub.faults.add(Cut(1_000_000), method="GET", path="*/resolve/*", times=1)
    path = api.hf_hub_download(repo, "big.bin", cache_dir=tmp_path)
    assert Path(path).read_bytes() == data
    asked = [seen.method for seen in hub.requests if seen.path.endswith("big.bin")]
    assert asked == ["HEAD", "GET", "GET"]


def test_a_page_in_the_place_of_json(hub: FaultyHub, api: HfApi, raw: Raw) -> None:
    hub.faults.add(Page(), path="/api/*", times=2)
    answer = raw("GET", INFO)
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(json.JSONDecodeError):
        api.model_info(MODEL)


def test_any_answer_at_all(hub: FaultyHub, api: HfApi) -> None:
    hub.faults.add(Answer(404, "x", "text/plain", {"X-Error-Code": "RevisionNotFound"}), times=1)
    with pytest.raises(RevisionNotFoundError):
        api.model_info(MODEL)


def test_an_answer_comes_after_the_whole_body(hub: FaultyHub, raw: Raw, repo: str) -> None:
    hub.faults.add(Status(500), method="POST", times=1)
    lines = [json.dumps({"key": "x", "value": "y" * 1000})] * 5000
    assert raw("POST", f"/api/models/{repo}/commit/main", "\n".join(lines)).status == 500


def test_a_429_as_the_client_reads_it(hub: FaultyHub, api: HfApi) -> None:
    hub.faults.add(Limited(17), times=1)
    with pytest.raises(HfHubHTTPError, match="Retry after 17 seconds") as caught:
        api.model_info(MODEL)
    assert caught.value.response.status_code == 429


LIMITS = Limits(api=3, resolvers=5, account_api=4, account_resolvers=6, window=300)


@pytest.fixture
def limited() -> Iterator[tuple[FaultyHub, Clock]]:
    clock = Clock()
    with FaultyHub(clock=clock, limits=LIMITS) as hub:
        yield hub, clock


def test_a_window_is_fixed(limited: tuple[FaultyHub, Clock]) -> None:
    hub, clock = limited
    raw = Raw(hub.url)
    left = []
    for _ in range(4):
        answer = raw("GET", INFO)
        found = parse_ratelimit_headers(dict(answer.headers.items()))
        assert found is not None
        assert (found.resource_type, found.limit, found.window_seconds) == ("api", 3, 300)
        left.append((answer.status, found.remaining, found.reset_in_seconds))
        clock.now += 50
    assert left == [(200, 2, 300), (200, 1, 250), (200, 0, 200), (429, 0, 150)]
    assert "the quota of 3 api requests per 5 minutes period" in answer.json["error"]
    clock.now += 100
    answer = raw("GET", INFO)
    assert (answer.status, answer.headers["RateLimit"]) == (200, '"api";r=2;t=300')


def test_downloads_have_a_window_of_their_own(limited: tuple[FaultyHub, Clock]) -> None:
    raw = Raw(limited[0].url)
    api = [raw("GET", INFO).status for _ in range(4)]
    files = [raw("HEAD", FILE) for _ in range(6)]
    assert api == [200, 200, 200, 429]
    assert [answer.status for answer in files] == [200] * 5 + [429]
    assert files[-1].headers["RateLimit"] == '"resolvers";r=0;t=300'
    pages = [raw("GET", "/models", headers={"Accept": "text/html"}) for _ in range(9)]
    assert {(page.status, page.headers["RateLimit"]) for page in pages} == {(200, None)}


def test_tokens_count_for_themselves(limited: tuple[FaultyHub, Clock]) -> None:
    hub, _ = limited
    tokens = [hub.add_user("ada"), hub.add_user("bob"), None, "hf_nobody"]
    counts = [
        [Raw(hub.url, token)("GET", "/api/models?limit=1").status for _ in range(5)]
        for token in tokens
    ]
    assert counts == [
        [200, 200, 200, 200, 429],
        [200, 200, 200, 200, 429],
        [200, 200, 200, 429, 429],
        [429] * 5,  # a token that nobody has counts for its address
    ]


def test_the_official_client_waits_as_long_as_it_is_told(
    limited: tuple[FaultyHub, Clock], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub, clock = limited
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock.now += seconds

    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", sleep)
    for _ in range(5):
        Raw(hub.url)("HEAD", FILE)
    api = HfApi(endpoint=hub.url, token=False)
    assert api.hf_hub_download(MODEL, "config.json", cache_dir=tmp_path)
    assert waits == [301.0]


def test_a_limiter_forgets_who_asked_long_ago() -> None:
    clock = Clock()
    limiter = Limiter(Limits(api=1, window=10), clock)
    for number in range(10_001):
        limiter.count_request("/api/models", None, str(number))
    clock.now += 10
    taken = limiter.count_request("/api/models", None, "1")
    assert taken is not None
    assert not taken.refused
    assert len(limiter._windows) == 1


def _commit(api: HfApi, repo: str, content: bytes, branch: str = "main") -> str:
    lines = [CommitOperationAdd("a.txt", content)]
    return api.create_commit(repo, lines, commit_message="x", revision=branch).oid


def test_a_commit_that_is_seen_after_some_reads(hub: FaultyHub, api: HfApi, repo: str) -> None:
    old = _commit(api, repo, b"1")
    hub.faults.add(Stale(reads=6), path="*/commit/*", times=1)
    new = _commit(api, repo, b"2")
    assert api.model_info(repo).sha == old
    with pytest.raises(RevisionNotFoundError):
        api.model_info(repo, revision=new)
    raw = Raw(hub.url)
    file = raw("GET", f"/{repo}/resolve/main/a.txt")
    assert (file.body, file.headers["X-Repo-Commit"]) == (b"1", old)
    assert api.list_repo_commits(repo)[0].commit_id == old
    assert [e.path for e in api.list_repo_tree(repo)] == [".gitattributes", "a.txt"]
    assert api.get_paths_info(repo, "a.txt")[0].size == 1
    assert api.model_info(repo).sha == new
    assert raw("GET", f"/{repo}/resolve/{new}/a.txt").body == b"2"


def test_a_commit_that_is_seen_after_some_time() -> None:
    clock = Clock()
    with FaultyHub(clock=clock) as hub:
        api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
        api.create_repo("ada/model")
        api.create_branch("ada/model", branch="draft")
        first = api.model_info("ada/model").sha
        hub.faults.add(Stale(seconds=30))
        second = _commit(api, "ada/model", b"1")
        clock.now += 20
        third = _commit(api, "ada/model", b"2")
        other = _commit(api, "ada/model", b"2", "draft")
        clock.now += 20  # the second is old enough, but the branch has moved again since
        assert api.model_info("ada/model").sha == first
        assert api.model_info("ada/model", revision="draft").sha == first
        for hidden in (second, third, other):
            with pytest.raises(RevisionNotFoundError):
                api.model_info("ada/model", revision=hidden)
        clock.now += 10
        assert api.model_info("ada/model").sha == third
        assert api.model_info("ada/model", revision="draft").sha == other
        assert api.model_info("ada/model", revision=second).sha == second


def test_a_push_that_is_not_seen_yet(hub: FaultyHub, api: HfApi, repo: str, tmp_path: Path) -> None:
    old = _commit(api, repo, b"1")
    clone = tmp_path / "clone"
    with_token = hub.url.replace("http://", f"http://ada:{api.token}@")

    def git(*words: str) -> None:
        subprocess.run(["git", *words], check=True, capture_output=True)

    git("clone", f"{with_token}/{repo}", str(clone))
    (clone / "a.txt").write_text("2")
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git("-C", str(clone), *identity, "commit", "-am", "Two")
    hub.faults.add(Stale(reads=1), times=1)
    git("-C", str(clone), "push")
    assert api.model_info(repo).sha == old
    assert api.list_repo_commits(repo)[0].title == "Two"


def test_a_stale_rule_leaves_everything_else_alone(hub: FaultyHub, raw: Raw) -> None:
    hub.faults.add(Stale(reads=1))
    assert raw("GET", INFO).status == raw("GET", "/api/models").status == 200


NO_SENSE: list[Callable[[], Any]] = [
    lambda: Latency(-1),
    lambda: Latency(601),
    lambda: Status(200),
    lambda: Status(600),
    lambda: Limited(0),
    lambda: Page(304),
    lambda: Page(200, "\ud800"),
    lambda: Answer(204),
    lambda: Answer(200, "", headers={"X": "a\r\nb"}),
    lambda: Answer(200, "", headers={"a b": "c"}),
    lambda: Answer(200, "", headers={"Content-Length": "7"}),
    lambda: Cut(-1),
    lambda: Stale(),
    lambda: Stale(seconds=1, reads=1),
    lambda: Stale(reads=0),
    lambda: Limits(api=-1),
    lambda: Limits(window=0),
    lambda: Faults(Clock()).add(Status(), share=0),
    lambda: Faults(Clock()).add(Status(), share=1.1),
    lambda: Faults(Clock()).add(Status(), times=0),
]


@pytest.mark.parametrize("make", NO_SENSE)
def test_faults_that_make_no_sense(make: Callable[[], Fault]) -> None:
    with pytest.raises(ValueError, match=r"."):
        make()
