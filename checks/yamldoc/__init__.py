"""YAML from strangers: read within bounds, with the line and column of everything in it.

`hubspec.composer` keeps within bounds and says what is refused. Values are PyYAML's own (what the
Hub's Python client reads); keys stay text.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from yaml.reader import Reader

from checks.hubspec.bounds import (
    CARD,
    FORM,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    Bounds,
    Fault,
    Reason,
)
from checks.hubspec.composer import Composer
from checks.messages import Message, Place, Problem
from checks.textfile import LINE_BREAK, TOO_LARGE, not_utf8, place_of, read_text
from checks.yamldoc import messages as msg
from checks.yamldoc.document import Doc
from checks.yamldoc.scalars import value_of

__all__ = ["CARD", "MAX_BYTES", "MAX_DEPTH", "MAX_ITEMS", "Bounds", "Doc", "parse", "read"]

_REFUSALS: dict[Reason, Message] = {
    "reference": msg.REFERENCE,
    "alias": msg.ALIAS,
    "merge": msg.MERGE,
    "size": TOO_LARGE,
    "documents": msg.SECOND_DOCUMENT,
    "items": msg.TOO_MANY,
    "depth": msg.TOO_DEEP,
    "key": msg.KEY_FORM,
    "value": msg.BAD_VALUE,
    "duplicate": msg.DUPLICATE,
}
# PyYAML has compiled it already, which takes long for so large a set.
_NOT_YAML: re.Pattern[str] = Reader.NON_PRINTABLE


def read(path: Path, display_path: str | None = None) -> tuple[Doc | None, list[Problem]]:
    """Read a YAML file; return the document and no problems, or None and at least one.

    Problems are placed in `display_path`. Nothing is raised for what the file holds.
    """
    name = display_path or str(path)
    text, problems = read_text(path, name, MAX_BYTES)
    if text is None:
        return None, problems
    return parse(text.removeprefix("\ufeff"), name)


def parse(
    text: str, file: str, first_line: int = 1, bounds: Bounds = FORM
) -> tuple[Doc | None, list[Problem]]:
    """Parse one document that begins on `first_line` of `file`.

    Return it and no problems, or None and at least one.
    """
    offset = first_line - 1
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > bounds.size:
        return None, [TOO_LARGE.about(Place(file, first_line), size=size, most=bounds.size)]
    if (bad := _not_yaml(text)) is not None:
        place = place_of(text, bad, file, offset)
        return None, [_bad_character(text, bad, place)]
    end = place_of(text, len(text), file, offset)
    composer = Composer(value_of, offset=offset, end=(end.line, end.col), bounds=bounds)
    problems = []
    try:
        composer.read(text)
    except yaml.MarkedYAMLError as error:
        problems = _syntax_problems(error, text, end, offset)
    problems = [*(_refused(fault, file) for fault in composer.faults), *problems]
    if not problems and isinstance(composer.data, str):
        problems = _scalar_problems(text, file, offset)
    if problems:
        return None, problems
    c = composer
    return Doc(file, c.data, c.values, c.keys, c.plain, first_line, c.spans, c.key_spans), []


def _refused(fault: Fault, file: str) -> Problem:
    return _REFUSALS[fault.reason].about(Place(file, *fault.position), **fault.fields)


def _not_yaml(text: str) -> int | None:
    """Return the index of a character that YAML forbids, or of a byte-order mark.

    Parsers disagree on a byte-order mark inside a text.
    """
    found = _NOT_YAML.search(text)
    indices = [found.start() if found else -1, text.find("\ufeff")]
    return min((index for index in indices if index >= 0), default=None)


def _bad_character(text: str, index: int, place: Place) -> Problem:
    """Return what is wrong with a character, or with a byte that `surrogateescape` has kept."""
    code = ord(text[index])
    if 0xDC80 <= code <= 0xDCFF:
        return not_utf8(text[index:].encode("utf-8", "surrogateescape"), 0, place)
    return msg.BAD_CHARACTER.about(place, char=f"U+{code:04X}")


def _syntax_problems(
    error: yaml.MarkedYAMLError, text: str, end: Place, offset: int
) -> list[Problem]:
    from checks.yamldoc.syntax_hints import SourceLines, conflicts, diagnose  # only for slips

    source = SourceLines(LINE_BREAK.split(text), end.file, offset)
    if problems := conflicts(source):
        return problems
    mark = error.problem_mark or error.context_mark
    line, col = (mark.line, mark.column) if mark else (0, 0)
    lines = source.lines
    here = lines[line] if line < len(lines) else ""
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" in indent or (col < len(here) and here[col] == "\t"):
        return [msg.TAB.about(Place(end.file, line + offset + 1, here.find("\t") + 1))]
    ended = "<document start>" in str(error.problem) and any(
        before.rstrip() == "..." for before in lines[:line]
    )
    line, col = min((line + offset + 1, col + 1), (end.line, end.col))
    if ended:
        return [msg.SECOND_DOCUMENT.about(Place(end.file, line, col))]
    if problems := diagnose(error, source):
        return problems
    from checks.yamldoc.reasons import reason_of  # only for what is wrong

    reason = reason_of(error.problem or error.context)
    return [msg.SYNTAX.about(Place(end.file, line, col), reason=reason)]


def _scalar_problems(text: str, file: str, offset: int) -> list[Problem]:
    from checks.yamldoc.syntax_hints import SourceLines, diagnose_scalar  # only for what is wrong

    return diagnose_scalar(SourceLines(LINE_BREAK.split(text), file, offset))
