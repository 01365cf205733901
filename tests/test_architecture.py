"""docs/architecture.md says how it is: folders, layers, what is called and in which order."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from huggingface_hub import HfApi

from checks.cli import main
from minihub import MiniHub
from tests.minihub.gitclone import Git
from tests.needs import needs_program
from tests.pages import outputs, read
from tests.paths import ROOT
from tests.submissions import make_submission
from tests.test_import_layers import CHECKS, LAYER, modules, part

PAGE = "docs/architecture.md"
CARD = """\
---
license: apache2
language: en
library_name: sklearn
pipeline_tag: text-classification
---
# A model
"""


def layout() -> Iterator[tuple[str, str | None]]:
    """Yield each path of the list of folders, with its layer where it has one."""
    [block] = outputs(PAGE)
    folder = ""
    for line in block.splitlines():
        found = re.match(r"(  )?(\S+)\s+(?:(\d)  )?\S", line)
        assert found, line
        folder = folder if found[1] else found[2]
        yield (folder if found[1] else "") + found[2], found[3]


def test_the_layout_names_what_is_there_at_its_layer() -> None:
    for path, layer in layout():
        assert (ROOT / path).exists(), path
        assert path.endswith("/") == (ROOT / path).is_dir()
        if path.startswith("checks/") and path != "checks/":
            if path.endswith((".sh", ".json")):
                assert layer is None
                continue
            name = path.split("/")[1].removesuffix(".py")
            assert str(sorted({LAYER[n] for n in _there()}).index(LAYER[name])) == layer, path


def _there() -> set[str]:
    """Return the parts of the grader that there are by now."""
    return {part(path) for path in modules(CHECKS)} & LAYER.keys()


def test_the_layout_names_every_part() -> None:
    named = {path.rstrip("/") for path, _ in layout()}
    parts = {f"checks/{path.name}" for path in CHECKS.iterdir() if not path.name.startswith("_")}
    assert parts <= named
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    folders = {path.split("/")[0] for path in listed.split("\0") if "/" in path}
    assert folders - {name.split("/")[0] for name in named} <= {".ci"}


def steps(title: str) -> list[tuple[str, str]]:
    """Return the functions of a section in order, each with its file."""
    section = re.search(rf"^### {title}\n(.*?)^##", read(PAGE), re.DOTALL | re.MULTILINE)
    assert section
    found: list[tuple[str, str]] = re.findall(r"`([\w/]+\.py):([\w.]+)`", section[1])
    assert len(found) > 5
    return found


class Calls:
    """The functions of this repository that are called, in the order of their first calls."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], None] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(str(ROOT)):
            relative = Path(path).relative_to(ROOT).as_posix()
            self.seen.setdefault((relative, frame.f_code.co_qualname))

    def during(self, run: Callable[[], object]) -> list[tuple[str, str]]:
        before, threads_before = sys.getprofile(), threading.getprofile()
        threading.setprofile(self)
        sys.setprofile(self)
        try:
            run()
        finally:
            sys.setprofile(before)
            threading.setprofile(threads_before)
        return list(self.seen)


def check_order(wanted: list[tuple[str, str]], called: list[tuple[str, str]]) -> None:
    assert [step for step in wanted if step not in called] == []
    assert sorted(wanted, key=called.index) == wanted


def test_a_misspelt_licence_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text(CARD)
    called = Calls().during(lambda: main(["lint", "card", "README.md", "--lang", "en"]))
    check_order(steps("A misspelt licence, to a printed line"), called)


def test_an_answer_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_submission(tmp_path / "work", c1={"vocab_size": 3})
    monkeypatch.chdir(tmp_path / "work")
    with MiniHub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        called = Calls().during(lambda: main(["grade"]))
    check_order(steps("An answer, to a line of report.json"), called)


def test_a_push_is_followed(tmp_path: Path) -> None:
    needs_program("git")
    calls = Calls()
    called = calls.during(lambda: push(tmp_path / "clone", calls))
    check_order(steps("A push with git, into the embedded Hub"), called)


def push(folder: Path, calls: Calls) -> None:
    """Push a card to a Hub; what leads up to it is not counted."""
    with MiniHub() as hub:
        token = hub.add_user("ada")
        HfApi(endpoint=hub.url, token=token).create_repo("ada/a-model")
        git = Git(folder, hub.url, token)
        git.clone("ada/a-model")
        git.commit({"README.md": CARD.replace("apache2", "mit")})
        calls.seen.clear()
        git("push", "origin", "main")
