"""What is wrong with a token that the Hub does not let write: it is asked whose token it is."""

from __future__ import annotations

from typing import Any

from huggingface_hub.errors import HfHubHTTPError

from checks.hub.client import HubClient
from checks.hub.facts import Found
from checks.hub.tokens import has_form, how_to_get, no_form, source
from checks.messages import Message, Phrase, Problem

UNKNOWN = Message(
    "PUB-TOKEN",
    "{endpoint} does not know the token in {where}: it has expired or was deleted, is not whole, "
    "or is for another Hub.",
    hint="Use a new token. {make} {renew}",
)
OTHERS = Message(
    "PUB-OWNER",
    "The token in {where} belongs to {name}, and the repo {repo} to {owner}.",
    hint="If you are {name} on the Hub, write `username: {name}` and `repo_id: {name}/{repo_name}` "
    "in answers.yaml. If you are {owner}, use a token of your own: {make} {renew}",
)
READS = Message(
    "PUB-READ",
    "The token in {where} is yours, but it may only read {repo}, not write to it.",
    hint="{make} {renew} A fine-grained token needs the permission to write to {repo}.",
)
DENIED = Message(
    "PUB-DENIED",
    "The Hub does not let you write to {repo} ({reason}).",
    hint="The token must be of the type Write and belong to the owner of {repo}. {make} {renew}",
)


def explain(client: HubClient, repo_id: str, reason: Phrase | str) -> Problem:
    """Return what is wrong with the client's token, as far as the Hub tells; else its reason."""
    where = source()
    fields: dict[str, Any] = {
        "endpoint": client.endpoint,
        "repo": repo_id,
        "reason": reason,
        "where": where.name,
        "make": how_to_get(client.endpoint),
        "renew": where.renew,
    }
    account = whoami(client)
    if account is None:
        known = has_form(str(client.token))
        return UNKNOWN.about(**fields) if known else no_form(where, client.endpoint)
    owner, _, name = repo_id.rpartition("/")
    whose = account.get("name")
    if isinstance(whose, str) and owner.casefold() not in _names(account):
        return OTHERS.about(**fields, name=whose, owner=owner, repo_name=name)
    return (DENIED if _writes(account, repo_id) else READS).about(**fields)


def whoami(client: HubClient) -> dict[str, Any] | None:
    """Return what the Hub says of a token: {} where it says nothing, None where it knows none."""
    unknown = False

    def ask() -> Any:
        nonlocal unknown
        try:
            return client.api.whoami()
        except HfHubHTTPError as error:
            unknown = error.response.status_code == 401
            raise

    fact = client.call(ask)
    if isinstance(fact, Found) and isinstance(fact.value, dict):
        return fact.value
    return None if unknown else {}


def _names(account: dict[str, Any]) -> set[str]:
    """Return the names under which an account may own repos, in small letters."""
    orgs = account.get("orgs")
    own = [account, *(orgs if isinstance(orgs, list) else [])]
    return {str(one["name"]).casefold() for one in own if isinstance(one, dict) and "name" in one}


def _writes(account: dict[str, Any], repo_id: str) -> bool:
    """Return whether a token may write to a repo, as far as it says so; else that it may.

    A fine-grained one names what it may do with which user, organisation or repo (whoami-v2).
    """
    match account.get("auth"):
        case {"accessToken": {"role": "read"}}:
            return False
        case {"accessToken": {"role": "fineGrained", "fineGrained": {"scoped": list(scoped)}}}:
            return any(_allows(one, repo_id.casefold()) for one in scoped)
    return True


def _allows(scope: Any, repo_id: str) -> bool:
    match scope:
        case {"entity": {"name": str(name)}, "permissions": list(permissions)}:
            reaches = name.casefold() in (repo_id, repo_id.partition("/")[0])
            return reaches and "repo.write" in permissions
    return False
