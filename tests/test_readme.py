"""The documents say what the code does."""

from __future__ import annotations

import re
import subprocess

import pytest

from checks.challenges import all_checks
from checks.cli import COMMANDS
from tests.submissions import ROOT

README = (ROOT / "README.md").read_text("utf-8")
KOREAN = (ROOT / "README.ko.md").read_text("utf-8")
CHALLENGES = sorted({check.id.partition(".")[0] for check in all_checks()})


@pytest.mark.parametrize("text", [README, KOREAN], ids=["en", "ko"])
def test_one_heading_a_challenge(text: str) -> None:
    assert re.findall(r"^### (c\d+): \S", text, re.MULTILINE) == CHALLENGES


@pytest.mark.parametrize("text", [README, KOREAN], ids=["en", "ko"])
def test_every_command_that_is_named_exists(text: str) -> None:
    named = set(re.findall(r"\btour ([a-z]+)", text))
    assert named <= set(COMMANDS)


def test_the_table_of_commands_is_complete() -> None:
    assert re.findall(r"^\| `tour (\w+)", README, re.MULTILINE) == list(COMMANDS)


def test_both_languages_give_the_same_commands_to_type() -> None:
    def typed(text: str) -> list[str]:
        blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
        return [line.replace(" --lang ko", "") for line in lines]

    ours = typed(README.partition("## For students")[2].partition("## For teachers")[0])
    assert typed(KOREAN) == ours


def test_the_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)(?=`|\s+#)", README)) <= targets
    assert {"demo", "test"} <= targets


def test_the_layout_names_what_is_there() -> None:
    layout = README.partition("## Layout")[2].partition("```")[2].partition("```")[0]
    paths = [line.split("  ")[0].split(",")[0].strip() for line in layout.splitlines() if line]
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists() and "yamldoc" not in path] == []


def test_links_within_the_documents_lead_somewhere() -> None:
    for text in (README, KOREAN):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), target
        slugs = {
            re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= slugs


def test_the_template_holds_the_marks_it_is_known_by() -> None:
    from checks import template

    card = (ROOT / "model_repo_template/README.md").read_text("utf-8")
    assert template.EXAMPLE in card
    assert card.count(f"\n{template.PROMPT} ") >= 3


def test_the_template_as_it_comes_stops_nobodys_first_commit() -> None:
    """Somebody who has answered challenge 1 commits the card as the template has it."""
    from checks.lint.card.linter import lint_card
    from minihub.cardrules import validate_card

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
    import dataclasses

    from checks.rubric import Rubric, load

    rubric, problems = load(ROOT / "rubric.yaml")
    assert problems == []
    assert dataclasses.replace(rubric, points={}) == Rubric()
    assert rubric.points == {check.id: check.points for check in all_checks()}


def test_every_key_of_the_rubric_is_explained() -> None:
    import json

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
