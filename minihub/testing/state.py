"""States of a Hub that its API does not reach, or not as shortly. All raise ValueError."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from minihub.database import RepoRow
from minihub.names import check_id, read_repo
from minihub.server import MiniHub
from minihub.trusted_publishing import GITHUB, Publisher, is_issuer


def add_read_token(hub: MiniHub, user: str) -> str:
    """Return a new token that reads what an account may read, and changes nothing."""
    _check_account(hub, user)
    return hub.store.accounts.add_token(user, "read")


def add_fine_grained_token(hub: MiniHub, user: str, *repos: str) -> str:
    """Return a new token for some of an account's repos, such as `ada/model`, `datasets/ada/d`."""
    _check_account(hub, user)
    keys = [_row(hub, repo).key for repo in repos]
    if strange := [key.id for key in keys if key.owner != user]:
        raise ValueError(f"{user} does not own {', '.join(strange)}")
    return hub.store.accounts.add_fine_grained(user, keys)


def change_repo(
    hub: MiniHub,
    repo: str,
    *,
    private: bool | None = None,
    gated: Literal["", "auto", "manual"] | None = None,
    disabled: bool | None = None,
) -> None:
    """Change who may see a repo; a `disabled` one has been taken down by the Hub."""
    row = _row(hub, repo)
    changed = replace(
        row,
        private=row.private if private is None else private,
        gated=row.gated if gated is None else gated,
        disabled=row.disabled if disabled is None else disabled,
    )
    hub.store.database.change_repo(changed)


def rename_repo(hub: MiniHub, repo: str, new: str) -> None:
    """Give a repo another id OWNER/NAME; the old one redirects to it."""
    hub.store.rename(_row(hub, repo).key, check_id(new, "new"))


def delete_repo(hub: MiniHub, repo: str) -> None:
    """Delete a repo and all its history."""
    hub.store.delete(_row(hub, repo).key)


def trust(hub: MiniHub, repo: str, *, issuer: str = GITHUB, **claims: str) -> None:
    """Let a workflow write to a repo without a token: one whose id tokens have these claims.

    `repository` is GitHub's; `branch` (`main`) and `workflow` (a file's name) narrow it further.
    Any other claim is compared as the token has it.
    """
    if not is_issuer(issuer):
        raise ValueError(f"{issuer} is neither https nor on this machine")
    if not claims.get("repository"):
        raise ValueError("a publisher needs a repository")
    hub.store.publishers.add(_row(hub, repo).key, Publisher(issuer, claims))


def _check_account(hub: MiniHub, user: str) -> None:
    if user not in hub.store.accounts.names():
        raise ValueError(f"there is no account {user}")


def _row(hub: MiniHub, repo: str) -> RepoRow:
    key = read_repo(repo)
    row = hub.store.database.repo(key) if key else None
    if row is None:
        raise ValueError(f"there is no repo {repo}")
    return row
