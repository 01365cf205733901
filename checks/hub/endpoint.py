"""The address of the Hub in use: `HF_ENDPOINT`, and what may be wrong with it."""

from __future__ import annotations

import ipaddress
import os
import re
from urllib.parse import urlsplit

from checks.messages import Message, Phrase, ProblemError

REAL = "https://huggingface.co"
"""The Hub that is meant where `HF_ENDPOINT` names none."""

SHELLS = Phrase(
    "endpoint shells",
    'In bash: export {name}={value} · in PowerShell: $env:{name} = "{value}" · in cmd: '
    "set {name}={value}",
)
UNUSABLE = Message(
    "HUB-ADDRESS",
    "HF_ENDPOINT does not hold the address of a Hub: {written}",
    hint="An address begins with http:// or https://, as the class's own does that your teacher "
    "gave you. Set it again in this terminal. {shells}",
)

_QUOTES = "\"'`“”‘’<>"
_LOCAL_NAMES = (".localhost", ".local", ".lan", ".home.arpa", ".internal")
_ADDRESS = "http://ADDRESS"


def default_endpoint() -> str:
    """Return the Hub's address: `HF_ENDPOINT`, read when called, else the real one.

    What is certain is accepted: quotes and spaces around it, and for this machine, the room and
    the real Hub a missing scheme, or a page of the Hub in place of its address. Elsewhere a path
    is kept, since a proxy may serve the Hub below one.

    Raises:
        ProblemError: it is no address, and it is not certain which one is meant.
    """
    written = os.environ.get("HF_ENDPOINT", "").strip().strip(_QUOTES).strip()
    if not written:
        return REAL
    try:
        parts = urlsplit(written if "://" in written else f"//{written}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _unusable(written) from None
    scheme = parts.scheme or _scheme_of(host)
    if scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9_.:-]+", host):
        raise _unusable(written)
    name = f"[{host}]" if ":" in host else host
    path = "" if _scheme_of(host) else parts.path.rstrip("/")
    return f"{scheme}://{name}{'' if port is None else f':{port}'}{path}"


def is_own(endpoint: str) -> bool:
    """Return whether a Hub is a class's own, and not the real one."""
    return endpoint != REAL


def shells(name: str, value: str) -> Phrase:
    """Return the line to type in each of three shells to set a variable of the environment."""
    return SHELLS.about(name=name, value=value)


ADDRESS_LINE = shells("HF_ENDPOINT", _ADDRESS)
"""The lines to type for the Hub of a class, whose address the student knows."""


def _scheme_of(host: str) -> str:
    """Return the scheme of a host's addresses, where it is certain; else ""."""
    if host == urlsplit(REAL).hostname:
        return "https"
    try:
        local = ipaddress.ip_address(host).is_private
    except ValueError:
        one_word = "." not in host and host not in ("", "http", "https")
        local = host.endswith(_LOCAL_NAMES) or one_word
    return "http" if local else ""


def _unusable(written: str) -> ProblemError:
    host = re.sub(r"^[A-Za-z]+(?::/*|//)", "", written)
    found = re.match(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*\.[A-Za-z0-9_.-]+(?::\d+)?(?=/|$)", host)
    meant = f"http://{found[0]}" if found else _ADDRESS
    return ProblemError(UNUSABLE.about(written=written, shells=shells("HF_ENDPOINT", meant)))
