"""The pages by plain HTTP: what they say, what they hide, and how a browser may treat them."""

from __future__ import annotations

import html
import re
import urllib.request
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from checks.hubspec.catalogues import Catalogues
from checks.hubspec.vocabulary import task_domains, tasks
from minihub import MiniHub
from minihub.pages.rendering import size
from minihub.pages.texts import CATALOGUES, TEXTS
from minihub.testing import change_repo
from tests.minihub.conftest import Raw
from tests.minihub.pages.conftest import Get
from tests.minihub.pages.every import PAGES, REFUSED, commit, make_evil


def _text(body: bytes) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", body.decode()))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_our_one_script_and_loads_nothing_from_elsewhere(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    allowed = re.fullmatch(
        r"default-src 'none'; script-src 'sha256-(\S+)'; style-src 'self'; img-src 'self'; "
        r"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        policy,
    )
    assert allowed
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    body = answer.body.decode()
    scripts = re.findall(r"<script>(.*?)</script>", body, re.DOTALL)
    hashes = [b64encode(sha256(one.encode()).digest()).decode() for one in scripts]
    assert hashes in ([], [allowed[1]])
    assert len(scripts) == body.count("<script")
    assert not re.search(r"<style|\son\w+=|\sstyle=", body)
    assert not re.search(r"""(?:src|rel="stylesheet" href)=["'](?:https?:)?//""", body)


