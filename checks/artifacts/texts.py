"""Words in a model's place: a pointer of git-lfs, a web page, plain text."""

from __future__ import annotations

import json
from codecs import getincrementaldecoder

from checks.hubspec.content import POINTER_VERSION

MAX_JSON = 4 * 1024 * 1024
"""Bytes of a JSON file that are read; of a larger one nothing is certain."""
_POINTER = f"version {POINTER_VERSION}".encode()
# What LightGBM and others write as text, whatever the file is called.
_TEXT_MODELS = (b"{", b"tree")
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\f\r")


def is_pointer(data: bytes) -> bool:
    """Return whether this begins as a pointer of git-lfs."""
    return data.startswith(_POINTER)


def is_page(data: bytes) -> bool:
    """Return whether this begins as a web page."""
    return data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def is_text(data: bytes) -> bool:
    """Return whether bytes are words: UTF-8, perhaps cut off, without control characters."""
    try:
        getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return _CONTROL.isdisjoint(data)


def is_text_model(data: bytes) -> bool:
    """Return whether this begins as a model that is text: JSON, or LightGBM's."""
    return data.startswith(_TEXT_MODELS)


def is_json(data: bytes) -> bool:
    """Return whether this is JSON, or a line of JSON and more of them."""
    for part in (data, data.partition(b"\n")[0]):
        try:
            json.loads(part)
        except (ValueError, RecursionError):
            continue
        return True
    return False
