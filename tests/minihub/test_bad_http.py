"""What is no proper HTTP, or not what an address takes: refused with a reason, and never a 500."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minihub import MiniHub
from tests.minihub.conftest import Raw

INFO = "/api/models/tour-lab/pocket-gpt"
HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(autouse=True)
def _alive(hub: MiniHub, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Check that the Hub answers the next request, and that nothing was a surprise to it."""
    caplog.set_level(logging.DEBUG)
    yield
    assert Raw(hub.url)("GET", INFO).status == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert not any(seen.status >= 500 and seen.status != 501 for seen in hub.requests)


@contextlib.contextmanager
def connected(hub: MiniHub) -> Iterator[socket.socket]:
    host, _, port = urlsplit(hub.url).netloc.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        yield connection


def said(connection: socket.socket) -> bytes:
    """Return all that comes until the Hub closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def sent(hub: MiniHub, data: bytes, *, close: bool = False) -> tuple[int, Any]:
    """Return the status and the JSON that answer some bytes; `close` ends what is sent."""
    with connected(hub) as connection:
        connection.sendall(data)
        if close:
            connection.shutdown(socket.SHUT_WR)
        head, _, body = said(connection).partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def request(method: str, path: str, *headers: bytes, body: bytes = b"") -> bytes:
    lines = b"".join(line + b"\r\n" for line in (*headers, b"Connection: close"))
    return f"{method} {path} HTTP/1.1\r\n".encode() + HOST + lines + b"\r\n" + body


NO_HTTP = [
    b"hello\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100 + b"\r\n\r\n",  # TLS
    b"GET /\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"no colon\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b": nameless\r\n\r\n",
    b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: many\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
]


@pytest.mark.parametrize("data", NO_HTTP)
def test_what_is_no_http(hub: MiniHub, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    hub.requests.clear()
    status, answer = sent(hub, data)
    assert status == 400
    assert answer["error"].startswith("Invalid HTTP request: ")
    assert hub.requests[0].status == 400
    told = [r.getMessage() for r in caplog.records if r.name == "minihub"]
    assert len(told) == 1
    assert told[0].startswith("- - 400 Invalid HTTP request: ")
    assert "\n" not in told[0]


def test_a_coding_that_nobody_knows(hub: MiniHub) -> None:
    for coding in (b"gzip", b"gzip, chunked"):
        status, answer = sent(hub, request("POST", INFO, b"Transfer-Encoding: " + coding))
        assert status == 501
        assert "chunked" in answer["error"]


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET", b"POST /x HTTP/1.1"])
def test_a_request_that_ends_in_its_header(hub: MiniHub, data: bytes) -> None:
    status, answer = sent(hub, data, close=True)
    assert (status, "within its header" in answer["error"]) == (400, True)


def _memory() -> int:
    """Return how many bytes this process, and the Hub in it, has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_a_header_line_of_100_mb(hub: MiniHub) -> None:
    before = most = _memory()
    with connected(hub) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: ")
        for _ in range(1600):
            connection.sendall(b"x" * 65536)
            most = max(most, _memory())
        connection.sendall(b"\r\n\r\n")
        head, _, body = said(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert json.loads(body)["error"]
    assert most - before < 20_000_000


def test_too_many_headers(hub: MiniHub) -> None:
    many = [f"X-{number}: {number}".encode() for number in range(100_000)]
    status, answer = sent(hub, request("GET", INFO, *many))
    assert status == 431
    assert answer["error"]


@pytest.mark.parametrize("path", ["/api/repos/create", f"{INFO}/commit/main", "/api/validate-yaml"])
def test_a_body_that_is_short(hub: MiniHub, token: str, path: str) -> None:
    headers = [f"Authorization: Bearer {token}".encode(), b"Content-Length: 100"]
    status, answer = sent(hub, request("POST", path, *headers, body=b'{"a":'), close=True)
    if path.startswith(INFO):  # somebody else's: refused before its body is looked at
        assert status in (400, 403)
    else:
        assert (status, "ends before" in answer["error"]) == (400, True)


@pytest.mark.parametrize("body", [b"zz\r\n", b"5\r\nhelloX", b"-1\r\n\r\n", b"5;" + b"x" * 99999])
def test_chunks_that_are_broken(hub: MiniHub, token: str, body: bytes) -> None:
    headers = [f"Authorization: Bearer {token}".encode(), b"Transfer-Encoding: chunked"]
    status, answer = sent(hub, request("POST", "/api/repos/create", *headers, body=body))
    assert (status, bool(answer["error"])) in ((400, True), (431, True))


def test_a_client_that_vanishes(hub: MiniHub, token: str) -> None:
    for path in ("/api/repos/create", "/api/validate-yaml"):
        headers = [f"Authorization: Bearer {token}".encode(), b"Content-Length: 1000000"]
        with connected(hub) as connection:
            connection.sendall(request("POST", path, *headers, body=b"{" * 1000))
            now = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)


