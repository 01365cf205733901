"""The lines of `.gitattributes` that put files under LFS."""

from __future__ import annotations

import re

ATTRIBUTES_FILE = ".gitattributes"
#: What `git lfs track` writes behind a pattern, and what the Hub's own rules have.
LFS_RULE = "filter=lfs diff=lfs merge=lfs -text"


def literal_pattern(path: str) -> str:
    """Return a pattern without wildcards, its spaces as `git lfs track` writes them."""
    return re.sub(r"([*?\[\]\\])", r"\\\1", path).replace(" ", "[[:space:]]")


def lfs_line(pattern: str) -> str:
    """Return the line that puts what a pattern matches under LFS, without its line break."""
    return f"{pattern} {LFS_RULE}"
