"""The tag by which the models of one class are found on the Hub."""

from __future__ import annotations

import hashlib
import re

SEED_PATTERN = r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9])?"
"""What a seed is made of: the same word in YAML, quoted or not, unless YAML takes it for a number.
"""


def seed_in(rubric: str) -> str | None:
    """Return the seed that a rubric's text has, without a YAML parser."""
    line = rf"(?m)^seed:[ \t]*[\"']?({SEED_PATTERN})[\"']?[ \t]*(?:#|$)"
    found = re.search(line, rubric)
    return found[1] if found else None


def tag_of(seed: str) -> str:
    """Return the tag of a class: `hub-tour-` and eight characters that follow from its seed."""
    return f"hub-tour-{hashlib.sha256(seed.encode()).hexdigest()[:8]}"
