"""Make all pictures again: `make pictures`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chromium import PROGRAMS, start
from tests.pictures import FOLDER, LANGUAGES
from tests.pictures.pages import PAGES
from tests.pictures.runs import graded, linted
from tests.pictures.taking import photograph, scene
from tests.pictures.terminal import TERMINALS, picture

NEEDED = (PROGRAMS, ("chromedriver",), ("fc-list",))
INSTALL = "On Debian: apt-get install chromium chromium-driver fontconfig fonts-noto-cjk"


def main() -> int:
    """Make the pictures; return the exit code."""
    if lacking := missing():
        print(f"There is no {lacking}. {INSTALL}", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with scene(folder) as there:
            browser = start(folder / "chromium", {})
            try:
                for name, page in PAGES.items():
                    for lang in LANGUAGES:
                        taken = photograph(browser, there, page, lang)
                        (FOLDER / f"{name}.{lang}.webp").write_bytes(taken)
            finally:
                browser.quit()
            for lang in LANGUAGES:
                draw(lang, {"lint": linted(there.folder, lang), "scorecard": graded(lang)})
    return 0


def missing() -> str | None:
    """Return what is needed and is not installed."""
    for names in NEEDED:
        if not any(map(shutil.which, names)):
            return names[0]
    fonts = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, check=True)
    return None if fonts.stdout else "font with Korean letters"


def draw(lang: str, printed: dict[str, list[str]]) -> None:
    """Write the pictures of terminals."""
    for name, (program, scheme) in TERMINALS.items():
        svg = picture(printed[program], scheme)
        (FOLDER / f"{name}.{lang}.svg").write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
