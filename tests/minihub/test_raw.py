"""Requests that no proper client sends: refused with a reason, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.minihub.conftest import Raw

HEADER = {"key": "header", "value": {"summary": "x", "description": ""}}

BAD_PATHS = [
    ("../up.txt", "'.' or '..' part"),
    ("a/../../up.txt", "'.' or '..' part"),
    ("./a", "'.' or '..' part"),
    ("/etc/passwd", "absolute"),
    ("a//b", "empty part"),
    ("a/", "empty part"),
    ("", "it is empty"),
    ("a\0b", "control character"),
    ("a\nb", "control character"),
    ("a\\b", "backslash"),
    (".git/config", ".git part"),
    ("a/.GIT/hooks/post-update", ".git part"),
    (".git ./config", ".git part"),
    ("a/git~1/config", ".git part"),
    ("GIT~1", ".git part"),
    (".git::$INDEX_ALLOCATION/config", ".git part"),
    (".g\u200cit/config", ".git part"),
    ("x" * 1001, "longer than 1000"),
    ("a\ud800", "not valid Unicode"),
]


@pytest.mark.parametrize(("path", "reason"), BAD_PATHS)
def test_paths_cannot_leave_the_repo(raw: Raw, repo: str, path: str, reason: str) -> None:
    status = 422 if "\\" in path else 400
    for line in (
        {"key": "file", "value": {"path": path, "content": "eA==", "encoding": "base64"}},
        {"key": "lfsFile", "value": {"path": path, "oid": "0" * 64, "size": 1}},
        {"key": "deletedFile", "value": {"path": path}},
    ):
        answer = raw.commit(repo, line)
        assert answer.status == status
        assert reason in answer.json["error"]
    file = {"path": path, "size": 1, "sample": "eA=="}
    answer = raw("POST", f"/api/models/{repo}/preupload/main", {"files": [file]})
    assert (answer.status, reason in answer.json["error"]) == (status, True)


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2fhub.sqlite", "../../hub.sqlite", "a%5Cb", "%01", ".git/config", "%2Fetc/passwd"],
)
def test_downloads_cannot_leave_the_repo(raw: Raw, repo: str, path: str) -> None:
    answer = raw("GET", f"/{repo}/resolve/main/{path}")
    assert answer.status == (422 if "%5C" in path else 400)
    assert answer.json["error"].startswith("Invalid path")


@pytest.mark.parametrize(
    "path",
    [
        "/api/models/../secret",
        "/api/models/..%2F..%2Fx/y",
        "/api/models/ada%2F..",
        "/api/models/ada/.git",
        "/ada/..%2F..%2Fx/resolve/main/a",
    ],
)
def test_odd_repo_ids_are_missing_repos(raw: Raw, path: str) -> None:
    answer = raw("GET", path)
    assert answer.status == 404
    assert answer.headers["X-Error-Code"] == "RepoNotFound"


@pytest.mark.parametrize(
    "revision", ["..%2F..%2Fx", "HEAD%7E1", "-x", "refs%2F..%2Fx", "%EF%BF%BD"]
)
def test_odd_revisions_are_not_found(raw: Raw, repo: str, revision: str) -> None:
    for path in (f"revision/{revision}", f"tree/{revision}", f"commits/{revision}"):
        answer = raw("GET", f"/api/models/{repo}/{path}")
        assert (answer.status, answer.headers["X-Error-Code"]) == (404, "RevisionNotFound")
    answer = raw("POST", f"/api/models/{repo}/commit/{revision}", json.dumps(HEADER))
    assert (answer.status, answer.headers["X-Error-Code"]) == (404, "RevisionNotFound")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"key": "file"}',
        '{"key": "file", "value": []}',
        '{"key": "file", "value": {"path": 1, "content": ""}}',
        '{"key": "file", "value": {"path": "a", "content": "!!", "encoding": "base64"}}',
        '{"key": "file", "value": {"path": "a", "content": "eA", "encoding": "base64"}}',
        '{"key": "file", "value": {"path": "a", "content": "한", "encoding": "base64"}}',
        '{"key": "file", "value": {"path": "a", "content": "eA==", "encoding": "rot13"}}',
        '{"key": "lfsFile", "value": {"path": "a", "oid": 7, "size": 1}}',
        '{"key": "lfsFile", "value": {"path": "a"}}',
        '{"key": "deletedFolder", "value": {"path": "/"}}',
        '{"key": "unheard-of", "value": {}}',
        '{"key": "header", "value": {"summary": "x", "parentCommit": 5}}',
        '{"key": "header", "value": {"summary": "x", "description": []}}',
        "[" * 100_000,
        "\ufeff{}",
        '{"key": "file", "value": {"path": "a", "content": NaN}}',
    ],
)
def test_malformed_commit_lines(raw: Raw, repo: str, line: str) -> None:
    for body in (line, json.dumps(HEADER) + "\n" + line):
        answer = raw("POST", f"/api/models/{repo}/commit/main", body.encode())
        assert answer.status == 400
        assert answer.json["error"]


def test_a_commit_needs_a_header(raw: Raw, repo: str) -> None:
    line = {"key": "deletedFile", "value": {"path": "a"}}
    for body in ("", "\n\n", json.dumps(line), json.dumps(line | {"key": "header"})):
        assert raw("POST", f"/api/models/{repo}/commit/main", body).status == 400
    blank = {"key": "header", "value": {"summary": " \n", "description": ""}}
    assert raw("POST", f"/api/models/{repo}/commit/main", json.dumps(blank)).status == 400


def test_odd_summaries_are_kept_readable(raw: Raw, repo: str) -> None:
    line = {"key": "file", "value": {"path": "a", "content": "eA==", "encoding": "base64"}}
    assert raw.commit(repo, line, summary="first\nsecond\0 \ud800 한글").status == 200
    commits = raw("GET", f"/api/models/{repo}/commits/main").json
    assert commits[0]["title"] == "first second ? 한글"
    assert commits[0]["message"] == ""


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":' * 50_000])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/repos/create"),
        ("DELETE", "/api/repos/delete"),
        ("POST", "/api/validate-yaml"),
        ("POST", "/api/models/REPO/preupload/main"),
        ("POST", "/REPO.git/info/lfs/objects/batch"),
        ("POST", "/REPO.git/info/lfs/objects/verify"),
    ],
)
def test_malformed_json(raw: Raw, repo: str, method: str, path: str, body: bytes) -> None:
    answer = raw(method, path.replace("REPO", repo), body)
    assert answer.status == 400
    assert answer.json["error"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/repos/create", {}),
        ("/api/repos/create", {"name": "a/b"}),
        ("/api/repos/create", {"name": ".."}),
        ("/api/repos/create", {"name": "a--b"}),
        ("/api/repos/create", {"name": "a.git"}),
        ("/api/repos/create", {"name": "x" * 97}),
        ("/api/repos/create", {"name": "한글"}),
        ("/api/repos/create", {"name": 3}),
        ("/api/repos/create", {"name": "x", "organization": "../x"}),
        ("/api/repos/create", {"name": "x", "type": "kernel"}),
        ("/api/repos/create", {"name": "x", "visibility": "odd"}),
        ("/api/repos/create", {"name": "x", "private": "yes"}),
        ("/api/validate-yaml", {"content": 5}),
        ("/api/validate-yaml", {"content": "", "repoType": "kernel"}),
        ("/api/models/REPO/preupload/main", {"files": [{}]}),
        ("/api/models/REPO/preupload/main", {"files": "a"}),
        ("/api/models/REPO/preupload/main", {"files": [{"path": "a", "size": -1, "sample": ""}]}),
        ("/api/models/REPO/preupload/main", {"files": [{"path": "a", "size": 1, "sample": "!"}]}),
        ("/REPO.git/info/lfs/objects/batch", {"operation": "upload", "objects": [{"oid": "x"}]}),
        ("/REPO.git/info/lfs/objects/batch", {"operation": "upload", "objects": {}}),
        ("/REPO.git/info/lfs/objects/verify", {"oid": "../" * 21 + "x", "size": 1}),
    ],
)
def test_wrong_values(raw: Raw, repo: str, path: str, body: dict[str, Any]) -> None:
    answer = raw("POST", path.replace("REPO", repo), body)
    assert answer.status == 400
    assert answer.json["error"]


@pytest.mark.parametrize(
    "query",
    [
        *("limit=x", "limit=-1", "limit=99999999999999999999", "limit=%D9%A3"),
        *("cursor=!", "cursor=LTE=", "cursor=%ED%95%9C"),
        *("expand=odd", "sort=odd", "sort=id"),
    ],
)
def test_odd_queries(raw: Raw, query: str) -> None:
    assert raw("GET", f"/api/models?{query}").status == 400


@pytest.mark.parametrize("size", ["", "-1", "x", "9" * 30, "%D9%A3"])
def test_odd_uploads(raw: Raw, size: str) -> None:
    assert raw("PUT", f"/lfs/{'0' * 64}?size={size}&ticket=%ED%95%9C", b"x").status == 400


def test_odd_upload_tickets(raw: Raw) -> None:
    assert raw("PUT", f"/lfs/{'0' * 64}?size=1&ticket=%ED%95%9C", b"x").status == 403
    assert raw("PUT", "/lfs/..%2F..%2Fx?size=1&ticket=0", b"x").status == 400


def test_paths_info_takes_a_form_or_json(raw: Raw) -> None:
    path = "/api/models/tour-lab/pocket-gpt/paths-info/main"
    form = raw(
        "POST",
        path,
        "paths=README.md&paths=no",
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    both = raw("POST", path, {"paths": ["README.md", "no"]}, {"Content-Type": "application/json"})
    assert form.json == both.json
    assert [entry["path"] for entry in form.json] == ["README.md"]
    for body in ({"paths": "README.md"}, {"paths": [1]}, {"paths": ["../x"]}):
        assert raw("POST", path, body, {"Content-Type": "application/json"}).status == 400
    assert raw("POST", path, b"paths=%ff\xff").status == 400


HOSTILE_CARDS = {
    "deep": "a: " + "[" * 5000,
    "deep mapping": "".join(f"{' ' * depth}a:\n" for depth in range(200)),
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "merge": "a: &a {b: c}\nd:\n  <<: *a",
    "laughs": "a: &a [x, x]\n"
    + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    ),
    "long laughs": f"a: &a {'x' * 99_999}\nb: [{', '.join(['*a'] * 9_999)}]",
    "of itself": "a: &a {b: *a}\nc: &c {<<: *c}",
    "tag": "a: !!python/object/apply:os.system [id]",
    "large": "a: |\n" + "  x\n" * 20_000,
    "many": "a:\n" + "- x\n" * 6000,
    "long number": "a: " + "9" * 5000,
    "date": "a: 2026-13-45",
    "infinite": "a: .inf\nb: .nan\nc: 1e999",
    "surrogate": 'a: "\\ud800"',
    "nul": 'a: "\\0"',
    "key": "? [a, b]\n: c",
    "documents": "a: b\n...\n---x\n",
    "tab": "a:\n\t- b",
    "model-index": "model-index: [{name: 3, results: x}]",
    "tags": "tags: {a: b}\nlanguage: {a: b}\nlicense: [[mit]]\npipeline_tag: [x]\nwidget: 5",
}


@pytest.mark.parametrize("name", HOSTILE_CARDS)
def test_hostile_cards_are_answered(raw: Raw, repo: str, name: str) -> None:
    card = f"---\n{HOSTILE_CARDS[name]}\n---\n"
    body = {"content": card, "repoType": "model"}
    assert raw("POST", "/api/validate-yaml", body).status in (200, 400)
    line = {"key": "file", "value": {"path": "README.md", "content": card, "encoding": "utf-8"}}
    assert raw.commit(repo, line).status in (200, 400)
    assert raw("GET", f"/api/models/{repo}").status == 200


def test_odd_surrogates_in_a_config(raw: Raw, repo: str) -> None:
    odd = '{"model_type": "\\ud800", "architectures": [NaN, "\\u0000", "Fine"]}'
    line = {"key": "file", "value": {"path": "config.json", "content": odd}}
    assert raw.commit(repo, line).status == 200
    assert raw("GET", "/api/models?full=true&config=true").status == 200
    assert raw("GET", f"/api/models/{repo}").json["config"] == {"architectures": ["Fine"]}


@pytest.mark.parametrize("config", ["[1]", "{", '{"model_type": 5}', "[" * 100_000, "9" * 5000])
def test_odd_configs(raw: Raw, repo: str, config: str) -> None:
    line = {"key": "file", "value": {"path": "config.json", "content": config}}
    assert raw.commit(repo, line).status == 200
    assert raw("GET", f"/api/models/{repo}").json["config"] == {}
