"""Draw docs/scorecard.svg: the scorecard of `tour demo`, as a terminal shows it.

`make picture` runs this. The text and the colours are those of a real run in a terminal.
"""

from __future__ import annotations

import contextlib
import html
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.paths import ROOT

PICTURE = ROOT / "docs" / "scorecard.svg"
FIRST, LAST = r"\$ tour grade", r"  (Passed|Not passed) .*"
"""The lines that the picture begins and ends with."""
# Width of a letter in the font's own size, distance of lines, room at the edges: in pixels.
LETTER, LINE, EDGE = 8.43, 20, 16
COLORS = {"32": "#3fb950", "31": "#f85149", "33": "#d29922", "35": "#bc8cff"}
"""By the numbers of the terminal's colours."""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
    'aria-label="The scorecard of tour demo">\n'
    '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
    '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" '
    'fill="#e6edf3">\n'
)


def main() -> int:
    """Write the picture; return the exit code."""
    printed = run_in_terminal([sys.executable, "-m", "checks", "demo", "--lang", "en"])
    PICTURE.write_text(picture(scorecard(printed)), encoding="utf-8", newline="\n")
    return 0


def run_in_terminal(words: list[str]) -> str:
    """Return what a command prints in a terminal, colours included."""
    environ = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    master, slave = pty.openpty()
    with subprocess.Popen(words, stdout=slave, stderr=slave, cwd=ROOT, env=environ):
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
    """Return the lines of the last scorecard."""
    lines = printed.splitlines()
    first = max(at for at, line in enumerate(lines) if re.fullmatch(FIRST, line))
    last = next(at for at, line in enumerate(lines) if at > first and re.fullmatch(LAST, line))
    return lines[first : last + 1]


def picture(lines: list[str]) -> str:
    """Return lines of a terminal as an SVG."""
    longest = max(len(without_colors(line)) for line in lines)
    width, height = round(longest * LETTER) + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    return HEAD.format(width=width, height=height) + "".join(_drawn(lines)) + "</g>\n</svg>\n"


def without_colors(text: str) -> str:
    """Return a terminal's text without the commands that colour it."""
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def _drawn(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line:
            # Not all that shows an SVG keeps spaces that may break.
            text = html.escape(line, quote=False).replace(" ", "\N{NO-BREAK SPACE}")
            text = re.sub("\x1b\\[([\\d;]+)m(.*?)\x1b\\[0m", _styled, text)
            yield f'<text x="{EDGE}" y="{EDGE - 5 + number * LINE}">{text}</text>\n'


def _styled(found: re.Match[str]) -> str:
    if found[1] == "1":
        return f'<tspan font-weight="bold">{found[2]}</tspan>'
    return f'<tspan fill="{COLORS[found[1]]}">{found[2]}</tspan>'


if __name__ == "__main__":
    sys.exit(main())
