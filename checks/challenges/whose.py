"""Whose a live repo is: by its owner, and by the assignment that it is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.assignment import Assignment
from checks.hub.bindings import Binding, kin, trusted
from checks.lint.answers.names import own_repos
from checks.messages import Message, Place, Problem
from checks.rubric import HUB_ORGANIZATION, Rubric

NOT_YOURS = Message(
    "C4-OWNER",
    "{repo} belongs to {owner}, but your user name is {username}.",
    hint="Give {own}, and write both names as they are on the Hub.",
)
OTHERS = Message(
    "C4-OTHERS",
    "{repo} was published from another copy of the assignment, not from this one.",
    hint="Is the model a classmate's? Then build one of your own, and publish it to a repo of your "
    "own. Is it yours? Perhaps your repository on GitHub was renamed or made again, or you "
    "changed accounts: publish again from here (push, or run `tour publish`). If you upload in "
    "the browser or with git, replace the old line `hub-tour: …` in README.md on the Hub by this "
    "one: {line}",
)
TWO = Message(
    "C4-TWO",
    "{repo} was published from this copy of the assignment, and also from another one.",
    hint="Your teacher looks at it. Tell them what happened: was your repository on GitHub renamed "
    "or made again? Did you change accounts, or begin with somebody else's files? If "
    "model_repo/README.md has a line `hub-tour: …` of another copy, take it out and publish again.",
    severity="review",
)
NO_LINE = Message(
    "C4-LINE",
    "Nothing on {repo} says yet that it belongs to this copy of the assignment.",
    hint="Publish once from here: push, or run `tour publish`. Or put this line at the end of "
    "README.md on the Hub, and of model_repo/README.md: {line}",
    severity="review",
)
UNSURE = Message(
    "C4-AUTHOR",
    "On {repo}, the line of this assignment is from {authors}, not from {username} alone.",
    hint="Publish once from here: push, or run `tour publish`. Or open README.md on the Hub, "
    "signed in as {username}, change something in it, and save it.",
    severity="review",
)
NO_NAME = Message(
    "C4-NAME",
    "{repo} belongs to the class's organisation, and this folder does not say whose it is.",
    hint="Grade a clone of the student's repository, made with `git clone`, and not a zip.",
    severity="review",
)


def owner_problems(repo_id: str, username: str, rubric: Rubric, place: Place) -> Iterator[Problem]:
    """Yield that a repo is neither the student's nor the class's organisation's."""
    owner, organization = repo_id.partition("/")[0], rubric[HUB_ORGANIZATION]
    if owner.casefold() not in {username.casefold(), (organization or username).casefold()}:
        own = own_repos(organization)
        yield NOT_YOURS.about(place, repo=repo_id, owner=owner, username=username, own=own)


def binding_problems(
    repo_id: str, username: str, found: Sequence[Binding], assignment: Assignment, place: Place
) -> Iterator[Problem]:
    """Yield what speaks against it that a repo is bound to this assignment, and to no other.

    A line that the student wrote alone binds. Where there is none, so does one in the card that
    came by a `git push`, whose author is the name that git was told. A line with several authors
    came by a pull request that was merged, and says nothing against anybody. Any other line by
    somebody else alone is in a history that was copied: a person looks.
    """
    owner, line = repo_id.partition("/")[0], assignment.card_line
    if not line:
        if owner.casefold() != username.casefold():
            yield NO_NAME.about(place, repo=repo_id)
        return
    sure = trusted(found, owner, username)
    mine = frozenset(assignment.hashes)
    of_mine = kin(mine, [one.hashes for one in sure])
    others = [one for one in found if len(one.authors) < 2 and not of_mine.intersection(one.hashes)]
    binding = sure or [one for one in found if one.pushed]
    if any(mine.intersection(one.hashes) for one in binding):
        if others:
            yield TWO.about(place, repo=repo_id)
    elif sure:
        yield OTHERS.about(place, repo=repo_id, line=line)
    elif unsure := [one for one in found if mine.intersection(one.hashes)]:
        authors = ", ".join(unsure[0].authors) or "?"
        yield UNSURE.about(place, repo=repo_id, authors=authors, username=username)
    else:
        yield NO_LINE.about(place, repo=repo_id, line=line)
