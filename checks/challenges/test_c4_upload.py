"""Challenge 4: upload a model of your own."""

from __future__ import annotations

from collections.abc import Iterator

from checks.artifacts.problems import MAX_NAMED, repo_problems
from checks.challenges.whose import binding_problems, owner_problems
from checks.grading.check import check, unanswered
from checks.hub import cards
from checks.hub.bindings import BINDINGS
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Missing, NotGradableError, Reason
from checks.hub.model_files import missing_parts
from checks.hub.queries import ARTIFACTS, CARD, REPO, RepoFacts
from checks.hub.same_files import differing
from checks.hubspec.content import MAX_PLAIN_BYTES
from checks.hubspec.formats import is_model_file
from checks.hubspec.names import is_commit
from checks.lint.card.body import MIN_LETTERS, letters_of_own_text
from checks.lint.gitattributes.lfs_files import rule_for
from checks.messages import Message, Place, Problem
from checks.questions import Section
from checks.rubric import Rubric
from checks.submission import (
    MODEL_FOLDER,
    MODEL_REPO,
    USERNAME,
    Answers,
    Submission,
)

NO_REPO = Message(
    "C4-REPO",
    "The Hub has no public model repo {repo}.",
    hint="Run `tour publish`, or push and look at the job “publish”. If the repo is there, "
    "open its Settings and make it public.",
)
NO_REVISION = Message(
    "C4-REVISION",
    "The branch main of {repo} does not have the commit that was to be graded.",
    hint="Publish again: push a commit, or run the workflow again.",
)
NOT_YET = Message(
    "C4-YET",
    "The Hub does not show the commit {commit} on the branch main of {repo} yet. It costs no "
    "points, and wins none.",
    hint="The Hub sometimes lags behind. Grade again in some minutes; if it is the same then, "
    "publish again.",
    severity="note",
)
CLOSED = Message(
    "C4-CLOSED",
    "{repo} is gated or disabled, so not everybody can see it.",
    hint="Open its Settings on the Hub and switch off “gated access”.",
)
BAD_ID = Message(
    "C4-ID",
    "{repo} is not a repo id.",
    hint="Write it as USERNAME/NAME, without https:// and without spaces.",
)
NO_FILES = Message(
    "C4-FOLDER",
    "There are no files in the folder {folder}.",
    hint="Run `tour start` to make it, then follow challenge 4 of the lab's text.",
)
NESTED = Message(
    "C4-NESTED",
    "{path} is a git repository of its own: it has {path}/.git. So its files are in no commit of "
    "yours; what is on the Hub is graded.",
    hint="This costs nothing. `tour explain ATTR-NESTED` shows how to make {path} an ordinary "
    "folder and keep its history.",
    severity="note",
)
NOT_LIVE = Message(
    "C4-MISSING",
    "{path} is in your folder, but not on the Hub.",
    hint="This alone costs nothing: what is on the Hub is graded. If it belongs there, publish "
    "again.",
    severity="note",
)
DIFFERS = Message(
    "C4-DIFFERS",
    "{path} on the Hub is not the same as in your folder. The one on the Hub is graded.",
    hint="This costs nothing. If you changed it on the Hub's website, copy that change into your "
    "folder; if not, publish again.",
    severity="note",
)
PLAIN = Message(
    "C4-PLAIN",
    "{path} is stored as plain git, not through LFS.",
    hint="Add this line to model_repo/.gitattributes, then publish again: {rule}",
)
NO_LICENSE = Message(
    "C4-LICENSE",
    "The card on the Hub names no licence.",
    hint="Add `license: mit` (or another one) to the front matter of model_repo/README.md, "
    "and publish again.",
)
NO_LIBRARY = Message(
    "C4-LIBRARY",
    "The card on the Hub names no library.",
    hint="Add `library_name: sklearn` (or the one you used) to the front matter, and publish "
    "again.",
)
NO_TEXT = Message(
    "C4-TEXT",
    "The card's text is still the template's, or says next to nothing.",
    hint="Under each heading of model_repo/README.md write a sentence or two in place of the "
    "lines that begin with ✎, and publish again.",
)

