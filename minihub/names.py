"""Names that come from outside: repo ids, paths in a repo, kinds of repo."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from .errors import HubError, bad_request

Kind = Literal["model", "dataset", "space"]
KINDS: tuple[Kind, ...] = ("model", "dataset", "space")

#: First parts of addresses of the Hub's own, which no account may be called.
RESERVED = frozenset({"api", "datasets", "spaces", "models", "models-json", "lfs", "oauth"})

MAX_PATH = 1000
MAX_ID = 96
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNSEEN = re.compile(r"[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class RepoKey(NamedTuple):
    """A repo's kind and id: what it is known by everywhere."""

    kind: Kind
    id: str

    @property
    def owner(self) -> str:
        """The account or organisation in front of the slash."""
        return self.id.partition("/")[0]

    @property
    def plural(self) -> str:
        """`models`, `datasets` or `spaces`, as in an API address."""
        return f"{self.kind}s"

    @property
    def web(self) -> str:
        """The path of its page: a model's has no prefix."""
        return f"/{self.id}" if self.kind == "model" else f"/{self.plural}/{self.id}"


def check_kind(value: object) -> Kind:
    """The kind of repo in a JSON body, where a model goes without one."""
    if value is None:
        return "model"
    for kind in KINDS:
        if value == kind:
            return kind
    raise bad_request(f'"type" must be one of {", ".join(KINDS)}')


def check_name(value: object, what: str) -> str:
    """One half of a repo id, as `validate_repo_id` of huggingface_hub has it."""
    if not isinstance(value, str) or not _PART.fullmatch(value):
        raise bad_request(
            f"{what} must be 1 to 96 letters, digits, '-', '_' or '.', "
            "and neither start nor end with '-' or '.'"
        )
    if not is_name(value):
        raise bad_request(f"{what} cannot have '--' or '..' in it, nor end with '.git'")
    return value


def is_name(value: str) -> bool:
    """Whether `value` may be one half of a repo id."""
    forbidden = "--" in value or ".." in value or value.endswith(".git")
    return not forbidden and _PART.fullmatch(value) is not None


def is_card_id(value: str) -> bool:
    """Whether `value` is an id as a card may give it: `NAME` or `OWNER/NAME`."""
    parts = value.split("/")
    return len(parts) <= 2 and all(map(is_name, parts))


def is_repo_id(value: str) -> bool:
    """Whether `value` looks like OWNER/NAME."""
    parts = value.split("/")
    return len(parts) == 2 and all(_PART.fullmatch(part) for part in parts)


def check_id(value: object, what: str) -> str:
    """A repo id OWNER/NAME in a JSON body."""
    if not isinstance(value, str) or value.count("/") != 1 or len(value) > MAX_ID:
        raise bad_request(f'"{what}" must be a repo id, OWNER/NAME, of {MAX_ID} characters at most')
    for part in value.split("/"):
        check_name(part, f'each part of "{what}"')
    return value


def wrong_account(name: str) -> str | None:
    """What is wrong with an account's name, if anything is."""
    try:
        check_name(name, "an account's name")
    except HubError as error:
        return error.message
    if name.lower() in RESERVED:
        return f"{name} is an address of the Hub's own"
    return None


def read_repo(text: str) -> RepoKey | None:
    """The repo that `OWNER/NAME`, `datasets/OWNER/NAME` or `spaces/OWNER/NAME` means."""
    prefix, _, rest = text.partition("/")
    for kind in KINDS[1:]:
        if prefix == f"{kind}s" and is_repo_id(rest):
            return RepoKey(kind, rest)
    return RepoKey("model", text) if is_repo_id(text) else None


def is_path(value: str) -> bool:
    """Whether `value` could be a file's path in a repo."""
    return _wrong_with_path(value) is None


def check_path(value: object) -> str:
    """A file's path in a repo, or a 400 that says what is wrong with it."""
    if not isinstance(value, str):
        raise bad_request("path must be a string")
    if reason := _wrong_with_path(value):
        raise bad_request(f"Invalid path {value[:100]!r}: {reason}")
    return value


def _wrong_with_path(path: str) -> str | None:
    if not path:
        return "it is empty"
    if len(path) > MAX_PATH:
        return f"it is longer than {MAX_PATH} characters"
    if _CONTROL.search(path):
        return "it has a control character"
    if "\\" in path:
        return "it has a backslash"
    if path.startswith("/"):
        return "it is absolute"
    if _SURROGATE.search(path):
        return "it is not valid Unicode"
    return _wrong_with_parts(path.split("/"))


def _wrong_with_parts(parts: list[str]) -> str | None:
    if "" in parts:
        return "it has an empty part"
    if "." in parts or ".." in parts:
        return "it has a '.' or '..' part"
    if any(_is_dot_git(part) for part in parts):
        return "it has a .git part"
    return None


def _is_dot_git(part: str) -> bool:
    """Whether some file system would take it for `.git`, as `verify_path` of git has it.

    NTFS knows a short name and streams, and drops spaces and dots at the end; HFS+ drops
    characters that do not show.
    """
    name = _UNSEEN.sub("", part).lower().partition(":")[0]
    return name.rstrip(" .") in (".git", "git~1")
