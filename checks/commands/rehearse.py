"""`tour rehearse`: publish to an embedded Hub and grade there. No account, no token."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
import webbrowser

from checks.challenges import all_checks, all_queries
from checks.cli import UNCHECKED, USAGE
from checks.commands import common, records
from checks.commands.gathered import gathered
from checks.commands.grade import conclude
from checks.commands.grade_sources import ASKING
from checks.commands.hub import NEEDS_EXTRA, STARTING
from checks.commands.next import end
from checks.commands.progress import waiting
from checks.commands.publish import PUBLISHING, prepare, print_published, push
from checks.commands.start_names import REPO_NAME
from checks.grading.judge import judge
from checks.hosts.clock import clock
from checks.hub.client import HubClient
from checks.hub.endpoint import default_endpoint
from checks.hub.gather import Gatherer
from checks.hub.model_files import folder_problems
from checks.hub.publish import Published
from checks.hub.reading import reader
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn
from checks.messages import Lang, Message, Phrase, safe
from checks.rubric import HUB_ORGANIZATION
from checks.rubric import load as load_rubric
from checks.submission import Submission, load
from checks.wrong_folder import wrong_folder

USERNAME = "student"
NO_PAGE = Message(
    "REH-PAGE",
    "There is no page to look at: nothing was published.",
    hint="Fix what is printed above, then run tour rehearse --open again.",
)

REHEARSAL = Phrase("rehearse start", "\nA rehearsal: published on this machine only.\n")
NOTHING_PUBLISHED = Phrase(
    "rehearse nothing published",
    "\nA rehearsal: nothing could be published, so there is no model to grade. Fix what is printed "
    "above, then run `tour rehearse` again.\n",
)
PAGE = Phrase("rehearse page", "\nYour model's page: {url}")
UNTIL_ENTER = Phrase("rehearse until enter", "It is there until you press Enter.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_submission(parser)
    parser.add_argument(
        "--open", action="store_true", help="show the page of your model, until you press Enter"
    )
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Publish and grade on this machine; return the exit code."""
    path = common.rubric_path(None)
    lang = common.lang_of(args, path)
    if problem := wrong_folder(args.submission):
        common.print_problems([problem], lang)
        return USAGE
    try:
        with waiting(lang, STARTING):
            from minihub import MiniHub
    except ModuleNotFoundError as error:
        common.print_problems([NEEDS_EXTRA.about(name=error.name)], lang)
        return USAGE
    rubric, problems = load_rubric(path)
    if problems:
        common.print_problems(problems, lang)
        return UNCHECKED
    submission = with_names(load(args.submission))
    with contextlib.ExitStack() as stack:
        with waiting(lang, STARTING):
            hub = stack.enter_context(MiniHub())
        username = submission.answers.username.value or USERNAME
        token = hub.add_user(username)
        if organization := rubric[HUB_ORGANIZATION]:
            hub.add_organization(organization, username)
        live = _publish(submission, hub.url, SignedIn(token, "token"), lang)
        facts = reader(default_endpoint(), waits=(1.0,))
        gatherer = Gatherer(all_queries(), facts, HubClient(hub.url))
        with waiting(lang, ASKING.about(endpoint=facts.endpoint)):
            evidence = gathered(gatherer, submission, rubric)
        common.echo(lang, REHEARSAL if live else NOTHING_PUBLISHED)
        report = judge(all_checks(), submission, evidence, rubric, clock())
        code = conclude(report, lang)
        if live:
            record = records.of_report(report, default_endpoint())
            records.keep(args.submission, "rehearse", record)
        if args.open:
            show_page(f"{hub.url}/{safe(live.repo_id)}" if live else None, lang)
        end(args.submission, lang)
    return code


def show_page(url: str | None, lang: Lang) -> None:
    """Print where a model's page is, and on a terminal show it until Enter or Ctrl-C."""
    if url is None:
        common.print_problems([NO_PAGE.about()], lang)
        return
    common.echo(lang, PAGE, url=url)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(url)
    common.echo(lang, UNTIL_ENTER)
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        input()


def with_names(submission: Submission) -> Submission:
    """Return a submission with made-up names in place of blank ones."""
    answers = submission.answers
    if answers.problems:
        return submission
    username = USERNAME if answers.username.blank else answers.username.value
    names = {"username": USERNAME} | ({"repo_id": f"{username}/{REPO_NAME}"} if username else {})
    return dataclasses.replace(submission, answers=dataclasses.replace(answers, assumed=names))


def _publish(
    submission: Submission, endpoint: str, signed_in: SignedIn, lang: Lang
) -> Published | None:
    """Publish if it may be; print what prevents it, which is then graded as it is."""
    problems, ready = prepare(submission)
    common.print_problems(problems, lang)
    if ready is None:
        return None
    common.print_problems(list(folder_problems(submission)), lang)
    live = None
    try:
        with waiting(lang, PUBLISHING.about(endpoint=endpoint), bars=True):
            live = push(submission, ready, endpoint, signed_in)
        print_published(live, endpoint, lang)
    except PublishError as error:
        common.print_problems([error.problem], lang)
    return live
