"""The commands for Windows do what the block above them does, line by line."""

from __future__ import annotations

import re

import pytest

from checks import handout
from checks.messages import Lang
from checks.rubric import Rubric
from tests.handout.steps import Fence, steps

SAME = {
    "powershell": (
        (r"^python3 ", "py "),
        (r"^\. \.venv/bin/activate$", r".venv\\Scripts\\Activate.ps1"),
        (r"^export (\w+)=(.+)$", r'$env:\1 = "\2"'),
        (r"\$HF_TOKEN\b", "$($env:HF_TOKEN)"),
    ),
    "bat": (
        (r"^python3 ", "py "),
        (r"^\. \.venv/bin/activate$", r".venv\\Scripts\\activate.bat"),
        (r"^export (\w+)=(.+)$", r"set \1=\2"),
        (r"\$HF_TOKEN\b", "%HF_TOKEN%"),
    ),
}
"""For each shell, how a line of bash is written in it."""
ONLY_THERE = "Set-ExecutionPolicy -Scope Process RemoteSigned"
"""A remedy for PowerShell; bash has no such setting."""


def written_for(shell: str, line: str) -> str:
    for pattern, there in SAME[shell]:
        line = re.sub(pattern, there, line)
    return line


@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize("lang", handout.languages())
def test_windows_gets_the_same_commands(lang: Lang, offline: bool) -> None:
    text = handout.render("lab", lang, Rubric(), hub="http://hub", offline=offline, pictures="")
    above: tuple[str, ...] = ()
    compared = {"powershell": 0, "bat": 0}
    needed: list[tuple[str, ...]] = []
    for step in steps(text):
        if not isinstance(step, Fence):
            continue
        if step.info in SAME and step.lines != (ONLY_THERE,):
            assert step.lines == tuple(written_for(step.info, line) for line in above)
            compared[step.info] += 1
        elif step.info in ("console", "console offline", "console side"):
            above = step.lines
            if any(written_for("bat", line) != line for line in above):
                needed.append(above)
    assert compared == dict.fromkeys(SAME, len(needed))
    assert len(needed) == (3 if offline else 2)
