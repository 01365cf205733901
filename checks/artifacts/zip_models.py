"""What is in a zip archive: PyTorch's, numpy's, Keras's, skops's, or anybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checks.artifacts import configurations
from checks.artifacts.faults import BrokenError
from checks.artifacts.packed import DEFLATE, Unpacked
from checks.artifacts.report import Report
from checks.artifacts.source import LimitError, Source
from checks.artifacts.stream import SourceSupply
from checks.artifacts.zips import DEFLATED, STORED, Member, contents, read_directory
from checks.hubspec.formats import PICKLES, suffix

Look = Callable[[str, Source, Report, int, bool], None]
"""Looks into one member: its name, its bytes, how deep it lies, and whether torch keeps tensors."""
MAX_DEPTH = 3
_FEW = 64
"""Members all of which are looked at; of more, those by whose names something is loaded."""
_LOADED = PICKLES | {".npy", ".npz", ".zip", ".skops", ".keras", ".safetensors", ".pt2", ".mar"}
_MAX_KEPT = 48 * 1024 * 1024
_MAX_JSON = 16 * 1024 * 1024


class Inflated:
    """A deflated member, opened as far as it is read, and held against the size it should have."""

    def __init__(self, packed: Source, member: Member, count: Callable[[float], None]) -> None:
        self.size = member.size
        self._name = member.name
        self._pieces = Unpacked(SourceSupply(packed), DEFLATE, count)
        self._data = bytearray()

    def read(self, offset: int, length: int) -> bytes:
        stop = min(offset + length, self.size)
        if stop > _MAX_KEPT:
            raise LimitError
        while len(self._data) < stop or (stop == self.size and len(self._data) == stop):
            piece = self._pieces.next()
            if not piece:
                break
            self._data += piece
        if len(self._data) < stop or (stop == self.size and len(self._data) > stop):
            raise BrokenError("zip-lies", self._name)
        return bytes(self._data[offset:stop])


def look_into(archive: Source, report: Report, depth: int, look: Look) -> None:
    """Look into the members of an archive. Raises BrokenError and LimitError."""
    report.format = "zip"
    members = [one for one in read_directory(archive) if not one.name.endswith("/")]
    report.format = format_by([one.name for one in members])
    is_torch = report.format == "torch"
    for member in _chosen(members, is_torch=is_torch):
        if member.locked:
            report.add("locked", member.name)
        elif member.method not in (STORED, DEFLATED):
            report.add("packed", member.name)
        elif depth >= MAX_DEPTH:
            raise LimitError
        else:
            stored = contents(archive, member)
            count = report.findings.open_more
            source = Inflated(stored, member, count) if member.method == DEFLATED else stored
            _look_at(member.name, source, report, depth, look)


def _look_at(name: str, source: Source, report: Report, depth: int, look: Look) -> None:
    is_small = source.size <= _MAX_JSON
    if report.format == "keras" and name == "config.json" and is_small:
        configurations.check_keras(source.read(0, source.size), report)
    elif report.format == "skops" and name == "schema.json" and is_small:
        configurations.check_skops(source.read(0, source.size), report)
    else:
        inside = Report(findings=report.findings)
        look(name, source, inside, depth + 1, report.format == "torch")
        if _is_data(name) and inside.format != "pickle":
            raise BrokenError("no-pickle", 0)


def format_by(names: Sequence[str]) -> str:
    """Return which kind of archive this is, by the names of its members."""
    there = set(names)
    if any(name == "data.pkl" or name.endswith("/data.pkl") for name in names):
        return "torch"
    if "config.json" in there and there & {"model.weights.h5", "metadata.json"}:
        return "keras"
    if "schema.json" in there:
        return "skops"
    if names and all(name.endswith(".npy") for name in names):
        return "npz"
    return "zip"


def _chosen(members: Sequence[Member], *, is_torch: bool) -> list[Member]:
    """Return the members to look at: all of a few, but for the bytes of torch's tensors."""
    if is_torch:
        roots = [one.name.removesuffix("data.pkl") for one in members if _is_data(one.name)]
        tensors = tuple(f"{root}data/" for root in roots)
        members = [one for one in members if not one.name.startswith(tensors)]
    filled = [one for one in members if one.size or one.packed]
    if len(filled) <= _FEW:
        return filled
    return [one for one in filled if suffix(one.name) in _LOADED or one.name.endswith(".json")]


def _is_data(name: str) -> bool:
    return name == "data.pkl" or name.endswith("/data.pkl")
