"""Paths of files in a repo, as the Hub takes them.

Source: huggingface_hub/utils/_validators.py and the Hub's answers to a commit with bad paths; what
a file system takes for `.git`: `verify_path` and `is_ntfs_dotgit` in git's read-cache.c and path.c.
"""

from __future__ import annotations

import re

#: Characters of a path with all its folders.
MAX_PATH = 1000
# Nearly every path: nothing more needs to be looked at.
_PLAIN = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*"
_CONTROL = r"[\x00-\x1f\x7f]"
_SURROGATE = r"[\ud800-\udfff]"
#: Characters that HFS+ passes over in a name.
_INVISIBLE = r"[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]"


def path_fault(path: str) -> str | None:
    """Return why the Hub does not take a path, such as "it is empty"; None where it does."""
    if len(path) > MAX_PATH:
        return f"it is longer than {MAX_PATH} characters"
    if re.fullmatch(_PLAIN, path):
        return None
    if not path:
        return "it is empty"
    if re.search(_CONTROL, path):
        return "it has a control character"
    if "\\" in path:
        return "it has a backslash"
    if path.startswith("/"):
        return "it is absolute"
    if re.search(_SURROGATE, path):
        return "it is not valid Unicode"
    parts = path.split("/")
    if "" in parts:
        return "it has an empty part"
    if "." in parts or ".." in parts:
        return "it has a '.' or '..' part"
    if any(map(is_dot_git, parts)):
        return "it has a .git part"
    return None


def is_path(path: str) -> bool:
    """Return whether the Hub takes a file at this path."""
    return path_fault(path) is None


def is_dot_git(part: str) -> bool:
    """Return whether some file system takes one part of a path for `.git`.

    NTFS knows a short name and streams, and drops spaces and dots at the end; HFS+ drops
    characters that cannot be seen.
    """
    name = re.sub(_INVISIBLE, "", part).lower().partition(":")[0]
    return name.rstrip(" .") in (".git", "git~1")
