"""What the hooks import. They run on every commit, so each module is paid for each time."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.paths import ROOT

CARDS = ROOT / "tests" / "corpus" / "cards"
CODE = """
import json, sys
from checks.cli import main
code = main(["lint", *sys.argv[1:]])
print(json.dumps([code, sorted(sys.modules)]))
"""


class Hook(NamedTuple):
    """A run of a linter over a file in order, and what it may import of ours and of others."""

    arguments: tuple[str, ...]
    linter: str
    ours: frozenset[str]
    others: frozenset[str]
    max_modules: int


EVERY = {"checks.cli", "checks.commands.common", "checks.commands.lint", "checks.files"}
EVERY |= {"checks.lint.secrets", "checks.lint.suggest", "checks.messages", "checks.textfile"}
EVERY |= {"checks.hubspec", "checks.translations"}
YAML = frozenset({"yaml"})
CARD = frozenset(EVERY | {"checks.lint.card", "checks.template", "checks.yamldoc"})
ANSWERS = frozenset(EVERY | {"checks.lint.answers", "checks.lint.values", "checks.yamldoc"})
RULES = EVERY | {"checks.lint.gitattributes", "checks.lint.repository"}
RULES |= {"checks.lint.folder", "checks.guarded_git"}


def card(path: str) -> Hook:
    return Hook(("card", path), "card", CARD, YAML, 110)


HOOKS = {
    "card": card(str(CARDS / "sklearn-text-classification" / "README.md")),
    "card with links": card(str(CARDS / "image-classification" / "README.md")),
    "card from the template": card("model_repo_template/README.md"),
    "answers": Hook(("answers", "answers.yaml"), "answers", ANSWERS, YAML, 90),
    "lfs-rules": Hook(
        ("gitattributes", "model_repo_template"),
        "gitattributes",
        frozenset(RULES),
        frozenset(),
        92,
    ),
}
# Only what is wrong needs these.
LATER = {"checks.lint.card.fences", "checks.lint.card.markdown", "checks.yamldoc.syntax_hints"}
# What Python's own library has that is slow to import, and of no use to a file in order.
SLOW = {"asyncio", "dataclasses", "difflib", "email", "http", "inspect", "logging", "uuid", "xml"}
SLOW |= {"multiprocessing", "socket", "unittest", "urllib.request"}
FOR_GIT = {"hashlib", "random", "subprocess", "tempfile", "threading"}
each = pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)


@cache
def imported(hook: Hook) -> frozenset[str]:
    """Return what a hook imports beside what Python has imported before it does anything."""
    words = [sys.executable, "-c", CODE, *hook.arguments]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    code, names = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return frozenset(names) - bare()


@cache
def bare() -> frozenset[str]:
    code = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return frozenset(json.loads(done.stdout))


@each
def test_of_our_own_only_what_is_needed(hook: Hook) -> None:
    """And so nothing of another linter, of grading, or of the embedded Hub."""
    ours = {name for name in imported(hook) if name.split(".")[0] in ("checks", "minihub")}
    assert f"checks.lint.{hook.linter}.linter" in ours
    packages = {"checks", "checks.commands", "checks.lint"}
    assert {n for n in ours - packages if not any(_is_in(n, part) for part in hook.ours)} == set()
    assert ours & LATER == set()


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@each
def test_of_others_only_pyyaml_where_yaml_is_read(hook: Hook) -> None:
    tops = {name.split(".")[0] for name in imported(hook)} - sys.stdlib_module_names
    # What PyYAML's parser in C brings with it.
    assert {name for name in tops if "cython" not in name} == hook.others | {"checks"}


def test_python_starts_without_a_finder_of_ours() -> None:
    # As setuptools puts one in for an editable install that is not a plain path.
    assert not [name for name in bare() if "hub_tour" in name or "importlib.metadata" in name]


@each
def test_of_pythons_own_only_a_few(hook: Hook) -> None:
    slow = SLOW if hook.linter == "gitattributes" else SLOW | FOR_GIT
    assert imported(hook) & slow == set()
    assert len(imported(hook)) < hook.max_modules


@pytest.mark.parametrize("is_there", [True, False])
def test_the_markdown_parser_comes_with_a_link_to_a_missing_file(
    tmp_path: Path, is_there: bool
) -> None:
    path = tmp_path / "README.md"
    path.write_text("---\nlicense: mit\n---\n\n![A chart](chart.png)\n")
    if is_there:
        (tmp_path / "chart.png").touch()
    assert ("markdown_it" in imported(card(str(path)))) is not is_there
