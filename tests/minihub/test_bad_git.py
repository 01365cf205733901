"""What no proper git or git-lfs sends: refused with a reason, in one line of the log."""

from __future__ import annotations

import gzip
import hashlib
import socket
import subprocess
import time
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.names import RepoKey
from tests.minihub.conftest import Answer, Raw
from tests.minihub.gitclone import Clone

NOTHING = "0" * 40
DATA = b"\0" * 1000
PUSH = {"Content-Type": "application/x-git-receive-pack-request"}
FETCH = {"Content-Type": "application/x-git-upload-pack-request"}
GZIP = {"Content-Encoding": "gzip"}


def packet(text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return b"%04x%b" % (len(data) + 4, data)


@pytest.fixture
def folder(hub: MiniHub, repo: str) -> str:
    return str(hub.store.git_folder(RepoKey("model", repo)))


def git(folder: str, *words: str) -> bytes:
    done = subprocess.run(["git", "--git-dir", folder, *words], capture_output=True, check=True)
    return done.stdout


def push(raw: Raw, repo: str, folder: str, *commands: tuple[str, str], more: str = "") -> Answer:
    """Push refs (`(REF, OID)`) that are not there yet, with a pack that has nothing in it."""
    pack = subprocess.run(
        ["git", "--git-dir", folder, "pack-objects", "-q", "--stdout"],
        input=b"",
        capture_output=True,
        check=True,
    )
    lines = [f"{NOTHING} {oid} {ref}" for ref, oid in commands]
    lines[0] += f"\0report-status {more}"
    body = b"".join(map(packet, lines)) + b"0000" + pack.stdout
    return raw("POST", f"/{repo}.git/git-receive-pack", body, PUSH)


@pytest.mark.parametrize(
    "name",
    [
        *("a b", "a..b", "a.lock", "a.lock/b", "", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b"),
        *(".a", "a.", "a//b", "a/", "/a", "@{", "a\x01", "a\x7f", "a\udcff"),
    ],
)
def test_a_ref_that_cannot_be_called_so(
    raw: Raw, api: HfApi, repo: str, folder: str, name: str
) -> None:
    """The rules of git-check-ref-format(1); and what is not UTF-8 could not be told in JSON."""
    head = git(folder, "rev-parse", "main").decode().strip()
    answer = push(raw, repo, folder, (f"refs/heads/{name}", head))
    assert answer.status == 200
    assert b"ng refs/heads/" in answer.body
    assert b"funny refname" in answer.body
    refs = api.list_repo_refs(repo)
    assert [branch.name for branch in refs.branches] == ["main"]


@pytest.mark.parametrize(
    "ref", ["HEAD", "main", "refs/pull/1/head", "refs/heads", "config", "../x"]
)
def test_what_is_no_branch_or_tag(raw: Raw, repo: str, folder: str, ref: str) -> None:
    head = git(folder, "rev-parse", "main").decode().strip()
    answer = push(raw, repo, folder, (ref, head))
    assert b"only branches and tags can be pushed" in answer.body


def test_a_ref_to_a_commit_that_was_not_sent(raw: Raw, repo: str, folder: str) -> None:
    answer = push(raw, repo, folder, ("refs/heads/a", "1" * 40))
    assert b"ng refs/heads/a missing necessary objects" in answer.body


@pytest.mark.parametrize("what", ["main:.gitattributes", "main^{tree}"])
@pytest.mark.parametrize("ref", ["refs/heads/a", "refs/tags/a"])
def test_a_ref_to_what_no_commit_brings(
    raw: Raw, repo: str, folder: str, what: str, ref: str
) -> None:
    """The Hub's rules look at commits: nothing may come in past them."""
    oid = git(folder, "rev-parse", what).decode().strip()
    answer = push(raw, repo, folder, (ref, oid))
    assert f"ng {ref} branches and tags must lead to commits".encode() in answer.body


def test_an_atomic_push_goes_back_on_what_it_did(
    raw: Raw, api: HfApi, repo: str, folder: str
) -> None:
    """`a` is in the way of `a/b`, which shows only when the second is made."""
    head = git(folder, "rev-parse", "main").decode().strip()
    both = ("refs/heads/a", head), ("refs/heads/a/b", head)
    answer = push(raw, repo, folder, *both, more="atomic")
    assert b"ng refs/heads/a atomic push failure" in answer.body
    assert b"ng refs/heads/a/b failed to update ref" in answer.body
    assert [branch.name for branch in api.list_repo_refs(repo).branches] == ["main"]
    assert b"ok refs/heads/a\n" in push(raw, repo, folder, *both).body


BODIES = {
    "nothing": (b"", {}, 400),
    "not hex": (b"zzzz", {}, 400),
    "impossible length": (b"0003", {}, 400),
    "cut short": (b"00ff00", {}, 400),
    "not a command": (packet("hello\n") + b"0000", {}, 400),
    "not gzip": (b"0000", GZIP, 400),
    "gzip cut short": (gzip.compress(packet("x" * 500) * 50)[:-20], GZIP, 400),
    "gzip of gzip": (gzip.compress(gzip.compress(b"0000")), GZIP, 400),
    "unknown encoding": (b"0000", {"Content-Encoding": "br"}, 415),
    "another type": (b"0000", {"Content-Type": "text/plain"}, 415),
}


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize(("service", "headers"), [("receive-pack", PUSH), ("upload-pack", FETCH)])
def test_a_body_that_is_none(
    raw: Raw, hub: MiniHub, repo: str, case: str, service: str, headers: dict[str, str]
) -> None:
    body, more, status = BODIES[case]
    hub.requests.clear()
    answer = raw("POST", f"/{repo}.git/git-{service}", body, headers | more)
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("text/plain")  # which git shows
    assert answer.body
    assert [seen.status for seen in hub.requests] == [status]
    assert raw("GET", f"/{repo}/info/refs?service=git-{service}").status == 200


def test_a_command_of_the_protocol_that_is_none(raw: Raw, repo: str) -> None:
    body = packet("command=steal\n") + b"0000"
    answer = raw("POST", f"/{repo}/git-upload-pack", body, FETCH | {"Git-Protocol": "version=2"})
    assert answer.status == 400


@pytest.mark.parametrize("word", ["version=3", "version=2:x", "x" * 900])
def test_an_odd_protocol_version_is_the_oldest(raw: Raw, repo: str, word: str) -> None:
    path = f"/{repo}/info/refs?service=git-upload-pack"
    answer = raw("GET", path, headers={"Git-Protocol": word})
    assert (answer.status, answer.body[:8]) == (200, b"001e# se")


@pytest.mark.parametrize("service", ["", "git-upload-archive", "git-upload-pack%00", "../x"])
def test_a_service_that_is_none(raw: Raw, repo: str, service: str) -> None:
    answer = raw("GET", f"/{repo}/info/refs?service={service}")
    assert answer.status == 501
    assert answer.body


def test_a_name_in_a_tree_that_no_system_takes(clone: Clone, repo: str) -> None:
    git = clone(repo)
    said = git.commit({"fine.txt": "x\n", "line\nbreak.txt": "x\n"}) and git.refused()
    assert "paths cannot be served" in said
    assert "fine.txt" not in said


# LFS


def link(raw: Raw, repo: str, data: bytes) -> str:
    one = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
    asked = {"operation": "upload", "objects": [one]}
    answer = raw("POST", f"/{repo}.git/info/lfs/objects/batch", asked).json
    href: str = answer["objects"][0]["actions"]["upload"]["href"]
    return href.removeprefix(raw.url)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (DATA[:-1], "has 999 bytes where 1000 were announced"),
        (DATA + b"x", "has 1001 bytes where 1000 were announced"),
        (b"\1" * 1000, "sha256 is"),
        (b"", "has 0 bytes"),
    ],
)
def test_an_upload_of_something_else(raw: Raw, repo: str, body: bytes, reason: str) -> None:
    answer = raw("PUT", link(raw, repo, DATA), body)
    assert answer.status == 400
    assert reason in answer.json["error"]


