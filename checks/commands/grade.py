"""`tour grade`: gather what the Hub says of a submission, judge it, write the reports."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from checks.artifacts.problems import MAX_NAMED
from checks.challenges import all_checks, all_queries
from checks.cli import FINE, PROBLEMS, UNCHECKED, USAGE
from checks.commands import common, output, records
from checks.commands.clock import clock
from checks.commands.gathered import gathered, gathered_with, just_published
from checks.commands.grade_pytest import run_pytest
from checks.commands.next import end
from checks.commands.progress import waiting
from checks.grading.check import Outcome
from checks.grading.judge import inputs_of, judge
from checks.grading.judge import run as run_check
from checks.grading.report import Report
from checks.hub import evidence as hub_evidence
from checks.hub import reasons
from checks.hub.endpoint import default_endpoint
from checks.hub.gather import Gatherer
from checks.hub.reading import notes, reader
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.reporters import github, terminal
from checks.rubric import Rubric, load
from checks.submission import Submission
from checks.submission import load as load_submission
from checks.wrong_folder import wrong_folder

NO_SUBMISSION = Message(
    "GRADE-FOLDER",
    "{path} is not a folder.",
    hint="Name the folder of a submission, the one that holds answers.yaml.",
)
NO_FILE = Message(
    "GRADE-FILE",
    "There is no file {path}, which {option} names.",
    hint="Look at its name and its folder. Nothing was graded.",
)
BAD_EVIDENCE = Message(
    "GRADE-EVIDENCE",
    "{path} is not saved evidence: {reason}.",
    hint="Use a file that `tour grade --save-evidence FILE` wrote.",
)
UNCOMMITTED = Message(
    "GRADE-UNCOMMITTED",
    "{count} file(s) are not as in the last commit: {names}. They are graded as they are here.",
    hint="Only what is committed and pushed is handed in: `git add -A`, `git commit`, `git push`.",
    severity="note",
)
OPTIONS = Message(
    "GRADE-OPTIONS",
    "Options of pytest, behind --, go with --pytest alone; --unpublished, --facts and "
    "--save-evidence do not go with it.",
    hint="For example: tour grade --pytest DIR -- -v",
)
SOURCES = Message(
    "GRADE-SOURCES",
    "{option} does not go with --evidence: saved evidence is judged as it is, and nobody is asked.",
    hint="Leave one of the two out.",
)

ASKING = Phrase("progress asking", "Asking {endpoint} ...")
UNBOUND = Phrase(
    "grade unbound",
    "\nThis folder does not say which repository it is (it has no remote `origin`, as after "
    "`git clone`): whose the model is was told by its owner alone.",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_submission(parser)
    parser.add_argument("--revision", help="the commit of the model repo (default: the newest)")
    parser.add_argument(
        "--unpublished",
        action="store_true",
        help="publishing never ended, by nobody's fault: the live repo is not gradable",
    )
    parser.add_argument("--rubric", type=Path, help="default: rubric.yaml in the submission")
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("report.json"),
        help="the file to write (default: %(default)s)",
    )
    parser.add_argument("--evidence", type=Path, help="judge saved evidence; no network")
    parser.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help="a teacher's own file of what the Hub has said: an answer that was right since it was "
        "committed is right; what the Hub says now is added",
    )
    parser.add_argument("--save-evidence", type=Path, help="keep what the Hub said (the truth!)")
    parser.add_argument(
        "--pytest",
        action="store_true",
        help="run the checks as pytest tests; what follows -- goes to pytest",
    )
    parser.set_defaults(rest=[])
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Grade a submission; return the exit code."""
    lang = common.lang_of(args, args.submission, args.rubric)
    if problem := _wrong_path(args):
        common.print_problems([problem], lang)
        return USAGE
    if option := _ignored(args):
        common.print_problems([SOURCES.about(option=option)], lang)
        return USAGE
    if args.pytest and not (args.unpublished or args.save_evidence or args.facts):
        return run_pytest(args)
    if args.pytest or args.rest:
        common.print_problems([OPTIONS.about()], lang)
        return USAGE
    rubric, problems = load(args.rubric or args.submission / common.RUBRIC)
    if problems:  # the teacher's file: no student's fault
        common.print_problems(problems, lang)
        return UNCHECKED
    submission = load_submission(args.submission)
    if names := submission.uncommitted:
        note = UNCOMMITTED.about(count=len(names), names=", ".join(names[:MAX_NAMED]))
        common.print_problems([note], lang)
    evidence = _evidence(args, submission, rubric)
    if isinstance(evidence, Problem):
        common.print_problems([evidence], lang)
        return USAGE
    time = clock()
    report = judge(all_checks(), submission, evidence, rubric, time)
    if args.unpublished and not _is_live(submission, evidence, rubric):
        # What is live is from before: the student's files could not get there.
        evidence = evidence.without_live(reasons.NOT_PUBLISHED)
        report = judge(all_checks(), submission, evidence, rubric, time)
    saved = (args.save_evidence, hub_evidence.to_json(evidence))
    code = conclude(report, lang, (args.report, report.to_json()), saved)
    if not report.bound:
        common.echo(lang, UNBOUND)
    if args.evidence is None:
        records.keep(args.submission, "grade", records.of_report(report, default_endpoint()))
        if not any(result.outcome is Outcome.NOT_GRADABLE for result in report.results):
            end(args.submission, lang)  # else what is printed above comes first
    return code


