"""What a card fails by when it is graded, the linter says of it before."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import template
from checks.challenges import test_c4_upload, test_c5_widget
from checks.hub.cards import languages, task
from checks.hub.cards import metadata as metadata_of
from checks.hub.facts import Found
from checks.hub.queries import CARD, REPO
from checks.lint.card.linter import lint_card_text
from tests.facts import live
from tests.paths import ROOT, scratch

LICENSE = ["license: mit", "license:", "license: ''", "license: []", "license: [mit]", ""]
LIBRARY = ["library_name: sklearn", "library_name:", "library_name: ' '", "tags: [keras]", ""]
TASK = [
    *("pipeline_tag: fill-mask", "pipeline_tag: robotics", "pipeline_tag:", "pipeline_tag: 3", ""),
    *("tags: [robotics, ko]", "tags: [code]", "pipeline_tag: [fill-mask]"),
]
LANGUAGE = ["language: en", "language: no", "language:", "language: []", "language: [5]", ""]
WIDGET = [
    *("widget: [{text: Mine.}]", "widget: [{src: a.png}]", "widget: [Mine.]", "widget: Mine.", ""),
    *(
        "widget: []",
        "widget: {text: Mine.}",
        "widget: [{example_title: a}]",
        "widget: [{text: ''}]",
    ),
    f"widget: [{{text: {template.EXAMPLE}}}]",
    f"widget: [{{text: Mine.}}, {{table: {{a: [{template.EXAMPLE}]}}}}]",
]
TEXT = [
    "# Mine\n\n" + "It says of which tree a leaf is, and why. " * 4,
    "# Mine\n\nA model.\n",
    "# Mine\n\n## What it does\n\n✎ Say what it does.\n",
    "# Mine\n\n```python\nmodel.predict(a_long_name_of_something, another_long_name)\n```\n",
    "",
]
# By code of the grade: the codes of the linter of which one must be there. FM- and Y- are of front
# matter that cannot be read, which is as if there were none.
UNREAD = ("FM-", "Y-")
SAID: dict[str, tuple[str, ...]] = {
    "C4-LICENSE": ("CARD-NO-LICENSE", "CARD-LICENSE-BLANK", *UNREAD),
    "C4-LIBRARY": ("CARD-NO-LIBRARY", *UNREAD),
    "C4-TEXT": ("CARD-SHORT", "CARD-SECTION", "CARD-HEADING", *UNREAD),
    "C5-TASK": ("CARD-NO-TASK", "CARD-TEXT", "CARD-QUOTES", *UNREAD),
    "C5-LANGUAGE": ("CARD-NO-LANGUAGE", "CARD-LANGUAGE-BLANK", "CARD-QUOTES", *UNREAD),
    "C5-WIDGET": ("CARD-NO-EXAMPLE", *UNREAD),
    "C5-TEMPLATE": ("CARD-EXAMPLE",),
}
CHECKS = (test_c4_upload.test_card, test_c5_widget.test_widget, test_c5_widget.test_found)
cards = st.tuples(*map(st.sampled_from, (LICENSE, LIBRARY, TASK, LANGUAGE, WIDGET, TEXT)))


def written(lines: tuple[str, ...]) -> str:
    """Return a card of these lines and, last, a text; of two lists of tags the first is kept."""
    *front, text = lines
    kept = {line.partition(":")[0]: line for line in reversed(front) if line}
    return "---\n" + "".join(f"{line}\n" for line in kept.values()) + f"---\n{text}"


def agree(card: str, folder: Path) -> list[str]:
    """Assert that the linter says what fails, and return the codes of it."""
    model = folder / "model_repo"
    model.mkdir(exist_ok=True)
    (folder / "answers.yaml").write_text("username: ada\n")
    said = {problem.code for problem in lint_card_text(card, "README.md", model)}
    failed = []
    metadata = metadata_of(card.encode())
    repo = live(task=task(metadata), tags=tuple(languages(metadata)))
    evidence: Any = {CARD: Found(card), REPO: repo}
    problems = chain.from_iterable(judged(evidence) for judged in CHECKS)
    failed = [problem.code for problem in problems if problem.severity == "error"]
    for code in failed:
        assert any(one.startswith(SAID.get(code, (code,))) for one in said), (code, said, card)
    return failed


@given(cards)
def test_what_a_card_fails_by_is_said_before(
    tmp_path_factory: pytest.TempPathFactory, lines: tuple[str, ...]
) -> None:
    agree(written(lines), scratch(tmp_path_factory.getbasetemp(), "cards"))


def test_each_way_to_fail_is_among_these_cards(tmp_path: Path) -> None:
    """One part at a time is other than in a card that passes."""
    parts = (LICENSE, LIBRARY, TASK, LANGUAGE, WIDGET, TEXT)
    good = tuple(part[0] for part in parts)
    assert agree(written(good), tmp_path) == []
    codes = set()
    for number, part in enumerate(parts):
        for other in part:
            codes |= set(agree(written((*good[:number], other, *good[number + 1 :])), tmp_path))
    assert codes >= SAID.keys()


@pytest.mark.parametrize(
    "card",
    [
        *(
            "",
            "# Mine\n",
            "---\nlicense: mit\n",
            "---\n---\n",
            "---\n- a\n---\n",
            "---\na: [\n---\n",
        ),
        "---\ntask_categories: [x]\nsize_categories: [n<1K]\n---\n# Leaves\n",
    ],
)
def test_a_card_without_metadata_of_a_model_is_said_to_be_one(card: str, tmp_path: Path) -> None:
    (tmp_path / "model_repo").mkdir()
    said = [p.code for p in lint_card_text(card, "README.md", tmp_path / "model_repo")]
    assert [code for code in said if code.startswith(("FM-", "Y-", "CARD-TOP", "CARD-KIND"))]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_template_is_told_all_that_it_fails_by(tmp_path: Path, lang: str) -> None:
    text = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    failed = agree(template.in_language(text, "README.md", lang), tmp_path)
    assert set(failed) == SAID.keys() - {"C5-WIDGET"}
