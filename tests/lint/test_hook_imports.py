"""What the card's hook imports. It runs on every commit, so each module is paid for each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CARDS = ROOT / "tests" / "corpus" / "cards"
CODE = """
import json, sys
from checks.cli import main
code = main(["lint", "card", sys.argv[1]])
print(json.dumps([code, sorted(sys.modules)]))
"""

# Our own, each of them needed for any card.
OURS = {
    *("checks", "checks.cli", "checks.commands", "checks.commands.lint"),
    "checks.commands.common",
    *("checks.messages", "checks.template", "checks.translations"),
    *(
        "checks.lint",
        "checks.lint.card.frontmatter",
        "checks.lint.suggest",
        "checks.lint.suggest.closest",
        "checks.lint.secrets",
    ),
    *("checks.hubspec", "checks.hubspec.catalogues"),
    "checks.hubspec.card_fields",
    "checks.hubspec.composer",
    "checks.hubspec.frontmatter",
    "checks.hubspec.names",
    "checks.hubspec.tokens",
    "checks.hubspec.vocabulary",
    "checks.hubspec.yaml12",
    "checks.lint.card.linter",
    *("checks.yamldoc", "checks.yamldoc.document", "checks.yamldoc.messages"),
    *("checks.yamldoc.scalars", "checks.lint.card", "checks.lint.card.blanks"),
    *("checks.lint.card.body", "checks.lint.card.context", "checks.lint.card.files"),
    *("checks.lint.card.forms", "checks.lint.card.gated", "checks.lint.card.ids"),
    *("checks.lint.card.index", "checks.lint.card.keys", "checks.lint.card.language"),
    *("checks.lint.card.names", "checks.lint.card.readings", "checks.lint.card.results"),
    *("checks.lint.card.widget",),
}
OTHERS = {"yaml", "_yaml"}
# What Python's own library has that is slow to import, and of no use to a card in order.
SLOW = {"asyncio", "difflib", "email", "http", "logging", "multiprocessing", "random", "socket"}
SLOW |= {"subprocess", "tempfile", "unittest", "urllib.request", "uuid", "xml"}
MOST = 120


def modules(card: str) -> set[str]:
    words = [sys.executable, "-c", CODE, str(CARDS / card / "README.md")]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    code, names = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return set(names)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    return modules("sklearn-text-classification")


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """What Python has imported before it does anything, with what this test itself needs."""
    code = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))


def test_of_our_own_only_what_a_card_needs(imported: set[str]) -> None:
    assert {name for name in imported if name.split(".")[0] == "checks"} <= OURS


def test_of_others_only_pyyaml(imported: set[str], bare: set[str]) -> None:
    tops = {name.split(".")[0] for name in imported - bare} - {"checks"} - sys.stdlib_module_names
    # What PyYAML's parser in C brings with it.
    assert {name for name in tops if "cython" not in name} <= OTHERS


def test_python_starts_without_a_finder_of_ours(bare: set[str]) -> None:
    # As setuptools puts one in for an editable install that is not a plain path.
    assert not [name for name in bare if "hub_tour" in name or "importlib.metadata" in name]


def test_of_pythons_own_only_a_few(imported: set[str], bare: set[str]) -> None:
    more = imported - bare
    assert not more & SLOW
    assert len(more) < MOST


def test_the_markdown_parser_comes_with_the_first_link_to_a_file() -> None:
    assert "markdown_it" in modules("image-classification")
    assert "markdown_it" not in modules("transformers-token-classification-korean")
