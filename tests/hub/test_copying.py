"""Copying a repo: what is listed, what is fetched and what is left."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.hub import copying
from checks.hub.copying import Copied, Listing, RemoteFile, Source, copy, is_safe, list_repo
from checks.hub.facts import Found, Missing, Unreachable
from tests.hub.faulty import says
from tests.hub.scripted import ScriptedHub, scripted_hub

COMMIT = "c" * 40
INFO: dict[str, Any] = {
    "id": "lab/thing",
    "sha": COMMIT,
    "createdAt": "2026-01-02T03:04:05.678Z",
    "lastModified": "2026-02-03T04:05:06.789Z",
    "downloads": 7,
    "likes": 3,
    "gated": False,
    "pipeline_tag": "fill-mask",
    "library_name": "transformers",
    "tags": ["en", "pytorch"],
    "siblings": [
        {"rfilename": "b.txt", "size": 2, "blobId": "2" * 40},
        {"rfilename": "a/c.txt", "size": 3, "blobId": "3" * 40},
        {
            "rfilename": "w.bin",
            "size": 9,
            "blobId": "4" * 40,
            "lfs": {"sha256": "e", "size": 9, "pointerSize": 1},
        },
        {"rfilename": "a.txt"},
    ],
}
FILES = (
    RemoteFile("a.txt", 0, None, False),
    RemoteFile("b.txt", 2, "2" * 40, False),
    RemoteFile("w.bin", 9, "4" * 40, True),
    RemoteFile("a/c.txt", 3, "3" * 40, False),
)


def facts_of(hub: ScriptedHub, prefix: str = "", **changes: object) -> dict[str, object]:
    return {
        "from": f"{hub.client.endpoint}/{prefix}lab/thing",
        "commit": COMMIT,
        "created": "2026-01-02T03:04:05.678+00:00",
        "modified": "2026-02-03T04:05:06.789+00:00",
        "downloads": 7,
        "likes": 3,
        "trending": 5,
        "task": "fill-mask",
        "library": "transformers",
        "tags": ["en", "pytorch"],
        **changes,
    }


ONLY_MODELS = ("pipeline_tag", "library_name")
KINDS: list[tuple[Any, str, tuple[str, ...], dict[str, Any]]] = [
    ("model", "", (), {}),
    ("dataset", "datasets/", ONLY_MODELS, {"task": None, "library": None}),
    (
        "space",
        "spaces/",
        (*ONLY_MODELS, "downloads"),
        {"task": None, "library": None, "downloads": 0},
    ),
]


@pytest.mark.parametrize(("kind", "prefix", "unknown", "changes"), KINDS)
def test_a_repo_is_listed_in_two_calls(
    kind: Any, prefix: str, unknown: tuple[str, ...], changes: dict[str, Any]
) -> None:
    path = f"/api/{kind}s/lab/thing"
    info = {key: value for key, value in INFO.items() if key not in unknown}
    pages = {
        f"{path}?blobs=true": info,
        f"{path}?expand=trendingScore": {"id": "lab/thing", "trendingScore": 5},
    }
    with scripted_hub(pages) as hub:
        found = list_repo(hub.client, Source(kind, "lab/thing"))
        assert hub.asked == list(pages)
        facts = facts_of(hub, prefix, **changes)
        assert found == Found(Listing(kind, "lab/thing", COMMIT, facts, FILES, 0))


def listed(**changes: Any) -> Any:
    pages = {
        "/api/models/lab/thing?blobs=true": {**INFO, **changes},
        "/api/models/lab/thing?expand=trendingScore": {"id": "lab/thing", "trendingScore": 5},
        "/api/models": [],
    }
    with scripted_hub(pages) as hub:
        return list_repo(hub.client, Source("model", "lab/thing"))


NO_COMMIT = Unreachable("an answer without a commit or an OWNER/NAME")
ENDINGS: list[tuple[dict[str, Any], Any]] = [
    ({"gated": "manual"}, Missing("gated")),
    ({"gated": "auto", "sha": None}, Missing("gated")),
    ({"sha": None}, NO_COMMIT),
    ({"id": "thing"}, NO_COMMIT),
    ({"id": "lab/thing/more"}, NO_COMMIT),
    ({"id": "../thing"}, NO_COMMIT),
]


@pytest.mark.parametrize(("changes", "ending"), ENDINGS)
def test_what_cannot_be_copied_is_said(changes: dict[str, Any], ending: Any) -> None:
    assert listed(**changes) == ending


def test_a_hub_that_says_little_is_taken_at_its_word() -> None:
    before = datetime.now(UTC)
    found = listed(
        **dict.fromkeys(("createdAt", "lastModified", "downloads", "likes", "siblings")),
        **dict.fromkeys(("pipeline_tag", "library_name")),
        tags=None,
    ).value
    assert found.files == ()
    now = found.facts.pop("created"), found.facts.pop("modified")
    assert all(before <= datetime.fromisoformat(f"{one[:-6]}999+00:00") for one in now)
    del found.facts["from"]
    assert found.facts == {
        "commit": COMMIT,
        "downloads": 0,
        "likes": 0,
        "trending": 5,
        "task": None,
        "library": None,
        "tags": [],
    }


@pytest.mark.parametrize("page", ["?blobs=true", "?expand=trendingScore"])
def test_a_call_that_fails_is_the_end(page: str) -> None:
    pages: dict[str, Any] = {
        "/api/models/lab/thing?blobs=true": INFO,
        "/api/models/lab/thing?expand=trendingScore": INFO,
    }
    with scripted_hub({**pages, f"/api/models/lab/thing{page}": says(503)}) as hub:
        assert list_repo(hub.client, Source("model", "lab/thing")) == Unreachable("HTTP 503")


@pytest.mark.parametrize(("score", "trending"), [(0, 0), (None, 0), (2.9, 2)])
def test_trending_is_a_whole_number(score: float | None, trending: int) -> None:
    pages = {
        "/api/models/lab/thing?blobs=true": INFO,
        "/api/models/lab/thing?expand=trendingScore": {"id": "x/y", "trendingScore": score},
    }
    with scripted_hub(pages) as hub:
        found: Any = list_repo(hub.client, Source("model", "lab/thing"))
        assert found.value.facts["trending"] == trending


def test_unsafe_paths_are_not_listed_and_too_many_are_counted() -> None:
    names = ["../x", "a\\b", *(f"{number:03}.txt" for number in range(299)), "z/deep.txt", "z.txt"]
    found = listed(siblings=[{"rfilename": name} for name in names]).value
    assert len(found.files) == copying.MAX_FILES == 300
    assert found.left == 1
    assert found.files[-1].path == "z.txt"
    assert not {"../x", "a\\b"} & {file.path for file in found.files}


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("a/b c.txt", True),
        ("파일.txt", True),
        ("x" * 200, True),
        ("x" * 201, False),
        ("파" * 66, True),
        ("파" * 67, False),
        ("/".join(["x" * 99] * 5), True),
        ("/".join(["x" * 99] * 5) + "yy", False),
        ("a\nb", False),
        ("a\u200bb", False),
        ("", False),
        ("/a", False),
        ("a/../b", False),
        (".git/config", False),
        *((f"a{char}b", False) for char in ':*?"<>|\\'),
    ],
)
def test_a_safe_path(path: str, safe: bool) -> None:
    assert is_safe(path) is safe


# Copying


def a_file(path: str, data: bytes = b"text", **changes: Any) -> RemoteFile:
    header = f"blob {len(data)}\0".encode()
    oid = hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
    return RemoteFile(**{"path": path, "size": len(data), "oid": oid, "is_large": False, **changes})


def a_listing(*files: RemoteFile, **changes: Any) -> Listing:
    facts: dict[str, object] = {"commit": COMMIT, "likes": 0, "task": None, "tags": []}
    fields = {"kind": "model", "id": "lab/thing", "commit": COMMIT, "facts": facts, "left": 2}
    return Listing(**{**fields, "files": files, **changes})


def page(path: str, kind: str = "", commit: str = COMMIT) -> str:
    return f"/{kind}lab/thing/resolve/{commit}/{path}"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("kind", "prefix"), [("model", ""), ("dataset", "datasets/"), ("space", "spaces/")]
)
def test_small_files_are_copied_and_large_ones_named(
    tmp_path: Path, kind: Any, prefix: str
) -> None:
    binary = b"\0\1\2" * 10
    listing = a_listing(
        a_file("README.md", b"# Hi\n"),
        a_file("a/b.txt"),
        a_file("empty", b""),
        a_file("weights.bin", is_large=True),
        a_file("photo.png", binary),
        kind=kind,
    )
    pages = {
        page("README.md", prefix): b"# Hi\n",
        page("a/b.txt", prefix): b"text",
        page("photo.png", prefix): binary,
    }
    with scripted_hub(pages) as hub:
        found = copy(hub.client, listing, tmp_path)
        assert hub.asked == [f"{path} bytes=0-1048576" for path in pages]
    assert found == Found(Copied("lab/thing", 3, 9, 2, 2, is_new=True))
    folder = tmp_path / f"{kind}s/lab"
    assert contents(folder / "thing") == {"README.md": b"# Hi\n", "a/b.txt": b"text", "empty": b""}
    meta = {"commit": COMMIT, "likes": 0, "weights": ["weights.bin", "photo.png"]}
    assert (folder / "thing.yaml").read_text("utf-8") == yaml.safe_dump(meta, sort_keys=False)
    assert {path.name for path in folder.iterdir()} == {"thing", "thing.yaml"}


def test_a_repo_without_files_is_an_empty_folder(tmp_path: Path) -> None:
    with scripted_hub({}) as hub:
        found = copy(hub.client, a_listing(facts={"tags": ["한국어"]}), tmp_path)
        assert found == Found(Copied("lab/thing", 0, 0, 0, 2, is_new=True))
        assert hub.asked == []
    assert contents(tmp_path) == {"models/lab/thing.yaml": "tags:\n- 한국어\n".encode()}
    assert (tmp_path / "models/lab/thing").is_dir()


@pytest.mark.parametrize(("over", "copied"), [(0, True), (1, False)])
def test_a_file_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: int, copied: bool
) -> None:
    assert (copying.MAX_FILE_BYTES, copying.MAX_REPO_BYTES) == (1024**2, 16 * 1024**2)
    monkeypatch.setattr(copying, "MAX_FILE_BYTES", 10)
    data = b"x" * (10 + over)
    with scripted_hub({page("a.txt"): data}) as hub:
        found = copy(hub.client, a_listing(a_file("a.txt", data)), tmp_path)
    kept = (1, 10, 0) if copied else (0, 0, 1)
    assert found == Found(Copied("lab/thing", *kept, 2, is_new=True))


def test_a_repo_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten bytes: four, four, and of the rest what fits."""
    monkeypatch.setattr(copying, "MAX_REPO_BYTES", 10)
    sizes = {"a": 4, "b": 4, "c": 3, "d": 2, "e": 1}
    pages = {page(name): b"x" * size for name, size in sizes.items()}
    files = [a_file(name, b"x" * size) for name, size in sizes.items()]
    with scripted_hub(pages) as hub:
        found = copy(hub.client, a_listing(*files), tmp_path)
    assert found == Found(Copied("lab/thing", 3, 10, 2, 2, is_new=True))
    assert contents(tmp_path / "models/lab/thing").keys() == {"a", "b", "d"}


