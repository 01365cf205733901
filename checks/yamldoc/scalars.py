"""Single scalars: what YAML takes them for, and how to write one so that it stays a text."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

MAX_INTEGER = 1000
"""Characters of an integer, in any base; a longer one is text."""


class _Scalars(SafeConstructor, Resolver):
    """PyYAML's own rules for what an unquoted scalar is."""

    def __init__(self) -> None:
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def value(self, text: str, plain: bool, quoted: bool) -> Any:
        tag: str = self.resolve(yaml.ScalarNode, text, (plain, quoted))  # type: ignore[no-untyped-call]
        kind = tag.rpartition(":")[2]
        if kind not in ("null", "bool", "int", "float", "timestamp"):
            return text
        # Longer ones could not be printed (Python refuses over 4,300 digits), and are no answers.
        if kind == "int" and len(text) > MAX_INTEGER:
            return text
        node = yaml.ScalarNode(tag, text)
        return self.yaml_constructors[tag](self, node)


_SCALARS = _Scalars()


def value_of(text: str, plain: bool, quoted: bool) -> Any:
    """Return what PyYAML makes of a scalar. Raises ValueError, OverflowError or YAMLError."""
    return _SCALARS.value(text, plain, quoted)


# Compiled where it is first used: a set as large as this takes long.
_NEEDS_NO_QUOTES = r"[A-Za-z\uac00-\ud7a3](?:[\w./+-]|(?<=\w) (?=\w))*"


def quoted(text: str, style: str) -> str:
    """Return a text as YAML: in these quotes, or without where every parser reads it as text."""
    if not style and re.fullmatch(_NEEDS_NO_QUOTES, text) and value_of(text, True, False) == text:
        return text
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    import json  # only for a fix

    return json.dumps(text, ensure_ascii=False)
