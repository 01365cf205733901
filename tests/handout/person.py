"""A reader of the handout, who does what it says and nothing else.

They have a terminal, a browser, and what the page tells them to write down.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, Self

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.chromium import Browser
from tests.handout.steps import Action

_PRESSED = "main :is(a, button, summary, label)"
"""Not what is around every page, such as the choice of its language."""
_END = "@end of the command:"


class Terminal:
    """A shell that stays open, as a person's does; each line is typed after the one before."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._line = folder / "line.sh"
        self.said = ""
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shell.kill()
        self._shell.communicate()

    def type(self, line: str) -> int:
        """Run a line; return its exit code. `said` is what it printed."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._line.write_text(line + "\n", "utf-8")
        # Nobody is there to press a key.
        self._shell.stdin.write(f'. "{self._line}" </dev/null\nprintf "\\n{_END}$?\\n"\n')
        self._shell.stdin.flush()
        printed: list[str] = []
        for told in self._shell.stdout:
            if told.startswith(_END):
                self.said = "".join(printed)
                return int(told.removeprefix(_END))
            printed.append(told)
        raise AssertionError(f"the shell ended at: {line}\n{''.join(printed)}")

    def where(self) -> Path:
        """Return the folder in which the next line runs."""
        assert self.type("pwd") == 0
        return Path(self.said.strip())


def follow(browser: Browser, action: Action) -> None:
    """Do one thing in the browser. Raises AssertionError where it cannot be done."""
    if action.kind == "open":
        browser.get(action.what)
    elif action.kind == "press":
        found = _called(browser, action.what)
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()
    else:
        assert action.what in page_text(browser), f"{action.what} is not on {browser.current_url}"


def _called(browser: Browser, words: str) -> WebElement:
    """Return what can be pressed and has these words; others may come behind them."""
    shown = [one for one in browser.find_elements(By.CSS_SELECTOR, _PRESSED) if one.is_displayed()]
    for fits in (str.__eq__, str.startswith):
        for element in shown:
            if fits(" ".join(element.text.split()), words):
                return element
    raise AssertionError(f"nothing on {browser.current_url} is called {words}")


def page_text(browser: Browser) -> str:
    """Return what can be read on a page."""
    return browser.find_element(By.TAG_NAME, "body").text


def value_after(browser: Browser, key: str) -> str:
    """Return what a file on the page has after a key, without quotes and comma."""
    found = re.search(rf'"{key}":\s*"?([^",\s]+)', page_text(browser))
    assert found, f"{key} has no value on {browser.current_url}"
    return found[1]


def number_at_the_top(browser: Browser) -> int:
    """Return the number beside a page's heading."""
    heading = browser.find_element(By.TAG_NAME, "h1").text
    found = re.search(r"[\d,]+$", heading)
    assert found, f"{heading} has no number"
    return int(found[0].replace(",", ""))


def copied_id(browser: Browser) -> str:
    """Return what the button beside a repo's name copies."""
    return str(browser.find_element(By.CSS_SELECTOR, "button.copy").get_attribute("value"))


def first_result(browser: Browser) -> WebElement:
    """Return the first repo of a list."""
    return browser.find_element(By.CSS_SELECTOR, "ul.repos a.repo")


def dataset(browser: Browser) -> dict[str, Any]:
    """Return what a dataset's page says: tags at the top, splits in a table of its card."""

    def tags(kind: str) -> list[str]:
        return [one.text for one in browser.find_elements(By.CSS_SELECTOR, f"a.tag.{kind}")]

    rows = browser.find_elements(By.CSS_SELECTOR, "article.card tbody tr td:first-child")
    return {
        "dataset_id": copied_id(browser),
        "tasks": [name.lower().replace(" ", "-") for name in tags("task_categories")],
        "languages": len(tags("language")),
        "splits": [row.text.strip("`") for row in rows],
    }