@pytest.mark.parametrize("path", REFUSED)
def test_a_browser_is_told_in_a_page(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status in (400, 401, 404)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.body.decode()


@pytest.mark.parametrize(
    "path", ["/api/models/nobody/nothing", "/api/no-such", "/models-json?sort=colour"]
)
def test_the_api_answers_json_to_browsers_too(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status in (400, 401, 501)
    assert "error" in answer.json


@pytest.mark.parametrize(
    "path",
    [
        "/models?p=x",
        "/models?p=-1",
        "/models?sort=%00",
        "/%F0%9F%92%A9",
        "/" + "a" * 5000,
        "/-/..%2frendering.py",
        "/tour-lab/pocket-gpt/tree/main/..%2f..%2f",
        "/tour-lab/pocket-gpt/tree/main/.git/config",
        "/tour-lab/pocket-gpt/tree/main/" + "a/" * 600,
        "/tour-lab/pocket-gpt/blob/a%20b/config.json",
        "/tour-lab/pocket-gpt/blob/main/config.json/more",
        "/tour-lab/pocket-gpt/commit/" + "0" * 40,
        "/tour-lab/pocket-gpt/commits/--all",
        "/tour-lab/pocket-gpt/tree/main?p=9e9",
        "/datasets/tour-lab",
        "/spaces/no/where/at/all",
    ],
)
def test_addresses_that_are_wrong(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status in (400, 404)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert get("/models").status == 200


@pytest.mark.parametrize("path", ["/%00/%ff", "/-/style.css%00", "/a/b/blob/main/a%00b", "/%ff%fe"])
def test_addresses_that_are_none(get: Get, path: str) -> None:
    assert get(path).status == 400
    assert get("/models").status == 200


@pytest.mark.parametrize(
    "query", ["search=%ff%00", "lang=%3Cscript%3E", "&".join(["language=en"] * 500), "p=99999999"]
)
def test_questions_that_are_odd(get: Get, query: str) -> None:
    answer = get(f"/models?{query}")
    assert answer.status == 200
    assert b"<script" not in answer.body


def test_a_client_is_not_answered_with_a_page(raw: Raw) -> None:
    assert "error" in raw("GET", "/nobody/nothing", headers={"Accept": "*/*"}).json
    missing = raw("GET", "/tour-lab/ner-small-en/resolve/main/nothing")
    assert (missing.status, missing.body) == (404, b"Entry not found")


def test_a_wrong_method_is_refused(raw: Raw) -> None:
    answer = raw("POST", "/models", "x=1")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


def test_a_private_repo_shows_nowhere(get: Get, api: HfApi) -> None:
    api.create_repo("ada/secret-plan", private=True)
    commit(api, "ada/secret-plan", {"README.md": "---\ndatasets: tour-lab/many-voices\n---\n"}, "x")
    try:
        for path in ("/", "/models", "/models?search=secret", "/datasets/tour-lab/many-voices"):
            assert b"secret-plan" not in get(path).body.replace(b'value="secret"', b"")
        for path in ("", "/tree/main", "/blob/main/README.md", "/commits/main", "/commit/main"):
            assert get(f"/ada/secret-plan{path}").status == 404
    finally:
        api.delete_repo("ada/secret-plan")


def test_a_gated_repo_shows_its_card_and_list_of_files_alone(get: Get) -> None:
    repo = "/acme-speech/speaker-check"
    assert "This repository is gated" in _text(get(repo).body)
    assert "LICENSE.md" in _text(get(f"{repo}/tree/main").body)
    for path in ("/blob/main/LICENSE.md", "/commit/main", "/resolve/main/LICENSE.md"):
        assert get(repo + path).status == 401


def test_a_renamed_repo_leads_to_where_it_is_now(hub: MiniHub, api: HfApi, repo: str) -> None:
    api.move_repo(repo, f"{repo}-moved")
    try:
        request = urllib.request.Request(
            f"{hub.url}/{repo}/tree/main?lang=ko", headers={"Accept": "text/html"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.url == f"{hub.url}/{repo}-moved/tree/main?lang=ko"
            assert ".gitattributes" in _text(answer.read())
    finally:
        api.delete_repo(f"{repo}-moved")


def test_a_disabled_repo_says_so(hub: MiniHub, get: Get, repo: str) -> None:
    change_repo(hub, repo, disabled=True)
    try:
        answer = get(f"/{repo}")
        assert answer.status == 403
        assert "This repository is disabled" in _text(answer.body)
        assert repo.encode() not in get("/models?author=ada").body
    finally:
        change_repo(hub, repo, disabled=False)


def test_widget_examples_come_from_the_card(get: Get) -> None:
    shown = _text(get("/tour-lab/ner-small-en").body)
    assert "A person, a place, an organisation" in shown
    assert "The ferry to Skye leaves from Mallaig." in shown


def test_tags_lead_to_filters_that_find_the_model(get: Get) -> None:
    page = get("/tour-lab/ner-small-en").body.decode()
    tags = re.findall(r'<a href="([^"]+)" class="tag', page)
    assert {"/models?pipeline_tag=token-classification", "/models?license=apache-2.0"} <= {*tags}
    assert "/models?dataset=rivertext%2Fnewsroom-sentences" in tags
    for tag in tags:
        assert b'href="/tour-lab/ner-small-en"' in get(html.unescape(tag)).body, tag


def test_each_count_is_that_of_the_list_it_leads_to(get: Get) -> None:
    page = get("/models?language=en").body.decode()
    options = re.findall(
        r'<li><a href="([^"]+)"[^>]*><span>.*?</span> <span class="count">(\d+)', page
    )
    assert len(options) > 20
    for url, count in options:
        chosen = re.search(rf'href="{re.escape(url)}" aria-current', page)
        total = re.search(r'class="total">(\d+)', get(html.unescape(url)).body.decode())
        assert total is not None
        if not chosen:
            assert total[1] == count, url


def test_sorting(get: Get, api: HfApi) -> None:
    shown = re.findall(rb'class="repo" href="/([^"]+)"', get("/models?sort=downloads").body)
    downloads = [api.model_info(one.decode()).downloads or 0 for one in shown]
    assert len(downloads) > 20
    assert downloads == sorted(downloads, reverse=True)


def test_pages_of_a_list(get: Get, api: HfApi) -> None:
    repos = [f"ada/many-{number:02}" for number in range(31)]
    for repo in repos:
        api.create_repo(repo)
    try:
        first = get("/models?author=ada&search=many").body.decode()
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following is not None
        last = get(html.unescape(following[1])).body.decode()
        names = re.findall(r'class="repo" href="/([^"]+)"', first + last)
        assert sorted(names) == repos
        assert 'rel="next"' not in last
        assert get("/models?p=999999").status == 200
    finally:
        for repo in repos:
            api.delete_repo(repo)


def test_a_commit_shows_its_diff(get: Get, api: HfApi, repo: str) -> None:
    commit(api, repo, {"a.txt": "one\ntwo\nthree\n", "b.txt": "gone\n"}, "first")
    sha = commit(api, repo, {"a.txt": "one\n2\nthree\n", "model.bin": b"\0weights"}, "second")
    page = get(f"/{repo}/commit/{sha}").body.decode()
    assert '<span class="del">-two\n</span><span class="add">+2\n</span>' in page
    assert "2 files changed" in page
    assert "oid sha256:" in page
    assert "b.txt" not in page
    api.delete_file("b.txt", repo)
    assert ">deleted<" in get(f"/{repo}/commit/main").body.decode()


def test_large_and_binary_files_are_not_shown(get: Get, api: HfApi, repo: str) -> None:
    files: dict[str, bytes | str] = {"large.txt": "line\n" * 200_000, "model.bin": b"\0" * 2000}
    commit(api, repo, files, "large")
    large = get(f"/{repo}/blob/main/large.txt").body
    assert b"too large to show" in large
    assert len(large) < 20_000
    binary = _text(get(f"/{repo}/blob/main/model.bin").body)
    assert "stored through LFS" in binary
    assert "2 kB" in binary
    assert b"Too large to show" in get(f"/{repo}/commit/main").body


def test_strange_names_of_files_and_branches(get: Get, api: HfApi, repo: str) -> None:
    name = "a folder/100% #1? é 파일.txt"
    commit(api, repo, {name: "found\n"}, "strange")
    page = get(f"/{repo}/tree/main/a%20folder").body.decode()
    url = re.search(r'<th scope="row">.*?href="([^"]+)"', page)
    assert url is not None
    assert "found" in _text(get(html.unescape(url[1])).body)


def test_files_of_strangers_run_nothing(raw: Raw, api: HfApi, repo: str) -> None:
    make_evil(api, repo)
    for path in ("page.html", "picture.svg", "README.md"):
        answer = raw("GET", f"/{repo}/resolve/main/{path}")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    kept = raw("GET", f"/{repo}/resolve/main/page.html?download=true")
    assert kept.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("wish", "lang"),
    [
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en;q=0.5, ko;q=0.9", "ko"),
        ("fr-FR, ko;q=0.2, en;q=0.8", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        (";;q=x,ko;q=9" + "," * 3000, "en"),
    ],
)
def test_the_language_a_browser_prefers(get: Get, wish: str, lang: str) -> None:
    assert f'<html lang="{lang}">'.encode() in get("/models", Accept_Language=wish).body


def test_the_switch_keeps_the_query_and_is_remembered(get: Get) -> None:
    page = get("/models?language=en&p=0").body.decode()
    assert 'href="/models?language=en&amp;p=0&amp;lang=ko"' in page
    answer = get("/models?language=en&lang=ko")
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert b'<html lang="ko">' in get("/spaces", Cookie=cookie).body
    assert b'<html lang="en">' in get("/spaces", Cookie="lang=xx").body


def test_a_third_language_is_one_file_more(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Catalogues(tmp_path, CATALOGUES.domain)
    other.file("de").parent.mkdir(parents=True)
    other.file("de").write_text(
        'msgid ""\nmsgstr ""\n\nmsgctxt "models"\nmsgid "Models"\nmsgstr "Modelle"\n'
    )
    for name, value in {**vars(other), "languages": other.languages}.items():
        monkeypatch.setitem(vars(CATALOGUES), name, value)
    page = get("/models", Accept_Language="de-DE").body.decode()
    assert '<html lang="de">' in page
    assert "Modelle</a>" in page
    assert "Datasets</a>" in page


def test_sizes() -> None:
    sizes = [size(count) for count in (0, 999, 1520, 10_000_000, 4 * 10**13)]
    assert sizes == ["0 B", "999 B", "1.52 kB", "10 MB", "40 TB"]


@pytest.mark.parametrize(
    ("path", "name"), [("/models", "pipeline_tag"), ("/datasets", "task_categories")]
)
def test_each_task_is_below_its_domain(get: Get, path: str, name: str) -> None:
    body = get(f"{path}?lang=en").body.decode()
    filters = body[body.index(f'id="facet-{name}"') : body.index('id="facet-l')]
    headings = re.findall(r'<h4 id="domain-(\w+)">(.+?)</h4>(.*?)</ul>', filters, re.DOTALL)
    shown = {
        task: domain
        for domain, _, links in headings
        for task in re.findall(rf"{name}=([\w-]+)", links)
    }
    assert shown
    assert len(re.findall(rf"{name}=", filters)) == len(shown)
    assert shown == {task: task_domains()[task] for task in shown}
    order = list(dict.fromkeys(task_domains().values()))
    assert [domain for domain, _, _ in headings] == sorted({*shown.values()}, key=order.index)
    assert ("audio", "Audio") in [(domain, words) for domain, words, _ in headings]


def test_every_task_has_a_domain_and_every_domain_a_name() -> None:
    assert sorted(task_domains()) == sorted(tasks())
    assert {f"domain_{domain}" for domain in task_domains().values()} <= set(TEXTS)
