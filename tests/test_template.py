"""What a copy of the template begins with: the card, the LFS rules, the rubric."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from checks import template
from checks.challenges import all_checks, declared
from checks.hubspec.attributes import lfs_line
from checks.hubspec.formats import MODEL_SUFFIXES
from checks.lint.card.linter import lint_card
from checks.questions import Setting
from checks.rubric import GENERAL, Rubric, load
from checks.translations import languages
from minihub.card_rules import validate_card
from tests.paths import ROOT


def test_the_template_holds_the_marks_it_is_known_by() -> None:
    card = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    assert template.EXAMPLE in card
    assert f"\n# {template.TITLE}\n" in card
    assert card.count(f"\n{template.PROMPT} ") >= 3


@pytest.mark.parametrize("lang", languages())
def test_the_template_as_it_comes_stops_nobodys_first_commit(lang: str, tmp_path: Path) -> None:
    """Somebody who has answered challenge 1 commits the card as the template has it."""
    card = tmp_path / "README.md"
    card.write_text(in_language("model_repo_template/README.md", lang), encoding="utf-8")
    found = lint_card(card)
    assert [problem for problem in found if problem.severity == "error"] == []
    assert {problem.code for problem in found} == {
        problem.code for problem in lint_card(ROOT / "model_repo_template/README.md")
    }
    assert validate_card(card.read_text("utf-8"), "model").errors == ()


def in_language(file: str, lang: str) -> str:
    return template.in_language((ROOT / file).read_text("utf-8"), Path(file).name, lang)


@pytest.mark.parametrize("file", template.FILES)
def test_a_template_is_translated_in_its_prose_alone(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert in_language(file, "en") == text
    other = text.translate(str.maketrans("aeo", "áéó"))
    assert template.in_language(other, Path(file).name, "ko") == other
    korean = in_language(file, "ko")
    assert template.in_language(korean, Path(file).name, "ko") == korean
    lines = [line for line in korean.splitlines() if line not in text.splitlines()]
    assert len(lines) >= 7
    assert all(re.search("[가-힣]", line) for line in lines if "first, second" not in line)


@pytest.mark.parametrize("lang", languages())
def test_a_translated_template_holds_the_same(lang: str) -> None:
    card, program = template.FILES
    front, ours = (
        yaml.safe_load(text.split("---")[1])
        for text in (in_language(card, lang), (ROOT / card).read_text("utf-8"))
    )
    assert template.is_example(front.pop("widget")[0]["text"])
    del ours["widget"]
    assert front == ours
    assert "\n# license:\n" in in_language(card, lang)
    assert "\n# language:\n" in in_language(card, lang)
    assert in_language(card, lang).count(f"\n{template.PROMPT} ") == 4
    assert code(in_language(program, lang)) == code((ROOT / program).read_text("utf-8"))


def code(text: str) -> str:
    """Return a program without its docstring, its comments and the texts that it prints."""
    tree = ast.parse(text)
    del tree.body[0]
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values):
                node.values = [part for part in values if isinstance(part, ast.FormattedValue)]
    return ast.unparse(tree)


RULES = ROOT / "model_repo_template/.gitattributes"


def test_the_rules_of_the_template_begin_with_the_hubs_own() -> None:
    hubs = (ROOT / "minihub/data/.gitattributes").read_bytes()
    assert RULES.read_bytes().startswith(hubs)
    words = ["git", "hash-object", "minihub/data/.gitattributes"]
    oid = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert oid.strip() == "a6344aac8c09253b3b630fb776ae94478aa0275b"


def test_the_rules_cover_every_format_of_models_and_those_that_the_lab_names() -> None:
    named = {
        suffix
        for page in ("docs/lab.md", "docs/lab.ko.md", "README.md")
        for suffix in re.findall(r"`[^`\s]*(\.[a-z0-9]+)`", (ROOT / page).read_text("utf-8"))
        if suffix in MODEL_SUFFIXES
    }
    assert {".joblib", ".keras", ".safetensors", ".ubj"} <= named
    lines = RULES.read_text("utf-8").splitlines()
    assert sorted(set(lines)) == sorted(lines)
    assert {lfs_line(f"*{suffix}") for suffix in MODEL_SUFFIXES} <= set(lines)


def test_the_rubric_that_is_shipped_is_the_default() -> None:
    rubric, problems = load(ROOT / "rubric.yaml")
    assert problems == []
    settings = [*GENERAL, *declared(Setting)]
    assert rubric.settings.keys() <= {setting.key for setting in settings}
    for setting in settings:
        assert rubric[setting] == Rubric()[setting]
    assert rubric.points == {check.id: check.points for check in all_checks()}


def test_every_key_of_the_rubric_is_explained() -> None:
    schema = json.loads((ROOT / "checks/schemas/rubric.schema.json").read_text())

    def unexplained(part: dict[str, object], path: str) -> list[str]:
        found = []
        properties = part.get("properties")
        for key, inner in (properties if isinstance(properties, dict) else {}).items():
            if "description" not in inner and "properties" not in inner:
                found.append(f"{path}{key}")
            found += unexplained(inner, f"{path}{key}.")
        return found

    assert unexplained(schema, "") == []
    lines = (ROOT / "rubric.yaml").read_text("utf-8").splitlines()
    top = [at for at, line in enumerate(lines) if re.match(r"\w+:", line)]
    assert all(lines[at - 1].startswith("#") for at in top)
