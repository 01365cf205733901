"""The pictures: those that the documents show are made by `make pictures`, from today's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.common.by import By

from tests.chromium import Browser, start
from tests.pages import PAGES as DOCUMENTS
from tests.pages import read
from tests.paths import ROOT
from tests.pictures import FOLDER, LANGUAGES, MAX_BYTES
from tests.pictures.pages import PAGES, Mark, Page
from tests.pictures.runs import graded, linted
from tests.pictures.taking import Scene, mark, photograph, scene
from tests.pictures.terminal import TERMINALS, columns, picture, without_colors

SOURCES = [path.relative_to(ROOT).as_posix() for path in FOLDER.parent.glob("*.md")]
FILES = {
    f"{name}.{lang}.{kind}"
    for names, kind in ((PAGES, "webp"), (TERMINALS, "svg"))
    for name in names
    for lang in LANGUAGES
}
SHORTEST_ALT = 30
NAMES = (
    ("c1", "activation_function"),
    ("c1", "vocab_size"),
    ("c3", "model_id"),
    ("c6", "dataset_id"),
)


def test_what_is_made_is_there_and_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == FILES


@pytest.mark.parametrize("page", [*DOCUMENTS, *SOURCES])
def test_pictures_that_are_shown_are_made_and_told_in_words(page: str) -> None:
    alts = _alts(page)
    assert len(alts) == len(re.findall(r"!\[|<img ", read(page)))
    assert [alt for _, alt in alts if len(alt) < SHORTEST_ALT] == []
    assert _named(page) <= FILES


@pytest.mark.parametrize("page", SOURCES)
def test_the_numbers_that_are_told_are_those_on_the_picture(page: str) -> None:
    for file, alt in _alts(page):
        name = file.partition(".")[0]
        marks = PAGES[name].marks if name in PAGES else ()
        told = re.findall(r"(?<![\d.])\d(?![\d.])", alt)
        assert told == [str(number) for number in range(1, len(marks) + 1)], file


def _alts(page: str) -> list[tuple[str, str]]:
    """Return the files of the pictures that are shown, and the texts in place of them."""
    shown = re.findall(r"!\[([^\]]*)\]\((?:{{ pictures }})?([^)\s]+)", read(page))
    tags = re.findall(r'<img [^>]*src="([^"]+)"[^>]* alt="([^"]*)"', read(page))
    pairs = [(path, alt) for alt, path in shown] + tags
    return [(path.rpartition("/")[2], alt) for path, alt in pairs]


def _named(page: str) -> set[str]:
    return set(re.findall(r"[\w-]+\.(?:en|ko)\.(?:webp|svg)\b", read(page)))


def test_what_is_made_is_shown() -> None:
    shown = set().union(*map(_named, [*DOCUMENTS, *SOURCES]))
    assert shown == FILES


def test_no_picture_is_heavy() -> None:
    assert {one.name for one in FOLDER.iterdir() if one.stat().st_size > MAX_BYTES} == set()


def test_no_picture_of_a_terminal_shows_an_address_of_a_machine() -> None:
    for name in TERMINALS:
        for lang in LANGUAGES:
            assert "127.0.0.1" not in (FOLDER / f"{name}.{lang}.svg").read_text("utf-8")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as found:
        yield found


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = start(tmp_path_factory.mktemp("chromium"), {})
    yield found
    found.quit()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminals_show_what_is_printed_today(there: Scene, lang: str) -> None:
    """`make pictures` draws them again. The commit of the made-up repo is another each time."""
    printed = {"lint": linted(there.folder, lang), "scorecard": graded(lang)}
    commit = re.compile(r"@ [0-9a-f]{12}")
    for name, (program, scheme) in TERMINALS.items():
        drawn = (FOLDER / f"{name}.{lang}.svg").read_text("utf-8")
        assert commit.sub("@", drawn) == commit.sub("@", picture(printed[program], scheme)), name


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_what_is_marked_is_on_the_page(
    browser: Browser, there: Scene, name: str, lang: str
) -> None:
    page = PAGES[name]
    cut = mark(browser, there, page, lang)
    assert 0 < cut["width"] <= page.width
    shown = "return [document.documentElement.lang, document.documentElement.innerText]"
    language, text = browser.execute_script(shown)
    assert language == lang
    assert "127.0.0.1" not in text
    numbers = [str(number) for number in range(1, len(page.marks) + 1)]
    lines = text.rstrip().splitlines()
    assert lines[len(lines) - len(numbers) :] == numbers


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_page_tells_an_answer(browser: Browser, there: Scene, name: str) -> None:
    """Classes may use the made-up repos, and then the answers of the demo's student are theirs."""
    mark(browser, there, PAGES[name], "en")
    text = browser.execute_script("return document.body.innerText")
    answers = yaml.safe_load((there.folder / "answers.yaml").read_text("utf-8"))
    names = [answers[part][name] for part, name in NAMES]
    assert [word for word in names if str(word) in text] == []
    totals = browser.find_elements(By.CSS_SELECTOR, "h1 .total")
    assert str(answers["c2"]["count"]) not in [total.text for total in totals]


@pytest.mark.browser
def test_a_mark_that_is_not_on_the_page_is_told(browser: Browser, there: Scene) -> None:
    page = Page("/tour-lab/pocket-gpt", (Mark(".no-such"),), ("main",))
    with pytest.raises(JavascriptException, match=r"not on /tour-lab/pocket-gpt: \.no-such"):
        mark(browser, there, page, "en")


@pytest.mark.browser
def test_a_photograph_is_webp_and_light(browser: Browser, there: Scene) -> None:
    taken = photograph(browser, there, PAGES["config"], "ko")
    assert (taken[:4], taken[8:12]) == (b"RIFF", b"WEBP")
    assert len(taken) <= MAX_BYTES


def test_a_terminal_keeps_its_columns_and_colours() -> None:
    scheme = TERMINALS["terminal-scorecard-light"][1]
    drawn = picture(["  \x1b[32m✓\x1b[0m 답   <5/5>"], scheme)
    [x_tick, x_points] = [float(x) for x in re.findall(r'tspan x="([\d.]+)"', drawn)]
    # Two letters of room, a tick, a space, a Korean letter of two, three of room.
    assert x_points - x_tick == pytest.approx(7 * 8.43, abs=0.02)
    assert '<tspan x="32.86" fill="#1a7f37">✓</tspan>' in drawn
    assert "&lt;5/5&gt;" in drawn
    assert columns("답 a") == 4
    assert without_colors("\x1b[1;31ma\x1b[0m") == "a"
