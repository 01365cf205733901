"""What can be found in a model file, as data that evidence holds."""

from __future__ import annotations

from typing import Literal, NamedTuple

What = Literal[
    # Broken.
    "cut-off",
    "trailing",
    "no-pickle",
    "absurd-size",
    "packed-badly",
    "bomb",
    "zip-directory",
    "zip-overlap",
    "zip-twice",
    "zip-lies",
    "header-json",
    "header-twice",
    "header-form",
    "tensor-type",
    "tensor-size",
    "tensor-place",
    "array-header",
    # No model at all.
    "empty",
    "pointer",
    "page",
    "text",
    "unlike",
    # For a person.
    "runs",
    "own-code",
    "made-up-name",
    "extension",
    "persistent",
    "calls",
    "changes-class",
    "state",
    "layout",
    "layer-code",
    "packed",
    "locked",
    "too-large",
    "not-seen",
]
"""One kind of thing that is wrong with a file."""

REVIEW = frozenset(
    (
        *("runs", "own-code", "made-up-name", "extension", "persistent", "calls"),
        *("changes-class", "state", "layout", "layer-code", "packed", "locked", "too-large"),
        "not-seen",
    )
)
MAX_NAMES = 20
"""Names that are kept of one file."""


class Fault(NamedTuple):
    """Something that is wrong; `detail` is a name or a number, as the file has it."""

    what: What
    detail: str = ""


class BrokenError(Exception):
    """A file cannot be loaded, or not as it stands."""

    def __init__(self, what: What, detail: object = "") -> None:
        super().__init__(what)
        self.fault = Fault(what, str(detail)[:200])
