"""What binds a seal to a report: the digest of the report's bytes, as the token's audience."""

from __future__ import annotations

import hashlib
from pathlib import Path

MAX_REPORT = 4 * 1024 * 1024
"""Bytes of a report that are read; one has some 30 kB."""
MAX_SEAL = 16 * 1024
"""Bytes of a seal that are read; one has some 2 kB."""
SUFFIX = ".seal"


def audience_of(report: bytes) -> str:
    """Return the audience of a seal of exactly these bytes."""
    return f"hub-tour:sha256:{hashlib.sha256(report).hexdigest()}"


def seal_beside(report: Path) -> Path:
    """Return where a report's seal is: `report.seal` for `report.json`."""
    return report.with_suffix(SUFFIX)
