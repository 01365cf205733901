"""Answers that are names on the Hub: of the student, and of repos."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.hubspec.names import MAX_NAME, MAX_REPO_ID, is_name, is_repo_id
from checks.lint.answers.questions import AnswersFile
from checks.lint.answers.texts import is_placeholder
from checks.lint.suggest.closest import suggest_repo_id
from checks.lint.values import bare, name, repo_id
from checks.messages import Message, Phrase, Problem

USERNAME = Message(
    "ANS-USERNAME",
    "{value} cannot be a name on the Hub.",
    hint="Write {near}: letters, digits and hyphens, as in the address of your profile page.",
)
REPO_ID = Message(
    "ANS-ID",
    "{key}: {value} is not a repo id.",
    hint="Write {near}: the two parts at the end of the address, with one slash between.",
)
LETTERS = Message(
    "ANS-LETTERS",
    "{key}: {value} cannot be a name on the Hub: {reason}.",
    hint="Names there have only letters (A to Z, a to z), digits, `-`, `_` and `.`. Copy the name "
    "from the end of the address of its page on the Hub.",
)
OTHER_LETTERS = Phrase("name letters", "it has {characters}")
TWO_MARKS = Phrase("name marks", "it has `--` or `..`")
AT_THE_END = Phrase("name end", "it begins or ends with `-` or `.`, or ends with .git")
TOO_LONG = Phrase("name length", "it is longer than {most} characters")
PREFIX = Message(
    "ANS-PREFIX",
    "{key}: {value} has no owner: {prefix}/ is a part of the Hub's addresses, not of an id.",
    hint="Write OWNER/{name}, with the owner that the Hub's page shows in front of the name.",
)
_MOST_SHOWN = 10
NO_OWNER = Message(
    "ANS-NO-OWNER",
    "repo_id {value} does not say whose it is.",
    hint="Write {near}.",
)
OWNER = Message(
    "ANS-OWNER",
    "The repo {value} belongs to {owner}; you are {username}.",
    hint="Give {own}, or correct `username`.",
)
OWN = Phrase("own repo", "a repo of your own")
OWN_OR_CLASS = Phrase("own or class repo", "a repo of your own or of {organization}")


def malformed_usernames(answers: AnswersFile) -> Iterator[Problem]:
    """Yield a user name that the Hub cannot have given out."""
    for path, value in answers.of_kind("name"):
        if isinstance(value, str) and len(value) <= MAX_NAME and bare(value) and not name(value):
            place, near = answers.doc.at(*path), suggest_repo_id(bare(value), "").partition("/")[0]
            is_known = is_name(near) or is_placeholder(value)
            if not is_known and (reason := _wrong_letters(bare(value), 1)):
                yield LETTERS.about(place, key=path[-1], value=value, reason=reason)
            else:
                near = near if is_name(near) else "USERNAME"
                yield USERNAME.about(place, value=value, near=near)


def malformed_repo_ids(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each repo that is not named by its id."""
    for path, value in answers.of_kind("repo_id"):
        is_short = isinstance(value, str) and len(value) <= MAX_REPO_ID
        if is_short and bare(value) and not repo_id(value):
            yield _malformed_repo_id(answers, path, bare(value), value)


def _malformed_repo_id(
    answers: AnswersFile, path: tuple[str, ...], text: str, value: str
) -> Problem:
    place, key = answers.doc.at(*path), path[-1]
    if is_repo_id(text):
        prefix, _, name = text.partition("/")
        return PREFIX.about(place, key=key, value=value, prefix=prefix, name=name)
    near = suggest_repo_id(text)
    if near == "OWNER/NAME" and (reason := _wrong_letters(text, 2)):
        return LETTERS.about(place, key=key, value=value, reason=reason)
    if path == ("repo_id",) and "/" not in near:
        near = f"{_username(answers) or near}/NAME"
    return REPO_ID.about(place, key=key, value=value, near=near)


def _wrong_letters(text: str, most_parts: int) -> Phrase | None:
    """Return why a text of the right form is no name; None where the form is another one."""
    parts = text.split("/")
    if not all(parts) or len(parts) > most_parts or re.search(r"\s", text):
        return None
    wrong = dict.fromkeys(re.findall(r"[^A-Za-z0-9_./-]", text))
    if wrong:
        shown = " ".join([*wrong][:_MOST_SHOWN]) + (" …" if len(wrong) > _MOST_SHOWN else "")
        return OTHER_LETTERS.about(characters=shown)
    if any(len(part) > MAX_NAME for part in parts):
        return TOO_LONG.about(most=MAX_NAME)
    return TWO_MARKS if re.search(r"--|\.\.", text) else AT_THE_END


def repo_of_others(answers: AnswersFile) -> Iterator[Problem]:
    """Yield that the model repo names no owner, or another one than the student."""
    username = _username(answers)
    for path, value in answers.of_kind("repo_id"):
        found = repo_id(value)
        if path != ("repo_id",) or found is None or is_placeholder(found):
            continue
        place, (owner, slash, _) = answers.doc.at(*path), found.partition("/")
        if not slash:
            near = f"{username or 'USERNAME'}/{found}"
            yield NO_OWNER.about(place, value=found, near=near)
        elif username and not _may_own(owner, username, answers):
            own = own_repos(answers.organization)
            yield OWNER.about(place, value=found, owner=owner, username=username, own=own)


def own_repos(organization: str | None) -> Phrase:
    """Return the words for the repos that a student may give, in a class with this organisation."""
    return OWN_OR_CLASS.about(organization=organization) if organization else OWN


def _may_own(owner: str, username: str, answers: AnswersFile) -> bool:
    """Return whether a repo of this owner may be the student's: theirs, or their class's."""
    owner = owner.casefold()
    return owner == username.casefold() or owner == (answers.organization or "").casefold()


def _username(answers: AnswersFile) -> str | None:
    found = name(answers.get(("username",)))
    return found if found and not is_placeholder(found) else None
