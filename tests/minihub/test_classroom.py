"""Who can reach the Hub, what they can do without a token, and where its links lead."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.app import ROUTES
from minihub.names import RepoKey
from tests.minihub.conftest import Raw
from tests.paths import ROOT


def _own_address() -> str:
    """Return this machine's address on its network; loopback where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def test_by_itself_it_listens_on_loopback_alone(hub: MiniHub) -> None:
    address = urlsplit(hub.url)
    assert (address.hostname, hub.open_to_others) == ("127.0.0.1", False)
    outward = _own_address()
    if outward != "127.0.0.1":
        with pytest.raises(OSError, match=r"refused|reachable"):
            socket.create_connection((outward, address.port or 0), timeout=20)


def test_a_class_reaches_it_where_it_says(tmp_path: Path) -> None:
    with MiniHub(tmp_path, host="0.0.0.0") as hub:  # noqa: S104
        port = urlsplit(hub.url).port
        assert hub.open_to_others
        assert hub.url == f"http://{_own_address()}:{port}"
        assert {f"http://127.0.0.1:{port}", f"http://localhost:{port}"} <= set(hub.urls)
        token = hub.add_user("ada")
        for url in hub.urls:
            api = HfApi(endpoint=url, token=token)
            api.create_repo("ada/m", exist_ok=True)
            done = api.upload_file(
                path_or_fileobj=b"\0" + url.encode(), path_in_repo="x.bin", repo_id="ada/m"
            )
            assert str(done.commit_url).startswith(url)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_an_address_of_version_6() -> None:
    try:
        with MiniHub(host="::1") as hub:
            assert hub.url.startswith("http://[::1]:")
            assert HfApi(endpoint=hub.url, token=False).model_info("tour-lab/pocket-gpt").sha
    except OSError:
        pytest.skip("no IPv6")


#: What a POST reads, or decides by what is in its body.
READS = ("/paths-info/", "/validate-yaml", "/oauth/token", "/git-upload-pack")
SAMPLES = {
    "plural": "models",
    "repo": "tour-lab/pocket-gpt",
    "revision": "main",
    "branch": "new",
    "tag": "new",
    "oid": "0" * 64,
    "path": "a.txt",
    "rest": "anything",
}


def _writes() -> Iterator[tuple[str, str]]:
    """Yield every address that takes something in."""
    for route in ROUTES:
        methods = (route.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        names = {name: SAMPLES.get(name, "x") for name in route.param_convertors}
        if ":prefix}" in route.path:
            names["plural"] = "datasets"
        path = route.url_path_for(route.name, **names) if methods else ""
        if not any(part in path for part in READS):
            yield from ((method, path) for method in sorted(methods))


def _kept(hub: MiniHub) -> list[Path]:
    folder = hub.store.git_folder(RepoKey("model", "tour-lab/pocket-gpt")).parents[3]
    return sorted(path for path in folder.rglob("*") if "sqlite" not in path.name)


@pytest.mark.parametrize(("method", "path"), sorted(set(_writes())))
@pytest.mark.parametrize("token", [None, "hf_nobody"])
def test_every_write_needs_a_token(hub: MiniHub, method: str, path: str, token: str | None) -> None:
    body = {
        "operation": "upload",
        "objects": [{"oid": hashlib.sha256(b"").hexdigest(), "size": 0}],
        "name": "pocket-gpt",
        "organization": "tour-lab",
    }
    before = _kept(hub)
    answer = Raw(hub.url, token)(method, path, body)
    assert answer.status in (401, 403, 501), answer.body
    assert _kept(hub) == before


@pytest.mark.parametrize(
    "host",
    [
        "evil.example>; rel=next, <http://evil.example",
        'evil.example"><script>',
        "user@evil.example",
        "evil.example/path",
        "evil.example:99999999",
        "evil example",
        "한글",
        "",
    ],
)
def test_links_repeat_no_odd_host(hub: MiniHub, raw: Raw, repo: str, host: str) -> None:
    headers = {"Host": host.encode("utf-8").decode("latin-1")}
    listed = raw("GET", "/api/models?limit=1", None, headers)
    if listed.status == 400:  # the HTTP library's own refusal
        return
    assert listed.headers["Link"].startswith(f"<{hub.url}/api/models?")
    body = {"operation": "upload", "objects": [{"oid": "0" * 64, "size": 9}]}
    batch = raw("POST", f"/{repo}.git/info/lfs/objects/batch", body, headers)
    assert batch.json["objects"][0]["actions"]["upload"]["href"].startswith(f"{hub.url}/")


@pytest.mark.parametrize("host", ["classroom.local:8000", "10.0.0.7", "[fe80::1]:80"])
def test_links_follow_a_plain_host(raw: Raw, host: str) -> None:
    listed = raw("GET", "/api/models?limit=1", None, {"Host": host})
    assert listed.headers["Link"].startswith(f"<http://{host}/api/models?")


def test_nobody_in_front_is_believed(raw: Raw) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    link = raw("GET", "/api/models?limit=1", None, forwarded).headers["Link"]
    assert link.startswith(f"<{raw.url}/")


@contextmanager
def _tour_hub(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "checks", "hub", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "Everybody on this network"), ("ko", "이 네트워크의 누구나")]
)
def test_a_teacher_is_told_what_to_pass_on(lang: str, words: str) -> None:
    told = ["--host", "0.0.0.0", "--user", "ada", "bora", "--user", "chul", "--lang", lang]  # noqa: S104
    with _tour_hub(*told) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(7)]
    url = lines[0].strip().removeprefix("HF_ENDPOINT=")
    assert urlsplit(url).hostname == _own_address()
    assert [line.split("  # ")[1].strip() for line in lines[1:4]] == ["ada", "bora", "chul"]
    assert len({line.split()[0] for line in lines[1:4]}) == 3
    assert f"{url}/lab" in lines[4]
    assert words in lines[5]
    assert f"HF_ENDPOINT={url}" in lines[5]


def test_alone_there_is_nothing_to_pass_on() -> None:
    with _tour_hub("--lang", "en") as process:
        assert process.stdout
        assert process.stdout.readline().startswith("HF_ENDPOINT=http://127.0.0.1:")
        assert process.stdout.readline().startswith("HF_TOKEN=hf_")
        assert process.stdout.readline().startswith("# The lab's handout")
        process.terminate()
        assert process.stdout.read() == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--host", "192.0.2.77"], "HUB-START"),
        (["--folder", __file__], "HUB-START"),
        (["--user", "../x"], "HUB-USER"),
        (["--user", "ada", "api"], "HUB-USER"),
        (["--port", "99999"], "--port"),
        (["--port", "x"], "--port"),
    ],
)
def test_what_cannot_be_is_said(words: list[str], code: str) -> None:
    command = [sys.executable, "-m", "checks", "hub", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    assert code in done.stderr
    assert "Traceback" not in done.stderr
