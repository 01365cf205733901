"""What a copy of the template begins with: the card, the LFS rules, the rubric."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess

from checks import template
from checks.challenges import all_checks
from checks.lint.card.linter import lint_card
from checks.rubric import Rubric, load
from minihub.cardrules import validate_card
from tests.submissions import ROOT


def test_the_template_holds_the_marks_it_is_known_by() -> None:
    card = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    assert template.EXAMPLE in card
    assert card.count(f"\n{template.PROMPT} ") >= 3


def test_the_template_as_it_comes_stops_nobodys_first_commit() -> None:
    """Somebody who has answered challenge 1 commits the card as the template has it."""
    card = ROOT / "model_repo_template/README.md"
    assert [problem for problem in lint_card(card) if problem.severity == "error"] == []
    assert validate_card(card.read_text("utf-8"), "model").errors == ()


def test_the_rules_of_the_template_are_the_hubs_own() -> None:
    ours = (ROOT / "model_repo_template/.gitattributes").read_bytes()
    assert ours == (ROOT / "minihub/data/.gitattributes").read_bytes()
    words = ["git", "hash-object", "model_repo_template/.gitattributes"]
    oid = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert oid.strip() == "a6344aac8c09253b3b630fb776ae94478aa0275b"


def test_the_rubric_that_is_shipped_is_the_default() -> None:
    rubric, problems = load(ROOT / "rubric.yaml")
    assert problems == []
    assert dataclasses.replace(rubric, points={}) == Rubric()
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
