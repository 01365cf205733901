"""The schemas that editors use: valid, explained in two languages, and true to the linters."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checks.challenges import declared
from checks.commands import card_schema, forms
from checks.hubspec import vocabulary
from checks.hubspec.card_fields import FIELD_TYPES, GATED_TYPES
from checks.lint.answers.questions import questions
from checks.lint.card.frontmatter import split
from checks.lint.card.linter import lint_card_text
from checks.lint.example import FOLDER, load
from checks.questions import Question, Setting
from checks.yamldoc import CARD as CARD_BOUNDS
from checks.yamldoc import parse
from tests.paths import ROOT

SCHEMAS = sorted((ROOT / "checks" / "schemas").glob("*.schema.json"))
FOR_EDITORS = ("answers", "card", "rubric")
CARDS = sorted((ROOT / "tests/corpus/cards").glob("*/README.md"))
CARD_CASES = [path for path in sorted(FOLDER.glob("*.yaml")) if load(path, "X").linter == "card"]


def schema(name: str) -> dict[str, Any]:
    text = (ROOT / "checks" / "schemas" / f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


CARD = jsonschema.Draft202012Validator(schema("card"))


def test_every_schema_is_valid_draft_2020_12() -> None:
    for path in SCHEMAS:
        assert json.loads(path.read_text("utf-8"))["$schema"].endswith("/draft/2020-12/schema")
    words = ["-m", "check_jsonschema", "--check-metaschema", *map(str, SCHEMAS)]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def described(part: dict[str, Any], path: str = "") -> Iterator[tuple[str, str | None]]:
    for key, inner in part.get("properties", {}).items():
        yield f"{path}{key}", inner.get("description")
        yield from described(inner, f"{path}{key}.")


@pytest.mark.parametrize("name", FOR_EDITORS)
def test_hovering_over_a_key_explains_it_in_both_languages(name: str) -> None:
    found = dict(described(schema(name)))
    assert found
    for text in found.values():
        english, _, korean = (text or "").partition("\n\n")
        assert english
        assert not re.search("[가-힣]", english)
        assert re.search("[가-힣]", korean)


@pytest.mark.parametrize("name", ["answers", "rubric"])
def test_an_editor_finds_the_schema_by_the_first_line(name: str) -> None:
    first = (ROOT / f"{name}.yaml").read_text("utf-8").splitlines()[0]
    written = first.removeprefix("# yaml-language-server: $schema=")
    assert (ROOT / written).resolve() == ROOT / "checks" / "schemas" / f"{name}.schema.json"


def test_what_follows_from_the_challenges_is_up_to_date() -> None:
    """`make schemas` writes these files."""
    for path, text in forms.files().items():
        assert path.read_text("utf-8") == text, path


def test_the_linter_asks_what_the_challenges_declare() -> None:
    declared_ = {question.path: question.kind.name for question in declared(Question)}
    assert questions() == declared_


def test_every_kind_has_a_name_of_its_own() -> None:
    for kinds in (declared(Question), declared(Setting)):
        by_name: dict[str, set[int]] = {}
        for item in kinds:
            by_name.setdefault(item.kind.name, set()).add(id(item.kind))
        assert all(len(ids) == 1 for ids in by_name.values())


def test_the_schema_of_cards_is_up_to_date() -> None:
    """`make schemas` writes it."""
    assert card_schema.PATH.read_text("utf-8") == card_schema.text()


def test_the_schema_of_cards_explains_every_field() -> None:
    card = schema("card")
    assert set(card["properties"]) == {*FIELD_TYPES, *GATED_TYPES}
    languages = card["$defs"]["language"]["anyOf"][0]["enum"]
    assert len(languages) > 180
    assert all(map(vocabulary.is_language, languages))


def front_matter(text: str) -> Any:
    matter, _ = split(text, "README.md")
    doc, _ = parse(matter.yaml, "README.md", 1, CARD_BOUNDS) if matter else (None, [])
    return doc.json_data() if doc else None


@pytest.mark.parametrize("path", CARDS, ids=[path.parent.name for path in CARDS])
def test_the_schema_takes_every_card_that_passes(path: Path) -> None:
    data = front_matter(path.read_text("utf-8"))
    assert isinstance(data, dict)
    assert [error.message for error in CARD.iter_errors(data)] == []


@pytest.mark.parametrize("path", CARD_CASES, ids=[path.stem for path in CARD_CASES])
def test_the_schema_takes_every_fixed_card(path: Path) -> None:
    data = front_matter(str(load(path, path.stem).fixed["README.md"]))
    assert [error.message for error in CARD.iter_errors(data)] == []


BROKEN = [
    "license: apache2",
    "license: [mit, gpl3]",
    "language: english",
    "language: es-ES",
    "pipeline_tag: text classification",
    "tags: nlp",
    "metrics: {accuracy: 1}",
    "datasets: librispeech 960h",
    "base_model: https://huggingface.co/ada/x",
    "base_model_relation: cousin",
    "widget: hello",
    "widget:\n  - hello",
    "model-index:\n  - name: x",
    "model-index:\n  - name: x\n    results: {}",
    "model-index:\n  - name: x\n    results:\n      - task: {type: a}\n        metrics: {}",
    "model-index:\n  - name: x\n    results:\n      - task: {type: 1}\n        metrics: []",
    "inference: maybe",
    "co2_eq_emissions: 3 kg",
    "license_link: [LICENSE]",
    "extra_gated_eu_disallowed: never",
]


@pytest.mark.parametrize("lines", BROKEN)
def test_what_the_schema_refuses_the_linter_refuses_too(lines: str) -> None:
    assert list(CARD.iter_errors(yaml.safe_load(lines)))
    said = {p.code for p in lint_card_text(f"---\n{lines}\n---\n", "README.md")}
    assert [code for code in said if not code.startswith("CARD-NO-")]
