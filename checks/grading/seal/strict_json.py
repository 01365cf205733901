"""JSON that can be read in one way only."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def loads(data: bytes) -> Any:
    """Return what UTF-8 JSON says.

    Raises:
        ValueError: it is no such JSON, names a key twice, holds no finite number, or is nested too
            deeply to be read.
    """
    try:
        return json.loads(data.decode(), object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(name)