def test_both_a_length_and_chunks(hub: MiniHub) -> None:
    """Two servers in a row may differ in which they believe: the way requests are smuggled."""
    headers = [b"Content-Length: 5", b"Transfer-Encoding: chunked"]
    data = request("POST", "/api/validate-yaml", *headers, body=b"0\r\n\r\n")
    status, answer = sent(hub, data)
    assert (status, "not both" in answer["error"]) == (400, True)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/api/models/%", "two hex digits"),
        ("/api/models/%zz/x", "two hex digits"),
        (f"{INFO}/tree/main/a%2", "two hex digits"),
        ("/%E/resolve/main/x", "two hex digits"),
        ("/api/models/a%00b/c", "NUL"),
        (f"{INFO}/revision/%00", "NUL"),
        ("/tour-lab/pocket-gpt/resolve/main/%00", "NUL"),
        ("/api/models/%ff/%fe", "UTF-8"),
        (f"{INFO}/revision/%ED%A0%80", "UTF-8"),
        ("/tour-lab/pocket-gpt/resolve/main/%C0%AF", "UTF-8"),
    ],
)
def test_addresses_that_name_nothing(raw: Raw, path: str, reason: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = raw(method, path, "x" * 100_000 if method == "POST" else None)
        assert (answer.status, reason in answer.json["error"]) == (400, True)
        assert reason in answer.headers["X-Error-Message"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=many",
        "limit=1.5",
        "limit=%D9%A3",
        "limit=" + "9" * 400,
        "limit=",
        "sort=beauty",
        "sort=",
        "cursor=x",
        "cursor=LTE%3D",
        "cursor=%ff",
        "expand=beauty",
        "expand[]=%00",
    ],
)
def test_queries_of_the_wrong_form(raw: Raw, query: str) -> None:
    answer = raw("GET", f"/api/models?{query}")
    assert answer.status == 400
    assert answer.json["error"]


def test_odd_queries_find_nothing(raw: Raw) -> None:
    for query in (
        "search=%00",
        "search=%ff",
        "author=%zz",
        "filter=%ED%A0%80",
        "search=" + "x" * 9000,
    ):
        answer = raw("GET", f"/api/models?{query}")
        assert (answer.status, answer.json) == (200, [])


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"paths=%ff%fe", FORM),
        (b"\xff\xfe", FORM),
        (b"paths=a&" * 3000, FORM),
        (b"paths=../x", FORM),
        (b"paths=%00", FORM),
        (b"paths=", FORM),
        (
            b"--x\r\nContent-Disposition: form-data; name=paths\r\n\r\na\r\n--x--\r\n",
            {"Content-Type": "multipart/form-data; boundary=x"},
        ),
        (b"--x", {"Content-Type": "multipart/form-data"}),
        (b"paths=a", {"Content-Type": "text/plain"}),
        (b"[]", {"Content-Type": "application/json"}),
        (b'{"paths": 7}', {"Content-Type": "application/json"}),
        (b'{"paths": {"a": 1}}', {"Content-Type": "application/json"}),
        (b'{"paths": [7]}', {"Content-Type": "application/json"}),
        (b'{"paths": ["a", null]}', {"Content-Type": "application/json"}),
        (b'{"paths": ["a"], "expand": "maybe"}', {"Content-Type": "application/json"}),
    ],
)
def test_forms_that_are_none(raw: Raw, body: bytes, headers: dict[str, str]) -> None:
    answer = raw("POST", f"{INFO}/paths-info/main", body, headers)
    assert answer.status in (400, 415)
    assert answer.json["error"]