def _wrong_path(args: argparse.Namespace) -> Problem | None:
    """Return what was named and is not there."""
    folder = args.submission
    if not folder.is_dir():
        return NO_SUBMISSION.about(Place(str(folder)), path=folder)
    for option in ("--rubric", "--evidence"):
        path = vars(args)[option.removeprefix("--")]
        if path is not None and not path.is_file():
            return NO_FILE.about(Place(str(path)), option=option, path=path)
    return wrong_folder(folder)


def _ignored(args: argparse.Namespace) -> str | None:
    """Return an option that saved evidence would leave without effect."""
    asked = {"--facts": args.facts, "--revision": args.revision}
    return next((name for name in asked if args.evidence and asked[name]), None)


def _is_live(submission: Submission, evidence: hub_evidence.Evidence, rubric: Rubric) -> bool:
    """Return whether the Hub holds this very submission, whoever brought it there."""
    inputs = inputs_of(submission, evidence, rubric)
    live = (run_check(check, inputs, rubric) for check in all_checks() if check.id == "c4.live")
    return all(one.outcome is Outcome.PASSED and not one.problems for one in live)


def conclude(report: Report, lang: Lang, *files: tuple[Path | None, object]) -> int:
    """Print a report and write `files`, each a path and its data; return the exit code."""
    card = terminal.scorecard(report, lang, terminal.wants_color(), terminal.columns())
    print(card, end="")
    results = [
        output.write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        for path, data in files
        if path
    ]
    failures = [problem for problem in results if problem]
    common.print_problems(failures, lang)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _on_github(report, lang)
    return UNCHECKED if failures else exit_code(report)


def exit_code(report: Report) -> int:
    """Return the exit code: what a person has to look at leaves it open only where it decides."""
    if any(result.outcome is Outcome.NOT_GRADABLE for result in report.results):
        return UNCHECKED
    if report.passed:
        return FINE
    return UNCHECKED if report.may_pass else PROBLEMS


def _on_github(report: Report, lang: Lang) -> None:
    for lines in (
        github.log(report),
        github.line_annotations(report, lang),
        github.notices(report, lang),
    ):
        print("\n".join(lines))
    output.github_append("GITHUB_STEP_SUMMARY", github.summary(report, lang))


def _evidence(
    args: argparse.Namespace, submission: Submission, rubric: Rubric
) -> hub_evidence.Evidence | Problem:
    if args.evidence is None:
        client = reader(default_endpoint())
        gatherer = Gatherer(all_queries(), client, client)
        lang = common.lang_of(args, args.submission, args.rubric)
        with waiting(lang, ASKING.about(endpoint=client.endpoint)):
            revision = args.revision or just_published(client, submission)
            evidence = (
                gathered_with(args.facts, gatherer, submission, rubric, revision)
                if args.facts
                else gathered(gatherer, submission, rubric, revision)
            )
        common.print_problems(notes(client), lang)
        return evidence
    try:
        return hub_evidence.load(args.evidence, all_queries())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return BAD_EVIDENCE.about(Place(str(args.evidence)), path=args.evidence, reason=reason)
