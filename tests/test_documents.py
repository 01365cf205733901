"""The documents say what there is: files, headings, commands and their options."""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
from pathlib import Path

import pytest

from checks.challenges import all_checks
from checks.cli import COMMANDS
from tests.pages import MADE, PAGES, consoles, links, read, spans
from tests.paths import BIN, ROOT

CHALLENGES = sorted({check.id.partition(".")[0] for check in all_checks()})
LABS = ["docs/lab.md", "docs/lab.ko.md"]
# `tour start` makes this folder from the template.
COPIED = {"model_repo": "model_repo_template"}

each_page = pytest.mark.parametrize("page", PAGES)


def test_links_lead_somewhere() -> None:
    """Files, pictures and anchors; what is on other hosts is not asked for."""
    done = lychee(*(ROOT / page for page in PAGES))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("link", "works"),
    [
        ("#part", True),
        ("#a-heading", True),
        ("other.md#its-own", True),
        ("#nowhere", False),
        ("other.md#nowhere", False),
        ("nowhere.md", False),
        ("https://example.invalid/nowhere", True),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, link: str, works: bool) -> None:
    (tmp_path / "other.md").write_text("# Its own\n")
    page = tmp_path / "page.md"
    page.write_text(f'# A heading\n\n<a id="part"></a>\n\n[a link]({link})\n')
    assert (lychee(page).returncode == 0) == works


def lychee(*pages: Path) -> subprocess.CompletedProcess[str]:
    """Check the links of pages, asking nobody."""
    words = [str(BIN / "lychee"), "--offline", "--include-fragments", "--no-progress"]
    return subprocess.run([*words, *map(str, pages)], capture_output=True, text=True)


@each_page
def test_the_files_that_are_named_exist(page: str) -> None:
    tops = {path.name for path in ROOT.iterdir()} | set(COPIED)
    named = (span for span in spans(page) if re.fullmatch(r"[\w./-]+", span))
    missing = [span for span in named if span.split("/")[0] in tops and not _exists(span)]
    assert missing == []


def _exists(path: str) -> bool:
    """Whether a path of the repository is there, or its folder where a name is to be filled in."""
    first, _, rest = path.partition("/")
    top = ROOT / COPIED.get(first, first)
    folder, placeholder, _ = re.split(r"((?<=/)(?:CODE|LANG|NAME)(?=/|\.\w+$)|$)", rest, maxsplit=1)
    # train.py writes the model.
    return (
        (top / rest).exists()
        or (bool(placeholder) and (top / folder).exists())
        or rest == "model.joblib"
    )


@each_page
def test_the_commands_that_are_named_exist_and_take_the_options(page: str) -> None:
    lines = [line for block in consoles(page) for line in block]
    for line in (*spans(page), *lines):
        if found := re.match(r"tour (\w+)(.*)", line):
            options = set(re.findall(r"--[a-z-]+", found[2])) - {"--help"}
            assert options <= _options(found[1]), line


def _options(command: str) -> set[str]:
    if command == "COMMAND":
        return set()
    parser = argparse.ArgumentParser(prog="tour")
    importlib.import_module(f"checks.commands.{command}").configure(parser)
    return {option for action in parser._actions for option in action.option_strings}


@each_page
def test_the_make_targets_that_are_named_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [line for block in consoles(page) for line in block]
    calls = (line for line in (*spans(page), *lines) if re.match(r"make [a-z]", line))
    named = {word for call in calls for word in call.split()[1:] if "=" not in word}
    assert named <= targets


def test_every_page_is_found_from_the_readme() -> None:
    led_to = {path.resolve() for page in ("README.md", "README.ko.md") for path, _ in links(page)}
    assert {(ROOT / page).resolve() for page in PAGES} - led_to <= {ROOT / "README.md"}


@pytest.mark.parametrize("page", LABS)
def test_one_heading_a_challenge(page: str) -> None:
    assert re.findall(r"^### (c\d+): \S", read(page), re.MULTILINE) == CHALLENGES


def test_both_languages_give_the_same_commands_to_type() -> None:
    english, korean = map(consoles, LABS)
    assert [[line.replace(" --lang ko", "") for line in block] for block in korean] == english


def test_the_table_of_commands_is_complete() -> None:
    table = re.findall(r"^\| `tour (\w+)", read("docs/commands.md"), re.MULTILINE)
    assert table == list(COMMANDS)


def test_the_readme_names_what_grades_each_challenge() -> None:
    files = sorted(path.name for path in (ROOT / "checks/challenges").glob("test_*.py"))
    rows = re.findall(
        r"^\| \[.+?\]\(docs/lab\.md#(c\d+)\) \| \[(\S+)\]\(checks/challenges/\2\) \|$",
        read("README.md"),
        re.MULTILINE,
    )
    assert rows == list(zip(CHALLENGES, files, strict=True))


def test_the_pages_that_the_code_names_exist() -> None:
    """A message, a workflow or a hook that leads to a page leads to one that is there."""
    words = ["git", "grep", "-IohP", r"(?<![\w/.])docs/[\w/.]+\.md", "--", ".", ":!tests", ":!docs"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    named = set(done.stdout.split())
    assert {"docs/lab.md", "docs/lab.ko.md", "docs/hooks.md"} <= named
    of_git_lfs = {"docs/spec.md", "docs/api/batch.md"}
    assert {name for name in named - of_git_lfs - {MADE} if not (ROOT / name).exists()} == set()