WRONG: list[Any] = [None, True, 7, 1.5, "", "x", [], ["x"], {}, {"a": 1}, "\ud800", "\0", 10**400]
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/repos/create", {"name": "n", "organization": "ada", "type": "model"}),
    ("POST", "/api/repos/create", {"name": "n", "visibility": "public", "private": False}),
    ("DELETE", "/api/repos/delete", {"name": "n", "organization": "ada", "type": "model"}),
    ("POST", "/api/repos/move", {"fromRepo": "ada/x", "toRepo": "ada/y", "type": "model"}),
    ("POST", "/api/validate-yaml", {"content": "x", "repoType": "model"}),
    ("PUT", "/api/models/REPO/settings", {"visibility": "public", "gated": False}),
    ("PUT", "/api/models/REPO/settings", {"private": False}),
    ("POST", "/api/models/REPO/branch/b", {"startingPoint": "main"}),
    ("POST", "/api/models/REPO/tag/main", {"tag": "t", "message": "m"}),
    ("POST", "/api/models/REPO/preupload/main", {"files": [], "gitIgnore": ""}),
    ("POST", "/REPO.git/info/lfs/objects/batch", {"operation": "upload", "objects": []}),
    ("POST", "/REPO.git/info/lfs/objects/batch",
     {"operation": "upload", "objects": [], "transfers": ["basic"], "hash_algo": "sha256"}),
    ("POST", "/REPO.git/info/lfs/objects/verify", {"oid": "0" * 64, "size": 1}),
    ("POST", "/oauth/token", {"grant_type": "x", "subject_token": "y", "resource": "ada/x"}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_fields_of_the_wrong_type(
    raw: Raw, repo: str, method: str, path: str, body: dict[str, Any]
) -> None:
    for field in body:
        for value in WRONG:
            answer = raw(method, path.replace("REPO", repo), body | {field: value})
            assert answer.status < 500, (field, value)
            if answer.status >= 400:
                assert answer.json["error"]


@pytest.mark.parametrize("path", ["/api/repos/create", "/api/validate-yaml"])
def test_a_huge_json_body(raw: Raw, path: str) -> None:
    before = _memory()
    answer = raw("POST", path, b'{"content": "' + b"x" * 40_000_000 + b'"}')
    assert answer.status == 413
    assert _memory() - before < 150_000_000


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"a":' * 200_000, b"9" * 100_000])
def test_json_that_is_deep(raw: Raw, body: bytes) -> None:
    assert raw("POST", "/api/validate-yaml", body).status == 400


WORDS = [
    *(b"GET ", b"POST ", b"HEAD ", b"/", b"/api/models", b"/api/repos/create", b"?", b"%", b"%00"),
    *(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", b"Host: a\r\n", b"\r\n", b"\r\n\r\n", b"\n", b":"),
    *(b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", b"{}", b"\0"),
    *(b"Expect: 100-continue\r\n", b"Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    *(b"Range: bytes=9-1\r\n", b"Authorization: Basic \xff\r\n", b"Authorization: Bearer x\r\n"),
]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts=st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=20)), max_size=12))
def test_any_bytes_at_all(hub: MiniHub, parts: list[bytes]) -> None:
    with connected(hub) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(b"".join(parts))
            connection.shutdown(socket.SHUT_WR)
        answer = said(connection)
    if answer:
        assert answer.startswith(b"HTTP/1.1 ")
        assert not answer.startswith(b"HTTP/1.1 500")
