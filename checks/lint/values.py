"""Answers as values: texts, names, numbers, dates and lists, in the ways that people write them.

What is certain is accepted, and nothing is guessed: the linter and grading both read with these.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from checks.hubspec.names import RESERVED, is_name, is_repo_id

MAX_NUMBER = 10**12
MAX_NUMBER_TEXT = 40

# Full-width forms are the ASCII characters of East Asian keyboards (Unicode, FF01 to FF5E).
_PLAIN: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# The space and the commas of the same keyboards.
_PLAIN |= {0x3000: " ", 0x3001: ",", 0xFF64: ","}
# What is invisible, and comes with text that is pasted from a page.
_PLAIN |= dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_AROUND = "\"'`´“”„‟‘’‚‛«»‹›「」『』 \t\r\n\xa0\u202f"
_DIGITS = (
    r"(?:0|[1-9]\d*)(?:\.0{1,2})?"
    r"|[1-9]\d{0,2}(?:(?P<sep>[,_'’ \u00a0\u202f])\d{3})(?:(?P=sep)\d{3})*"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,}"
)
# What says no other number: that it is about so, zeros in front, and what is counted.
_COUNTED = r"models?|languages?|(?:개|가지)?(?: ?모델| ?언어)?"
_NUMBER = re.compile(
    rf"(?:[~≈] ?|약 ?)?\+?0*(?P<digits>{_DIGITS})(?: ?(?:{_COUNTED}))?", re.ASCII | re.IGNORECASE
)
# The key of a dataset's card, pasted with its value.
_LABEL = re.compile(r"task_categories\s*:\s*")
# Names without spaces, so that a space between two of them separates them.
_SPLIT_NAMES = "dev invalidated other test train training valid validated validation"
_BETWEEN_NAMES = re.compile(r"[\s;|/&]+(?:and\s+)?")
# The year first, then the month: no other order is written so. A time of the day may follow.
_DAY = re.compile(
    r"(\d{4})(?:([-/.]) ?|[년年] ?)(\d{1,2})(?:\2 ?|[월月] ?)(\d{1,2})[.일日]?"
    r"(?:[T ]\d{1,2}:\d{2}[\d:.Z+-]*)?",
    re.ASCII,
)
_MAX_ADDRESS = 500
_ADDRESS = re.compile(r"((?i:https?:)?//)?([^/\s@?#]+)/([^\s?#]*)(?:[?#]\S*)?", re.ASCII)
_HUB = re.compile(r"(?:www\.)?(?:huggingface\.co|hf\.co)")
# Of an embedded Hub in the same room; by another one's HF_ENDPOINT it has another address.
_IN_THE_ROOM = re.compile(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9-]+\.local)(:\d{1,5})?")


def bare(text: str) -> str:
    """Return a text without quotes and spaces around it, a comma after it, full-width forms."""
    return text.translate(_PLAIN).lstrip(_AROUND).rstrip(f"{_AROUND},")


def text(value: object) -> str | None:
    """Return a text as it was meant; None for anything else, and where nothing is left."""
    return bare(value) or None if isinstance(value, str) else None


def name(value: object) -> str | None:
    """Return the name of an account on the Hub, also out of the address of its page; else None."""
    found = text(value) or ""
    path = _path_in_address(found)
    found = found.removeprefix("@") if path is None else path.strip("/")
    return found if is_name(found) else None


def repo_id(value: object) -> str | None:
    """Return the id of a repo, also out of the address of one of its pages; else None."""
    found = re.sub(r"\s*/\s*", "/", text(value) or "").removeprefix("hf://")
    path = _path_in_address(found)
    parts = [part for part in (found if path is None else path).split("/") if part]
    is_kind = parts[:1] in (["datasets"], ["models"], ["spaces"])
    if path is not None:
        parts = parts[1:] if is_kind else parts
        found = "/".join(parts[:2]) if len(parts) > 1 else ""
    elif len(parts) == 2 + is_kind:
        found = "/".join(parts[is_kind:])
    owner, slash, _ = found.partition("/")
    return found if is_repo_id(found) and not (slash and owner in RESERVED) else None


def _path_in_address(text: str) -> str | None:
    """Return what is after the host in an address of the Hub; None for anything else."""
    found = _ADDRESS.fullmatch(text) if len(text) <= _MAX_ADDRESS else None
    if found is None:
        return None
    host = found[2].lower()
    local = _IN_THE_ROOM.fullmatch(host)
    is_local = local and (found[1] or local[1])
    return found[3] if _HUB.fullmatch(host) or is_local or host == _host_in_use() else None


def _host_in_use() -> str:
    """Return the host of the Hub that HF_ENDPOINT names; "" where it names none."""
    found = _ADDRESS.fullmatch(f"{bare(os.environ.get('HF_ENDPOINT', '')).rstrip('/')}/")
    return found[2].lower() if found else ""


def whole_number(value: object) -> int | None:
    """Return a whole number from 0 to `MAX_NUMBER`, with any thousands separators; else None."""
    match value:
        case bool():
            return None
        case int():
            number = value
        case float() if value.is_integer():
            number = int(value)
        case str() if len(value) <= MAX_NUMBER_TEXT and (found := _NUMBER.fullmatch(bare(value))):
            number = int(re.sub(r"\D", "", re.sub(r"\.0{1,2}$", "", found["digits"])))
        case _:
            return None
    return number if 0 <= number <= MAX_NUMBER else None


def day(value: object) -> date | None:
    """Return a date, as YAML reads one or with year, month and day in this order; else None."""
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str() if found := _DAY.fullmatch(bare(value)):
            try:
                return date(int(found[1]), int(found[3]), int(found[4]))
            except ValueError:
                return None
    return None


def words(value: object) -> tuple[str, ...] | None:
    """Return a list of words, or those of a text with commas; None for anything else.

    No word of these lists has a comma in it, so one with a comma of any kind is two.
    """
    match value:
        case (dict() as inner) | [dict() as inner] if list(inner) == ["task_categories"]:
            return words(inner["task_categories"])
        case list() if all(isinstance(item, str) for item in value):
            items = value
        case str():
            items = [_without_brackets(value)]
        case _:
            return None
    parts = (_LABEL.sub("", part) for item in items for part in item.translate(_PLAIN).split(","))
    return tuple(name for part in parts if bare(part) for name in _names(bare(part)))


def _names(text: str) -> list[str]:
    """Return the names in a text, where each is surely one: of a split, or of a task."""
    names = _BETWEEN_NAMES.split(text.removeprefix("and "))
    if names == [text]:
        return names
    from checks.hubspec.vocabulary import tasks  # only for what is written otherwise

    is_certain = {name.casefold() for name in names} <= {*_SPLIT_NAMES.split(), *tasks()}
    return names if is_certain else [text]


def _without_brackets(text: str) -> str:
    found = bare(text)
    return found[1:-1] if found[:1] + found[-1:] in ("[]", "()") else found


READERS: Mapping[str, Callable[[object], object | None]] = MappingProxyType(
    {
        "text": text,
        "name": name,
        "repo_id": repo_id,
        "number": whole_number,
        "date": day,
        "words": words,
    }
)
"""How an answer of each kind is read."""
