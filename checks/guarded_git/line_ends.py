"""The line ends with which git commits a text, by git's own rules (convert.c).

git itself applies them together with the filters of a repository, which are programs. Nothing is
run here: who asks has the attributes, the setting `core.autocrlf`, and what is in the index.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Conversion = Literal["never", "always", "guess"]
"""Whether CRLF becomes LF; `guess`: in what looks like text, and has no CRLF in the index."""

_CONTROL = bytes({*range(32), 127} - set(b"\b\t\n\r\f\x1b"))


class EolAttributes(NamedTuple):
    """The values of the attributes `text`, `crlf` (its old name) and `eol`, as git prints them."""

    text: str
    crlf: str
    eol: str


def conversion(attributes: EolAttributes, autocrlf: str) -> Conversion:
    """Return what happens to a file when it is added; `autocrlf` is that setting, "" for none."""
    for value in (attributes.text, attributes.crlf):
        match value:
            case "unset":
                return "never"
            case "auto":
                return "guess"
            case "set" | "input":
                return "always"
    if attributes.eol in ("lf", "crlf"):
        return "always"
    # What git takes for true, and `input`, which differs in a checkout alone.
    on = autocrlf.lower() in ("true", "yes", "on", "1", "input")
    return "guess" if on else "never"


def committed(data: bytes, how: Conversion, indexed: bytes) -> bytes:
    """Return a file's content as git commits it; `indexed` is what the index has of it."""
    if how == "never" or b"\r\n" not in data:
        return data
    if how == "guess" and (not looks_like_text(data) or _has_crlf(indexed)):
        return data
    return data.replace(b"\r\n", b"\n")


def looks_like_text(data: bytes) -> bool:
    """Return whether git guesses that this is text (`convert_is_binary` in convert.c)."""
    if b"\0" in data or data.count(b"\r") != data.count(b"\r\n"):
        return False
    control = len(data) - len(data.translate(None, _CONTROL))
    control -= data.endswith(b"\x1a")  # the end of a file, long ago
    breaks = 2 * data.count(b"\r\n") + data.count(b"\n") - data.count(b"\r\n")
    return (len(data) - control - breaks) >> 7 >= control


def _has_crlf(data: bytes) -> bool:
    return b"\r\n" in data and looks_like_text(data)
