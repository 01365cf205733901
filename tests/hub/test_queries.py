"""What is asked about the student's own repo, to the letter, and what comes of it."""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
from typing import Any

import joblib
import pytest

from checks.artifacts.faults import Fault
from checks.artifacts.report import Look
from checks.challenges import all_queries
from checks.hub import queries
from checks.hub.facts import REVISION, Found, Missing
from checks.hub.queries import ARTIFACTS, CARD, REPO, RepoFacts, RepoFile
from checks.submission import MODEL_REPO
from tests.artifacts.hostile import tensor, tensors
from tests.facts import A_PICKLE, LIVE, README
from tests.hub.faulty import blob_id, says
from tests.hub.scripted import scripted_hub

INFO = "/api/models/ada/course-feedback"
COMMIT = LIVE.commit
CARD_URL = f"/ada/course-feedback/resolve/{COMMIT}/README.md"
MODEL_URL = f"/ada/course-feedback/resolve/{COMMIT}/model.joblib"
SHA = "e" * 64
FULL: dict[str, Any] = {
    "id": "ada/course-feedback",
    "sha": COMMIT,
    "tags": ["en", "joblib"],
    "pipeline_tag": "text-classification",
    "library_name": "sklearn",
    "siblings": [
        {"rfilename": "README.md", "size": 7, "blobId": "b" * 40},
        {
            "rfilename": "model.joblib",
            "size": 9,
            "blobId": "c" * 40,
            "lfs": {"sha256": SHA, "size": 9, "pointerSize": 130},
        },
        {"rfilename": "empty.txt"},
    ],
}
FACTS = RepoFacts(
    id="ada/course-feedback",
    commit=COMMIT,
    tags=("en", "joblib"),
    task="text-classification",
    library="sklearn",
    files=(
        RepoFile("README.md", 7, "b" * 40, None),
        RepoFile("model.joblib", 9, "c" * 40, SHA),
        RepoFile("empty.txt", 0, None, None),
    ),
)
BARE = RepoFacts("ada/course-feedback", "", (), None, None, ())


def live_with(path: str, content: bytes) -> RepoFacts:
    """Return the live repo, with this content at a path as its list of files has it."""
    file = RepoFile(path, len(content) or 1, blob_id(content), None)
    return dataclasses.replace(
        LIVE, files=tuple(file if one.path == path else one for one in LIVE.files)
    )


@pytest.mark.parametrize(
    ("info", "facts"),
    [(FULL, FACTS), ({"id": "ada/course-feedback"}, BARE)],
)
@pytest.mark.parametrize(
    ("revision", "path"),
    [(None, f"{INFO}?blobs=true"), ("abc", f"{INFO}/revision/abc?blobs=true")],
)
def test_the_repo_at_a_commit(info: Any, facts: RepoFacts, revision: str | None, path: str) -> None:
    with scripted_hub({path: info}) as hub:
        assert queries.repo(hub.client, "ada/course-feedback", revision) == facts
        assert hub.asked == [path]


@pytest.mark.parametrize(
    ("data", "text"), [(b"# Hi\n", "# Hi\n"), (b"caf\xe9", "caf\ufffd"), (b"", "")]
)
def test_the_card_at_that_commit(data: bytes, text: str) -> None:
    with scripted_hub({CARD_URL: data}) as hub:
        assert queries.card_text(hub.client, live_with("README.md", data)) == text
        assert hub.asked == [f"{CARD_URL} bytes=0-3145727"]


def test_a_repo_without_a_card_is_not_asked_for_it() -> None:
    with scripted_hub({}) as hub:
        live = dataclasses.replace(LIVE, files=LIVE.files[2:])
        assert queries.card_text(hub.client, live) == ""
        assert hub.asked == []


def compressed(value: object) -> bytes:
    stream = io.BytesIO()
    joblib.dump(value, stream, compress=3)
    return stream.getvalue()


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 4\n" % (b"a" * 64)
BYTES: list[tuple[bytes, str, tuple[Fault, ...]]] = [
    (pickle.dumps([1]), "pickle", ()),
    (pickle.dumps(os.system), "pickle", (Fault("runs", "posix.system"),)),
    (POINTER, "unknown", (Fault("pointer"),)),
    (b" " + POINTER, "unknown", (Fault("text"),)),
    (b"<!DOCTYPE html><p>", "unknown", (Fault("page"),)),
    (b"\n  <html lang=en>", "unknown", (Fault("page"),)),
    (b" " * 507 + b"<html>", "unknown", (Fault("page"),)),
    (b" " * 508 + b"<html>", "unknown", (Fault("text"),)),
    (b"text <html>", "unknown", (Fault("text"),)),
    (compressed([1]), "pickle, zlib", ()),
    (compressed(os.system), "pickle, zlib", (Fault("runs", "posix.system"),)),
    (b"\xff", "unknown", (Fault("unlike"),)),
    (b"", "unknown", (Fault("empty"),)),
]


