"""Answers that are names on the Hub: of the student, and of repos."""

from __future__ import annotations

from collections.abc import Iterator

from checks.hubspec.names import MAX_NAME, RESERVED, is_name, is_repo_id
from checks.lint.answers.questions import AnswersFile
from checks.lint.answers.texts import is_placeholder
from checks.lint.suggest.closest import suggest_repo_id
from checks.messages import Message, Problem

USERNAME = Message(
    "ANS-USERNAME",
    "{value} cannot be a name on the Hub.",
    hint="Write {near}: letters, digits and hyphens, as after huggingface.co/.",
)
REPO_ID = Message(
    "ANS-ID",
    "{key}: {value} is not a repo id.",
    hint="Write {near}: the two parts at the end of the address, with one slash between.",
)
PREFIX = Message(
    "ANS-PREFIX",
    "{key}: {value} has no owner: {prefix}/ is a part of the Hub's addresses, not of an id.",
    hint="Write OWNER/{name}, with the owner that the Hub's page shows in front of the name.",
)
NO_OWNER = Message(
    "ANS-NO-OWNER",
    "repo_id {value} does not say whose it is.",
    hint="Write {near}.",
)
OWNER = Message(
    "ANS-OWNER",
    "The repo {value} belongs to {owner}; you are {username}.",
    hint="Give a repo of your own, or correct `username`.",
)


def malformed_usernames(answers: AnswersFile) -> Iterator[Problem]:
    """Yield a user name that the Hub cannot have given out."""
    for path, value in answers.of_kind("name"):
        if isinstance(value, str) and len(value) <= MAX_NAME and not is_name(value):
            name = suggest_repo_id(value, "").partition("/")[0]
            near = name if is_name(name) else "USERNAME"
            yield USERNAME.about(answers.doc.at(*path), value=value, near=near)


def malformed_repo_ids(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each repo that is not named by its id."""
    for path, value in answers.of_kind("repo_id"):
        if not isinstance(value, str):
            continue
        place, key = answers.doc.at(*path), path[-1]
        if is_repo_id(value) and not _has_possible_owner(value):
            prefix, _, name = value.partition("/")
            yield PREFIX.about(place, key=key, value=value, prefix=prefix, name=name)
        elif not is_repo_id(value):
            near = suggest_repo_id(value)
            if path == ("repo_id",) and "/" not in near:
                near = f"{_username(answers) or near}/NAME"
            yield REPO_ID.about(place, key=key, value=value, near=near)


def repo_of_others(answers: AnswersFile) -> Iterator[Problem]:
    """Yield that the model repo names no owner, or another one than the student."""
    username = _username(answers)
    for path, repo_id in answers.of_kind("repo_id"):
        if path != ("repo_id",) or not isinstance(repo_id, str) or not is_repo_id(repo_id):
            continue
        if is_placeholder(repo_id) or not _has_possible_owner(repo_id):
            continue
        place, (owner, slash, _) = answers.doc.at(*path), repo_id.partition("/")
        if not slash:
            near = f"{username or 'USERNAME'}/{repo_id}"
            yield NO_OWNER.about(place, value=repo_id, near=near)
        elif username and not _may_own(owner, username, answers):
            yield OWNER.about(place, value=repo_id, owner=owner, username=username)


def _may_own(owner: str, username: str, answers: AnswersFile) -> bool:
    """Return whether a repo of this owner may be the student's: theirs, or their class's."""
    owner = owner.casefold()
    return owner == username.casefold() or owner == (answers.organization or "").casefold()


def _has_possible_owner(repo_id: str) -> bool:
    """Return False if the part before the slash is one of the Hub's own paths."""
    owner, slash, _ = repo_id.partition("/")
    return not slash or owner not in RESERVED


def _username(answers: AnswersFile) -> str | None:
    name = answers.get(("username",))
    name = name.strip() if isinstance(name, str) else ""
    return name if is_name(name) and not is_placeholder(name) else None
