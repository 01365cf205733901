"""Lint and the grade agree on whether a card names a library, however it does or does not."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from checks.grading.check import Outcome
from checks.hub import cards
from checks.hub.facts import Found
from checks.lint.card.linter import lint_card_text
from tests.facts import alone

NAMES = {
    "": None,
    "library_name: sklearn": "sklearn",
    "library_name: ' sklearn '": "sklearn",
    "library_name: my-own": "my-own",
    "library_name:": None,
    "library_name: ''": None,
    "library_name: ' '": None,
    "library_name: []": None,
    "library_name: [sklearn]": None,
    "library_name: 7": None,
}
TAGS = {
    "": None,
    "tags: [keras]": "keras",
    "tags: [course, keras, sklearn]": "keras",
    "tags: keras": "keras",
    "tags: [Keras, scikit-learn]": None,
    "tags: [7, [keras], {keras: keras}]": None,
    "tags:": None,
}


@pytest.mark.parametrize(("name", "tags"), list(product(NAMES, TAGS)))
def test_lint_and_grade_agree(tmp_path: Path, name: str, tags: str) -> None:
    text = f"---\nlicense: mit\n{name}\n{tags}\n---\n{'x' * 80}\n"
    library = NAMES[name] or TAGS[tags]
    assert cards.library(cards.metadata(text.encode())) == library
    linted = "CARD-NO-LIBRARY" in {problem.code for problem in lint_card_text(text, "README.md")}
    assert linted is (library is None)
    outcome, _, told = alone("c4.card", tmp_path, card=Found(text))
    assert outcome is (Outcome.FAILED if linted else Outcome.PASSED)
    assert [code for code, *_ in told] == ["C4-LIBRARY"] * linted
