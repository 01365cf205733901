"""The pages in a real Chromium: what a student does, by mouse, by keyboard, without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub import HfApi
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from minihub import MiniHub, pages
from tests.chromium import Browser, prefer, resize, speak
from tests.minihub.conftest import Raw
from tests.minihub.pages.every import PAGES, make_evil

pytestmark = pytest.mark.browser

_COPY = (Path(pages.__file__).parent / "static" / "copy.js").read_text("utf-8")


def _click(browser: Browser, text: str, part: str = "main") -> None:
    """Follow a link by its words; the part of the page is `header` or `main`."""
    browser.find_element(By.TAG_NAME, part).find_element(By.PARTIAL_LINK_TEXT, text).click()


def _heading(browser: Browser) -> str:
    return browser.find_element(By.TAG_NAME, "h1").text


def _read_config(browser: Browser) -> dict[str, object]:
    _click(browser, "Models", "header")
    _click(browser, "Text Generation")
    _click(browser, "tour-lab/pocket-gpt")
    _click(browser, "Files and versions")
    _click(browser, "config.json")
    found: dict[str, object] = json.loads(browser.find_element(By.TAG_NAME, "pre").text)
    return found


def test_from_the_list_to_the_vocabulary_size(browser: Browser, hub: MiniHub, raw: Raw) -> None:
    browser.get(hub.url)
    config = _read_config(browser)
    truth = raw("GET", "/tour-lab/pocket-gpt/resolve/main/config.json").json
    assert config == truth
    assert config["vocab_size"] == 18432


def test_the_same_without_javascript(scriptless: Browser, hub: MiniHub) -> None:
    scriptless.get("data:text/html,<title>off</title><script>document.title = 'on'</script>")
    assert scriptless.title == "off"
    scriptless.get(hub.url)
    assert _read_config(scriptless)["activation_function"] == "silu"


def test_filter_to_english_token_classification(
    browser: Browser, hub: MiniHub, raw: Raw, api: HfApi
) -> None:
    browser.get(f"{hub.url}/models")
    _click(browser, "Token Classification")
    _click(browser, "English")
    path = "/models-json?pipeline_tag=token-classification&language=en&withCount=true"
    listed = list(api.list_models(pipeline_tag="token-classification", filter="en"))
    count = raw("GET", path).json["numTotalItems"]
    assert _heading(browser) == f"Models {count}"
    assert count == len(listed) == len(browser.find_elements(By.CSS_SELECTOR, ".repos li"))
    _click(browser, "Token Classification ×")
    everything_english = list(api.list_models(filter="en"))
    assert _heading(browser) == f"Models {len(everything_english)}"


def test_search_keeps_the_filters(browser: Browser, hub: MiniHub) -> None:
    browser.get(f"{hub.url}/models?library=transformers&license=apache-2.0")
    browser.find_element(By.ID, "search").send_keys("NER")
    browser.find_element(By.CSS_SELECTOR, ".head button").click()
    assert "library=transformers" in browser.current_url
    shown = [link.text for link in browser.find_elements(By.CLASS_NAME, "repo")]
    assert shown
    assert all("ner" in name for name in shown)


def test_a_dataset_leads_to_the_models_trained_on_it(browser: Browser, hub: MiniHub) -> None:
    browser.get(f"{hub.url}/datasets")
    _click(browser, "tour-lab/many-voices")
    _click(browser, "Show all 4")
    assert _heading(browser) == "Models 4"


def test_the_evil_card_does_nothing(browser: Browser, hub: MiniHub, api: HfApi, repo: str) -> None:
    sha = make_evil(api, repo)
    pages = [
        f"/{repo}",
        f"/{repo}/tree/main",
        f"/{repo}/tree/main/notes",
        f"/{repo}/blob/main/page.html",
        f"/{repo}/commits/main",
        f"/{repo}/commit/{sha}",
        f"/{repo}/resolve/main/page.html",
        f"/{repo}/resolve/main/picture.svg",
        "/models?other=%3Cscript%3Ealert(1)%3C/script%3E&search=%22%3E%3Cscript%3E",
        "/ada",
    ]
    for page in pages:
        browser.get(hub.url + page)
        assert browser.title != "broken in", page
        scripts = browser.execute_script("return [...document.scripts].map(one => one.text)")
        assert set(scripts) <= {_COPY}, page
        assert not browser.find_elements(By.CSS_SELECTOR, ".card :is(form, style, base)"), page
    browser.get(f"{hub.url}/{repo}")
    for link in browser.find_elements(By.CSS_SELECTOR, ".card a"):
        href = link.get_dom_attribute("href")
        assert href is None or href.startswith(f"/{repo}/blob/main/"), href
    sources = [one.get_dom_attribute("src") for one in browser.find_elements(By.TAG_NAME, "img")]
    assert {one for one in sources if one} == {
        f"/{repo}/resolve/main/x",
        f"/{repo}/resolve/main/picture.svg",
    }
    assert browser.find_element(By.TAG_NAME, "footer").is_displayed()
    log = browser.get_log("browser")  # type: ignore[no-untyped-call]
    refused = [entry for entry in log if "example.org" in entry["message"]]
    assert refused == []


def test_the_window_of_a_phone(browser: Browser, hub: MiniHub) -> None:
    resize(browser, 375)
    wide = "return document.documentElement.scrollWidth > innerWidth"
    for page in PAGES:
        browser.get(hub.url + page)
        assert not browser.execute_script(wide), page


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_words_stay_whole_in_tables_and_buttons(browser: Browser, hub: MiniHub, lang: str) -> None:
    resize(browser, 375)
    browser.get(f"{hub.url}/datasets/tour-lab/many-voices?lang={lang}")
    rows = (
        "return [...document.querySelectorAll('td code')].map(one => one.getClientRects().length)"
    )
    assert set(browser.execute_script(rows)) == {1}
    browser.get(hub.url)
    button = browser.find_element(By.CSS_SELECTOR, "form button")
    cut = "return arguments[0].scrollWidth > arguments[0].clientWidth"
    assert not browser.execute_script(cut, button)


def test_korean_by_the_browsers_wish_and_by_the_switch(browser: Browser, hub: MiniHub) -> None:
    speak(browser, "ko-KR,ko;q=0.9,en;q=0.5")
    browser.get(f"{hub.url}/models?language=en")
    assert browser.find_element(By.TAG_NAME, "html").get_dom_attribute("lang") == "ko"
    assert _heading(browser).startswith("모델 ")
    _click(browser, "English", "header")
    assert "language=en" in browser.current_url
    assert _heading(browser).startswith("Models ")
    _click(browser, "tour-lab/ner-small-en")
    assert browser.find_element(By.TAG_NAME, "html").get_dom_attribute("lang") == "en"
    _click(browser, "한국어", "header")
    assert browser.find_element(By.LINK_TEXT, "파일과 버전").is_displayed()


@pytest.mark.parametrize(("lang", "done"), [("en", "Copied"), ("ko", "복사됨")])
def test_the_button_copies_the_id(browser: Browser, hub: MiniHub, lang: str, done: str) -> None:
    browser.get(f"{hub.url}/tour-lab/pocket-gpt?lang={lang}")
    button = browser.find_element(By.CLASS_NAME, "copy")
    button.click()
    assert button.text == done
    assert browser.execute_script("return String(getSelection())") == "tour-lab/pocket-gpt"
    browser.get(f"{hub.url}/models?lang=en")
    field = browser.find_element(By.ID, "search")
    field.send_keys(Keys.CONTROL, "v")
    assert field.get_property("value") == "tour-lab/pocket-gpt"


def test_without_javascript_there_is_no_button_that_does_nothing(
    scriptless: Browser, hub: MiniHub
) -> None:
    scriptless.get(f"{hub.url}/tour-lab/pocket-gpt")
    assert not scriptless.find_element(By.CLASS_NAME, "copy").is_displayed()


def _focused(browser: Browser) -> WebElement:
    return browser.switch_to.active_element


def _tab_to(browser: Browser, text: str, most: int = 120) -> None:
    """Press Tab until a link of that text is reached; each stop on the way can be seen."""
    for _ in range(most):
        _focused(browser).send_keys(Keys.TAB)
        here = _focused(browser)
        outline = here.value_of_css_property("outline-style")
        assert outline != "none", here.get_attribute("outerHTML")
        assert here.rect["width"] > 1, here.get_attribute("outerHTML")
        if here.text.startswith(text):
            return
    pytest.fail(f"{text} cannot be reached")


def test_the_way_to_config_json_by_keyboard(browser: Browser, hub: MiniHub) -> None:
    browser.get(f"{hub.url}/models?search=pocket")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert _focused(browser).text == "Skip to the content"
    assert _focused(browser).rect["y"] >= 0
    _focused(browser).send_keys(Keys.ENTER)
    assert _focused(browser).get_dom_attribute("id") == "main"
    for step in ("tour-lab/pocket-gpt", "Files and versions", "config.json"):
        _tab_to(browser, step)
        _focused(browser).send_keys(Keys.ENTER)
        browser.find_element(By.TAG_NAME, "body")
    assert '"vocab_size": 18432' in browser.find_element(By.TAG_NAME, "pre").text
    _tab_to(browser, "{")
    assert _focused(browser).get_dom_attribute("role") == "region"


def test_light_and_dark_follow_the_system(browser: Browser, hub: MiniHub) -> None:
    browser.get(hub.url)
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = browser.execute_script(ground)
    prefer(browser, "dark")
    assert browser.execute_script(ground) != light