@pytest.mark.parametrize(
    "framing", [("Content-Length: 1000", DATA[:300]), ("Transfer-Encoding: chunked", b"5\r\nabc")]
)
def test_a_body_shorter_than_its_length(
    raw: Raw, hub: MiniHub, repo: str, framing: tuple[str, bytes]
) -> None:
    header, sent = framing
    data = (header * 100).encode()[:1000]
    path = link(raw, repo, data)
    hub.requests.clear()
    address = urlsplit(hub.url)
    with socket.create_connection((address.hostname, address.port or 0), timeout=20) as connection:
        connection.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode() + sent)
        connection.shutdown(socket.SHUT_WR)
        said = connection.makefile("rb").read()
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"ends before its announced end" in said
    ends = time.monotonic() + 60
    while not [seen for seen in hub.requests if seen.method == "PUT"]:
        assert time.monotonic() < ends
        time.sleep(0.005)
    assert [seen.status for seen in hub.requests if seen.method == "PUT"] == [400]
    assert not list((hub.store.lfs.path("x" * 64).parents[2] / "incoming").iterdir())
    assert raw("PUT", path, data).status == 200


@pytest.mark.parametrize("oid", ["a" * 63, "a" * 65, "A" * 64, "g" * 64, "", "../" * 21 + "x", 7])
def test_a_commit_with_an_oid_that_is_none(raw: Raw, repo: str, oid: object) -> None:
    line = {"key": "lfsFile", "value": {"path": "a.bin", "algo": "sha256", "oid": oid, "size": 1}}
    answer = raw.commit(repo, line)
    assert answer.status == 400
    assert "a file that does not exist" in answer.json["error"]
