"""The tables of the Hub's facts, the linters and the embedded Hub, held to recorded answers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import HfApi

from checks.hubspec.content import read_pointer
from checks.hubspec.names import is_repo_id
from checks.hubspec.paths import is_path
from checks.hubspec.vocabulary import is_language
from checks.lint.card.linter import lint_card_text
from checks.lint.gitattributes.linter import lint_gitattributes
from minihub import MiniHub
from minihub.testing import change_repo, rename_repo
from tests.minihub.conftest import Raw

RECORDED = Path(__file__).with_name("recorded")


def recorded(name: str) -> Any:
    return yaml.safe_load((RECORDED / f"{name}.yaml").read_text("utf-8"))


CARDS = recorded("cards")
FILES = recorded("files")
REQUESTS = recorded("requests")
VALUES = recorded("values")


def is_pointer(text: str) -> bool:
    return read_pointer(text.replace("{oid}", "0a" * 32).encode()) is not None


FUNCTIONS: dict[str, Callable[[str], bool]] = {
    "is_repo_id": is_repo_id,
    "is_path": is_path,
    "is_language": is_language,
    "read_pointer": is_pointer,
}


@pytest.mark.parametrize("name", VALUES)
def test_values(name: str) -> None:
    for expected, texts in VALUES[name].items():
        for text in texts:
            assert FUNCTIONS[name](text) is expected, text


@pytest.mark.parametrize("case", CARDS, ids=[case["card"][:40] for case in CARDS])
def test_a_card_is_answered_by_the_embedded_hub(raw: Raw, case: dict[str, str]) -> None:
    card = f"---\n{case['card']}\n---\n# A model\n"
    answer = raw("POST", "/api/validate-yaml", {"content": card, "repoType": "model"})
    found = {kind for kind in ("error", "warning") if answer.json[f"{kind}s"]}
    assert found == {case["answer"]} - {"ok"}
    assert answer.status == (400 if case["answer"] == "error" else 200)
    texts = [one["message"] for one in answer.json["errors"] + answer.json["warnings"]]
    assert case.get("words", "") in "\n".join(texts)


@pytest.mark.parametrize("case", CARDS, ids=[case["card"][:40] for case in CARDS])
def test_the_linter_calls_an_error_what_the_hub_refuses(case: dict[str, str]) -> None:
    card = f"---\n{case['card']}\n---\n# A model\n"
    errors = [p.code for p in lint_card_text(card, "README.md") if p.severity == "error"]
    assert bool(errors) == (case["answer"] == "error"), errors


def content(case: dict[str, Any]) -> bytes:
    written = case["content"]
    data: bytes = written.encode() if isinstance(written, str) else written
    return data * int(case.get("repeat", 1))


@pytest.mark.parametrize("case", FILES, ids=[f"{n}-{case['path']}" for n, case in enumerate(FILES)])
def test_a_plain_file(raw: Raw, repo: str, tmp_path: Path, case: dict[str, Any]) -> None:
    data = content(case)
    value = {"path": case["path"], "content": base64.b64encode(data).decode(), "encoding": "base64"}
    answer = raw.commit(repo, {"key": "file", "value": value})
    assert answer.status == (400 if "words" in case else 200)
    assert case.get("words", "") in answer.body.decode()
    (tmp_path / case["path"]).write_bytes(data)
    (tmp_path / ".gitattributes").write_text("")
    errors = [p for p in lint_gitattributes(tmp_path, "m") if p.severity == "error"]
    assert bool(errors) == ("words" in case)


@pytest.fixture(scope="module")
def world(hub: MiniHub, api: HfApi) -> dict[str, str]:
    """Return the names that the requests have in braces."""
    for name in ("old-name", "gated"):
        api.create_repo(f"ada/{name}")
        api.upload_file(path_or_fileobj=b"text\n", path_in_repo="notes.txt", repo_id=f"ada/{name}")
    rename_repo(hub, "ada/old-name", "ada/new-name")
    change_repo(hub, "ada/gated", gated="auto")
    return {
        "repo": "ada/new-name",
        "name": "new-name",
        "renamed": "ada/old-name",
        "gated": "ada/gated",
        "commit": api.model_info("ada/new-name").sha or "",
    }


def filled(value: Any, world: dict[str, str]) -> Any:
    text = json.dumps(value)
    return json.loads(re.sub(r"\{(\w+)\}", lambda found: world[found[1]], text))


@pytest.mark.parametrize("case", REQUESTS, ids=[f"{c['request']} as {c['as']}" for c in REQUESTS])
def test_a_request(hub: MiniHub, token: str, world: dict[str, str], case: dict[str, Any]) -> None:
    case = filled(case, world)
    tokens = {"nobody": None, "ada": token, "ben": hub.add_user("ben")}
    method, path = case["request"].split(" ")
    send = case.get("send")
    body = "\n".join(map(json.dumps, send)) if isinstance(send, list) else send
    answer = Raw(hub.url, tokens[case["as"]])(method, path, body)
    assert answer.status == case["status"], answer.body
    for name, value in case.get("headers", {}).items():
        assert answer.headers[name] == value
    if isinstance(case.get("body"), dict):
        assert answer.json == case["body"]
    assert case.get("words", "") in answer.body.decode()
    if isinstance(case.get("body"), str):
        assert answer.body.decode() == case["body"]


def test_each_answer_has_a_source() -> None:
    sources = (RECORDED / "README.md").read_text("utf-8")
    for case in (*CARDS, *FILES, *REQUESTS):
        kind = re.split(r"[# ]", case["source"])[0]
        assert f"`{kind}`" in sources or "#" in case["source"]