WRONG = Unreachable("other bytes than announced for a.txt")


@pytest.mark.parametrize(
    ("served", "changes", "ending"),
    [
        (b"text", {}, None),
        (b"test", {}, WRONG),
        (b"text", {"oid": "0" * 40}, WRONG),
        (b"test", {"oid": None}, None),
        (b"text", {"oid": None, "size": 3}, WRONG),
        (b"text", {"size": 5}, WRONG),
        (says(503), {}, Unreachable("HTTP 503")),
    ],
)
def test_what_comes_is_what_was_announced(
    tmp_path: Path, served: Any, changes: dict[str, Any], ending: Any
) -> None:
    listing = a_listing(a_file("a.txt", b"text", **changes))
    with scripted_hub({page("a.txt"): served}) as hub:
        found = copy(hub.client, listing, tmp_path)
    if ending is None:
        assert isinstance(found, Found)
        assert contents(tmp_path / "models/lab/thing") == {"a.txt": served}
    else:
        assert found == ending
        assert contents(tmp_path) == {}


def test_what_a_broken_try_has_fetched_is_not_fetched_again(tmp_path: Path) -> None:
    listing = a_listing(a_file("a.txt", b"one"), a_file("b.txt", b"two"), a_file("c.txt", b"three"))
    pages: dict[str, Any] = {page("a.txt"): b"one", page("b.txt"): b"two", page("c.txt"): says(503)}
    with scripted_hub(pages) as hub:
        assert copy(hub.client, listing, tmp_path) == Unreachable("HTTP 503")
    part = tmp_path / "models/lab/.thing.part"
    assert contents(part) == {"a.txt": b"one", "b.txt": b"two"}
    (part / "b.txt").write_bytes(b"tow")
    (part / "old.txt").write_bytes(b"from another commit")
    with scripted_hub({**pages, page("c.txt"): b"three"}) as hub:
        found = copy(hub.client, listing, tmp_path)
        assert hub.asked == [f"{page(name)} bytes=0-1048576" for name in ("b.txt", "c.txt")]
    assert found == Found(Copied("lab/thing", 3, 11, 0, 2, is_new=True))
    assert contents(tmp_path / "models/lab/thing") == {
        "a.txt": b"one",
        "b.txt": b"two",
        "c.txt": b"three",
    }
    assert not part.exists()


