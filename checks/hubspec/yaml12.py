"""Unquoted YAML scalars as js-yaml 4 reads them, which is what the Hub uses.

YAML 1.2 has fewer words and numbers than YAML 1.1, by which PyYAML goes: `no` is a text here.
Source: lib/type/{null,bool,int,float}.js of js-yaml 4.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
# Past these lengths nobody writes a number.
_INTEGER = r"[-+]?[0-9]{1,15}"
_BASED = r"[-+]?(?:0x[0-9a-fA-F]{1,12}|0o[0-7]{1,16}|0b[01]{1,48})"
_FLOAT = r"(?:[-+]?[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,4})?"


def read_scalar(text: str) -> Scalar:
    """Return what js-yaml makes of an unquoted scalar; what JSON cannot hold stays a text."""
    if text in _WORDS:
        return _WORDS[text]
    if re.fullmatch(_INTEGER, text):
        return int(text)
    if re.fullmatch(_BASED, text):
        return int(text, 0)
    if re.fullmatch(_FLOAT, text) and math.isfinite(number := float(text)):
        return number
    return text
