"""What was probably meant: the closest known word, and the repo id inside an address."""

from __future__ import annotations

import os
import re
from collections.abc import Collection

from checks.hubspec.names import is_repo_id

_ADDRESS = (
    r"(?i:(?:https?:)?/*(?:www\.)?(?:huggingface\.co|hf\.coHOST)/+(?:(?:datasets|models|spaces)/+)?"
    r"|/*(?:datasets|models|spaces)/+(?=[^/]+/))"
)
# A path on somebody's computer, which no repo id is in.
_LOCAL = r"(?:~|\.{1,2})?/|~|[A-Za-z]:/"
# What is after an id in an address of the Hub.
_AFTER_ID = [[page] for page in ("blob", "commits", "discussions", "raw", "resolve", "tree")]
_MAX_DIFFERENCE = 2  # letters by which a typo is longer or shorter


def closest_match(word: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that is most like this one, but for case, spaces and underscores."""
    from difflib import get_close_matches  # only for what is wrong

    by_plain = {plain(name): name for name in known}
    matches = get_close_matches(plain(word[:100]), by_plain, n=1, cutoff=cutoff)
    return by_plain[matches[0]] if matches else None


def unambiguous_match(word: str, known: Collection[str], cutoff: float = 0.85) -> str | None:
    """Return the known word that was meant, if it can be no other.

    It differs only in case, spaces and underscores; or it is the one word that is much like this,
    begins alike, is about as long, and has no other number in it: `apache-1.1` is no typo for
    `apache-2.0`, nor `agpl` for `gpl`.
    """
    from difflib import get_close_matches  # only for what is wrong

    by_plain = {plain(name): name for name in known}
    own = plain(word[:100])
    if own in by_plain:
        return by_plain[own]
    matches = get_close_matches(own, by_plain, n=2, cutoff=cutoff)
    if len(matches) != 1:
        return None
    match = matches[0]
    own_digits, digits = _digits(own), _digits(match)
    same_number = digits.startswith(own_digits) and bool(own_digits) == bool(digits)
    is_alike = match[0] == own[0] and abs(len(match) - len(own)) <= _MAX_DIFFERENCE
    return by_plain[match] if same_number and is_alike else None


def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)


def plain(word: str) -> str:
    """Return a word in lower case, with hyphens for spaces and underscores."""
    return re.sub(r"[\s_]+", "-", normalized(word).strip().casefold())


def normalized(text: str) -> str:
    """Return a text with letters and digits of full width as the usual ones."""
    if text.isascii():
        return text
    from unicodedata import normalize  # only for what is wrong

    return normalize("NFKC", text)


def suggest_repo_id(text: str, otherwise: str = "OWNER/NAME") -> str:
    """Return the repo id in an address or between stray characters, else `otherwise`.

    A path on a computer has none, and in `a/b/c` it is not plain which two parts are meant.
    """
    bare = text.strip().strip("<>\"'`").replace("\\", "/")
    path = re.sub(rf"^{_address()}", "", bare)
    parts = [part.strip() for part in re.split(r"[?#]", path)[0].strip("@ ").split("/")]
    words = [part for part in parts if part]
    if path == bare and (len(words) > 2 or re.match(_LOCAL, bare)) and words[2:3] not in _AFTER_ID:
        return otherwise
    repo_id = "/".join(words[:2])
    return repo_id if repo_id != text and is_repo_id(repo_id) else otherwise


def certain_repo_id(text: str) -> str | None:
    """Return OWNER/NAME, if there is nothing around it but an address or a slash at the end."""
    repo_id, bare = suggest_repo_id(text, ""), text.strip().rstrip("/")
    is_certain = repo_id == bare or re.match(_address(), bare)
    return repo_id if "/" in repo_id and is_certain else None


def _address() -> str:
    """Return the pattern of the start of an address, on huggingface.co or the Hub in use."""
    host = re.sub(r"^\w+://", "", os.environ.get("HF_ENDPOINT", "").strip("\"' ")).rstrip("/")
    return _ADDRESS.replace("HOST", f"|{re.escape(host)}" if host else "")


def characters_of_no_id(text: str) -> str:
    """Return the characters of `OWNER/NAME` that no repo id has; "" where it is no two names."""
    if not re.fullmatch(r"[^/]*[^/.][^/]*/[^/]*[^/.][^/]*", text.strip()):
        return ""
    foreign = dict.fromkeys(re.findall(r"[^\w./-]|[^\x00-\x7f]", text.strip()))
    return " ".join("␣" if mark.isspace() else mark for mark in foreign)