_MISSING: dict[Reason, Message] = {
    "repo": NO_REPO,
    "file": NO_REPO,
    "revision": NO_REVISION,
    "gated": CLOSED,
    "disabled": CLOSED,
    "id": BAD_ID,
}
SECTION = Section(
    "c4", answers="Challenges 4 and 5 are your model repo itself, in the folder model_repo/."
)


def own_repo(
    answers: Answers, evidence: Evidence, rubric: Rubric, submission: Submission
) -> Iterator[Problem]:
    """Yield why there is no repo of the student's to look at, or no certainty that it is theirs."""
    answer, username = answers[MODEL_REPO], answers[USERNAME].value
    if answer.value is None or username is None:
        yield unanswered(answers, MODEL_REPO if answer.value is None else USERNAME)
        return
    # The infos of a gated repo are public, and its card is not.
    for fact in (evidence[REPO], evidence[CARD], evidence[BINDINGS]):
        if isinstance(fact, Missing):
            commit = evidence.revision
            if commit and fact.reason == "revision" and is_commit(commit):
                told = NOT_YET.about(answer.place, repo=answer.value, commit=commit[:12])
                raise NotGradableError(told)
            yield _MISSING[fact.reason].about(answer.place, repo=answer.value)
            return
    repo_id, found = value(evidence[REPO]).id, value(evidence[BINDINGS])
    wrong = list(owner_problems(repo_id, username, rubric, answer.place))
    yield from wrong or binding_problems(
        repo_id, username, found, submission.assignment, answer.place
    )


@check("c4.live", points=10, ground=own_repo)
def test_live_repo(evidence: Evidence, submission: Submission) -> Iterator[Problem]:
    """The live repo is public and belongs to the student."""
    yield from _differences(submission, value(evidence[REPO]))


def _differences(submission: Submission, repo: RepoFacts) -> Iterator[Problem]:
    """Yield what the Hub does not have as the commit has it; at most `MAX_NAMED` files.

    What was edited on the Hub since is the student's work: that costs nothing.
    """
    nested = submission.nested
    if not (submission.files or nested):
        yield NO_FILES.about(Place(MODEL_FOLDER), folder=f"{MODEL_FOLDER}/")
    for path in nested[:MAX_NAMED]:
        yield NESTED.about(Place(path), path=path)
    problems = [
        (NOT_LIVE if live is None else DIFFERS).about(_place(file.path), path=file.path)
        for file, live in differing(submission.files, repo)
    ]
    yield from problems[:MAX_NAMED]


@check("c4.artifact", points=10, needs="c4.live")
def test_artifact(evidence: Evidence, submission: Submission) -> Iterator[Problem]:
    """A model is there, and its file looks like one."""
    repo, card = value(evidence[REPO]), cards.text_of(evidence[CARD])
    yield from missing_parts(repo.library_by(card), repo.sizes, submission)
    if repo.model_files(card):
        yield from repo_problems(value(evidence[ARTIFACTS]), MODEL_FOLDER)


@check("c4.lfs", points=10, needs="c4.live")
def test_large_files_in_lfs(evidence: Evidence) -> Iterator[Problem]:
    """Large and binary files are stored through LFS."""
    for file in value(evidence[REPO]).files:
        large = file.size > MAX_PLAIN_BYTES or (file.size and is_model_file(file.path))
        if large and file.sha256 is None:
            yield PLAIN.about(_place(file.path), path=file.path, rule=rule_for(file.path))


@check("c4.card", points=10, needs="c4.live")
def test_card(evidence: Evidence) -> Iterator[Problem]:
    """The card names a licence and a library, and its text is the student's own."""
    text = cards.text_of(evidence[CARD])
    metadata = cards.metadata(text.encode())
    place = _place("README.md")
    if not _named(metadata.get("license")):
        yield NO_LICENSE.about(place)
    if cards.library(metadata) is None:
        yield NO_LIBRARY.about(place)
    if letters_of_own_text(cards.body(text)) < MIN_LETTERS:
        yield NO_TEXT.about(place)


def _named(item: object) -> bool:
    return bool(item.strip() if isinstance(item, str) else item)


def _place(path: str) -> Place:
    return Place(f"{MODEL_FOLDER}/{path}")
