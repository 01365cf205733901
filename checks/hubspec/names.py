"""Names on the Hub: kinds of repo, accounts, and repo ids.

Source: `validate_repo_id` in huggingface_hub/utils/_validators.py.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["model", "dataset", "space"]
KINDS: tuple[Kind, ...] = ("model", "dataset", "space")

#: Characters of an account's name, or of a repo's.
MAX_NAME = 96
#: Characters of OWNER/NAME.
MAX_REPO_ID = 2 * MAX_NAME + 1
_LETTERS = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_NAME = rf"{_LETTERS}(?<!\.git)"
#: Regular expressions of a whole name and a whole repo id, which JSON Schemas have, too.
NAME_PATTERN = rf"(?!.*(?:--|\.\.)){_NAME}"
REPO_ID_PATTERN = rf"(?!.*(?:--|\.\.))(?:{_NAME}/)?{_NAME}"
#: First parts of the Hub's own addresses, which no account is called.
RESERVED = frozenset({"api", "datasets", "models", "models-json", "oauth", "spaces"})


def has_name_letters(text: str) -> bool:
    """Return whether a text has the letters and the length of an account's or a repo's name."""
    return re.fullmatch(_LETTERS, text) is not None


def is_commit(revision: str) -> bool:
    """Return whether a revision is the full id of a commit, and no branch, tag or short id."""
    return re.fullmatch("[0-9a-f]{40}", revision) is not None


def is_name(text: str) -> bool:
    """Return whether a text can be the name of an account or, without its owner, of a repo."""
    return re.fullmatch(NAME_PATTERN, text) is not None


def is_repo_id(text: str) -> bool:
    """Return whether a text has the form of a repo id, `NAME` or `OWNER/NAME`."""
    return re.fullmatch(REPO_ID_PATTERN, text) is not None


def is_full_repo_id(text: str) -> bool:
    """Return whether a text has the form `OWNER/NAME`."""
    return "/" in text and is_repo_id(text)
