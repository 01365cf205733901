"""What a release takes, and what each copy of the template has of it."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import checks
from checks.challenges import all_checks
from checks.cli import COMMANDS
from tests.pages import read
from tests.paths import BIN, ROOT

FOLDER = ROOT / ".github/ISSUE_TEMPLATE"
CHOOSER = FOLDER / "config.yml"
FORMS = sorted({*FOLDER.iterdir()} - {CHOOSER})
DEPENDABOT = ROOT / ".github/dependabot.yml"
# These are names, the same in every language.
NAMES = {"Windows", "macOS", "Linux", "Codespaces", "GitHub Actions", "Classroom 50", "Gradescope"}

each_form = pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def headings() -> list[str]:
    return re.findall(r"^## (.*)", read("CHANGELOG.md"), re.MULTILINE)


def test_the_changelog_begins_with_what_is_not_released_and_then_this_version() -> None:
    first, *released = headings()
    assert first == "Unreleased"
    versions, days = zip(*(line.split(" - ") for line in released), strict=True)
    assert versions[0] == checks.__version__
    assert [*days] == sorted(map(date.isoformat, map(date.fromisoformat, days)), reverse=True)


def test_a_version_says_what_is_new() -> None:
    for section in re.split(r"^## .* - .*", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
        assert set(re.findall(r"^### (.*)", section, re.MULTILINE)) <= {
            *("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
        }
        entries = re.findall(r"^- (.*)", section, re.MULTILINE)
        assert entries
        assert len(entries) == len(set(entries))


def test_releasing_names_the_files_that_hold_the_version() -> None:
    words = ["git", "grep", "--fixed-strings", "--files-with-matches", f"v{checks.__version__}"]
    done = subprocess.run([*words, "--", "docs"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["docs/hooks.md"]
    page = read("RELEASING.md")
    for name in ("CHANGELOG.md", "checks/__init__.py", "docs/hooks.md"):
        assert name in page


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        *(pytest.param("github-issue-forms", path, id=path.stem) for path in FORMS),
        pytest.param("github-issue-config", CHOOSER, id="chooser"),
        pytest.param("dependabot", DEPENDABOT, id="dependabot"),
    ],
)
def test_a_file_has_the_form_that_github_reads(schema: str, path: Path) -> None:
    words = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@each_form
def test_in_a_copy_a_form_gives_nobody_a_label_or_a_task(path: Path) -> None:
    assert set(load(path)) == {"name", "description", "title", "body"}


def test_in_a_copy_a_teacher_may_write_an_issue_without_a_form() -> None:
    assert load(CHOOSER)["blank_issues_enabled"] is True
    for link in load(CHOOSER)["contact_links"]:
        assert link["url"].startswith("https://status.huggingface.co")


def told(part: Any) -> list[str]:
    """Return the texts of a form or the chooser that people read."""
    match part:
        case dict():
            keys = ("name", "description", "about", "label", "value")
            texts = [part[key] for key in keys if isinstance(part.get(key), str)]
            options = [one for one in part.get("options", []) if isinstance(one, str)]
            return texts + options + [text for one in part.values() for text in told(one)]
        case list():
            return [text for one in part for text in told(one)]
    return []


@pytest.mark.parametrize("path", [*FORMS, CHOOSER], ids=lambda path: path.stem)
def test_each_text_is_in_english_and_korean(path: Path) -> None:
    texts = [text for text in told(load(path)) if text not in NAMES]
    assert len(texts) >= 2
    for text in texts:
        english, _, korean = text.partition(" / ") if " / " in text else text.partition("\n\n")
        assert re.match("[“A-Z*S]", english), text
        assert re.search("[가-힣]", korean), text
    for text in texts:
        spans = set(re.findall(r"`([^`]+)`", text))
        assert all(text.count(f"`{span}`") % 2 == 0 for span in spans), text


@each_form
def test_a_form_asks_each_thing_once_and_something_always(path: Path) -> None:
    asked = [one for one in load(path)["body"] if one["type"] != "markdown"]
    ids = [one["id"] for one in asked]
    assert len(ids) == len(set(ids))
    assert any(one.get("validations", {}).get("required") for one in asked)


@each_form
def test_a_form_warns_of_answers_and_names_commands_that_exist(path: Path) -> None:
    [first, *_] = load(path)["body"]
    assert first["type"] == "markdown"
    assert "answer" in first["attributes"]["value"]
    assert "정답" in first["attributes"]["value"]
    named = set(re.findall(r"`tour ([a-z]+)", path.read_text("utf-8")))
    assert named <= set(COMMANDS)


def test_the_form_for_a_wrong_grade_asks_for_what_a_report_has() -> None:
    fields = {one["id"]: one for one in load(FOLDER / "wrong-grade.yml")["body"] if "id" in one}
    schema = json.loads((ROOT / "checks/schemas/report.schema.json").read_text("utf-8"))
    asked = set(re.findall(r"`(\w+)`", fields["report"]["attributes"]["description"]))
    assert {"results", "grader", "rubric"} <= asked <= set(schema["properties"])
    example = fields["check"]["attributes"]["placeholder"]
    assert example in {check.id for check in all_checks()}
    [confirmed] = fields["private"]["attributes"]["options"]
    assert confirmed["required"] is True


def test_dependabot_opens_no_pull_request_in_a_copy() -> None:
    """Only what a repository's own settings turn on, which no copy of it has."""
    for update in load(DEPENDABOT)["updates"]:
        assert update["open-pull-requests-limit"] == 0
        assert {group["applies-to"] for group in update["groups"].values()} == {"security-updates"}
        assert list((ROOT / update["directory"].strip("/")).glob("*.txt"))
    assert not [*ROOT.glob("*renovate*"), *ROOT.glob(".github/*renovate*")]
