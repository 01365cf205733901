"""The linter and the embedded Hub judge a card alike: what one calls an error, the other refuses.

But for what is documented here, of which the Hub says nothing: it accepts a card whose front
matter it does not find, and a value that no Python program can read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from checks.hubspec.card_fields import FIELD_TYPES
from checks.lint.card.linter import lint_card_text
from checks.lint.example import data_of
from checks.yamldoc import CARD
from minihub.card_rules import validate_card
from tests.corpus import cases
from tests.minihub.conftest import Raw

CORPUS = Path(__file__).parents[1] / "corpus"

# Front matter that is ignored is no error to the Hub, and neither is a secret nor a date such
# as 2026-13-45, at which PyYAML raises. A character that YAML forbids is read by js-yaml where
# it is a byte-order mark.
BESIDE = ("FM-", "LINT-TOKEN", "Y-VALUE", "Y-CHAR")


def refused_by_linter(text: str) -> bool | None:
    """Return whether the linter finds an error; None where it is a documented difference."""
    errors = [p.code for p in lint_card_text(text, "README.md") if p.severity == "error"]
    if any(code.startswith(BESIDE) for code in errors):
        return None
    return bool(errors)


def agree(text: str) -> None:
    verdict, ours = validate_card(text, "model"), refused_by_linter(text)
    problems = [p.line("en") for p in lint_card_text(text, "README.md")]
    assert ours is None or ours == bool(verdict.errors), (text, verdict, problems)


WRITTEN = [
    *("en", "ko", "no", '"no"', "es-ES", "xx", "eng", "multilingual", "English", "''", '" "'),
    *("mit", "apache2", "other", "cc-by-4.0", "my-licence", "My Licence", "LICENSE", "LICENCE"),
    *("https://example.org/a", "ada/x", "ada--b/x", "a/b/c", "gpt2", "x.git", "-x", "ada/", "a b"),
    *("fill-mask", "text classification", "sklearn", "merge", "child", "f1", "F1 Score"),
    *("~", "null", "", "true", "yes", "on", "False", "1", "0123", "0x1F", "0o17", "0b11", "1_000"),
    *("1e3", "1.5", "-.5", "+.5", "1.", ".inf", ".nan", "12:30:45", "1:30", "2026-01-01"),
    *("“mit”", "‘en’", "„ada/x“", "“fill-mask”", "&a x", "*a", "!!str 5", "!!int x", "a\tb"),
    *("9" * 15, "9" * 16, "9" * 50, "1e999", "'1'", "=", "y", "n", "NULL", "nULL"),
]
scalars = st.sampled_from(WRITTEN)
flows = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(
                ["name", "results", "task", "dataset", "metrics", "type", "value", "text", "url"]
            ),
            inner,
            max_size=3,
        ).map(lambda items: f"{{{', '.join(f'{key}: {item}' for key, item in items.items())}}}")
    ),
    max_leaves=6,
)
keys = st.sampled_from([*FIELD_TYPES, "licence", "extra_gated_prompt", "extra_gated_fields", "x"])
fronts = st.lists(st.tuples(keys, flows).map(lambda line: f"{line[0]}: {line[1]}"), max_size=6)


@given(fronts)
@example(["metrics: {}", "metrics: [1]"])
@example(["metrics: {}"])
@example(["tags: " + "[" * 39 + "]" * 39])
@example(["x: " + "[" * 39 + "]" * 39])
@example(["x: " + "[" * 40 + "]" * 40])
@example(["x: &a [no, &b [b]]", "tags: *b", "metrics: *a", "language: *a"])
@example(["x: &a {text: no}", "widget: [*a, {<<: *a}]", "inference: {<<: [*a, {url: on}]}"])
def test_of_any_values_both_say_the_same(lines: list[str]) -> None:
    agree("---\n" + "\n".join(lines) + "\n---\n# T\n")


results = st.fixed_dictionaries(
    {},
    optional={
        "task": st.sampled_from([{"type": "x"}, {}, {"type": None}, {"type": 5}, None, "x"]),
        "dataset": st.sampled_from(
            [
                {"type": "d", "name": "D"},
                {"type": "d", "name": "D", "config": "c", "split": None, "revision": "1"},
                *({"type": "d", "name": "D", key: 1} for key in ("config", "split", "revision")),
                {"type": "d"},
                {"type": 1, "name": []},
                {},
                [],
            ]
        ),
        "metrics": st.lists(
            st.sampled_from(
                [
                    {"type": "f1", "value": 0},
                    {"type": "f1", "value": [], "config": 5},
                    {"type": 5, "value": 0},
                    {"type": "f1"},
                    {},
                    None,
                    1,
                ]
            ),
            max_size=2,
        )
        | st.none()
        | st.just({}),
        "source": st.sampled_from([{"url": "u"}, {}, None, "u"]),
    },
)
indexes: st.SearchStrategy[object] = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["a", None, 1]),
            "results": st.lists(results | st.none() | st.just("x"), max_size=2) | st.just({}),
        },
    )
    | st.just("x"),
    max_size=2,
)


@pytest.mark.slow
def test_up_to_its_bounds_and_past_them_both_say_the_same() -> None:
    # The mapping, its key and the list are values, too.
    for count in (CARD.values - 3, CARD.values - 2):
        agree("---\nx: [" + "b," * count + "]\n---\n")
    for size in (CARD.size - 3, CARD.size - 2):
        agree("---\nx: " + "b" * size + "\n---\n")


@given(indexes)
def test_of_any_model_index_both_say_the_same(index: object) -> None:
    agree(f"---\nmodel-index: {json.dumps(index)}\n---\n")


PIECES = [
    *("---", "--- ", "----", " ---", "...", "\n", "\n", "\n", "\r\n", " ", "\t", "# T", "a: b"),
    *("license: mit", "license: x", "- a", "[", "]", "{", "}", "'", '"', "&a ", "*a", "!x ", "? "),
    *("language: no", "<<: ", "|", ">", "%", "@", "a: ", "b: c: d", "  ", "tags:", "\ufeff", "é"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.booleans())
@example("--- \nlicense: mit\n---\n", False)
def test_of_any_text_both_say_the_same(text: str, fenced: bool) -> None:
    whole = f"---\n{text}\n---\n" if fenced else text
    assume(" ! " not in f" {whole} ")
    agree(whole)


def cards() -> Iterator[tuple[str, bytes]]:
    for path in cases.CARDS:
        yield path.parent.name, path.read_bytes()
    for path, case in cases.cases():
        if case.linter == "card":
            for name, files in (("broken", case.broken), ("fixed", case.fixed)):
                content = files.get("README.md")
                if isinstance(content, str):
                    yield f"{case.code}-{path.stem}-{name}", b"".join(data_of(content))


ALL = list(cards())


@pytest.mark.parametrize("data", [data for _, data in ALL], ids=[name for name, _ in ALL])
def test_a_push_of_the_corpus_is_answered_as_the_linter_says(
    raw: Raw, repo: str, data: bytes
) -> None:
    file = {"path": "README.md", "content": base64.b64encode(data).decode(), "encoding": "base64"}
    answer = raw.commit(repo, {"key": "file", "value": file})
    assert answer.status in (200, 400)
    refused = refused_by_linter(data.decode())
    assert refused is None or refused == (answer.status == 400), answer.json
