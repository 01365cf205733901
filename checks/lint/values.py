"""Answers as values: numbers, dates and lists, in the ways that people write them."""

from __future__ import annotations

import re
from datetime import date, datetime

MAX_NUMBER = 10**12
MAX_NUMBER_TEXT = 40

_DIGITS = re.compile(r"\d+|\d{1,3}(?:([,_'’ \u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def whole_number(value: object) -> int | None:
    """Return a whole number from 0 to `MAX_NUMBER`, with any thousands separators; else None."""
    match value:
        case bool():
            return None
        case int():
            number = value
        case float() if value.is_integer():
            number = int(value)
        case str() if len(value) <= MAX_NUMBER_TEXT and _DIGITS.fullmatch(value.strip()):
            number = int(re.sub(r"\D", "", value))
        case _:
            return None
    return number if 0 <= number <= MAX_NUMBER else None


def day(value: object) -> date | None:
    """Return a date, as YAML reads one or as year-month-day; else None."""
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def words(value: object) -> tuple[str, ...] | None:
    """Return a list of words, or those of a text with commas; None for anything else."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return tuple(item for item in map(str.strip, items) if item)
