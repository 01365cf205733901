"""The repository's documents: their links, headings, and the commands that they give to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT

MADE = "docs/codes.md"
"""`make codes` writes this page; it is not kept in git."""
PAGES = [
    page.relative_to(ROOT).as_posix()
    for page in (
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "minihub" / "README.md",
    )
    if page != ROOT / MADE
]


def read(page: str) -> str:
    """Return a page's text."""
    return (ROOT / page).read_text("utf-8")


def links(page: str) -> Iterator[tuple[Path, str]]:
    """Yield each link within the repository: the file it leads to, and the anchor or nothing."""
    for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield ((ROOT / page).parent / path if path else ROOT / page), anchor


def spans(page: str) -> list[str]:
    """Return what a page has in backquotes."""
    prose = re.sub(r"^ *```.*?^ *```", "", read(page), flags=re.DOTALL | re.MULTILINE)
    return [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", prose)]


def consoles(page: str) -> list[list[str]]:
    """Return the commands that a page gives to type, block by block, without remarks.

    A command that goes on in the next line is one.
    """
    found = re.findall(r"^ *```console[\w ]*\n(.*?)^ *```", read(page), re.DOTALL | re.MULTILINE)
    return [
        [line for part in block.split("\n") if (line := part.split(" #")[0].strip(" $"))]
        for block in (re.sub(r"\\\n *", "", block) for block in found)
    ]


def outputs(page: str) -> list[str]:
    """Return what a page shows as output, block by block."""
    return re.findall(r"^```text\n(.*?)^```", read(page), re.DOTALL | re.MULTILINE)
