"""`tour verify`: whether GitHub says that these very reports were made as a teacher demands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from checks.cli import FINE, PROBLEMS, UNCHECKED, USAGE
from checks.commands import common, sealed_files
from checks.commands.demanded import add_demands, demands_of
from checks.commands.kept_keys import KeyRing
from checks.commands.verified import Result, print_json, print_text
from checks.grading.seal.audience import MAX_REPORT, seal_beside
from checks.grading.seal.demands import Demands
from checks.grading.seal.verify import Kind, Verdict, verify
from checks.messages import Message, Place, Problem, ProblemError

NOTHING = Message(
    "VERIFY-NOTHING",
    "There is no report in {path}.",
    hint="Name reports, folders with reports, or - for a list of names on standard input.",
)
NO_FILE = Message(
    "VERIFY-FILE",
    "There is no file {path}.",
    hint="Look at its name and its folder. Nothing was verified.",
)
UNREADABLE = Message(
    "SEAL-READ",
    "{path} cannot be read: {reason}.",
    hint="A report and its seal are ordinary files; a link is not followed.",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "reports",
        nargs="+",
        metavar="REPORT",
        help="a report, a folder with reports, or - for a list of names on standard input",
    )
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="a file of the issuer's keys; those that it has now are added",
    )
    parser.add_argument("--offline", action="store_true", help="ask nobody for keys")
    add_demands(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it"
    )
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Verify reports and print what they are; return the exit code."""
    lang = common.lang_of(args, args.rubric)
    try:
        demands = demands_of(args)
        keys = KeyRing.open(demands.issuer, args.keys, offline=args.offline)
        reports = list(_reports(args.reports))
    except ProblemError as error:
        common.print_problems([error.problem], lang)
        return USAGE
    results = (Result(path, _verdict(path, keys, demands)) for path in reports)
    show = print_json if args.format == "json" else print_text
    kinds = show(results, demands, lang)
    common.print_problems(keys.problems, lang)
    if kinds[Kind.UNCHECKED] or keys.problems:
        return UNCHECKED
    return FINE if kinds.total() == kinds[Kind.SEALED] else PROBLEMS


def _reports(words: list[str]) -> Iterator[Path]:
    """Yield the reports that are named, each once. Raises ProblemError, before any is verified."""
    paths = sealed_files.named(words)
    if not paths:
        raise ProblemError(NOTHING.about(path=sealed_files.LIST))
    for path in paths:
        if not os.path.lexists(path):
            raise ProblemError(NO_FILE.about(Place(str(path)), path=path))
    seen: set[Path] = set()
    for path in paths:
        found = list(sealed_files.reports_in(path))
        if not found:
            raise ProblemError(NOTHING.about(Place(str(path)), path=path))
        yield from (one for one in found if one not in seen)
        seen.update(found)


def _verdict(path: Path, keys: KeyRing, demands: Demands) -> Verdict:
    """Return what one report is; its problems are placed in it."""
    file = path
    try:
        report = sealed_files.read(file, MAX_REPORT)
        file = seal_beside(path)
        seal = sealed_files.seal_of(path)
    except sealed_files.UnreadableError as error:
        problem = UNREADABLE.about(Place(str(file)), path=file, reason=error.reason)
        return Verdict(Kind.UNSEALED, (problem,))
    verdict = verify(report, seal, keys.keys, demands)
    if verdict.kind is Kind.UNCHECKED and keys.fetch():
        verdict = verify(report, seal, keys.keys, demands)
    return replace(verdict, problems=tuple(_placed(one, path) for one in verdict.problems))


def _placed(problem: Problem, path: Path) -> Problem:
    return problem._replace(place=Place(str(path)))
