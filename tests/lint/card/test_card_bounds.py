"""Whatever stands in a card: no traceback, a place inside the file, and work within bounds.

Work is counted in calls of functions and in memory, which are the same on every machine. What
one call costs is held by the time a whole process may take, which is set so wide that only a
cost that grows with the square of the text comes near it.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from checks.lint.card.frontmatter import split
from checks.lint.card.linter import MAX_PER_RULE, RULES, lint_card, lint_card_text
from checks.messages import render
from checks.textfile import LINE_BREAK
from checks.yamldoc import CARD, MAX_ITEMS, parse

SIZE = 64 * 1024
CARDS = sorted((Path(__file__).parents[2] / "corpus" / "cards").glob("*/README.md"))


def front(unit: str, head: str = "") -> str:
    """Return a card with this over and over as its front matter, as large as that may be."""
    times = (SIZE - len(head.encode()) - 1) // len(unit.encode()) if unit else 0
    return f"---\n{head}{unit * times}\n---\n# T\n"


def below(unit: str) -> str:
    """Return a card with this over and over as its text, and a link, so that it is looked at."""
    return "---\nlicense: mit\n---\n[a](b)\n\n" + unit * ((SIZE - 40) // len(unit.encode())) + "\n"


YAML = [
    *("[", "{", "- ", "? ", "a: ", "a:\n", '"', "'", "|", ">", "&a ", "*a ", "! ", "# ", "\t"),
    *("a: [", "\n", "\r", " ", "-", "---\n", "...\n", "9", "1.", "1:", "é", "한", "<<: ", "@"),
    *("[a,", "{a: ", "\u2028", "\x85", "hf_", "–\n", "\ufeff", "- 010\n", "k: &a [*a]\n"),
]
MARKDOWN = [
    *("[", "![", "[a](", "[a](b) ", "<", "<a ", '<img src="', "<img src=x>", "`", "> ", "- "),
    *("*a **a ", "_a ", "[x]: y\n", "[x][", "&", "\\", "<!--", "| a ", "|a|b|\n|-|-|\n", "# a\n"),
    *("✎ ", "* * *\n", "    a\n", "~~~\n", "1. ", "a\n\n", "](x", "src=", "[a](\n", "***", "hf_"),
    *("# ", "#", "# a #", "a\n-", "```", "```\n", "-->", "# \t", "](", "]:\n", "src =", 'href="a'),
]
LISTS = {
    "keys": front("", "".join(f"k{number}: x\n" for number in range(MAX_ITEMS // 2 - 1))),
    "near keys": front("", "".join(f"licens{number}: x\n" for number in range(MAX_ITEMS // 2 - 1))),
    "languages": front("", "language:\n" + "- english\n" * (MAX_ITEMS - 3)),
    "licences": front("", "license:\n" + "- apach\n" * (MAX_ITEMS - 3)),
    "data sets": front("", "datasets:\n" + "- a b\n" * (MAX_ITEMS - 3)),
    "readings": front("", "x:\n" + "- 12:30:45\n" * (MAX_ITEMS - 3)),
    "examples": front("", "widget:\n" + "- tex: a\n" * (MAX_ITEMS // 3 - 2)),
    "results": front("", "model-index:\n- results:\n" + "  - {}\n" * (MAX_ITEMS - 9)),
    "a long licence": front("apache ", "license: "),
    "a long language": front("en, ", "language: "),
    "a long locale": front("en-", "language: "),
    "a long id": front("a/", "base_model: "),
    "a long id of dashes": front("-", "base_model: a"),
    "a long task": front("text ", "pipeline_tag: "),
    "a long path": front("a/", "thumbnail: "),
}
HOSTILE = {
    **{f"front {unit!r}": front(unit) for unit in YAML},
    **{f"alone {unit!r}": unit * (SIZE // len(unit.encode())) for unit in YAML},
    **{f"below {unit!r}": below(unit) for unit in MARKDOWN},
    **LISTS,
}
each = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def check(text: str, folder: Path | None = None) -> None:
    """Assert that every problem has a place inside the text, and can be printed."""
    lines = LINE_BREAK.split(text)
    problems = lint_card_text(text, "README.md", folder)
    assert len(problems) <= MAX_PER_RULE * (len(RULES) + 3)
    for problem in problems:
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.col <= len(lines[problem.place.line - 1]) + 1
        assert render(problem, "en")
        assert render(problem, "ko")


def calls(work: Callable[[], object]) -> int:
    """Return how many functions `work` calls, those written in C among them."""
    count = 0

    def seen(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.sampled(5)
@each
def test_whatever_fills_a_card_costs_no_more_than_its_size(text: str, tmp_path: Path) -> None:
    check(text, tmp_path)
    assert calls(lambda: lint_card_text(text, "README.md", tmp_path)) < 50 * SIZE


@pytest.mark.parametrize("name", ["front '['", "front '1:'", "below '[a](b) '", *LISTS])
def test_whatever_fills_a_card_takes_little_memory(name: str, tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        lint_card_text(HOSTILE[name], "README.md", tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


LARGE = {
    "values": "a:\n" + "- b\n" * 60_000,
    "examples": "widget:\n" + "- text: no\n" * 20_000,
    "results": "model-index:\n- name: a\n  results:\n"
    + "  - task: {type: b}\n    dataset: {type: c, name: d}\n    metrics: [{type: f1, value: 1}]\n"
    * 3_000,
    "aliases": "a: &a [b, b]\nc:\n" + "- *a\n" * 30_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_the_largest_card_costs_in_proportion_to_its_size(text: str) -> None:
    """A card twice as large takes twice as many calls, up to the bounds of a card."""
    half = text[: text.index("\n", len(text) // 2) + 1]
    whole = calls(lambda: lint_card_text(f"---\n{text}---\n", "README.md"))
    assert whole < 2.5 * calls(lambda: lint_card_text(f"---\n{half}---\n", "README.md"))
    assert whole < 100 * len(text)


def test_a_card_past_its_bounds_is_refused_and_not_read_on() -> None:
    for text in ("a:\n" + "- b\n" * CARD.values, "a: &a [b, b]\nc:\n" + "- *a\n" * 200_000):
        problems = lint_card_text(f"---\n{text}---\n", "README.md")
        assert [problem.code for problem in problems] == ["Y-ITEMS"]
    deep = "a: " + "[" * CARD.levels
    assert [p.code for p in lint_card_text(f"---\n{deep}\n---\n", "README.md")] == ["Y-DEPTH"]


@pytest.mark.slow
def test_no_single_call_takes_long(tmp_path: Path) -> None:
    """All of them in one process; one that cost the square of its size would outlast this."""
    for number, text in enumerate(HOSTILE.values()):
        (tmp_path / f"{number}.md").write_bytes(text.encode())
    code = (
        "import sys; from pathlib import Path; from checks.lint.card.linter import lint_card\n"
        "for path in sorted(Path(sys.argv[1]).glob('*.md')): lint_card(path)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True, timeout=3 * len(HOSTILE))


@given(st.binary(max_size=200), st.booleans())
@example(b"\xff", True)
@example(b"\0", True)
@example("a: \u2028é\0".encode(), True)
def test_no_bytes_stop_the_linter(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, fenced: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "README.md"
    path.write_bytes(b"---\n" + data + b"\n---\n" + data if fenced else data)
    text = path.read_bytes().decode("utf-8", "replace")
    for problem in lint_card(path, "README.md"):
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(LINE_BREAK.split(text))
        assert render(problem, "ko")


WORDS = [
    *("# My first model\n", "[a](", "b.md", ")", "![", "](", "<img src='", "x.png", "'>", "[1]: "),
    *("\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "> ", "- ", "| a | [b](c) |\n", "|-|-|\n", "`"),
    *(
        "✎ a\n",
        "## H\n",
        "[More Information Needed]",
        "```\n",
        "%20",
        "#x",
        "?",
        "../",
        "https://x ",
    ),
]


@given(st.lists(st.sampled_from(WORDS), max_size=20).map("".join))
def test_no_text_below_stops_the_linter(text: str) -> None:
    check(f"---\nlicense: mit\n---\n{text}", Path(__file__).parent)


@pytest.mark.parametrize("path", CARDS, ids=[path.parent.name for path in CARDS])
def test_the_front_matter_of_a_card_is_read_as_pyyaml_reads_it(path: Path) -> None:
    matter, _ = split(path.read_text("utf-8"), "README.md")
    assert matter is not None
    doc, _ = parse(matter.yaml, "README.md", 1, CARD)
    assert doc is not None
    assert doc.data == yaml.safe_load(matter.yaml)
