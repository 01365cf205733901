"""Files that are pickles, by their content: of any protocol, also in an array of numpy's."""

from __future__ import annotations

import ast
from collections.abc import Callable
from math import prod
from typing import Any

from checks.artifacts.arrays import MAX_ARRAY, type_of_text
from checks.artifacts.faults import BrokenError
from checks.artifacts.first_bytes import NUMPY
from checks.artifacts.pickle_machine import Findings
from checks.artifacts.pickle_walk import walk_all
from checks.artifacts.report import Report
from checks.artifacts.source import LimitError, Part, Source
from checks.artifacts.stream import SourceSupply, Stream

_PROTOCOLS = tuple(bytes((0x80, protocol)) for protocol in range(6))
# torch, serialization.py: `MAGIC_NUMBER` as a pickle of protocol 2, four more, then the tensors.
_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_TORCH_PICKLES = 5
_MAX_ARRAY_HEADER = 64 * 1024


def try_pickle(
    opened: Callable[[], Stream],
    beginning: bytes,
    report: Report,
    *,
    named: bool,
    storages: bool = False,
) -> bool:
    """Walk a file if it is a pickle; return whether it is one. Raises LimitError and BrokenError.

    From protocol 2 on it says so, where it is also `named` as one: two bytes alone may be anything.
    Else it is one if it can be walked to its end, or makes a call: what is called has been called,
    whatever comes then.
    """
    if beginning.startswith(_TORCH):
        report.format = "torch"
        walk_all(opened, report.findings, storages=True, most=_TORCH_PICKLES)
        return True
    if beginning.startswith(_PROTOCOLS) and named:
        report.format = "pickle"
        walk_all(opened, report.findings, storages=storages)
        return True
    found = Findings()
    found.work = report.findings.work
    try:
        walk_all(opened, found, storages=storages)
    except BrokenError:
        says_so = beginning.startswith(_PROTOCOLS)
        if not (found.calls or (says_so and found.faults)):
            report.findings.work = found.work
            return False
        report.take(found)
        raise
    except LimitError:
        report.take(found)
        raise
    report.take(found)
    return True


def check_array(source: Source, report: Report) -> None:
    """Look at one array as `numpy.save` writes it (numpy/lib/format.py). Raises BrokenError."""
    report.format = "numpy"
    head = source.read(0, 12)
    if not head.startswith(NUMPY) or len(head) < 12:
        raise BrokenError("array-header")
    start, size = (10, 2) if head[6] == 1 else (12, 4)
    length = int.from_bytes(head[8 : 8 + size], "little")
    if length > _MAX_ARRAY_HEADER:
        raise BrokenError("absurd-size", length)
    header = _header(source.read(start, length))
    begin = start + length
    if _holds_objects(header.get("descr")):
        rest = Part(source, begin, source.size - begin)
        walk_all(lambda: Stream(SourceSupply(rest)), report.findings)
        return
    _check_size(header, source.size - begin)


def _header(data: bytes) -> dict[str, Any]:
    try:
        header = ast.literal_eval(data.decode("utf-8").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise BrokenError("array-header") from None
    if not isinstance(header, dict):
        raise BrokenError("array-header")
    return header


def _holds_objects(descr: Any) -> bool:
    """Return whether a description of a type has objects: a text, or a list of fields."""
    match descr:
        case str():
            return "O" in descr
        case [*fields] if isinstance(descr, list):
            return any(
                _holds_objects(one[1]) for one in fields if isinstance(one, tuple) and len(one) > 1
            )
        case (base, _):
            return _holds_objects(base)
    raise BrokenError("array-header")


def _check_size(header: dict[str, Any], there: int) -> None:
    """Raise BrokenError where an array of one type is not as long as its shape says."""
    descr, shape = header.get("descr"), header.get("shape")
    kind = type_of_text(descr) if isinstance(descr, str) else None
    if not isinstance(shape, tuple) or not all(isinstance(one, int) for one in shape):
        raise BrokenError("array-header")
    if kind is None:
        return
    size = prod(shape) * kind.size
    if size > MAX_ARRAY:
        raise BrokenError("absurd-size", size)
    if there < size:
        raise BrokenError("cut-off", there)
    if there > size:
        raise BrokenError("trailing", there - size)
