"""A real Chromium, driven over WebDriver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

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

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
Browser = webdriver.Chrome


def start(folder: Path, preferences: dict[str, Any]) -> Browser:
    """Start Chromium with a profile of its own in a folder; its `quit` ends it."""
    options = webdriver.ChromeOptions()
    options.binary_location = needs_program(*PROGRAMS)
    driver = Service(needs_program("chromedriver"))
    for argument in (*_ARGUMENTS, f"--user-data-dir={folder}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", preferences)
    browser = webdriver.Chrome(options=options, service=driver)
    browser.set_page_load_timeout(120)
    return browser


def prefer(browser: Browser, scheme: str) -> None:
    """Set the system's colour scheme."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def resize(browser: Browser, width: int, scale: float = 1) -> None:
    """Set the window's width in CSS pixels; narrower than a real window can be.

    A CSS pixel is as many pixels of a picture wide as `scale` says.
    """
    metrics = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def speak(browser: Browser, languages: str) -> None:
    """Set the languages the browser asks for; forget what was chosen before."""
    agent = browser.execute_script("return navigator.userAgent")
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    words = {"userAgent": agent, "acceptLanguage": languages}
    browser.execute_cdp_cmd("Emulation.setUserAgentOverride", words)
