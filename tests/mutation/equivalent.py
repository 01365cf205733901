"""Mutants that change nothing, each with its reason, in equivalent.toml.

[[mutant]]
file = "checks/grading/judge.py"
line = "late = committed > due"
change = "> -> >="
nth = 2              # where the same change can be made at several lines of this text
reason = "..."
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.mutants import Key, Mutant


def load(path: Path) -> set[Key]:
    """Return the keys of the mutants that are known to change nothing."""
    entries = tomllib.loads(path.read_text("utf-8")).get("mutant", [])
    keys = [(one["file"], one["line"], one["change"], one.get("nth", 1)) for one in entries]
    if bare := [key for key, one in zip(keys, entries, strict=True) if not one.get("reason")]:
        raise ValueError(f"no reason is given for {bare}")
    if len(set(keys)) != len(keys):
        raise ValueError(f"{path.name} names a mutant twice")
    return set(keys)


def unmatched(root: Path, known: set[Key], mutants: Iterable[Mutant]) -> list[Key]:
    """Return the entries that are none of the mutants of their file, or have no file."""
    keys = {mutant.key for mutant in mutants}
    files = {path for path, *_ in keys}
    return sorted(key for key in known - keys if key[0] in files or not (root / key[0]).exists())
