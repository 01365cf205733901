"""docs/trust.md: each attack names a test that there is."""

from __future__ import annotations

import ast
import re

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "trust.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+?) \| .+ \| `(\S+)::(test_\w+)` \|$", PAGE, re.MULTILINE)


def test_there_is_a_row_for_each_line_of_the_table() -> None:
    table = PAGE.partition("## Attacks")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(lines) - 2 == len(ROWS) >= 15


@pytest.mark.parametrize(("attack", "file", "name"), ROWS)
def test_each_attack_names_a_test(attack: str, file: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, attack
