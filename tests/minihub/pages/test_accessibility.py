"""Every page, in both schemes and languages: axe-core's rules, and contrasts computed here."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from huggingface_hub import HfApi
from selenium.webdriver.common.by import By

from minihub import MiniHub, pages
from tests.chromium import Browser, prefer, resize
from tests.minihub.pages.every import PAGES, REFUSED, make_evil

_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
_RUN = """
const [options, done] = arguments;
axe.run(document, options).then(found => done(found.violations), error => done([String(error)]));
"""
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
_STYLE = (Path(pages.__file__).parent / "static" / "style.css").read_text("utf-8")


def _violations(browser: Browser) -> list[tuple[str, str]]:
    """Return what axe-core finds wrong: the rule, and the element that breaks it."""
    browser.execute_script(_AXE)
    found: list[Any] = browser.execute_async_script(_RUN, _OPTIONS)
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


@pytest.mark.sampled(2)
@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "lang"), [("light", "en"), ("dark", "ko")])
def test_axe_finds_nothing(browser: Browser, hub: MiniHub, scheme: str, lang: str) -> None:
    prefer(browser, scheme)
    for page in (*PAGES, *REFUSED):
        browser.get(f"{hub.url}{page}{'&' if '?' in page else '?'}lang={lang}")
        for details in browser.find_elements(By.TAG_NAME, "details"):
            browser.execute_script("arguments[0].open = true", details)
        assert _violations(browser) == [], page


@pytest.mark.browser
def test_axe_finds_nothing_on_a_phone(browser: Browser, hub: MiniHub) -> None:
    resize(browser, 375)
    for page in PAGES:
        browser.get(hub.url + page)
        assert _violations(browser) == [], page


@pytest.mark.browser
def test_axe_would_find_something(browser: Browser, hub: MiniHub) -> None:
    browser.get(f"{hub.url}/models")
    browser.execute_script("document.querySelector('label').remove()")
    browser.execute_script("document.querySelector('.small').style.color = '#ccc'")
    assert {rule for rule, _ in _violations(browser)} == {"label", "color-contrast"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_commit_and_a_strangers_card(
    browser: Browser, hub: MiniHub, api: HfApi, repo: str, scheme: str
) -> None:
    sha = make_evil(api, repo)
    prefer(browser, scheme)
    for page in (f"/{repo}/commit/{sha}", f"/{repo}/commits/main", f"/{repo}/tree/main"):
        browser.get(hub.url + page)
        assert _violations(browser) == [], page
    browser.get(f"{hub.url}/{repo}")
    # Pictures without a text are the stranger's own.
    assert {rule for rule, _ in _violations(browser)} <= {"image-alt"}


@pytest.mark.browser
def test_headings_are_in_order(browser: Browser, hub: MiniHub) -> None:
    for page in (*PAGES, *REFUSED):
        browser.get(hub.url + page)
        found = browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4, h5, h6")
        levels = [int(one.tag_name[1]) for one in found]
        assert levels.count(1) == 1, page
        depth = levels[levels.index(1) :]
        assert all(after - before <= 1 for before, after in pairwise(depth))


#: What stands on what in the style sheet.
_PAIRS = [
    *((text, ground) for text in ("text", "dim", "link") for ground in ("ground", "raised")),
    ("on-accent", "accent"),
    ("chip-text", "chip"),
    ("warn-text", "warn"),
    ("add-text", "add"),
    ("del-text", "del"),
]


def _colours(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast(dark: bool) -> None:
    light, _, rest = _STYLE.partition("@media (prefers-color-scheme: dark)")
    colours = _colours(light) | (_colours(rest) if dark else {})
    assert len(_colours(rest)) > 10
    for text, ground in _PAIRS:
        low, high = sorted((_luminance(colours[text]), _luminance(colours[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
    low, high = sorted((_luminance(colours["edge"]), _luminance(colours["ground"])))
    assert (high + 0.05) / (low + 0.05) >= 3, "the edge of a field"
