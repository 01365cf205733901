"""Where a student is, found from the state of the folder: files, git, what was done last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from checks import lint, rubric
from checks.assignment import name_of
from checks.commands import common
from checks.commands import next_texts as texts
from checks.commands.installing import install_command
from checks.commands.records import Kept, kept
from checks.guarded_git.checkout import Checkout, find_checkout
from checks.guarded_git.commits import is_ahead
from checks.guarded_git.config import origin_url
from checks.hub.endpoint import default_endpoint, is_own
from checks.lint.answers.keys import blank_answers
from checks.lint.answers.linter import lint_file
from checks.messages import Lang, Phrase, Problem
from checks.reporters.labels import number
from checks.submission import ANSWERS, MODEL_FOLDER, Submission
from checks.translations import ENGLISH

Words = tuple[Phrase, Phrase]
_MAX_NAMES = 3
_MAX_FILES = 2
_WHOAMI_SECONDS = 0.5
_HANDOUT = {"en": ("docs/lab.md", "README.md"), "ko": ("docs/lab.ko.md", "README.ko.md")}
"""Where the lab's text is: in the whole template, and in a slim assignment of several languages."""
# What a card that nobody has filled in is told.
_UNWRITTEN = ("CARD-NO-", "CARD-EXAMPLE", "CARD-HEADING", "CARD-SECTION")


class Step(NamedTuple):
    """Where somebody is, and what to do now."""

    where: Phrase
    do: Phrase


def step_of(submission: Submission, lang: Lang) -> Step:
    """Return the next step in a submission's folder; nothing is raised for what is there."""
    endpoint = default_endpoint()
    for found in (_at_files(submission, endpoint, lang), _at_hub(submission, endpoint)):
        if step := next(found, None):
            return step
    raise AssertionError("there is always a step")


def _step(words: Words, **fields: object) -> Step:
    return Step(*(phrase.about(**fields) for phrase in words))


def _at_files(submission: Submission, endpoint: str, lang: Lang) -> Iterator[Step]:
    """Yield what is to be done to the files."""
    answers, folder = submission.answers, submission.folder
    if not submission.model_folder.is_dir():
        yield _step(texts.NO_FOLDER, endpoint=endpoint)
        return
    found = list(_linted(submission))
    if errors := [problem for problem in found if problem.severity == "error"]:
        yield _step(texts.ERRORS, count=len(errors), place=errors[0].place or errors[0].code)
    if answers.username.blank or answers.repo_id.blank:
        yield _step(texts.NO_NAME, endpoint=endpoint)
    blank = [problem.fields["key"] for problem in blank_answers(answers.file)]
    settings, _ = rubric.load(common.default_rubric())
    open_ = [str(key) for key in blank if "." in str(key) and _counts(str(key), settings)]
    if open_:
        group = open_[0].partition(".")[0]
        names = [key.partition(".")[2] for key in open_ if key.startswith(f"{group}.")]
        page = f"{endpoint}/lab" if is_own(endpoint) else _handout(folder, lang)
        yield _step(
            texts.BLANK,
            number=group.removeprefix("c"),
            names=", ".join(names),
            endpoint=endpoint,
            page=f"{page}#{group}",
        )
    yield from _at_model(submission)
    unwritten = [one for one in found if one.code.startswith(_UNWRITTEN)]
    if unwritten:
        yield _step(texts.CARD, count=len(unwritten))


def _counts(key: str, settings: rubric.Rubric) -> bool:
    """Return whether the rubric gives points to the challenge of a question."""
    if 0 not in settings.points.values():
        return True
    from checks.challenges import all_checks

    group = key.partition(".")[0]
    checks = [one for one in all_checks() if one.id.startswith(f"{group}.")]
    return any(settings.points.get(one.id, one.points) for one in checks)


def _linted(submission: Submission) -> Iterator[Problem]:
    yield from lint_file(submission.answers.file)
    folder = submission.model_folder
    yield from lint.linter("card")(folder / "README.md", f"{MODEL_FOLDER}/README.md")
    yield from lint.linter("gitattributes")(folder, MODEL_FOLDER)


def _handout(folder: Path, lang: Lang) -> str:
    """Return the path of the lab's text in a folder; in the reader's language, where it is."""
    pages: list[str] = [*_HANDOUT.get(lang, ()), *_HANDOUT[ENGLISH]]
    return next((page for page in pages if (folder / page).is_file()), pages[0])


