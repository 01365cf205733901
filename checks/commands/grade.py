"""`tour grade`: gather what the Hub says of a submission, judge it, write the reports."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from pathlib import Path

from checks.artifacts.problems import MAX_NAMED
from checks.challenges import all_checks
from checks.cli import FINE, PROBLEMS, UNCHECKED, USAGE
from checks.commands import common, output, records
from checks.commands.grade_pytest import run_pytest
from checks.commands.grade_sources import sources
from checks.commands.next import end
from checks.grading import saved
from checks.grading.check import Outcome
from checks.grading.judge import inputs_of, judge
from checks.grading.judge import run as run_check
from checks.grading.report import Report
from checks.hub import reasons
from checks.hub.endpoint import default_endpoint
from checks.hub.evidence import Evidence
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.reporters import github, runner, terminal
from checks.reporters.junit import junit
from checks.rubric import Rubric, load
from checks.submission import Submission
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
UNCOMMITTED = Message(
    "GRADE-UNCOMMITTED",
    "{count} file(s) are not as in the last commit: {names}. They are graded as they are here.",
    hint="Only what is committed and pushed is handed in: `git add -A`, `git commit`, `git push`.",
    severity="note",
)
OPTIONS = Message(
    "GRADE-OPTIONS",
    "Options of pytest, behind --, go with --pytest alone; --unpublished, --facts, --junit, "
    "--save-evidence and --live-evidence do not go with it.",
    hint="For example: tour grade --pytest DIR -- -v",
)
SOURCES = Message(
    "GRADE-SOURCES",
    "{option} does not go with --evidence: saved evidence is judged as it is, and nobody is asked.",
    hint="Leave one of the two out.",
)

NOT_WITH_PYTEST = ("unpublished", "facts", "junit", "save_evidence", "live_evidence")
UNBOUND = Phrase(
    "grade unbound",
    "\nThis folder does not say which repository it is (it has no remote `origin`, as after "
    "`git clone`): whose the model is was told by its owner alone.",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "submission",
        nargs="?",
        type=Path,
        help="its folder (default: this one; with --evidence, what was graded then)",
    )
    parser.add_argument("--revision", help="the commit of the model repo (default: the newest)")
    parser.add_argument(
        "--unpublished",
        action="store_true",
        help="publishing never ended, by nobody's fault: the live repo is not gradable",
    )
    parser.add_argument("--rubric", type=Path, help="default: your own rubric.yaml, in this folder")
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("report.json"),
        help="the file to write (default: %(default)s)",
    )
    parser.add_argument(
        "--junit", type=Path, metavar="FILE", help="write the report as JUnit XML, too"
    )
    parser.add_argument("--evidence", type=Path, help="judge again by this file; no network")
    parser.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help="a teacher's own file of what the Hub has said: an answer that was right since it was "
        "committed is right; what the Hub says now is added",
    )
    parser.add_argument(
        "--save-evidence", type=Path, help="keep all that it is judged by, the true answers with it"
    )
    parser.add_argument(
        "--live-evidence",
        type=Path,
        metavar="FILE",
        help="keep the same of the live repo alone: students may read it",
    )
    parser.add_argument(
        "--pytest",
        action="store_true",
        help="run the checks as pytest tests; what follows -- goes to pytest",
    )
    parser.set_defaults(rest=[])
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Grade a submission; return the exit code."""
    folder = args.submission or Path()
    path = common.rubric_path(args.rubric)
    lang = common.lang_of(args, path)
    if problem := _wrong_path(args, folder):
        common.print_problems([problem], lang)
        return USAGE
    if option := _ignored(args):
        common.print_problems([SOURCES.about(option=option)], lang)
        return USAGE
    if args.pytest and not any(vars(args)[name] for name in NOT_WITH_PYTEST):
        return run_pytest(args, path)
    if args.pytest or args.rest:
        common.print_problems([OPTIONS.about()], lang)
        return USAGE
    rubric, problems = load(path)
    if problems:  # the teacher's file: no student's fault
        common.print_problems(problems, lang)
        return UNCHECKED
    submission, evidence, time, seen = sources(args, rubric, lang)
    if names := () if args.evidence else submission.uncommitted:
        note = UNCOMMITTED.about(count=len(names), names=", ".join(names[:MAX_NAMED]))
        common.print_problems([note], lang)
    report = judge(all_checks(), submission, evidence, rubric, time, seen)
    if args.unpublished and not _is_live(submission, evidence, rubric):
        # What is live is from before: the student's files could not get there.
        evidence = evidence.without_live(reasons.NOT_PUBLISHED)
        report = judge(all_checks(), submission, evidence, rubric, time, seen)
    files = [output.File(args.report, as_json(report.to_json()))]
    kept = ((args.save_evidence, evidence), (args.live_evidence, evidence.only_live()))
    for file, said in kept:
        if file:
            data = saved.dumps(submission, said, rubric, time, seen)
            files.append(output.File(file, data, private=True))
    if args.junit:
        files.append(output.File(args.junit, junit(report, lang).encode()))
    # A student's own run has no use for what a teacher may want to see.
    shown = report if _is_teachers(args, folder) else dataclasses.replace(report, facts=())
    code = conclude(shown, lang, *files)
    if not report.bound:
        common.echo(lang, UNBOUND)
    if args.evidence is None:
        records.keep(folder, "grade", records.of_report(report, default_endpoint()))
        if not any(result.outcome is Outcome.NOT_GRADABLE for result in report.results):
            end(folder, lang)  # else what is printed above comes first
    return code


def _is_teachers(args: argparse.Namespace, folder: Path) -> bool:
    """Return whether this is no run of a student's own: of another folder, or of saved evidence."""
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true"
    return not in_workflow and bool(args.evidence or folder.resolve() != Path.cwd())


def _wrong_path(args: argparse.Namespace, folder: Path) -> Problem | None:
    """Return what was named and is not there."""
    if not folder.is_dir():
        return NO_SUBMISSION.about(Place(str(folder)), path=folder)
    for option in ("--rubric", "--evidence"):
        path = vars(args)[option.removeprefix("--")]
        if path is not None and not path.is_file():
            return NO_FILE.about(Place(str(path)), option=option, path=path)
    return None if args.evidence and not args.submission else wrong_folder(folder)


def _ignored(args: argparse.Namespace) -> str | None:
    """Return an option that saved evidence would leave without effect."""
    asked = {"--facts": args.facts, "--revision": args.revision}
    return next((name for name in asked if args.evidence and asked[name]), None)


def _is_live(submission: Submission, evidence: Evidence, rubric: Rubric) -> bool:
    """Return whether the Hub holds this very submission, whoever brought it there."""
    inputs = inputs_of(submission, evidence, rubric)
    live = (run_check(check, inputs, rubric) for check in all_checks() if check.id == "c4.live")
    return all(one.outcome is Outcome.PASSED and not one.problems for one in live)


def as_json(data: object) -> bytes:
    """Return data as a JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def conclude(report: Report, lang: Lang, *files: output.File) -> int:
    """Print a report and write `files`; return the exit code."""
    card = terminal.scorecard(report, lang, terminal.wants_color(), terminal.columns())
    print(card, end="")
    failures = [problem for one in files if (problem := output.write(one))]
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
    # What the actions of GitHub Classroom read, as the output of this step.
    output.github_output("result", runner.encoded(report, lang))
