"""Challenge 4: upload a model of your own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checks import template
from checks.challenges import c4_messages as msg
from checks.grading.check import check, unanswered
from checks.hub import cards, reasons
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Missing, NotGradableError, Reason
from checks.hub.queries import ARTIFACT, CARD, REPO, ArtifactFacts, RepoFacts, RepoFile
from checks.hubspec.artifacts import is_model_file, misplaced
from checks.lint.gitattributes.linter import MAX_PLAIN_BYTES, rule_for
from checks.messages import Message, Place, Problem
from checks.questions import Section
from checks.submission import (
    MODEL_FOLDER,
    MODEL_REPO,
    USERNAME,
    Answers,
    LocalFile,
    Submission,
)

_MISSING: dict[Reason, Message] = {
    "repo": msg.NO_REPO,
    "file": msg.NO_REPO,
    "revision": msg.NO_REVISION,
    "gated": msg.CLOSED,
    "disabled": msg.CLOSED,
    "id": msg.BAD_ID,
}
SECTION = Section(
    "c4", answers="Challenges 4 and 5 are your model repo itself, in the folder model_repo/."
)
_MAX_NAMED = 5
_MIN_LETTERS = 80


@check("c4.live", points=10)
def test_live_repo(
    answers: Answers, evidence: Evidence, submission: Submission
) -> Iterator[Problem]:
    """The live repo is public, belongs to the student, and holds the files of this commit."""
    answer, username = answers[MODEL_REPO], answers[USERNAME].value
    if answer.value is None or username is None:
        yield unanswered(answers, MODEL_REPO if answer.value is None else USERNAME)
        return
    fact = evidence[REPO]
    if isinstance(fact, Missing):
        yield _MISSING[fact.reason].about(answer.place, repo=answer.value)
        return
    repo = value(fact)
    owner = repo.id.partition("/")[0]
    if owner.casefold() != username.casefold():
        yield msg.NOT_YOURS.about(answer.place, repo=repo.id, owner=owner, username=username)
    yield from _differences(submission, repo)


def _differences(submission: Submission, repo: RepoFacts) -> Iterator[Problem]:
    """Files of the folder that the Hub has not, or has otherwise; at most five are named."""
    if not submission.files:
        yield msg.NO_FILES.about(Place(MODEL_FOLDER), folder=f"{MODEL_FOLDER}/")
    problems = [
        (msg.NOT_LIVE if live is None else msg.DIFFERS).about(_place(file.path), path=file.path)
        for file in submission.files
        # The Hub adds rules to this one itself when it takes a large file.
        if file.path != ".gitattributes" and not _same(file, live := repo.file(file.path))
    ]
    yield from problems[:_MAX_NAMED]


def _same(local: LocalFile, live: RepoFile | None) -> bool:
    if live is None:
        return False
    if live.sha256 is not None:
        return live.sha256 == local.sha256
    return live.blob_id == local.blob_id


@check("c4.artifact", points=10, needs="c4.live")
def test_artifact(evidence: Evidence, submission: Submission) -> Iterator[Problem]:
    """What the library needs to load the model is there."""
    repo, card = value(evidence[REPO]), cards.text_of(evidence[CARD])
    found = repo.model_files(card)
    if not found:
        elsewhere = misplaced([file.path for file in repo.files])
        yield from no_artifact(repo.library_by(card), elsewhere, submission.stray_models)
        return
    for path in found:
        if (file := repo.file(path)) and file.size == 0:
            yield msg.EMPTY.about(_place(path), path=path)
    artifact = value(evidence[ARTIFACT])
    if artifact is None:
        raise NotGradableError(reasons.NOT_ASKED)
    yield from _content_problems(artifact)


def no_artifact(library: object, misplaced: Sequence[str], strays: Sequence[str]) -> list[Problem]:
    """No model at its place; perhaps one in a folder below, or beside model_repo/."""
    shown = library or "a library"
    places = [*(f"{MODEL_FOLDER}/{path}" for path in misplaced), *strays]
    return [
        msg.NO_ARTIFACT.about(Place(MODEL_FOLDER), library=shown),
        *(
            msg.MISPLACED.about(Place(path), path=path, library=shown)
            for path in places[:_MAX_NAMED]
        ),
    ]


def _content_problems(artifact: ArtifactFacts) -> Iterator[Problem]:
    place = _place(artifact.path)
    if artifact.kind == "pointer":
        yield msg.POINTER.about(place, path=artifact.path)
    if artifact.kind == "page":
        yield msg.PAGE.about(place, path=artifact.path)
    if artifact.imports:
        names = ", ".join(artifact.imports[:_MAX_NAMED])
        yield msg.SUSPICIOUS.about(place, path=artifact.path, names=names)


@check("c4.lfs", points=10, needs="c4.live")
def test_large_files_in_lfs(evidence: Evidence) -> Iterator[Problem]:
    """Large and binary files are stored through LFS."""
    repo = value(evidence[REPO])
    large = [file for file in repo.files if is_model_file(file.path) or file.size > MAX_PLAIN_BYTES]
    if not large:
        yield msg.NO_ARTIFACT.about(Place(MODEL_FOLDER), library=repo.library or "a library")
    for file in large:
        if file.sha256 is None:
            yield msg.PLAIN.about(_place(file.path), path=file.path, rule=rule_for(file.path))


@check("c4.card", points=10, needs="c4.live")
def test_card(evidence: Evidence) -> Iterator[Problem]:
    """The card names a licence and a library, and its text is the student's own."""
    text = cards.text_of(evidence[CARD])
    metadata = cards.metadata(text.encode())
    place = _place("README.md")
    if not _named(metadata.get("license")):
        yield msg.NO_LICENSE.about(place)
    if not _named(metadata.get("library_name")):
        yield msg.NO_LIBRARY.about(place)
    if letters_of_own_text(cards.body(text)) < _MIN_LETTERS:
        yield msg.NO_TEXT.about(place)


def letters_of_own_text(body: str) -> int:
    """Letters in a card's text, without comments, headings, code and the template's prompts.

    A Korean syllable says as much as about two Latin letters and counts as such.
    """
    body = re.sub(r"<!--.*?(?:-->|\Z)", "", body, flags=re.DOTALL)
    body = re.sub(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", "", body, flags=re.DOTALL | re.MULTILINE)
    lines = [
        line
        for line in body.splitlines()
        if not line.lstrip("> -*").startswith(("#", template.PROMPT))
    ]
    letters = [char for char in "".join(lines) if char.isalpha()]
    return len(letters) + sum(char > "\u2e80" for char in letters)


def _named(item: object) -> bool:
    return bool(item.strip() if isinstance(item, str) else item)


def _place(path: str) -> Place:
    return Place(f"{MODEL_FOLDER}/{path}")
