"""`tour hub --from-hub`: from one Hub to another, the same repos."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checks.hub import client
from checks.hub.client import HubClient
from checks.hub.copying import MAX_FILE_BYTES, Source, is_safe
from minihub import MiniHub
from tests.hub.faulty import Behaviour, faulty_hub, hangs_up, says

if TYPE_CHECKING:
    from tests.commands.conftest import Tour

MODELS = ("tour-lab/pocket-gpt", "casa-de-voz/entidades-es", "rivertext/address-parser-en")
OTHERS = ("datasets/tour-lab/many-voices", "spaces/tour-lab/ner-playground")
QUICK = {**(HubClient.__init__.__kwdefaults__ or {}), "waits": ()}


@pytest.fixture
def catalogue(work: Path) -> Path:
    return work / "catalogue"


def _json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.loads(answer.read())


def _without_commits(found: Any) -> Any:
    """Return an answer without what differs: the commit's id, and the sizes of placeholders."""
    gone = ("sha", "usedStorage")
    return {key: value for key, value in found.items() if key not in gone}


def test_the_copy_answers_as_the_first(tour: Tour, hub: MiniHub, catalogue: Path) -> None:
    words = ["--catalogue", str(catalogue), "--endpoint", hub.url, "--lang", "en"]
    done = tour("hub", "--from-hub", *MODELS, *OTHERS, *words)
    assert done.code == 0, done.text
    assert "[5/5] spaces/tour-lab/ner-playground" in done.out
    assert "tour-lab/pocket-gpt: 5 files (3.3 kB), 4 large ones by name alone" in done.out
    assert "5 of 5 are in" in done.out
    with MiniHub(catalogue=catalogue) as copy:
        for name in (*(f"models/{one}" for one in MODELS), *OTHERS):
            first, second = (_json(f"{url}/api/{name}") for url in (hub.url, copy.url))
            assert _without_commits(first) == _without_commits(second)
        for path in ("config.json", "README.md", ".gitattributes"):
            bodies = [
                urllib.request.urlopen(f"{url}/{MODELS[0]}/resolve/main/{path}").read()
                for url in (hub.url, copy.url)
            ]
            assert bodies[0] == bodies[1]
        listed = [one["id"] for one in _json(f"{copy.url}/api/models")]
        assert listed == [
            one["id"] for one in _json(f"{hub.url}/api/models") if one["id"] in MODELS
        ]
        query = "pipeline_tag=token-classification&language=es&withCount=true"
        assert _json(f"{copy.url}/models-json?{query}")["numTotalItems"] == 1


def test_what_only_the_hub_knew_is_kept(tour: Tour, hub: MiniHub, catalogue: Path) -> None:
    """As with older models, whose card names no task: the Hub guessed it."""
    done = tour("hub", "--from-hub", MODELS[0], f"--catalogue={catalogue}", "--endpoint", hub.url)
    assert done.code == 0
    card = catalogue / f"models/{MODELS[0]}/README.md"
    card.write_text("# No metadata\n")
    with MiniHub(catalogue=catalogue) as copy:
        info = HubClient(copy.url).api.model_info(MODELS[0])
        assert (info.pipeline_tag, info.library_name) == ("text-generation", "transformers")
        assert "license:mit" in (info.tags or [])
        found = HubClient(copy.url).api.list_models(pipeline_tag="text-generation", filter="en")
        assert [model.id for model in found] == [MODELS[0]]


def test_large_and_binary_files_are_left_behind(
    tour: Tour, hub: MiniHub, ada: str, catalogue: Path
) -> None:
    from huggingface_hub import CommitOperationAdd, HfApi

    api = HfApi(endpoint=hub.url, token=ada)
    api.create_repo("ada/many-sizes")
    files = {
        "large.txt": b"x" * (MAX_FILE_BYTES + 1),
        "edge.txt": b"x" * MAX_FILE_BYTES,
        "empty.txt": b"",
        "a folder/파일 1.txt": "안녕\n".encode(),
        "model.safetensors": b"\0" * 5000,
    }
    operations = [CommitOperationAdd(path, data) for path, data in files.items()]
    api.create_commit("ada/many-sizes", operations, commit_message="Sizes")
    done = tour("hub", "--from-hub", "ada/many-sizes", f"--catalogue={catalogue}")
    assert done.code == 0, done.text
    folder = catalogue / "models/ada/many-sizes"
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert kept == {".gitattributes", "edge.txt", "empty.txt", "a folder/파일 1.txt"}
    with MiniHub(catalogue=catalogue) as copy:
        info = HubClient(copy.url).api.model_info("ada/many-sizes", files_metadata=True)
        lfs = {one.rfilename for one in info.siblings or [] if one.lfs}
        assert lfs == {"large.txt", "model.safetensors"}


def test_what_is_missing_or_gated_is_told_and_the_rest_is_copied(
    tour: Tour, hub: MiniHub, catalogue: Path
) -> None:
    ids = ["nobody/nothing", "acme-speech/speaker-check", "no such id", MODELS[0]]
    done = tour("hub", "--from-hub", *ids, "--catalogue", str(catalogue), "--endpoint", hub.url)
    assert done.code == 1
    codes = [line.split()[0] for line in done.err.splitlines() if not line.startswith(" ")]
    assert codes == ["COPY-MISSING", "COPY-GATED", "COPY-MISSING"]
    assert "1 of 4" in done.out
    assert (catalogue / f"models/{MODELS[0]}.yaml").is_file()


def _through(hub: MiniHub, until: Callable[[str], bool]) -> Behaviour:
    """Pass requests on, and hang up from the first on for which `until` holds."""
    broken: list[bool] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        if broken or until(request.path):
            broken.append(True)
            hangs_up(request)
            return
        with urllib.request.urlopen(hub.url + request.path, timeout=30) as found:
            kind, name = found.headers["Content-Type"], found.headers["ETag"] or ""
            says(found.status, found.read(), kind, ETag=name)(request)

    return answer


