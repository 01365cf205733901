"""What a teacher demands of seals, on the command line of `tour verify`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from checks.grading.seal.demands import Demands
from checks.grading.seal.keys import GITHUB
from checks.hub.endpoint import default_endpoint
from checks.hub.id_tokens import is_safe
from checks.hubspec.names import is_commit
from checks.messages import Message, Phrase, Place, ProblemError
from checks.rubric import load

BAD_OPTION = Message(
    "VERIFY-OPTION",
    "{option} cannot be {written}.",
    hint="Write {expected}.",
)
NO_RUBRIC = Message(
    "VERIFY-RUBRIC",
    "There is no file {path}, which --rubric names.",
    hint="Look at its name and its folder. Nothing was verified.",
)

_NAME = r"[A-Za-z0-9_.-]+"
_FORMS = {
    "--workflow": (
        rf"{_NAME}/{_NAME}/\.github/workflows/[^/@\s]+\.ya?ml(@\S+)?",
        Phrase(
            "verify workflow form",
            "ORG/REPO/.github/workflows/grade.yml, and behind an @ the branch, tag or commit as "
            "GitHub writes it, say @refs/heads/main",
        ),
    ),
    "--repository": (
        rf"{_NAME}/{_NAME}",
        Phrase("verify repository form", "the name of a repository as OWNER/NAME"),
    ),
    "--repository-id": (r"[0-9]+", Phrase("verify id form", "GitHub's number of a repository")),
    "--endpoint": (
        r"https?://\S+",
        Phrase(
            "verify endpoint form", "the address of a Hub, which begins with https:// or http://"
        ),
    ),
    "--branch": (r"\S+", Phrase("verify branch form", "the name of a branch")),
}
_COMMIT = Phrase("verify commit form", "the 40 digits of a commit")
_ADDRESS = Phrase("verify address form", "an address that begins with https://")


def add_demands(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--workflow",
        action="append",
        default=[],
        metavar="ORG/REPO/PATH[@REF]",
        help="a workflow that may seal, ORG/REPO/.github/workflows/grade.yml; may be repeated",
    )
    parser.add_argument(
        "--workflow-commit",
        action="append",
        default=[],
        metavar="SHA",
        help="a commit of the workflow that may seal; may be repeated (default: any)",
    )
    parser.add_argument("--rubric", type=Path, help="the rubric that reports must be made with")
    parser.add_argument("--endpoint", help="the Hub that counts (default: HF_ENDPOINT's)")
    parser.add_argument("--repository", metavar="OWNER/NAME", help="whose the reports must be")
    parser.add_argument("--repository-id", metavar="NUMBER", help="the same by GitHub's number")
    parser.add_argument(
        "--branch", default="main", help="the branch that counts (default: %(default)s)"
    )
    parser.add_argument(
        "--issuer", default=GITHUB, metavar="URL", help="who signs (default: %(default)s)"
    )


def demands_of(args: argparse.Namespace) -> Demands:
    """Return what the options demand. Raises ProblemError."""
    for option, (pattern, expected) in _FORMS.items():
        _check(option, _values(args, option), pattern, expected)
    for commit in args.workflow_commit:
        if not is_commit(commit):
            raise _bad("--workflow-commit", commit, _COMMIT)
    if not is_safe(args.issuer):
        raise _bad("--issuer", args.issuer, _ADDRESS)
    return Demands(
        issuer=args.issuer.rstrip("/"),
        endpoint=(args.endpoint or default_endpoint()).rstrip("/"),
        ref=f"refs/heads/{args.branch}",
        workflows=tuple(args.workflow),
        workflow_commits=tuple(args.workflow_commit),
        rubric=None if args.rubric is None else _digest(args.rubric),
        repository=args.repository,
        repository_id=args.repository_id,
    )


def _values(args: argparse.Namespace, option: str) -> Sequence[str]:
    value = vars(args)[option.removeprefix("--").replace("-", "_")]
    return value if isinstance(value, list) else [] if value is None else [value]


def _check(option: str, values: Sequence[str], pattern: str, expected: Phrase) -> None:
    for value in values:
        if not re.fullmatch(pattern, value):
            raise _bad(option, value, expected)


def _bad(option: str, written: str, expected: Phrase) -> ProblemError:
    return ProblemError(BAD_OPTION.about(option=option, written=written, expected=expected))


def _digest(path: Path) -> str:
    """Return the digest of a rubric, as reports have it."""
    if not path.is_file():
        raise ProblemError(NO_RUBRIC.about(Place(str(path)), path=path))
    rubric, problems = load(path)
    if problems:
        raise ProblemError(problems[0])
    return rubric.digest