def _at_model(submission: Submission) -> Iterator[Step]:
    from checks.hub.model_files import NO_ARTIFACT, folder_problems

    codes = [one.code for one in folder_problems(submission) if one.severity == "error"]
    if codes == [NO_ARTIFACT.code]:
        step = _step(texts.NO_MODEL)
        needs = find_spec("sklearn") is None and (submission.model_folder / "train.py").is_file()
        command = install_command("train")
        yield step._replace(do=texts.TO_INSTALL.about(command=command)) if needs else step
    elif codes:
        yield _step(texts.BAD_MODEL, code=codes[-1])


def _at_hub(submission: Submission, endpoint: str) -> Iterator[Step]:
    """Yield what is to be done with files that are complete."""
    changed, folder = _changed(submission), submission.folder
    checkout = find_checkout(folder)
    if checkout and checkout.top != folder.resolve():
        checkout = None
    github = name_of(origin_url(checkout)) if checkout and not is_own(endpoint) else None
    waiting = list(_at_git(submission, checkout)) if github and checkout else []
    at_origin = checkout.pushed()[1] if github and checkout and not waiting else 0
    rehearsed, published, graded = (
        _fresh(kept(folder, kind), changed, endpoint) for kind in ("rehearse", "publish", "grade")
    )
    if graded and github is None and not published and graded.record.failed:
        graded = None  # what was graded was there before
    elif graded and graded.at < max(at_origin, published.at if published else 0):
        graded = None
    if rehearsed and rehearsed.record.failed and not (graded and graded.at > rehearsed.at):
        yield _scored(texts.REHEARSED, rehearsed)
    if not (rehearsed or published or graded or at_origin):
        yield _step(texts.REHEARSE)
    yield from waiting
    if github is None and not (published or graded):
        yield from _at_door(endpoint)
        yield _step(texts.PUBLISH, endpoint=endpoint)
    if graded:
        yield _graded(graded, github)
    if github:
        yield _step(texts.PUSHED, actions=f"https://{github}/actions")
    repo_id = published.record.repo_id if published else ""
    yield _step(texts.GRADE, page=f"{endpoint}/{repo_id}")


def _graded(graded: Kept, github: str | None) -> Step:
    if graded.record.failed:
        return _scored(texts.FAILED_GITHUB if github else texts.FAILED, graded)
    return _scored(texts.OPEN if graded.record.open_points else texts.DONE, graded)


def _scored(words: Words, one: Kept) -> Step:
    record = one.record
    more = ", …" if len(record.failed) > _MAX_NAMES else ""
    return _step(
        words,
        points=number(record.points),
        total=record.max_points,
        open=number(record.open_points),
        checks=", ".join(record.failed[:_MAX_NAMES]) + more,
        first=record.failed[0] if record.failed else "",
        page=f"{record.endpoint}/{record.repo_id}",
    )


def _at_git(submission: Submission, checkout: Checkout) -> Iterator[Step]:
    if names := submission.uncommitted:
        shown = ", ".join(names[:_MAX_FILES]) + (", …" if len(names) > _MAX_FILES else "")
        yield _step(texts.COMMIT, count=len(names), names=shown)
    there, _ = checkout.pushed()
    if not there or is_ahead(checkout, there):
        yield _step(texts.PUSH)


def _fresh(one: Kept | None, changed: int, endpoint: str) -> Kept | None:
    """Return a record that is newer than the files, and of the Hub in use."""
    return one if one and one.at >= changed and one.record.endpoint == endpoint else None


def _changed(submission: Submission) -> int:
    """Return when the newest of the files was changed, in nanoseconds since 1970."""
    model = submission.model
    paths = [submission.folder / ANSWERS, submission.folder / "rubric.yaml", model.path]
    paths += [model.path / file.path for file in model.listed]
    return max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0)


def _at_door(endpoint: str) -> Iterator[Step]:
    """Yield that there is no token, or one that the Hub in use does not know."""
    from checks.hub.tokens import OwnToken, own_token

    token = own_token(endpoint)
    if token is None:
        yield _step(texts.SIGN_IN_CLASS if is_own(endpoint) else texts.SIGN_IN, endpoint=endpoint)
    elif not isinstance(token, OwnToken) or _is_unknown(token.token, endpoint):
        yield _step(texts.REFUSED, endpoint=endpoint)


def _is_unknown(token: str, endpoint: str) -> bool:
    """Return whether the Hub says in time that it does not know a token."""
    from checks.hub.client import HubClient
    from checks.hub.token_faults import whoami

    answers: list[object] = []
    client = HubClient(endpoint, token, waits=())
    asking = threading.Thread(target=lambda: answers.append(whoami(client)), daemon=True)
    asking.start()
    asking.join(_WHOAMI_SECONDS)
    return answers == [None]
