"""What is certain in a card: near values, keys and fences; and what is not."""

from __future__ import annotations

import pytest

from checks.lint.card.linter import lint_card_text
from checks.lint.fix import edited
from checks.messages import Edit

GOOD = {
    "license": "mit",
    "language": "en",
    "library_name": "sklearn",
    "pipeline_tag": "text-classification",
}


def card(lines: str, meant: str = "") -> str:
    keys = {line.split(":")[0].strip('"') for line in (lines + "\n" + meant).splitlines()}
    rest = [f"{key}: {value}" for key, value in GOOD.items() if key not in keys]
    return "\n".join(["---", lines, *rest, "---", "# T", ""])


def fixed(text: str) -> str:
    """Return the text after one round of edits."""
    edits = [p.fix for p in lint_card_text(text, "README.md") if isinstance(p.fix, Edit)]
    return edited(text, edits)


CERTAIN = [
    ("license: apache2  # mine", "license: apache-2.0  # mine"),
    ("license: 'Apache 2.0'", "license: 'apache-2.0'"),
    ('license: "MIT License"', 'license: "mit"'),
    ("license: [mit, gpl3]", "license: [mit, gpl-3.0]"),
    ("license: GPLv3", "license: gpl-3.0"),
    ("license: CC-BY-4.0", "license: cc-by-4.0"),
    ("license: Apache License (Version 2.0)", "license: apache-2.0"),
    ("license: GNU GPL v3", "license: gpl-3.0"),
    ("pipeline_tag: ner", "pipeline_tag: token-classification"),
    ("pipeline_tag: Sentiment Analysis", "pipeline_tag: text-classification"),
    ("library_name: Scikit_learn", "library_name: sklearn"),
    ("license：mit", "license: mit"),
    ("license = mit", "license: mit"),
    ("license:mit\nlanguage:en\ntags:[a]", "license: mit\nlanguage: en\ntags: [a]"),
    ("license: mit\ntags:\n-a\n-b", "license: mit\ntags:\n- a\n- b"),
    ("language: english", "language: en"),
    ("language: [jw, gr]", "language: [jv, el]"),
    ("language: es-ES", "language: es"),
    ("language: english, korean", "language: [en, ko]"),
    ("language: [en, korean]", "language: [en, ko]"),
    ("language: no", 'language: "no"'),
    ("language: norwegian", 'language: "no"'),
    ("language:\n- no # Norsk\n- en", 'language:\n- "no" # Norsk\n- en'),
    ("library_name: scikit-learn", "library_name: sklearn"),
    ("library_name: Transformers", "library_name: transformers"),
    ("library_name: sentence_transformers", "library_name: sentence-transformers"),
    ("pipeline_tag: text classification", "pipeline_tag: text-classification"),
    ("pipeline_tag: 'Text_Generation'", "pipeline_tag: 'text-generation'"),
    ("tags: [nlp, 2026]", 'tags: [nlp, "2026"]'),
    ("datasets: https://huggingface.co/datasets/ada/x", "datasets: ada/x"),
    ("base_model: [ada/x/]", "base_model: [ada/x]"),
    ("licence: mit", "license: mit"),
    ("pipeline-tag: fill-mask", "pipeline_tag: fill-mask"),
    ("tag: [x]", "tags: [x]"),
    ("library: sklearn", "library_name: sklearn"),
    ('"licence": mit', '"license": mit'),
]


@pytest.mark.parametrize(("before", "after"), CERTAIN)
def test_what_is_certain_is_fixed_by_position(before: str, after: str) -> None:
    text = card(before, after)
    assert fixed(text) == text.replace(before, after)
    codes = {p.code for p in lint_card_text(fixed(text), "README.md")}
    assert not codes & {p.code for p in lint_card_text(text, "README.md") if p.fix}


NOT_CERTAIN = [
    "license: gnu",
    "license: apache",
    "license: apache-1.1",
    "license: lgpl-2.0",
    "license: cc-by-sa",
    "license: agpl",
    "library_name: tensorflow",
    "license: my own",
    "language: klingonish",
    "language: [en, 'german, korean']",
    "library_name: keras2",
    "library_name: my-own-library",
    "pipeline_tag: classification",
    "datasets: librispeech 960h",
    "base_model: ada/x/y",
    "tag: nlp",
    "framework: pytorch",
    "licence: mit\nlicense: mit",
    "widget: >\n  hello",
    "co2_eq_emissions: 3 kg",
]


@pytest.mark.parametrize("lines", NOT_CERTAIN)
def test_what_may_mean_two_things_is_left(lines: str) -> None:
    text = card(lines)
    assert lint_card_text(text, "README.md")
    assert fixed(text) == text


FENCES = [
    ("--- \nlicense: mit\n---\n", "---\nlicense: mit\n---\n"),
    ("--- \nlicense: mit\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("----\nlicense: mit\n---\n", "---\nlicense: mit\n---\n"),
    ("---\nlicense: mit\n----\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("---\nlicense: mit\n –––\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("---\nlicense: mit\n--\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("--\nlicense: mit\n--\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("———\nlicense: mit\n———\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("---\nlicense: mit\n...\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("---\ntags:\n- a\n  - b\n\n# T\n", "---\ntags:\n- a\n  - b\n---\n\n# T\n"),
    ("---\nlicense: mit\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("---\nlicense: mit", "---\nlicense: mit\n---\n"),
    ("---\n---\nlicense: mit\n---\n# T\n", "---\nlicense: mit\n---\n# T\n"),
    ("\ufeff--- \nlicense: mit\n---\n", "---\nlicense: mit\n---\n"),
    ("\n\n---\nlicense: mit\n", "\n\n---\nlicense: mit\n---\n"),
]


@pytest.mark.parametrize(("before", "after"), FENCES)
def test_fences_are_fixed(before: str, after: str) -> None:
    assert fixed(fixed(before)) == after
    codes = {p.code for p in lint_card_text(after, "README.md")}
    assert not [code for code in codes if code.startswith("FM-")]


@pytest.mark.parametrize(
    "text",
    [
        "--- yaml\nlicense: mit\n---\n",
        "----\n\nA line above a text.\n",
        "---\nlicense: mit\n# which?\nlanguage: en\n",
        "---\nlicense: mit\n--- # end\n",
        "---\n---\n# T\n---\n",
        "---\nA text below a line.\n",
        "# T\n---\nlicense: mit\n---\n",
    ],
)
def test_fences_that_may_mean_two_things_are_left(text: str) -> None:
    assert fixed(text) == text
