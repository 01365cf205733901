"""What the Hub refuses in a commit, and how it keeps commits whole."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import CommitOperationAdd, HfApi, ModelCard
from huggingface_hub.errors import BadRequestError, HfHubHTTPError
from huggingface_hub.utils import get_session

from minihub import MiniHub
from minihub.attributes import DEFAULT, lfs_paths, with_rules
from minihub.names import RepoKey
from tests.minihub.conftest import Raw

MIB = 1024 * 1024


def _file(path: str, data: bytes) -> dict[str, Any]:
    content = base64.b64encode(data).decode()
    return {"key": "file", "value": {"path": path, "content": content, "encoding": "base64"}}


def _large(path: str, oid: str, size: int) -> dict[str, Any]:
    return {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": oid, "size": size}}


def test_a_large_plain_file(raw: Raw, repo: str) -> None:
    assert raw.commit(repo, _file("ok.txt", b"a" * (10 * MIB))).status == 200
    answer = raw.commit(repo, _file("big.txt", b"a" * (10 * MIB + 1)))
    assert answer.status == 400
    assert "contains files larger than 10 MiB" in answer.json["error"]
    assert "- big.txt (ref: refs/heads/main)" in answer.json["error"]
    assert "larger than 10 MiB" in answer.headers["X-Error-Message"]


def test_a_plain_file_too_large_for_its_line(raw: Raw, repo: str) -> None:
    answer = raw.commit(repo, _file("huge.txt", b"a" * (40 * MIB)))
    assert answer.status == 400
    assert "contains files larger than 10 MiB" in answer.json["error"]


@pytest.mark.parametrize("data", [b"text\0more", b"\xff\xfe", "가".encode()[:2]])
def test_a_binary_plain_file(api: HfApi, raw: Raw, repo: str, data: bytes) -> None:
    head = api.model_info(repo).sha
    answer = raw.commit(repo, _file("good.txt", b"fine"), _file("bad.txt", data))
    assert answer.status == 400
    assert "contains binary files" in answer.json["error"]
    assert api.model_info(repo).sha == head
    assert not api.file_exists(repo, "good.txt")


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("license: apache", '"license" must be one of \\[apache-2.0, mit,'),
        ("license: [mit, mine]", '"license\\[1\\]" must be one of'),
        ("language: es-ES", '"language" with value "es-ES" is not valid. It must be an ISO 639-1'),
        ("language: [en, '']", '"language\\[1\\]" with value "" is not valid'),
        ("datasets: librispeech 960h", '"datasets" with value "librispeech 960h" is not valid'),
        ("base_model: a/b/c", '"base_model" with value "a/b/c" is not valid'),
        ("license: mit\nlicense: mit", "duplicated mapping key \\(2:1\\)"),
        ("tags: [a", "Invalid metadata in README.md"),
        ("just words", "must be a mapping"),
    ],
)
def test_a_bad_card(api: HfApi, raw: Raw, repo: str, front: str, words: str) -> None:
    card = f"---\n{front}\n---\n"
    with pytest.raises(ValueError, match=words.replace('"', '\\\\?"').split("\\[1")[0]):
        api.create_commit(
            repo, [CommitOperationAdd("README.md", card.encode())], commit_message="c"
        )
    answer = raw.commit(repo, _file("README.md", card.encode()))
    assert answer.status == 400
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(answer.json["error"])
    assert raw.commit(repo, _file("docs/README.md", card.encode())).status == 200


@pytest.mark.parametrize("card", ["", "# No metadata\n", "---\n---\n", "---\n\n---\n"])
def test_a_card_without_metadata_is_only_a_warning(raw: Raw, repo: str, card: str) -> None:
    body = {"content": card, "repoType": "model"}
    answer = raw("POST", "/api/validate-yaml", body)
    assert (answer.status, answer.json["errors"]) == (200, [])
    assert answer.json["warnings"] == [{"message": "empty or missing yaml metadata in repo card"}]
    assert raw.commit(repo, _file("README.md", card.encode())).status == 200


@pytest.mark.parametrize(("kind", "status"), [("model", 400), ("dataset", 400), ("space", 200)])
def test_licences_are_checked_in_models_and_datasets(raw: Raw, kind: str, status: int) -> None:
    body = {"content": "---\nlicense: mine\n---\n", "repoType": kind}
    assert raw("POST", "/api/validate-yaml", body).status == status


def test_the_client_asks_for_the_verdict_on_a_card_as_text(
    monkeypatch: pytest.MonkeyPatch, hub: MiniHub, raw: Raw
) -> None:
    """`ModelCard.validate` raises what the Hub says. It asks huggingface.co alone."""
    session = get_session()
    post = session.post
    monkeypatch.setattr(
        session,
        "post",
        lambda url, **more: post(url.replace("https://huggingface.co", hub.url), **more),
    )
    ModelCard("---\nlicense: mit\n---\n").validate()
    with pytest.raises(ValueError, match='- Error: "license" must be one of'):
        ModelCard("---\nlicense: apache2\nlanguage: es-ES\n---\n").validate()
    body = {"content": "---\nlicense: mine\nlanguage: es-ES\npipeline_tag: x\n---\n"}
    answer = raw("POST", "/api/validate-yaml", body, {"Accept": "text/plain"})
    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert [line.split('"')[0] for line in answer.body.decode().split("\n")] == [
        "- Error: ",
        "- Error: ",
        "- Warning: The pipeline tag ",
    ]


def test_norwegian_is_a_language(raw: Raw) -> None:
    body = {"content": "---\nlanguage: no\n---\n", "repoType": "model"}
    assert raw("POST", "/api/validate-yaml", body).status == 200


def test_a_commit_adds_a_rule_for_what_no_rule_covers(api: HfApi, repo: str) -> None:
    api.upload_file(path_or_fileobj=b"\0" * 9, path_in_repo="a/x.one", repo_id=repo)
    api.upload_file(path_or_fileobj=b"\0" * 9, path_in_repo="y.bin", repo_id=repo)
    text = Path(api.hf_hub_download(repo, ".gitattributes", force_download=True)).read_bytes()
    assert text == DEFAULT + b"a/x.one filter=lfs diff=lfs merge=lfs -text\n"


def test_preupload_goes_by_the_rules_as_they_stand(raw: Raw, api: HfApi, repo: str) -> None:
    rules = b"*.txt filter=lfs diff=lfs merge=lfs -text\n/a/*.txt -filter\n*.md filter=lfs\n"
    api.upload_file(path_or_fileobj=rules, path_in_repo=".gitattributes", repo_id=repo)
    api.upload_file(
        path_or_fileobj=b"*.md -filter\n", path_in_repo="d/.gitattributes", repo_id=repo
    )
    sample = base64.b64encode(b"text").decode()
    asked = ["x.txt", "b/x.txt", "a/x.txt", "a/b/x.txt", "x.md", "d/x.md", "x.bin"]
    files = [{"path": path, "size": 4, "sample": sample} for path in asked]
    files.append({"path": "huge.csv", "size": 10 * MIB + 1, "sample": sample})
    files.append(
        {"path": "cut.csv", "size": 9, "sample": base64.b64encode("가".encode()[:2]).decode()}
    )
    files.append({"path": "zero.csv", "size": 4, "sample": base64.b64encode(b"a\0bc").decode()})
    answer = raw("POST", f"/api/models/{repo}/preupload/main", {"files": files})
    modes = {file["path"]: file["uploadMode"] for file in answer.json["files"]}
    assert {path for path, mode in modes.items() if mode == "lfs"} == {
        *("x.txt", "b/x.txt", "a/b/x.txt", "x.md", "huge.csv", "zero.csv")
    }
    assert all(file["shouldIgnore"] is False for file in answer.json["files"])


@pytest.mark.parametrize(
    ("rules", "covered"),
    [
        (b"*.bin filter=lfs\n", {"x.bin", "a/x.bin"}),
        (b"*.bin filter=lfs\n*.bin -filter\n", set()),
        (b"*.bin filter=lfs\n/x.bin !filter\n", {"a/x.bin"}),
        (b"/x.bin filter=lfs\n", {"x.bin"}),
        (b"a/* filter=lfs\n", {"a/x.bin", "a/b c"}),
        (b"a filter=lfs\n", set()),
        (b'"a/b c" filter=lfs\n', {"a/b c"}),
        (b"[attr]big filter=lfs\n*.bin big\n", {"x.bin", "a/x.bin"}),
        (b"*.bin filter=other\n", set()),
        (b"!*.txt filter=lfs\n", set()),
    ],
)
def test_rules_mean_what_git_says(rules: bytes, covered: set[str]) -> None:
    assert lfs_paths({".gitattributes": rules}, ["x.bin", "a/x.bin", "a/b c", "y.txt"]) == covered


@pytest.mark.parametrize(
    "path", ["a b.x", "#a", "!a", '"a', "a[1]*?.x", "한/글.x", "a\u00a0b", "a]"]
)
def test_an_added_rule_covers_its_path_and_no_other(path: str) -> None:
    rules = {".gitattributes": with_rules(b"*.md text", [path])}
    assert lfs_paths(rules, [path, f"{path}x", "1", "a", "ab.x", "a1bc.x"]) == {path}


def test_lfs_files_must_have_been_uploaded(api: HfApi, raw: Raw, repo: str) -> None:
    api.upload_file(path_or_fileobj=b"\0" * 9, path_in_repo="x.bin", repo_id=repo)
    head, oid = api.model_info(repo).sha, hashlib.sha256(b"\0" * 9).hexdigest()
    assert raw.commit(repo, _large("y.bin", "0" * 64, 9)).status == 400
    assert raw.commit(repo, _large("y.bin", oid, 8)).status == 422
    assert raw.commit(repo, _large("y.bin", "../" + oid, 9)).status == 400
    assert api.model_info(repo).sha == head
    assert raw.commit(repo, _large("y.bin", oid, 9)).status == 200


def _upload_action(raw: Raw, repo: str, data: bytes) -> dict[str, Any]:
    one = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
    body = {"operation": "upload", "objects": [one]}
    answer = raw("POST", f"/{repo}.git/info/lfs/objects/batch", body)
    action: dict[str, Any] = answer.json["objects"][0]
    return action


@pytest.mark.parametrize("sent", [b"other bytes", b"these byte", b"these bytes and more", b""])
def test_a_wrong_upload_leaves_nothing(hub: MiniHub, raw: Raw, repo: str, sent: bytes) -> None:
    action = _upload_action(raw, repo, b"these bytes")
    href = action["actions"]["upload"]["href"].removeprefix(hub.url)
    assert raw("PUT", href, sent).status == 400
    assert raw("PUT", href.replace("ticket=", "ticket=0"), b"these bytes").status == 403
    assert raw("PUT", href.replace("size=", "size=1"), b"these bytes").status == 403
    assert hub.store.lfs.size(action["oid"]) is None
    verify = action["actions"]["verify"]["href"].removeprefix(hub.url)
    assert raw("POST", verify, {"oid": action["oid"], "size": 11}).status == 404
    assert not list(hub.store.lfs.path("x" * 64).parents[2].glob("incoming/*"))


def test_an_upload(hub: MiniHub, raw: Raw, repo: str) -> None:
    data = b"\0 something new"
    action = _upload_action(raw, repo, data)
    href = action["actions"]["upload"]["href"].removeprefix(hub.url)
    assert raw("PUT", href, data).status == 200
    verify = action["actions"]["verify"]["href"].removeprefix(hub.url)
    assert raw("POST", verify, {"oid": action["oid"], "size": len(data)}).status == 200
    assert "actions" not in _upload_action(raw, repo, data)


def test_of_commits_at_once_with_one_parent_one_wins(api: HfApi, repo: str) -> None:
    parent = api.model_info(repo).sha

    def change(number: int) -> int:
        added = [CommitOperationAdd("who.txt", str(number).encode())]
        try:
            api.create_commit(repo, added, commit_message="x", parent_commit=parent)
        except HfHubHTTPError as error:
            return error.response.status_code
        return 200

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(change, range(8)))
    assert answers == [200] + [412] * 7
    assert len(api.list_repo_commits(repo)) == 2


def test_commits_at_once_without_a_parent_follow_each_other(
    hub: MiniHub, api: HfApi, repo: str
) -> None:
    def change(number: int) -> str:
        added = [CommitOperationAdd(f"{number}.txt", b"x")]
        return api.create_commit(repo, added, commit_message=str(number)).oid

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(change, range(12)))
    assert len(made) == 12
    assert {commit.commit_id for commit in api.list_repo_commits(repo)} > made
    assert len(api.list_repo_files(repo)) == 13
    folder = hub.store.git_folder(RepoKey("model", repo))
    subprocess.run(["git", "-C", folder, "fsck", "--strict"], check=True, capture_output=True)


def test_a_push_between_is_not_lost(hub: MiniHub, api: HfApi, raw: Raw, repo: str) -> None:
    """Another process moves the branch: the commit lands on top of it."""
    api.upload_file(path_or_fileobj=b"1", path_in_repo="a.txt", repo_id=repo)
    folder = hub.store.git_folder(RepoKey("model", repo))
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x"]
    tree = ["commit-tree", "main^{tree}", "-p", "main", "-m", "pushed"]
    pushed = subprocess.run(
        [*git, *tree], check=True, capture_output=True, text=True
    ).stdout.strip()
    subprocess.run([*git, "update-ref", "refs/heads/main", pushed], check=True)
    subprocess.run([*git, "gc", "-q"], check=True)
    assert raw.commit(repo, _file("b.txt", b"2")).status == 200
    titles = [commit.title for commit in api.list_repo_commits(repo)]
    assert titles[:2] == ["a change", "pushed"]


def test_a_commit_without_a_change_is_one(api: HfApi, raw: Raw, repo: str) -> None:
    """As on the Hub (huggingface_hub#1411); it is the client that leaves out what is there."""
    first = raw.commit(repo, _file("a.txt", b"1")).json
    again = raw.commit(repo, _file("a.txt", b"1"), summary="a message")
    assert (again.status, again.json["success"]) == (200, True)
    commits = api.list_repo_commits(repo)
    assert [one.commit_id for one in commits[:2]] == [again.json["commitOid"], first["commitOid"]]
    assert (len(commits), commits[0].title) == (3, "a message")


def test_a_card_that_is_fine_elsewhere_is_checked_when_it_comes_to_the_root(
    api: HfApi, repo: str
) -> None:
    with pytest.raises((BadRequestError, ValueError)):
        api.upload_file(
            path_or_fileobj=b"---\nlicense: no\n---\n", path_in_repo="README.md", repo_id=repo
        )
    assert not api.file_exists(repo, "README.md")