def test_a_hub_that_breaks_off_is_taken_up_again(
    tour: Tour, hub: MiniHub, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WAITS", ())
    monkeypatch.setattr(HubClient.__init__, "__kwdefaults__", QUICK)
    second = "rivertext/address-parser-en"
    words = ["hub", "--from-hub", MODELS[0], second, "--catalogue", str(catalogue), "--endpoint"]
    with faulty_hub(_through(hub, lambda path: path.endswith("generation_config.json"))) as faulty:
        done = tour(*words, faulty.url)
    assert done.code == 3
    assert done.err.count("COPY-HUB") == 2
    assert "0 of 2" in done.out
    assert not list(catalogue.glob("models/*/*.yaml"))
    with faulty_hub(_through(hub, lambda _: False)) as faulty:
        done = tour(*words, faulty.url)
        assert done.code == 0, done.text
        fetched = [path for path in faulty.seen if f"{MODELS[0]}/resolve" in path]
    assert [path.rpartition("/")[2] for path in fetched] == [
        "generation_config.json",
        "tokenizer_config.json",
    ]
    assert not list(catalogue.rglob("*.part"))


def test_again_fetches_nothing_and_a_new_commit_is_fetched(
    tour: Tour, hub: MiniHub, ada: str, catalogue: Path
) -> None:
    from huggingface_hub import HfApi

    api = HfApi(endpoint=hub.url, token=ada)
    api.create_repo("ada/moves")
    for text, said in (("one", "1 large"), ("one", "already"), ("two", "")):
        api.upload_file(path_or_fileobj=text.encode(), path_in_repo="a.txt", repo_id="ada/moves")
        before = len(hub.requests)
        done = tour("hub", "--from-hub", "ada/moves", "--catalogue", str(catalogue))
        assert done.code == 0, done.text
        fetched = [seen for seen in list(hub.requests)[before:] if "/resolve/" in seen.path]
        assert bool(fetched) == (said != "already")
        assert (catalogue / "models/ada/moves/a.txt").read_text() == text


def test_other_bytes_than_announced_are_refused(
    tour: Tour, hub: MiniHub, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HubClient.__init__, "__kwdefaults__", QUICK)
    honest = _through(hub, lambda _: False)

    def lies(request: BaseHTTPRequestHandler) -> None:
        forged = says(200, b"x" * 621, "text/plain", ETag="a" * 40)
        (forged if "config.json" in request.path else honest)(request)

    with faulty_hub(lies) as faulty:
        done = tour("hub", "--from-hub", MODELS[0], "--catalogue", str(catalogue),
                    "--endpoint", faulty.url)  # fmt: skip
    assert done.code == 3
    assert "other bytes than announced" in done.err
    assert not (catalogue / f"models/{MODELS[0]}.yaml").exists()


def test_a_file_that_would_leave_the_folder_is_not_copied(
    tour: Tour, hub: MiniHub, catalogue: Path
) -> None:
    info = _json(f"{hub.url}/api/models/{MODELS[0]}?blobs=true")
    config = next(one for one in info["siblings"] if one["rfilename"] == "config.json")
    names = ["../../../out.txt", "/etc/out.txt", "a\\..\\out.txt", ".git/config", "a/./b", "C:x"]
    info["siblings"] = [config, *(config | {"rfilename": name} for name in names)]
    honest = _through(hub, lambda _: False)

    def lies(request: BaseHTTPRequestHandler) -> None:
        forged = says(200, json.dumps(info).encode())
        (forged if "blobs=true" in request.path else honest)(request)

    with faulty_hub(lies) as faulty:
        done = tour("hub", "--from-hub", MODELS[0], "--catalogue", str(catalogue),
                    "--endpoint", faulty.url)  # fmt: skip
    assert done.code == 0, done.text
    assert [path.name for path in catalogue.parent.rglob("*") if path.is_file()] == [
        "pocket-gpt.yaml",
        "config.json",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "repo_id"),
    [
        ("a/b", "model", "a/b"),
        ("datasets/a/b", "dataset", "a/b"),
        ("spaces/a/b/", "space", "a/b"),
        ("https://huggingface.co/datasets/a/b", "dataset", "a/b"),
        ("gpt2", "model", "gpt2"),
    ],
)
def test_how_a_repo_is_named(text: str, kind: str, repo_id: str) -> None:
    assert Source.parse(text) == Source(kind, repo_id)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path", ["", "a//b", "x" * 501, "a\nb", "a\0b", "a/..", ".GIT/x", "a\ud800"]
)
def test_paths_that_are_not_safe(path: str) -> None:
    assert not is_safe(path)


def test_wrong_use_is_told(tour: Tour) -> None:
    done = tour("hub", "--from-hub", "a/b", "--lang", "ko")
    assert (done.code, "COPY-FOLDER" in done.err) == (2, True)
    done = tour("hub", "--catalogue", "nowhere")
    assert (done.code, "nowhere:1:1: HUB-NO-CATALOGUE" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("- a list", "not a mapping"),
        ("created: yesterday", "yesterday"),
        ("likes: 3", "there is no 'created'"),
        ("a: [", "expected"),
    ],
)
def test_a_catalogue_that_is_not_one(tour: Tour, catalogue: Path, facts: str, said: str) -> None:
    folder = catalogue / "models/ada"
    folder.mkdir(parents=True)
    (folder / "first.yaml").write_text(facts)
    done = tour("hub", "--catalogue", str(catalogue))
    assert done.code == 2
    assert "HUB-CATALOGUE" in done.err
    assert "first.yaml" in done.err
    assert said in done.err
