"""`tour publish`: lint, then push model_repo/ to the Hub in one commit."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from checks import lint
from checks.artifacts.problems import MAX_NAMED
from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common, output, records
from checks.commands.next import end
from checks.commands.progress import waiting
from checks.guarded_git.checkout import own_checkout
from checks.hub.endpoint import default_endpoint
from checks.hub.folder import Plan, plan
from checks.hub.model_files import folder_problems
from checks.hub.publish import Published, Source, publish
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn, sign_in
from checks.hubspec.names import is_commit
from checks.lint.answers.linter import lint_file
from checks.messages import Lang, Message, Phrase, Place, Problem, safe
from checks.submission import MODEL_FOLDER, Submission, load

NO_REPO_ID = Message(
    "PUB-ID",
    "answers.yaml does not say yet where to publish.",
    hint="Fill in `username:` and `repo_id:`, for example ada and ada/my-first-model.",
)
NO_FOLDER = Message(
    "PUB-FOLDER",
    "There is no folder {path}, or nothing in it.",
    hint="`tour start` makes it from the template.",
)
IGNORED = Message(
    "PUB-IGNORED",
    "{count} file(s) of model_repo/ are not published, because git ignores them: {names}.",
    hint="If they belong on the Hub, take the line that names them out of .gitignore.",
    severity="note",
)

SIGNING_IN = Phrase("progress signing in", "Signing in to {endpoint} ...")
PUBLISHING = Phrase("progress publishing", "Publishing to {endpoint} ...")
PUBLISHED = Phrase("publish new", "Published {count} file(s) to {where}")
SAME = Phrase("publish unchanged", "There already, and the same: {names}")
DELETED = Phrase("publish deleted", "Deleted on the Hub, no longer in model_repo/: {names}")
EDITED = Phrase(
    "publish edited",
    "Edited on the Hub since, and left as it is there: {names}. Copy the edit into model_repo/; or "
    "change the file here, too, and it is replaced",
)
UP_TO_DATE = Phrase("publish same", "{where} is up to date")
LINE_ONLY = Phrase(
    "publish line",
    "{where} has the same files already. The new commit says that it belongs to this assignment",
)
ONLY_THERE = Phrase("publish only there", "Also there, and left alone: {names}")
COMMIT = Phrase("publish commit", "commit {commit}")
STAYS = Phrase("publish stays", "stays             {path}")
DRY_RUN = Phrase("publish dry run", "{count} file(s), {size}. Nothing was published (--dry-run).")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_submission(parser)
    parser.add_argument("--dry-run", action="store_true", help="only list what would go")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Publish a submission; return the exit code."""
    code = _run(args)
    if code == PROBLEMS:
        # So that grading can tell the student's doing from a fault of the Hub or the runner.
        output.github_output("refused", "yes")
    return code


def _run(args: argparse.Namespace) -> int:
    lang = common.lang_of(args, common.rubric_path(None))
    submission = load(args.submission)
    problems, ready = prepare(submission)
    common.print_problems(problems, lang)
    if ready is None:
        end(args.submission, lang)
        return PROBLEMS
    # The Hub does not mind; challenge 4 will. To send it may take long, so it is said first.
    faults = list(folder_problems(submission))
    common.print_problems(faults, lang)
    if args.dry_run:
        print_plan(ready, lang)
        end(args.submission, lang)
        return FINE
    endpoint = default_endpoint()
    try:
        with waiting(lang, SIGNING_IN.about(endpoint=endpoint)):
            signed_in = sign_in(endpoint, submission.answers.repo_id.value or "")
        common.print_problems(signed_in.notes, lang)
        with waiting(lang, PUBLISHING.about(endpoint=endpoint), bars=True):
            live = push(submission, ready, endpoint, signed_in)
    except PublishError as error:
        common.print_problems([error.problem], lang)
        return UNCHECKED if error.unchecked else PROBLEMS
    if is_commit(live.commit):
        output.github_output("commit", live.commit)
    print_published(live, endpoint, lang)
    done = records.Record(endpoint=endpoint, repo_id=live.repo_id, commit=live.commit)
    records.keep(args.submission, "publish", done)
    end(args.submission, lang)
    return PROBLEMS if any(one.severity == "error" for one in faults) else FINE


