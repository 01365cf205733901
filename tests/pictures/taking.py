"""How a picture of a page is taken: the Hub, the student's repo on it, the marks, the cut."""

from __future__ import annotations

import base64
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from checks.commands.demo import Demo
from checks.commands.demo_student import CARD
from minihub import MiniHub
from tests.chromium import Browser, prefer, resize, speak
from tests.pictures import MAX_BYTES
from tests.pictures.pages import DATASET, OWN, Page

SCALE, QUALITIES = 1.5, (70, 55, 45, 35, 25)
_MARKS = (Path(__file__).parent / "marks.js").read_text("utf-8")
_DATASET_CARD = Path(__file__).with_name("dataset_card.md").read_bytes()
_BEFORE, _AFTER = "sentences that I made up.", "sentences that I wrote myself."


@dataclass(frozen=True)
class Scene:
    """A Hub on which the demo's student has published, from `folder`, and then made `commit`.

    She has a dataset, too.
    """

    url: str
    folder: Path
    commit: str


@contextlib.contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """Run the Hub."""
    with MiniHub() as hub:
        demo = Demo(folder, hub, "en")
        with contextlib.redirect_stdout(io.StringIO()):
            submission = demo.good_submission("good", OWN.partition("/")[2])
            demo.publish(submission)
        api = HfApi(hub.url, token=demo.signed_in.token)
        api.create_repo(DATASET, repo_type="dataset")
        api.upload_file(
            path_or_fileobj=_DATASET_CARD,
            path_in_repo="README.md",
            repo_id=DATASET,
            repo_type="dataset",
        )
        commit = api.upload_file(
            path_or_fileobj=CARD.replace(_BEFORE, _AFTER).encode(),
            path_in_repo="README.md",
            repo_id=OWN,
            commit_message="Say who wrote the sentences",
        )
        yield Scene(hub.url, submission.folder, commit.oid)


def photograph(browser: Browser, scene: Scene, page: Page, lang: str) -> bytes:
    """Return the marked part of a page, as WebP."""
    cut = mark(browser, scene, page, lang)
    for quality in QUALITIES:
        wanted = {
            "format": "webp",
            "quality": quality,
            "captureBeyondViewport": True,
            "clip": {**cut, "scale": 1},
        }
        taken = browser.execute_cdp_cmd("Page.captureScreenshot", wanted)
        picture = base64.b64decode(taken["data"])
        if len(picture) <= MAX_BYTES:
            return picture
    raise ValueError(f"more than {MAX_BYTES} bytes: {page.address}")


def mark(browser: Browser, scene: Scene, page: Page, lang: str) -> dict[str, Any]:
    """Open a page, draw its marks, and return the part to keep, in CSS pixels.

    Raises selenium's JavascriptException where a mark's place is not on the page.
    """
    resize(browser, page.width, SCALE)
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    speak(browser, lang)
    prefer(browser, page.scheme)
    browser.get(scene.url + page.address.format(commit=scene.commit))
    marks = [vars(one) for one in page.marks]
    cut: dict[str, Any] = browser.execute_script(_MARKS, marks, page.crop, page.hide, page.cover)
    return cut
