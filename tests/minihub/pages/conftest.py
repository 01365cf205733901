"""A real Chromium, and the pages by plain HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minihub import MiniHub
from tests.chromium import Browser, prefer, resize, speak, start
from tests.minihub.conftest import Answer, Raw

_NO_SCRIPT = {"profile.managed_default_content_settings.javascript": 2}

Get = Callable[..., Answer]


@pytest.fixture(scope="module")
def get(hub: MiniHub) -> Get:
    """Return a page, as a browser without an account asks for it."""
    raw = Raw(hub.url)

    def ask(path: str, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return raw("GET", path, headers={"Accept": "text/html,*/*;q=0.8"} | sent)

    return ask


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = start(tmp_path_factory.mktemp("chromium"), {})
    yield browser
    browser.quit()


@pytest.fixture
def browser(_chromium: Browser) -> Browser:
    """Yield Chromium in English, in its light scheme, 1200 pixels wide."""
    _chromium.get("about:blank")
    prefer(_chromium, "light")
    resize(_chromium, 1200)
    speak(_chromium, "en-US,en")
    return _chromium


@pytest.fixture
def scriptless(tmp_path: Path) -> Iterator[Browser]:
    """Yield Chromium with JavaScript switched off."""
    browser = start(tmp_path / "scriptless", _NO_SCRIPT)
    yield browser
    browser.quit()