def prepare(submission: Submission) -> tuple[list[Problem], Plan | None]:
    """Return what is wrong as far as can be known without the Hub; and a plan, if it may go."""
    problems = _lint(submission)
    if submission.answers.repo_id.blank:
        problems.append(NO_REPO_ID.about(submission.answers.repo_id.place))
    ready: Plan | None = None
    model = submission.model
    if model.listed or model.nested:
        ready, refused = plan(model)
        problems += [problem for problem in refused if problem not in problems]
    elif not model.ignored:
        problems.append(NO_FOLDER.about(Place(MODEL_FOLDER), path=f"{MODEL_FOLDER}/"))
    if names := model.ignored:
        shown = ", ".join(names[:MAX_NAMED])
        note = IGNORED.about(Place(MODEL_FOLDER), count=len(names), names=shown)
        problems.append(note if model.listed else note.with_severity("error"))
    stops = any(problem.severity == "error" for problem in problems)
    return problems, None if stops else ready


def push(submission: Submission, ready: Plan, endpoint: str, signed_in: SignedIn) -> Published:
    """Publish what `prepare` made ready; raise `PublishError`."""
    repo_id = submission.answers.repo_id.value or ""
    return publish(ready, submission.files, repo_id, endpoint, signed_in, source_of(submission))


def print_published(live: Published, endpoint: str, lang: Lang) -> None:
    """Print what was published, and at which commit."""
    where = f"{endpoint}/{safe(live.repo_id)}"
    if live.changed:
        common.echo(lang, PUBLISHED, count=len(live.changed), where=where)
        _echo_names(SAME, live.same, lang)
    elif live.new and not live.deleted:
        common.echo(lang, LINE_ONLY, where=where)
    elif not live.new:
        common.echo(lang, UP_TO_DATE, where=where)
    _echo_names(DELETED, live.deleted, lang)
    _echo_names(EDITED, live.edited, lang)
    _echo_names(ONLY_THERE, live.only_on_hub, lang)
    common.echo(lang, COMMIT, commit=safe(live.commit))


def _echo_names(phrase: Phrase, names: Sequence[str], lang: Lang) -> None:
    if names:
        more = ", …" if len(names) > MAX_NAMED else ""
        common.echo(lang, phrase, names=safe(", ".join(names[:MAX_NAMED])) + more)


def print_plan(ready: Plan, lang: Lang) -> None:
    """Print what would be published, with sizes and whether through LFS, and what would not."""
    for file in ready.files:
        kind = "LFS" if file.path in ready.lfs else "plain"
        print(f"{kind:<6} {_size(file.size):>10}  {safe(file.path)}")
    for path in ready.left:
        common.echo(lang, STAYS, path=safe(path))
    size = _size(sum(file.size for file in ready.files))
    common.echo(lang, DRY_RUN, count=len(ready.files), size=size)


def source_of(submission: Submission) -> Source:
    """Return what is published, of which commit: GitHub's, else the one that is checked out."""
    checkout = own_checkout(submission.folder)
    commit = os.environ.get("GITHUB_SHA") or (checkout.head() if checkout else "")
    return Source(submission.assignment, commit, submission.answers.username.value or "")


def _lint(submission: Submission) -> list[Problem]:
    """Return the errors that prevent publishing: of the card, the LFS rules and the repo's name.

    A wrong answer elsewhere in answers.yaml is no reason not to publish.
    """
    folder, answers = submission.model_folder, submission.answers
    lines = {answers.username.place.line, answers.repo_id.place.line}
    found = [
        problem
        for problem in lint_file(answers.file)
        if answers.problems or (problem.place and problem.place.line in lines)
    ]
    if folder.is_dir():
        found += lint.linter("card")(folder / "README.md", f"{MODEL_FOLDER}/README.md")
        found += lint.linter("gitattributes")(folder, MODEL_FOLDER)
    return [problem for problem in found if problem.severity == "error"]


def _size(count: int) -> str:
    amount = float(count)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
