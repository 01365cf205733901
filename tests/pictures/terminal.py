"""Pictures of a terminal: what a command prints in a real one, as SVG, with its colours."""

from __future__ import annotations

import contextlib
import html
import os
import pty
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.paths import ROOT

# Width of a letter in the font's own size, distance of lines, room at the edges: in pixels.
LETTER, LINE, EDGE = 8.43, 20, 16
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">\n'
    '<rect width="100%" height="100%" rx="8" fill="{ground}"/>\n'
    '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" '
    'fill="{text}">\n{lines}</g>\n</svg>\n'
)


@dataclass(frozen=True)
class Scheme:
    """The colours of a terminal; `named` ones by the numbers that programs call them by."""

    ground: str
    text: str
    named: dict[str, str]


DARK = Scheme(
    "#161b22",
    "#e6edf3",
    {"31": "#f85149", "32": "#3fb950", "33": "#d29922", "35": "#bc8cff"},
)
LIGHT = Scheme(
    "#f6f8fa",
    "#1f2328",
    {"31": "#cf222e", "32": "#1a7f37", "33": "#9a6700", "35": "#8250df"},
)
TERMINALS = {
    "terminal-lint": ("lint", DARK),
    "terminal-scorecard": ("scorecard", DARK),
    # The README has it for both of GitHub's schemes.
    "terminal-scorecard-light": ("scorecard", LIGHT),
}
"""What is drawn by which name: of which program, in which colours."""


_NOT_A_STUDENTS = {"NO_COLOR", "CI", "GITHUB_ACTIONS", "PRE_COMMIT"}
"""Variables under which less is printed than on a student's machine."""


def run_in_terminal(words: list[str], cwd: Path = ROOT) -> str:
    """Return what a command prints in a terminal, colours included.

    What it says of its progress, on standard error, is not part of it.
    """
    environ = {name: os.environ[name] for name in os.environ.keys() - _NOT_A_STUDENTS}
    master, slave = pty.openpty()
    environ |= {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=slave, stderr=subprocess.DEVNULL, cwd=cwd, env=environ):
        os.close(slave)
        printed = b"".join(_read(master))
    os.close(master)
    return printed.decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> Iterator[bytes]:
    # Linux ends with an error where others end with nothing.
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 1 << 16):
            yield data


def scorecard(printed: str) -> list[str]:
    """Return what `tour demo` prints from its last `tour grade` on."""
    lines = printed.rstrip().splitlines()
    return lines[max(at for at, line in enumerate(lines) if line == "$ tour grade") :]


def picture(lines: list[str], scheme: Scheme) -> str:
    """Return lines of a terminal as an SVG."""
    longest = max(columns(without_colors(line)) for line in lines)
    return SVG.format(
        width=round(longest * LETTER) + 2 * EDGE,
        height=len(lines) * LINE + 2 * EDGE,
        ground=scheme.ground,
        text=scheme.text,
        lines="".join(_drawn(lines, scheme)),
    )


def without_colors(text: str) -> str:
    """Return a terminal's text without the commands that colour it."""
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Korean letters take two each."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _drawn(lines: list[str], scheme: Scheme) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line:
            words = "".join(_words(line, scheme))
            yield f'<text y="{EDGE - 5 + number * LINE}">{words}</text>\n'


def _words(line: str, scheme: Scheme) -> Iterator[str]:
    """Draw what follows a gap at its column: fonts differ in how wide a Korean letter is."""
    column, style, place = 0, "", f' x="{EDGE}"'
    for color, gap, words in re.findall(r"\x1b\[([\d;]*)m|(^ +|  +)|((?:[^\x1b ]| (?! ))+)", line):
        column += columns(gap + words)
        if gap:
            place = f' x="{EDGE + column * LETTER:.2f}"'
        elif words:
            yield f"<tspan{place}{style}>{html.escape(words, quote=False)}</tspan>"
            place = ""
        else:
            style = _style(color, scheme)


def _style(color: str, scheme: Scheme) -> str:
    if color in ("", "0"):
        return ""
    return ' font-weight="bold"' if color == "1" else f' fill="{scheme.named[color]}"'
