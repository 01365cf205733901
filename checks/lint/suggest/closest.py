"""What was probably meant: the nearest known word, and the repo id inside an address."""

from __future__ import annotations

import re
from collections.abc import Collection

from checks.hubspec.names import is_repo_id

_ADDRESS = (
    r"(?i:(?:https?:)?/*(?:www\.)?(?:huggingface\.co|hf\.co)/+(?:(?:datasets|models|spaces)/+)?"
    r"|/*(?:datasets|models|spaces)/+(?=[^/]+/))"
)
# By so many letters a word may be too long or too short and still be a slip of the pen.
_MAX_DIFFERENCE = 2


def closest_match(word: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
    """The known word most like this one, capitals, spaces and underscores aside."""
    from difflib import get_close_matches

    spelled = {plain(name): name for name in known}
    found = get_close_matches(plain(word[:100]), spelled, n=1, cutoff=cutoff)
    return spelled[found[0]] if found else None


def unambiguous_match(word: str, known: Collection[str], cutoff: float = 0.85) -> str | None:
    """The known word that was meant, where there is no other that it could be.

    It is the same but for capitals, spaces and underscores; or it is the one word that is much
    like this, begins alike, is about as long, and has no other number in it: `apache-1.1` is no
    slip of the pen for `apache-2.0`, nor `agpl` for `gpl`.
    """
    from difflib import get_close_matches

    spelled = {plain(name): name for name in known}
    written = plain(word[:100])
    if written in spelled:
        return spelled[written]
    found = get_close_matches(written, spelled, n=2, cutoff=cutoff)
    if len(found) != 1:
        return None
    numbers, its_numbers = _digits(written), _digits(found[0])
    fits = its_numbers.startswith(numbers) and bool(numbers) == bool(its_numbers)
    alike = found[0][0] == written[0] and abs(len(found[0]) - len(written)) <= _MAX_DIFFERENCE
    return spelled[found[0]] if fits and alike else None


def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)


def plain(word: str) -> str:
    return re.sub(r"[\s_]+", "-", word.strip().casefold())


def suggest_repo_id(text: str, otherwise: str = "OWNER/NAME") -> str:
    """The repo id that stands in an address or between stray characters, else `otherwise`."""
    written = text.strip().strip("<>\"'`").replace("\\", "/")
    rest = written[found.end() :] if (found := re.match(_ADDRESS, written)) else written
    parts = re.split(r"[?#]", rest)[0].strip("@/ ").split("/")
    meant = "/".join([word for part in parts if (word := part.strip())][:2])
    return meant if meant != text and is_repo_id(meant) else otherwise


def certain_repo_id(text: str) -> str | None:
    """OWNER/NAME, where nothing but an address or a slash at the end stands around it."""
    meant, bare = suggest_repo_id(text, ""), text.strip().rstrip("/")
    is_certain = meant == bare or re.match(_ADDRESS, text.strip())
    return meant if "/" in meant and is_certain else None
