"""Downloads: headers, ranges, caches."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from tests.minihub.conftest import Raw

SMALL = "/tour-lab/pocket-gpt/resolve/main/config.json"
LARGE = "/tour-lab/pocket-gpt/resolve/main/model.safetensors"


@pytest.mark.parametrize("path", [SMALL, LARGE])
def test_head_and_get_agree(api: HfApi, raw: Raw, path: str) -> None:
    head, get = raw("HEAD", path), raw("GET", path)
    assert (head.status, head.body, get.status) == (200, b"", 200)
    for name in ("ETag", "X-Repo-Commit", "Accept-Ranges", "Content-Length"):
        assert head.headers[name] == get.headers[name]
    assert head.headers["Content-Length"] == str(len(get.body))
    assert head.headers["X-Repo-Commit"] == api.model_info("tour-lab/pocket-gpt").sha


def test_etags_are_gits_and_lfs_own(api: HfApi, raw: Raw) -> None:
    info = api.model_info("tour-lab/pocket-gpt", files_metadata=True)
    files = {file.rfilename: file for file in info.siblings or []}
    assert raw("HEAD", SMALL).headers["ETag"] == f'"{files["config.json"].blob_id}"'
    lfs, headers = files["model.safetensors"].lfs, raw("HEAD", LARGE).headers
    assert lfs is not None
    assert headers["X-Linked-Etag"] == f'"{lfs.sha256}"'
    assert headers["X-Linked-Size"] == str(lfs.size)


@pytest.mark.parametrize("path", [SMALL, LARGE])
def test_ranges(raw: Raw, path: str) -> None:
    whole = raw("GET", path).body
    size = len(whole)
    for asked, start, stop in (
        ("0-0", 0, 1),
        ("5-9", 5, 10),
        ("5-", 5, size),
        ("-5", size - 5, size),
        (f"-{size * 2}", 0, size),
        (f"0-{size * 2}", 0, size),
    ):
        answer = raw("GET", path, headers={"Range": f"bytes={asked}"})
        assert (answer.status, answer.body) == (206, whole[start:stop])
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert answer.headers["Content-Length"] == str(stop - start)
    for asked in (f"{size}-", f"{size + 5}-{size + 9}", "-0", f"{'9' * 90}-"):
        answer = raw("GET", path, headers={"Range": f"bytes={asked}"})
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=0-1,3-4", "bytes=-", "bytes=5-3", "lines=1-2", "bytes=a-b"):
        answer = raw("GET", path, headers={"Range": asked})
        assert (answer.status, answer.body) == (200, whole)


def test_a_file_in_the_cache_is_not_sent_again(hub: MiniHub, api: HfApi, tmp_path: Path) -> None:
    for _ in range(2):
        api.hf_hub_download("tour-lab/pocket-gpt", "config.json", cache_dir=tmp_path)
    gets = [one for one in hub.requests if one.path == SMALL and one.method == "GET"]
    seen = len(gets)
    api.hf_hub_download("tour-lab/pocket-gpt", "config.json", cache_dir=tmp_path)
    gets = [one for one in hub.requests if one.path == SMALL and one.method == "GET"]
    assert len(gets) == seen


def test_the_gpt_like_models_own_numbers(raw: Raw) -> None:
    config = raw("GET", SMALL).json
    assert (config["vocab_size"], config["activation_function"]) == (18432, "silu")
