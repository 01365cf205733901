"""Names that come from outside: repo ids, paths in a repo, kinds of repo."""

from __future__ import annotations

from typing import NamedTuple

from checks.hubspec.names import KINDS, RESERVED, Kind, has_name_letters, is_full_repo_id, is_name
from checks.hubspec.paths import path_fault

from .errors import HubError, bad_request

#: First parts of addresses, which no account may be called: the Hub's own, and ours.
_RESERVED = RESERVED | {"lfs"}
#: Characters of OWNER/NAME that a new repo may have.
MAX_ID = 96


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


def kind_of(plural: str) -> Kind:
    """Return the kind of repo that an address names as `models`, `datasets` or `spaces`."""
    return next(kind for kind in KINDS if f"{kind}s" == plural)


def check_kind(value: object) -> Kind:
    """Return the kind of repo in a JSON body, where a model goes without one."""
    if value is None:
        return "model"
    for kind in KINDS:
        if value == kind:
            return kind
    raise bad_request(f'"type" must be one of {", ".join(KINDS)}')


def check_name(value: object, what: str) -> str:
    """Return one half of a repo id; raise a 400 that says what is wrong with it."""
    if not isinstance(value, str) or not has_name_letters(value):
        raise bad_request(
            f"{what} must be 1 to 96 letters, digits, '-', '_' or '.', "
            "and neither start nor end with '-' or '.'"
        )
    if not is_name(value):
        raise bad_request(f"{what} cannot have '--' or '..' in it, nor end with '.git'")
    return value


def check_id(value: object, what: str) -> str:
    """Return a repo id OWNER/NAME of a JSON body; raise a 400 where it is none."""
    if not isinstance(value, str) or value.count("/") != 1 or len(value) > MAX_ID:
        raise bad_request(f'"{what}" must be a repo id, OWNER/NAME, of {MAX_ID} characters at most')
    for part in value.split("/"):
        check_name(part, f'each part of "{what}"')
    return value


def validate_account(name: str) -> str | None:
    """Return what is wrong with an account's name; None where nothing is."""
    try:
        check_name(name, "an account's name")
    except HubError as error:
        return error.message
    if name.lower() in _RESERVED:
        return f"{name} is an address of the Hub's own"
    return None


def read_repo(text: str) -> RepoKey | None:
    """Return the repo that `OWNER/NAME`, `datasets/OWNER/NAME` or `spaces/OWNER/NAME` means."""
    prefix, _, rest = text.partition("/")
    if prefix in ("datasets", "spaces") and is_full_repo_id(rest):
        return RepoKey(kind_of(prefix), rest)
    return RepoKey("model", text) if is_full_repo_id(text) else None


def check_path(value: object) -> str:
    """Return a file's path in a repo; raise a 400 that says what is wrong with it.

    A 422 where it has a backslash (test suite of huggingface_hub).
    """
    if not isinstance(value, str):
        raise bad_request("path must be a string")
    if reason := path_fault(value):
        raise HubError(422 if "\\" in value else 400, f"Invalid path {value[:100]!r}: {reason}")
    return value
