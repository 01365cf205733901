"""One model file, recognised by its content and looked at within bounds. Nothing is ever loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checks.artifacts import safetensors, texts
from checks.artifacts.faults import BrokenError, Fault
from checks.artifacts.first_bytes import FITTING, NUMPY, format_of, never_text
from checks.artifacts.packed import Method, Unpacked, closed_method, method_of
from checks.artifacts.pickle_files import check_array, try_pickle
from checks.artifacts.report import UNKNOWN, Look, Report
from checks.artifacts.source import BLOCK, MAX_BYTES, MAX_READS, LimitError, Metered, Source
from checks.artifacts.stream import SourceSupply, Stream
from checks.artifacts.zip_models import look_into
from checks.artifacts.zips import STARTS
from checks.hubspec.formats import PICKLES, suffix

MAX_ALL_READS = 600
MAX_ALL_BYTES = 256 * 1024 * 1024
"""What is read of all model files of one repo, together."""


def look_at_all(paths: Sequence[str], opened: Callable[[str], Source]) -> tuple[Look, ...]:
    """Return what each of some model files is, as far as reads and bytes go.

    What comes after that is not looked at, and its look says so.
    """
    looks = list[Look]()
    reads, size = MAX_ALL_READS, MAX_ALL_BYTES
    for path in paths:
        if reads <= 0 or size <= 0:
            looks.append(Look(path, UNKNOWN, (Fault("not-seen"),)))
            continue
        metered = Metered(opened(path), min(reads, MAX_READS), min(size, MAX_BYTES))
        looks.append(look(path, metered))
        reads -= metered.reads
        size -= metered.bytes_read
    return tuple(looks)


def look(path: str, source: Source) -> Look:
    """Return what a model file is, and what is wrong with it.

    Raises what reading the source raises, and nothing else. A `Metered` source is read as it is.
    """
    report = Report()
    metered = source if isinstance(source, Metered) else Metered(source)
    try:
        _look_at_file(path, metered, report)
    except BrokenError as error:
        report.findings.faults[error.fault] = None
    except LimitError:
        report.add("too-large")
    return Look(path, report.format, tuple(report.findings.faults))


def _look_at_file(path: str, source: Source, report: Report) -> None:
    if source.size == 0:
        raise BrokenError("empty")
    beginning = source.read(0, min(BLOCK, source.size))
    if len(beginning) < min(BLOCK, source.size):
        raise BrokenError("cut-off", len(beginning))
    if texts.is_pointer(beginning):
        raise BrokenError("pointer")
    if texts.is_page(beginning):
        raise BrokenError("page")
    _recognise(path, source, report, 0, storages=False)
    _compare_with_name(path, source, beginning, report)


def _recognise(path: str, source: Source, report: Report, depth: int, storages: bool) -> None:
    """Look at a file, or a member of an archive, by its content."""
    beginning = source.read(0, min(BLOCK, source.size))
    if beginning.startswith(STARTS):
        look_into(source, report, depth, _recognise)
    elif (method := method_of(beginning)) and not texts.is_text(beginning):
        _look_into_packed(path, source, method, report)
    elif closed := closed_method(beginning):
        report.format = closed
        if suffix(path) in PICKLES or not depth:
            report.add("packed", closed)
    elif try_pickle(
        lambda: Stream(SourceSupply(source)),
        beginning,
        report,
        named=suffix(path) in PICKLES - {".bin"},
        storages=storages,
    ):
        pass
    elif beginning.startswith(NUMPY):
        check_array(source, report)
    elif safetensors.begins_so(beginning):
        report.format = "safetensors"
        if not safetensors.check(source):
            raise LimitError
    elif found := format_of(path, beginning):
        report.format = found


def _look_into_packed(path: str, source: Source, method: Method, report: Report) -> None:
    """Look for a pickle in compressed bytes, which is what loads such a file would find there."""

    def opened() -> Stream:
        return Stream(Unpacked(SourceSupply(source), method, report.findings.open_more))

    first = opened()
    first.refill(BLOCK)
    beginning = first.data
    if try_pickle(opened, beginning, report, named=True):
        report.format = f"{report.format}, {method.name}"
        return
    if not is_pickled_by_name(path):
        return
    report.format = method.name
    if method_of(beginning) or closed_method(beginning):
        report.add("packed", method.name)
    elif not (
        beginning.startswith(NUMPY) or format_of(path, beginning) or texts.is_text_model(beginning)
    ):
        report.add("text" if texts.is_text(beginning) else "unlike")


def is_pickled_by_name(path: str) -> bool:
    """Return whether what loads a file of this name would open it first, and find a pickle."""
    return suffix(path) in (".dill", ".joblib", ".pickle", ".pkl", ".sav")


def _compare_with_name(path: str, source: Source, beginning: bytes, report: Report) -> None:
    """Say that a file is surely not what its name says it is."""
    found = report.format.partition(",")[0]
    fitting = FITTING.get(suffix(path))
    is_text = texts.is_text(beginning)
    if found == UNKNOWN and texts.is_text_model(beginning) and is_text:
        report.format = found = "text"
    if fitting is not None:
        if found not in fitting and not (method_of(beginning) or closed_method(beginning)):
            report.add("text" if is_text else "unlike")
    elif suffix(path) == ".json":
        _compare_with_json(source, report)
    elif found == UNKNOWN and is_text and never_text(path):
        report.add("text")


def _compare_with_json(source: Source, report: Report) -> None:
    if source.size <= texts.MAX_JSON:
        if texts.is_json(source.read(0, source.size)):
            report.format = "json"
        else:
            report.add("unlike")
