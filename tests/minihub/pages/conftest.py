"""A real Chromium, driven over WebDriver, and the pages by plain HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from minihub import MiniHub
from tests.minihub.conftest import Answer, Raw
from tests.needs import needs_program

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--window-size=1200,900",
)
_NO_SCRIPT = {"profile.managed_default_content_settings.javascript": 2}

Browser = webdriver.Chrome
Get = Callable[..., Answer]


@pytest.fixture(scope="module")
def get(hub: MiniHub) -> Get:
    """Return a page, as a browser without an account asks for it."""
    raw = Raw(hub.url)

    def ask(path: str, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return raw("GET", path, headers={"Accept": "text/html,*/*;q=0.8"} | sent)

    return ask


def _open(folder: Path, preferences: dict[str, Any]) -> Browser:
    options = webdriver.ChromeOptions()
    options.binary_location = needs_program("chromium", "google-chrome", "chromium-browser")
    driver = Service(needs_program("chromedriver"))
    for argument in (*_ARGUMENTS, f"--user-data-dir={folder}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", preferences)
    browser = webdriver.Chrome(options=options, service=driver)
    browser.set_page_load_timeout(120)
    return browser


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = _open(tmp_path_factory.mktemp("chromium"), {})
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
    browser = _open(tmp_path / "scriptless", _NO_SCRIPT)
    yield browser
    browser.quit()


def prefer(browser: Browser, scheme: str) -> None:
    """Set the system's colour scheme."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def resize(browser: Browser, width: int) -> None:
    """Set the window's width in CSS pixels; narrower than a real window can be."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def speak(browser: Browser, languages: str) -> None:
    """Set the languages the browser asks for; forget what was chosen before."""
    agent = browser.execute_script("return navigator.userAgent")
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    words = {"userAgent": agent, "acceptLanguage": languages}
    browser.execute_cdp_cmd("Emulation.setUserAgentOverride", words)
