"""What number or date a text was probably meant to be, for a hint. Grading guesses nothing."""

from __future__ import annotations

import re
from datetime import date

from checks.lint.values import MAX_NUMBER, whole_number

_MAX_TEXT = 80
_SCALES = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "b": 1_000_000_000,
    "billion": 1_000_000_000,
    "천": 1_000,
    "만": 10_000,
    "백만": 1_000_000,
    "억": 100_000_000,
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: number for number, word in enumerate(_SMALL.split())} | {
    word: number * 10 for number, word in enumerate(_TENS.split(), 2)
}
_FIGURES = r"(?ai)(\d[\d,_'’.]*\d|\d)\s*([a-z]+|[가-힣]+)?"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_PARTS = r"(?ai)[a-z]+|\d+"


def suggest_number(text: str) -> int | None:
    """Return the one whole number in `about 500`, `1,234 models`, `50k`, `5만` or `fifty three`."""
    if len(text) > _MAX_TEXT or "-" in text.lstrip()[:1]:
        return None
    found = re.findall(_FIGURES, text)
    if len(found) > 1:
        return None
    number = _in_figures(*found[0]) if found else _in_words(text)
    return number if number is not None and number <= MAX_NUMBER else None


def _in_figures(figures: str, unit: str) -> int | None:
    scale = _SCALES.get(unit.lower(), 1)
    number = whole_number(figures.lstrip("0") or "0")
    if number is not None:
        return number * scale
    whole, point, rest = figures.partition(".")
    if scale == 1 or not point or not (whole + rest).isdigit():
        return None
    scaled, left = divmod(int(whole + rest) * scale, 10 ** len(rest))
    return None if left else scaled


def _in_words(text: str) -> int | None:
    total, group, seen = 0, 0, False
    for word in re.split(r"[\s-]+", text.strip().lower()):
        if word in _WORDS:
            group, seen = group + _WORDS[word], True
        elif word == "hundred" and seen:
            group *= 100
        elif word in ("thousand", "million") and seen:
            total, group = total + group * _SCALES[word], 0
        elif word != "and" or not seen:
            return None
    return total + group if seen else None


def suggest_date(text: str) -> date | None:
    """Return the date in `2026/9/1`, `1.9.2026`, `Sep 1, 2026` or `2026년 9월 1일`.

    None where day and month could be either, as in 3/4/2026.
    """
    parts = [part.lower() for part in re.findall(_PARTS, text[:_MAX_TEXT])]
    months = [_MONTH[part[:3]] for part in parts if part[:3] in _MONTH and part.isalpha()]
    figures = [part for part in parts if part.isdigit()][:3]
    years = [figure for figure in figures if len(figure) == 4]
    if len(years) != 1:
        return None
    rest = [int(figure) for figure in figures if figure != years[0]]
    if months and len(rest) == 1:
        return _day(years[0], months[0], rest[0])
    if len(rest) != 2:
        return None
    first, second = rest
    if figures[0] == years[0]:
        return _day(years[0], first, second)
    return _day_first(years[0], first, second, dotted="/" not in text)


def _day_first(year: str, first: int, second: int, dotted: bool) -> date | None:
    if first <= 12 and second <= 12 and first != second and not dotted:
        return None
    return _day(year, second, first) if second <= 12 else _day(year, first, second)


def _day(year: str, month: int, day: int) -> date | None:
    try:
        return date(int(year), month, day)
    except ValueError:
        return None
