"""A bundle that is a folder: it knows the files that it brought, so that it can be renewed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from checks.digests import digest
from checks.files import write_whole

LIST = "bundle.json"
"""The names and digests of a bundle's files."""
SCHEMA = "hub-tour/bundle/v1"


def with_list(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a bundle's files and the list of them."""
    listed = {name: digest(data) for name, data in files.items()}
    text = json.dumps({"schema": SCHEMA, "files": listed}, indent=1) + "\n"
    return {**files, LIST: text.encode()}


def in_the_way(out: Path) -> str | None:
    """Return a file there that no bundle brought, or that was changed since; None: all is ours.

    So what somebody else put there, or wrote into it, is never lost.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        return out.name
    known = _listed(out)
    for folder, _, names in os.walk(out):
        for name in sorted(names):
            path = Path(folder, name)
            shown = path.relative_to(out).as_posix()
            if shown == LIST and known:
                continue
            if path.is_symlink() or known.get(shown) != digest(path.read_bytes()):
                return shown
    return None


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Write a bundle into a folder; what an earlier one had and this has not is taken away."""
    for name in _listed(out).keys() - files.keys():
        (out / name).unlink(missing_ok=True)
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(out / name, data)


def _listed(out: Path) -> dict[str, str]:
    try:
        data = json.loads((out / LIST).read_bytes())
    except (OSError, ValueError):
        return {}
    known = data.get("files") if isinstance(data, dict) and data.get("schema") == SCHEMA else None
    return known if isinstance(known, dict) else {}
