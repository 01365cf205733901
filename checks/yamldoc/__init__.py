"""YAML from strangers: read within bounds, with the line and column of everything in it.

`hubspec.composer` keeps the bounds and says what is refused. Values are PyYAML's own (what the
Hub's Python client reads); keys stay text.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from yaml.reader import Reader

from checks.hubspec.composer import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, Composer, Fault, Reason
from checks.messages import Message, Place, Problem
from checks.yamldoc import messages as said
from checks.yamldoc.document import Doc
from checks.yamldoc.scalars import value_of

__all__ = [
    "LINE_BREAK",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ITEMS",
    "Doc",
    "decode",
    "parse",
    "place_of",
    "read",
    "read_text",
]

_REFUSALS: dict[Reason, Message] = {
    "reference": said.REFERENCE,
    "documents": said.SECOND_DOCUMENT,
    "items": said.TOO_MANY,
    "depth": said.TOO_DEEP,
    "key": said.KEY_FORM,
    "value": said.BAD_VALUE,
    "duplicate": said.DUPLICATE,
}
# What ends a line for YAML 1.1, so that our own places agree with the parser's.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# Reading PyYAML's own pattern, since the set it is made of takes long to compile.
_NOT_YAML: re.Pattern[str] = Reader.NON_PRINTABLE


def read(path: Path, shown: str | None = None) -> tuple[Doc | None, list[Problem]]:
    """Read a YAML file. `shown` is the name used in messages; never raises for its content."""
    text, problems = read_text(path, shown)
    if text is None:
        return None, problems
    return parse(text.removeprefix("\ufeff"), shown or str(path))


def read_text(
    path: Path, shown: str | None = None, most: int = MAX_BYTES
) -> tuple[str | None, list[Problem]]:
    """A file's text, at most `most` bytes of UTF-8, else what is wrong with it."""
    name = shown or str(path)
    try:
        # What a link leads to may be no business of whoever reads the messages.
        if path.is_symlink():
            return None, [said.UNREADABLE.about(Place(name), path=name, reason=said.IS_LINK)]
        if path.is_dir():
            return None, [said.UNREADABLE.about(Place(name), path=name, reason=said.IS_FOLDER)]
        if not path.is_file():
            return None, [said.NO_FILE.about(Place(name), path=name)]
        with path.open("rb") as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            size = path.stat().st_size
            return None, [said.TOO_LARGE.about(Place(name), size=size, most=most)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return None, [said.UNREADABLE.about(Place(name), path=name, reason=reason)]
    return decode(data, name)


def decode(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """Bytes as UTF-8 text, else a problem at the first byte that is not."""
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        byte = f"0x{data[error.start]:02x}"
        return None, [said.NOT_UTF8.about(place_of(before, len(before), name), byte=byte)]


def parse(
    text: str,
    file: str,
    first_line: int = 1,
    *,
    most_bytes: int = MAX_BYTES,
    most_items: int = MAX_ITEMS,
) -> tuple[Doc | None, list[Problem]]:
    """Parse one document. `first_line` is the line of `file` on which `text` begins.

    Returns the document and no problems, or None and at least one.
    """
    offset = first_line - 1
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most_bytes:
        return None, [said.TOO_LARGE.about(Place(file, first_line), size=size, most=most_bytes)]
    if (bad := _not_yaml(text)) is not None:
        place = place_of(text, bad, file, offset)
        return None, [said.BAD_CHARACTER.about(place, char=f"U+{ord(text[bad]):04X}")]
    end = place_of(text, len(text), file, offset)
    found = Composer(value_of, offset=offset, end=(end.line, end.col), max_items=most_items)
    problems = []
    try:
        found.read(text)
    except yaml.MarkedYAMLError as error:
        problems = _syntax_problems(error, text, end, offset)
    problems = [*(_refused(fault, file) for fault in found.faults), *problems]
    if not problems and isinstance(found.data, str):
        problems = _slips_of_scalar(text, file, offset)
    return (None, problems) if problems else (_doc(found, file, first_line), [])


def _refused(fault: Fault, file: str) -> Problem:
    return _REFUSALS[fault.reason].about(Place(file, *fault.position), **fault.fields)


def _doc(found: Composer, file: str, first_line: int) -> Doc:
    return Doc(
        file,
        found.data,
        found.values,
        found.keys,
        found.plain,
        first_line,
        found.spans,
        found.key_spans,
    )


def _not_yaml(text: str) -> int | None:
    """Where a character stands that YAML forbids, or a byte-order mark: parsers disagree on it."""
    found = _NOT_YAML.search(text)
    ends = [found.start() if found else -1, text.find("\ufeff")]
    return min((end for end in ends if end >= 0), default=None)


def place_of(text: str, index: int, file: str, offset: int = 0) -> Place:
    """The place of the character at `index` of `text`, which begins `offset` lines into `file`."""
    line, start = offset + 1, 0
    for found in LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Place(file, line, index - start + 1)


def _syntax_problems(
    error: yaml.MarkedYAMLError, text: str, end: Place, offset: int
) -> list[Problem]:
    from checks.yamldoc.slips import Source, slips

    mark = error.problem_mark or error.context_mark
    line, col = (mark.line, mark.column) if mark else (0, 0)
    lines = LINE_BREAK.split(text)
    here = lines[line] if line < len(lines) else ""
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" in indent or (col < len(here) and here[col] == "\t"):
        return [said.TAB.about(Place(end.file, line + offset + 1, here.find("\t") + 1))]
    ended = "<document start>" in str(error.problem) and any(
        before.rstrip() == "..." for before in lines[:line]
    )
    line, col = min((line + offset + 1, col + 1), (end.line, end.col))
    if ended:
        return [said.SECOND_DOCUMENT.about(Place(end.file, line, col))]
    if found := slips(error, Source(lines, end.file, offset)):
        return found
    reason = error.problem or error.context or "it is not YAML"
    return [said.SYNTAX.about(Place(end.file, line, col), reason=reason)]


def _slips_of_scalar(text: str, file: str, offset: int) -> list[Problem]:
    from checks.yamldoc.slips import Source, slips_of_scalar

    return slips_of_scalar(Source(LINE_BREAK.split(text), file, offset))
