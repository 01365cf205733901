"""The card's rules: for each a card that breaks it, at the exact place, and one that keeps it."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import iso639
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import FIELD_TYPES
from checks.lint.card.context import Card
from checks.lint.card.frontmatter import split
from checks.lint.card.language import CODES_BY_NAME
from checks.lint.card.linter import MAX_CARD_BYTES, RULES, lint_card, lint_card_text
from checks.lint.suggest.closest import certain_repo_id, characters_of_no_id, suggest_repo_id
from checks.messages import Problem, render
from checks.textfile import LINE_BREAK
from checks.yamldoc import CARD, parse

GOOD = """\
license: mit
language: en
library_name: sklearn
pipeline_tag: text-classification
"""
TOKEN = "hf_" + "aB3" * 11


def found(text: str) -> list[tuple[str, int, int]]:
    return [(p.code, p.place.line, p.place.col) for p in lint_card_text(text, "README.md")]


def card(lines: str) -> str:
    """Return a card with these lines, then those of GOOD whose keys are not among them."""
    keys = {line.split(":")[0] for line in lines.splitlines()}
    rest = [line for line in GOOD.splitlines() if line.split(":")[0] not in keys]
    return (
        "---\n" + lines.rstrip("\n") + "\n" + "".join(f"{line}\n" for line in rest) + "---\n# T\n"
    )


BROKEN = [
    # forms
    ("license_link: [LICENSE]", "CARD-TEXT", 2, 15),
    ("language: {en: true}", "CARD-WORDS", 2, 11),
    ("datasets: [ada/x, [ada/y]]", "CARD-WORDS", 2, 19),
    ("tags: nlp", "CARD-LIST", 2, 7),
    ("tags: [nlp, {a: b}]", "CARD-LIST", 2, 13),
    ("language_bcp47: en-US", "CARD-LIST", 2, 17),
    ("widget: hello", "CARD-ENTRIES", 2, 9),
    ("widget:\n  - hello", "CARD-ENTRY", 3, 5),
    ("widget:\n  - [hello]", "CARD-ENTRIES", 3, 5),
    ("model-index: [mine]", "CARD-ENTRY", 2, 15),
    ("license: “mit”", "CARD-CURLY", 2, 10),
    ("tags: [a, ‘b’]", "CARD-CURLY", 2, 11),
    ("widget:\n  - text: Replace this sentence with an example of your own", "CARD-EXAMPLE", 3, 11),
    ("widget:\n  - table: {a: [이 문장을 여러분의 예시로 바꾸세요]}", "CARD-EXAMPLE", 3, 17),
    ("model-index: {name: x}", "CARD-ENTRIES", 2, 14),
    ("inference: maybe", "CARD-FLAG", 2, 12),
    ("co2_eq_emissions: 3 kg", "CARD-NUMBER", 2, 19),
    ("co2_eq_emissions: true", "CARD-NUMBER", 2, 19),
    ("license: 2.0", "CARD-QUOTES", 2, 10),
    ("tags: [0123]", "CARD-QUOTES", 2, 8),
    # read in two ways
    ("language: no", "CARD-READINGS", 2, 11),
    ("language: [en, no]", "CARD-READINGS", 2, 16),
    ("language:\n  - no", "CARD-READINGS", 3, 5),
    ("tags: [12:30:45]", "CARD-READINGS", 2, 8),
    ("tags: [2026-01-01]", "CARD-READINGS", 2, 8),
    ("co2_eq_emissions: 1e3", "CARD-READINGS", 2, 19),
    ("inference: yes", "CARD-FLAG", 2, 12),
    ("tags: [nlp, 2026]", "CARD-QUOTES", 2, 13),
    # keys
    ("licence: mit", "CARD-KEY", 2, 1),
    ("pipeline-tag: fill-mask", "CARD-KEY", 2, 1),
    ("tag: [x]", "CARD-KEY", 2, 1),
    ("library: sklearn", "CARD-KEY", 2, 1),
    ("extra_gated_promt: x", "CARD-KEY", 2, 1),
    ("favourite_food: rice", "CARD-KEY-OWN", 2, 1),
    # names
    ("license:", "CARD-LICENSE-BLANK", 2, 1),
    ("license: apache2", "CARD-LICENSE", 2, 10),
    ("license: [mit, gpl3]", "CARD-LICENSE", 2, 16),
    ("license: other\nlicense_name: mine", "CARD-LICENSE-OTHER", 2, 10),
    ("license: other\nlicense_link: LICENSE", "CARD-LICENSE-OTHER", 2, 10),
    ("license: other\nlicense_name: My Licence", "CARD-LICENSE-NAME", 3, 15),
    ("license: other\nlicense_link: LICENCE.txt", "CARD-LICENSE-LINK", 3, 15),
    ("pipeline_tag: text classification", "CARD-TASK", 2, 15),
    ("library_name: scikit-learn", "CARD-LIBRARY", 2, 15),
    ("datasets: https://huggingface.co/datasets/ada/x", "CARD-ID", 2, 11),
    ("datasets: librispeech 960h", "CARD-ID", 2, 11),
    ("datasets:\n  - ada/x\n  - ada/x/y", "CARD-ID", 4, 5),
    ("base_model: hf.co/ada/x", "CARD-ID", 2, 13),
    ("new_version: ada/", "CARD-ID", 2, 14),
    ("base_model: ada--x/y", "CARD-ID", 2, 13),
    ("datasets:", "CARD-ID-BLANK", 2, 1),
    ("base_model: [ada/x, '']", "CARD-ID-BLANK", 2, 21),
    ("base_model_relation: child", "CARD-RELATION", 2, 22),
    ("base_model_relation: merge", "CARD-NO-BASE", 2, 1),
    ("buckets: [x]", "CARD-BUCKET", 2, 11),
    ("metrics: [F1 Score]", "CARD-METRIC", 2, 11),
    # languages
    ("language:", "CARD-LANGUAGE-BLANK", 2, 1),
    ("language: es-ES", "CARD-LANGUAGE", 2, 11),
    ("language: [en, Spanish]", "CARD-LANGUAGE", 2, 16),
    ("language: [en, '']", "CARD-LANGUAGE-BLANK", 2, 16),
    ("language: kr", "CARD-LANGUAGE-COUNTRY", 2, 11),
    ("language_bcp47: [en_US]", "CARD-BCP47", 2, 18),
    # a gate
    ("extra_gated_prompt: [a]", "CARD-GATED", 2, 21),
    ("extra_gated_fields: {Name: string}", "CARD-GATED-FIELD", 2, 28),
    # widget
    ("widget:\n  - example_title: A", "CARD-WIDGET-INPUT", 3, 5),
    ("widget:\n  - text: ''", "CARD-WIDGET-INPUT", 3, 5),
    ("widget:\n  - text: a\n  - src: b.wav", "CARD-WIDGET-INPUT", 4, 5),
    ("widget:\n  - text: a\n    title: b", "CARD-WIDGET-KEY", 4, 5),
    ("widget:\n  - text: [a]", "CARD-WIDGET-FORM", 3, 11),
    ("pipeline_tag: question-answering\nwidget:\n  - text: a", "CARD-WIDGET-PART", 4, 5),
    ("license:\tmit", "CARD-TAB", 2, 9),
    ("5: leaves", "CARD-KEY-TEXT", 2, 1),
    # model-index
    (
        "model-index:\n  - name: a\n    results:\n      - task: {type: x}\n"
        "        metrics: [{type: f1, value: 1}]",
        "CARD-INDEX-DATASET",
        5,
        9,
    ),
    ("model-index:\n  - name: a\n    results: {}", "CARD-INDEX-FORM", 4, 14),
    ("model-index:\n  - name: 5\n    results: []", "CARD-QUOTES", 3, 11),
    ("model-index:\n  - results: []", "CARD-INDEX", 3, 5),
    (
        "model-index:\n  - name: a\n    results:\n      - task: {type: x}\n"
        "        dataset: {type: d}\n        metrics: [{type: f1, value: 1}]",
        "CARD-INDEX",
        6,
        18,
    ),
    (
        "model-index:\n  - name: a\n    results:\n      - task: {type: x}\n"
        "        dataset: {type: d, name: D}\n        metrics: [{type: f1}]",
        "CARD-INDEX",
        7,
        19,
    ),
    (
        "model-index:\n  - name: a\n    results:\n      - task: {type: x}\n"
        "        dataset: {type: d, name: D}\n        metrics: [{type: f1, value: 1}]\n"
        "        source: {name: here}",
        "CARD-INDEX",
        8,
        17,
    ),
    # not YAML, and a secret
    ("tags: [a\nlicense: mit", "Y-UNCLOSED", 2, 7),
    (f"tags: [x, {TOKEN}]", "LINT-TOKEN", 2, 11),
]

SOUND = [
    "",
    "license: [mit, apache-2.0]",
    "license: other\nlicense_name: my-licence-1.0\nlicense_link: https://example.org/LICENSE",
    "license: other\nlicense_name: mine\nlicense_link: LICENSE.md",
    'language: "no"',
    "language: [en, es, multilingual, zho]",
    "tags: [nlp, '2026']",
    "tags: []",
    "metrics: [accuracy]",
    "inference: false",
    "inference: {parameters: {temperature: 0.7}}",
    "co2_eq_emissions: 0.5",
    "co2_eq_emissions: {emissions: 0.5}",
    "extra_gated_prompt: Please read",
    "model_creator: me",
    "datasets: ada/x",
    "datasets: [imdb, ada/x]",
    "base_model: [gpt2, ada/b.c_d-e]",
    "base_model: ada/x\nbase_model_relation: finetune",
    "widget:\n  - text: I like this\n    example_title: Kind\n    output: {label: good}",
    "pipeline_tag: automatic-speech-recognition\nwidget:\n  - src: https://example.org/a.wav",
    "pipeline_tag: text-generation\nwidget:\n  - messages: [{role: user, content: hello}]",
    "pipeline_tag: image-to-video\nwidget:\n  - prompt: a cat\n    src: cat.png",
    "model-index:\n  - name: a\n    results:\n      - task: {type: x}\n"
    "        dataset: {type: d, name: D}\n        metrics: [{type: f1, value: 0}]\n"
    "        source: {url: https://example.org}",
]


@pytest.mark.parametrize(("lines", "code", "line", "col"), BROKEN)
def test_each_mistake_is_found_where_it_stands(lines: str, code: str, line: int, col: int) -> None:
    assert (code, line, col) in found(card(lines))


@pytest.mark.parametrize("lines", SOUND)
def test_a_sound_card_has_no_problems(lines: str) -> None:
    assert found(card(lines)) == []


@pytest.mark.parametrize(
    "task", ["image-classification", "tabular-regression", "time-series-forecasting", "robotics"]
)
def test_a_task_without_language_needs_none(task: str) -> None:
    named = "---\nlicense: mit\nlibrary_name: timm\n{}\n---\n"
    assert found(named.format(f"pipeline_tag: {task}")) == []
    assert found(named.format(f"tags: [{task}]")) == []
    assert found(named.format("pipeline_tag: fill-mask")) == [("CARD-NO-LANGUAGE", 2, 1)]


def test_every_rule_is_broken_by_some_card(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("repo_id: ada/self\n")
    others = ["license: mit\ntags: [x]", "thumbnail: a.png", "new_version: ada/self"]
    silent = set(RULES)
    for lines in [*(lines for lines, *_ in BROKEN), *others]:
        doc = f"---\n{lines}\n---\n"
        silent -= {rule for rule in silent if _speaks(rule, doc, tmp_path)}
    assert silent == set()


def _speaks(rule: Callable[[Card], Iterator[Problem]], text: str, folder: Path) -> bool:
    source = split(text, "f")[0].yaml
    doc, _ = parse(source, "f")
    return doc is not None and any(rule(Card(doc, folder, source)))


def test_what_a_card_leaves_out_is_a_warning() -> None:
    problems = lint_card_text("---\nauthor: me\n---\n", "README.md")
    assert [p.code for p in problems] == [
        "CARD-NO-LANGUAGE",
        "CARD-NO-LIBRARY",
        "CARD-NO-LICENSE",
        "CARD-NO-TASK",
    ]
    assert {p.severity for p in problems} == {"warning"}
    assert {str(p.place) for p in problems} == {"README.md:2:1"}


def test_a_tag_may_say_the_task_the_library_and_the_language() -> None:
    assert found("---\nlicense: mit\ntags: [fill-mask, keras, ko]\n---\n") == []


def test_the_task_for_the_widget_may_come_from_a_tag() -> None:
    text = "---\nlicense: mit\ntags: [audio-classification, keras, ko]\nwidget: [{text: x}]\n---\n"
    assert ("CARD-WIDGET-INPUT", 4, 10) in found(text)


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        ("license: apache2", "apache-2.0"),
        ("license: Apache License 2.0", "apache-2.0"),
        ("license: MIT License", "mit"),
        ("license: GPLv3", "gpl-3.0"),
        ("license: CC BY 4.0", "cc-by-4.0"),
        ("language: es-ES", "es"),
        ("language: zh-CN", "zh"),
        ("language: English", "en"),
        ("language: spanish", "es"),
        ("language: korean", "ko"),
        ("language: 한국어", "ko"),
        ("language: Norwegian", '"no"'),
        ("language: EN", "en"),
        ("language: jp", "ja"),
        ("language: en, ko", "[en, ko]"),
        ("language: kr", "ko"),
        ("language: Klingon language", "two letters"),
        ("metrics: [F1 Score]", "f1"),
        ("framework: sklearn", "library_name"),
        ("language: no", '"no"'),
        ("pipeline_tag: text classification", "text-classification"),
        ("pipeline_tag: Token_Classification", "token-classification"),
        ("library_name: scikit-learn", "sklearn"),
        ("library_name: Transformer", "transformers"),
        ("datasets: https://huggingface.co/datasets/ada/x/tree/main", "ada/x"),
        ("base_model: https://huggingface.co/ada/x?library=sklearn", "ada/x"),
        ("licence: mit", "license"),
        ("widget: [{txt: x}]", "text"),
    ],
)
def test_the_hint_names_what_was_meant(lines: str, meant: str) -> None:
    problems = lint_card_text(card(lines), "README.md")
    for lang in ("en", "ko"):
        hints = " ".join(problem.hint(lang) for problem in problems)
        assert re.search(rf"(?<![\w-]){re.escape(meant)}(?![\w-])", hints, re.ASCII)


@pytest.mark.parametrize(
    "text",
    [
        "/home/ana/models/x",
        "~/models/x",
        "./ada/x",
        "../ada/x",
        "C:\\Users\\ana\\x",
        "ada/x/y",
        "/ada/x",
    ],
)
def test_a_path_on_a_computer_is_no_repo_id(text: str) -> None:
    assert suggest_repo_id(text) == "OWNER/NAME"
    assert certain_repo_id(text) is None


def test_the_address_of_the_hub_in_use_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://127.0.0.1:8000/ada/x/tree/main"
    assert suggest_repo_id(address) == "OWNER/NAME"
    monkeypatch.setenv("HF_ENDPOINT", " http://127.0.0.1:8000/")
    assert suggest_repo_id(address) == certain_repo_id(address) == "ada/x"
    assert suggest_repo_id("127.0.0.1:8000/datasets/ada/x") == "ada/x"
    assert suggest_repo_id("https://github.com/ada/x") == "OWNER/NAME"
    assert suggest_repo_id("https://huggingface.co/ada/x") == "ada/x"


def test_characters_of_no_id_are_named() -> None:
    assert characters_of_no_id("ada/my model") == "␣"
    assert characters_of_no_id("ada/모델🙂!") == "모 델 🙂 !"
    for text in ("ada/model", "model", "./model", "ada/../x", "a b", "ada/x/y z"):
        assert characters_of_no_id(text) == ""


def test_ids_are_taken_out_of_addresses() -> None:
    assert suggest_repo_id("https://huggingface.co/gpt2") == "gpt2"
    assert suggest_repo_id(" @ada/x/ ") == "ada/x"
    assert suggest_repo_id("https://example.org/") == "OWNER/NAME"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n- license: mit\n---\n", [("CARD-TOP", 2, 1)]),
        ("---\njust words\n---\n", [("CARD-TOP", 2, 1)]),
        ("---\n# nothing\n---\n", [("FM-EMPTY", 2, 1)]),
        ("---\nlicense: mit\nlicense: mit\n---\n", [("Y-DUPLICATE", 3, 1)]),
        ("---\n\tlicense: mit\n---\n", [("Y-TAB", 2, 1)]),
        ("---\nlicense: mit\nother: *a\n---\n", [("Y-ALIAS", 3, 8)]),
    ],
)
def test_what_is_no_mapping_is_said_once(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    assert ("CARD-LICENSE", 5, 10) in found("\n\n\n---\nlicense: apache2\n---\n")
    assert ("CARD-LICENSE", 3, 10) in found("---\r\n\r\nlicense: apache2\r\n---\r\n")


def test_a_token_is_never_printed(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    for lines in (f"license: {TOKEN}", f"{TOKEN}: x", f"tags: {TOKEN}", f"base_model: {TOKEN}/x y"):
        path.write_text(card(f"{lines}\nlanguage: {TOKEN}\ntag: [1, &{TOKEN}]"))
        for problem, lang in itertools.product(lint_card(path), ("en", "ko")):
            printed = render(problem, lang) + json.dumps(problem.to_json())
            assert TOKEN[3:9] not in printed
    path.write_text(f"# No front matter\n\n{TOKEN}\n")
    assert ("LINT-TOKEN", 3, 1) in [(p.code, p.place.line, p.place.col) for p in lint_card(path)]


def test_a_file_is_read_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"x" * (MAX_CARD_BYTES + 1))
    assert [p.code for p in lint_card(path)] == ["Y-SIZE"]
    path.write_bytes(b"---\n" + b"a: b\n" * (CARD.size // 5 + 1) + b"---\n")
    assert [p.code for p in lint_card(path)] == ["Y-SIZE"]
    path.write_bytes(b"---\nlicense: mit\n---\n# A\0\n")
    assert [(p.code, str(p.place)) for p in lint_card(path, "R")] == [("Y-CHAR", "R:4:4")]
    path.write_bytes(b"---\nlicense: \xff\n---\n")
    assert [str(p.place) for p in lint_card(path, "R")] == ["R:2:10"]
    assert [p.code for p in lint_card(tmp_path / "none.md")] == ["Y-FILE"]
    assert [p.code for p in lint_card(Path("a\0b"))] in (["Y-FILE"], ["Y-READ"])


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("license: cc-by", "cc-by-4.0"),
        ("license: ＭＩＴ", "mit"),
        ("license: mit, apache-2.0", "[mit, apache-2.0]"),
        ("license: https://opensource.org/licenses/MIT", "mit"),
        ("license: public domain", "cc0-1.0"),
        ("language: Korean and English", "[ko, en]"),
        ("language: Chinese (Simplified)", "zh"),
        ("language: English language", "en"),
        ("language: ＥＮ", "en"),
        ("language: 영어, 한국어", "[en, ko]"),
        ("language: python", "code"),
        ("pipeline_tag: chat", "text-generation"),
        ("pipeline_tag: tabular", "tabular-classification, tabular-regression, tabular-to-text"),
        ("metrics: ['accuracy: 0.9']", "accuracy"),
        ("metrics: [Mean squared error]", "mse"),
        ("base_model: ada/x/tree/main", "ada/x"),
        ("license: cc0", "cc0-1.0"),
        ("license: agpl", "agpl-3.0"),
        ("license: BSD 3-Clause", "bsd-3-clause"),
        ("license: lpgl", "lgpl"),
        ("pipeline_tag: regression", "tabular-regression"),
        (
            "pipeline_tag: iris-classification",
            "text-classification, image-classification, tabular-classification, "
            "token-classification, audio-classification",
        ),
        ("pipeline_tag: something", "text-classification, tabular-classification"),
        ("library_name: pytorch", "sklearn, keras, transformers"),
    ],
)
def test_what_is_proposed_is_what_is_likely_meant(line: str, near: str) -> None:
    problems = lint_card_text(f"---\n{line}\n---\n", "README.md")
    assert [p.fields["near"] for p in problems if "near" in p.fields] == [near]


def test_languages_are_those_of_iso_639() -> None:
    every = iso639.ALL_LANGUAGES
    codes = {code for one in every for code in (one.part1, one.part2b, one.part2t, one.part3)}
    # ISO 639-2 has codes for groups of languages, too, which 639-3 leaves out.
    groups = {code for code in vocabulary.languages() - codes if len(code) == 3}
    assert len(groups) == 66
    assert groups >= {"art", "bat", "ber", "gem", "ine", "nah", "roa", "sla"}
    assert vocabulary.languages() == (codes - {None}) | groups | {"bh", "code", "multilingual"}


def test_names_of_languages_are_those_of_iso_639() -> None:
    names: dict[str, str] = {}
    for one in iso639.ALL_LANGUAGES:
        for name in [one.name, *(other.print for other in one.other_names or ())]:
            if one.part1:
                names.setdefault(re.sub(r"\s*\(.*?\)", "", name).casefold(), one.part1)
    assert vocabulary.languages_by_name() == names


def test_names_beside_those_of_iso_639_lead_to_codes() -> None:
    assert all(map(vocabulary.is_language, CODES_BY_NAME.values()))
    assert vocabulary.languages_by_name().keys() & CODES_BY_NAME.keys() == set()


def test_the_lists_have_the_length_they_have_on_the_hub() -> None:
    assert len(vocabulary.tasks()) == len(set(vocabulary.tasks())) == 57
    assert len(vocabulary.libraries()) == len(set(vocabulary.libraries())) == 240
    assert len(vocabulary.licenses()) == len(set(vocabulary.licenses())) == 83


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(["no", "en", "mit", "fill-mask", "ada/x", "text", "src"]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "results", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*FIELD_TYPES, "licence", "x"]), values, max_size=6))
def test_no_shape_of_a_card_stops_the_linter(fields: object) -> None:
    text = "---\n" + json.dumps(fields) + "\n---\n"
    for problem in lint_card_text(text, "README.md"):
        assert render(problem, "en")
        assert render(problem, "ko")


@given(st.text(alphabet=st.sampled_from("-\n\r \tab:#[]{}'\"&*!|>%@`\ufeff\u2028é한")))
def test_no_text_stops_the_linter(text: str) -> None:
    for around in (text, f"---\n{text}\n---\n"):
        for problem in lint_card_text(around, "README.md"):
            assert problem.place.line <= len(LINE_BREAK.split(around))
            assert render(problem, "ko")