def test_the_same_commit_is_not_copied_again_and_another_takes_its_place(tmp_path: Path) -> None:
    first = a_listing(a_file("a.txt"), a_file("b.txt"))
    with scripted_hub({page("a.txt"): b"text", page("b.txt"): b"text"}) as hub:
        copy(hub.client, first, tmp_path)
        hub.asked.clear()
        again = copy(hub.client, first, tmp_path)
        assert again == Found(Copied("lab/thing", 0, 0, 0, 2, is_new=False))
        assert hub.asked == []
    new = "d" * 40
    second = a_listing(a_file("a.txt", b"new"), commit=new, facts={"commit": new})
    with scripted_hub({page("a.txt", commit=new): b"new"}) as hub:
        copy(hub.client, second, tmp_path)
    assert contents(tmp_path / "models/lab") == {
        "thing.yaml": f"commit: {new}\n".encode(),
        "thing/a.txt": b"new",
    }


@pytest.mark.parametrize(
    "meta", [b"", b"[", b"- a", b"commit: 3", b"commit: [a]", b"\xff\xfe", b"other: cccc"]
)
def test_a_copy_whose_facts_cannot_be_read_is_made_again(tmp_path: Path, meta: bytes) -> None:
    folder = tmp_path / "models/lab"
    folder.mkdir(parents=True)
    (folder / "thing.yaml").write_bytes(meta)
    with scripted_hub({page("a.txt"): b"text"}) as hub:
        found: Any = copy(hub.client, a_listing(a_file("a.txt")), tmp_path)
    assert found.value.is_new


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("lab/thing", Source("model", "lab/thing")),
        ("models/lab/thing", Source("model", "lab/thing")),
        ("datasets/lab/thing", Source("dataset", "lab/thing")),
        ("spaces/lab/thing", Source("space", "lab/thing")),
        ("https://huggingface.co/lab/thing", Source("model", "lab/thing")),
        ("https://huggingface.co/datasets/lab/thing/", Source("dataset", "lab/thing")),
        ("/lab/thing/", Source("model", "lab/thing")),
        ("gpt2", Source("model", "gpt2")),
    ],
)
def test_how_a_repo_is_named(text: str, source: Source) -> None:
    assert Source.parse(text) == source
