"""What was probably meant: the nearest known word, and the repo id inside an address."""

from __future__ import annotations

import re
from collections.abc import Collection

# 96 characters for each of the two parts, as in checks/schemas/answers.schema.json.
MAX_REPO_ID = 193
# huggingface_hub, utils/_validators.py: neither `--` nor `..`, and no `.git` at the end.
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?(?<!\.git)"
_REPO_ID = re.compile(rf"(?!.*(?:--|\.\.))(?:{_PART}/)?{_PART}")
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/+(?:datasets/|models/|spaces/)?",
    re.IGNORECASE,
)


def nearest(word: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
    """The known word most like this one, capitals, spaces and underscores aside."""
    from difflib import get_close_matches

    spelled = {plain(name): name for name in known}
    found = get_close_matches(plain(word[:100]), spelled, n=1, cutoff=cutoff)
    return spelled[found[0]] if found else None


def plain(word: str) -> str:
    return re.sub(r"[\s_]+", "-", word.strip().casefold())


def is_repo_id(text: str) -> bool:
    """Whether this has the shape of a repo id, `NAME` or `OWNER/NAME`."""
    return len(text) <= MAX_REPO_ID and _REPO_ID.fullmatch(text) is not None


def meant_repo_id(text: str, otherwise: str = "OWNER/NAME") -> str:
    """The repo id that stands in an address or between stray characters, else `otherwise`."""
    rest = _ADDRESS.sub("", text.strip().replace("\\", "/"), count=1)
    words = [word.strip() for word in re.split(r"[?#]", rest)[0].strip("@/ ").split("/")]
    found = "/".join(words[:2])
    return found if found != text and is_repo_id(found) else otherwise
