"""Write `checks/manifest.json`, the protected files with their digests: `make manifest`."""

from __future__ import annotations

import subprocess

from checks.grading.seen.manifest import PATH, is_protected, text_of
from tests.paths import ROOT


def text() -> str:
    """Return the manifest of this checkout: of the files that are in git, or would be."""
    words = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, capture_output=True, check=True).stdout.decode().split("\0")
    files = (name for name in names if is_protected(name) and (ROOT / name).is_file())
    return text_of({name: (ROOT / name).read_bytes() for name in files})


if __name__ == "__main__":
    (ROOT / PATH).write_text(text(), "utf-8", newline="\n")