@pytest.mark.parametrize(("data", "form", "faults"), BYTES)
def test_a_small_model_is_read_as_a_whole(
    data: bytes, form: str, faults: tuple[Fault, ...]
) -> None:
    with scripted_hub({MODEL_URL: data}) as hub:
        found = queries.artifacts(hub.client, live_with("model.joblib", data), README)
        assert found == (Look("model.joblib", form, faults),)
        assert hub.asked == [f"{MODEL_URL} bytes=0-4194304"]


def test_without_a_model_there_are_no_bytes() -> None:
    with scripted_hub({}) as hub:
        live = dataclasses.replace(LIVE, files=(*LIVE.files[:2], LIVE.files[3]))
        assert queries.artifacts(hub.client, live, README) == ()
        assert hub.asked == []


def test_every_model_is_looked_at_in_the_order_of_names() -> None:
    files = tuple(
        RepoFile(path, 1, blob_id(A_PICKLE), None) for path in ("b.pkl", "a.pkl", "c.txt", "a.onnx")
    )
    folder = f"/ada/course-feedback/resolve/{COMMIT}"
    paths = ["a.pkl", "b.pkl", "a.onnx"]
    with scripted_hub({f"{folder}/{path}": A_PICKLE for path in paths}) as hub:
        found = queries.artifacts(hub.client, dataclasses.replace(LIVE, files=files), README)
        assert found == tuple(Look(path, "pickle") for path in paths)
        assert hub.asked == [f"{folder}/{path} bytes=0-4194304" for path in paths]


def test_the_library_is_the_cards_or_else_the_hubs() -> None:
    assert LIVE.library_by(README) == "sklearn"
    assert LIVE.library_by("no front matter") == "joblib"
    assert LIVE.model_files(README) == ["model.joblib"]
    assert LIVE.file("train.py") == LIVE.files[3]
    assert LIVE.file("train") is None


def test_what_the_queries_are_about() -> None:
    assert REPO.inputs == (MODEL_REPO, REVISION)
    assert CARD.inputs == (REPO,)
    assert ARTIFACTS.inputs == (REPO, CARD)
    assert [query.fact_type for query in (REPO, CARD)] == [RepoFacts, str]
    assert ARTIFACTS.fact_type == tuple[Look, ...]


def test_queries_are_told_apart_by_their_keys() -> None:
    copy = dataclasses.replace(REPO, ask=lambda: FACTS, inputs=())
    assert copy == REPO
    assert dataclasses.replace(REPO, key="c9.repo") != REPO
    assert len({*all_queries(), copy}) == len(all_queries())


def test_outcomes_are_data() -> None:
    assert Found(1) == Found(1) != Found(2)
    with pytest.raises(AttributeError):
        Missing("repo").reason = "file"  # type: ignore[misc]


GIB = 1024 * 1024 * 1024


def zeros_behind(beginning: bytes, size: int) -> Any:
    """Serve ranges of a file that begins so, and goes on with zeros."""

    def answer(request: Any) -> None:
        first, last = map(int, request.headers["Range"].removeprefix("bytes=").split("-"))
        body = beginning[first : last + 1].ljust(last + 1 - first, b"\0")
        says(
            206,
            body,
            "application/octet-stream",
            Content_Range=f"bytes {first}-{last}/{size}",
        )(request)

    return answer


def test_of_a_large_model_a_few_ranges_are_read() -> None:
    """A safetensors file of 1 GiB takes one request, of 256 KiB."""
    header = tensors({"a": tensor("U8", [GIB], 0, GIB)})
    size = len(header) + GIB
    file = RepoFile("model.safetensors", size, None, "e" * 64)
    live = dataclasses.replace(LIVE, files=(file,))
    url = f"/ada/course-feedback/resolve/{COMMIT}/model.safetensors"
    with scripted_hub({url: zeros_behind(header, size)}) as hub:
        found = queries.artifacts(hub.client, live, README)
        assert found == (Look("model.safetensors", "safetensors"),)
        assert hub.asked == [f"{url} bytes=0-262143"]
