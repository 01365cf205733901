"""Release a grader for slim assignments: `make release`.

grade.yml takes the grader from a repository at a commit. No file can name the commit that it is
part of, so there are two: one with the grader, and one that writes the id of the first into
grade.yml and changes nothing else. A branch (`lab`), which assignments call, is set to the second.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common
from checks.commands.own_git import (
    GIT_REFUSED,
    NO_NAME,
    NO_REPOSITORY,
    REPOSITORY,
    git,
    own_repository,
)
from checks.files import write_whole
from checks.messages import Message, Phrase, Place, Problem, ProblemError
from checks.rubric import lint_rubric

WORKFLOW = ".github/workflows/grade.yml"
BRANCH = "lab"
GRADER = re.compile(r"(uses: )(\S+)(/\.github/actions/tour@)([0-9a-f]{40})( # grader)")
"""The line of grade.yml that names the grader: its repository and commit."""

NO_GRADER = Message(
    "RELEASE-FOLDER",
    "{path} does not name a grader, or is not there.",
    hint="Run `make release` at the top of your copy of the template. One line of this file is "
    "to be as in the template: `uses: OWNER/REPOSITORY/.github/actions/tour@… # grader`.",
)
UNTRACKED = Message(
    "RELEASE-UNTRACKED",
    "{count} file(s) are in no commit: {names}.",
    hint="`git add` those that belong to the grader, or list them in .gitignore. Nothing was done.",
)
OTHER_BRANCH = Message(
    "RELEASE-BRANCH",
    "The branch {branch} has commits that are not here, so it was not moved.",
    hint="Merge it first (`git merge {branch}`), or name another branch: "
    "make release BRANCH=lab-2027",
)

COMMITTED = Phrase("release committed", "Committed the grader: {commit}")
NOTHING_NEW = Phrase("release nothing new", "Nothing changed since the last release.")
RELEASED = Phrase(
    "release done",
    "{path} takes the grader from {repository} at {grader}.\n"
    "The branch {branch} is at {commit}. To let assignments use it:\n"
    "    git push origin HEAD {branch}\n"
    "A seal is to name this workflow at this commit:\n"
    "    tour verify --workflow {repository}/{path}@refs/heads/{branch} "
    "--workflow-commit {commit} --rubric rubric.yaml REPORTS",
)
_NAMED = 5


def main(words: Sequence[str] | None = None) -> int:
    """Release what is in the current folder; return the exit code."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("--repository", metavar="OWNER/NAME", help="default: that of `origin`")
    parser.add_argument("--branch", default=BRANCH, help="what assignments call: %(default)s")
    common.add_lang(parser)
    args = parser.parse_args(words)
    lang = common.lang_of(args)
    if problems := lint_rubric(Path(common.RUBRIC), common.RUBRIC):
        common.print_problems(problems, lang)
        return PROBLEMS
    try:
        repository = args.repository or own_repository()
        grader, commit = release(repository, args.branch)
    except ProblemError as error:
        common.print_problems([error.problem], lang)
        return UNCHECKED if error.problem.message is GIT_REFUSED else PROBLEMS
    common.echo(lang, COMMITTED if commit else NOTHING_NEW, commit=grader)
    common.echo(
        lang,
        RELEASED,
        path=WORKFLOW,
        repository=repository,
        grader=grader,
        branch=args.branch,
        commit=commit or git("rev-parse", "HEAD"),
    )
    return FINE


def release(repository: str, branch: str) -> tuple[str, str | None]:
    """Commit the grader, and grade.yml with that commit's id; set `branch` to the second.

    Returns the two ids; None for the second where the newest commit is such a release already.

    Raises:
        ProblemError: something stands in the way. What was committed stays.
    """
    if not REPOSITORY.fullmatch(repository):
        raise ProblemError(NO_NAME.about(reason=NO_REPOSITORY.about(name=repository)))
    path = Path(WORKFLOW)
    text = path.read_text("utf-8") if path.is_file() else ""
    if len(GRADER.findall(text)) != 1:
        raise ProblemError(NO_GRADER.about(Place(WORKFLOW), path=WORKFLOW))
    if problem := _untracked() or _diverged(branch):
        raise ProblemError(problem)
    if git("status", "--porcelain", "--untracked-files=no"):
        git("commit", "--quiet", "--all", "--message=Release the grader")
    elif grader := _released(text, repository):
        _move(branch)
        return grader, None
    grader = git("rev-parse", "HEAD")
    write_whole(path, GRADER.sub(rf"\g<1>{repository}\g<3>{grader}\g<5>", text).encode())
    git("commit", "--quiet", f"--message=Grade by {repository}@{grader[:12]}", "--", WORKFLOW)
    _move(branch)
    return grader, git("rev-parse", "HEAD")


def _released(text: str, repository: str) -> str | None:
    """Return the commit that grade.yml names, where all that changed since it is that name."""
    found = GRADER.search(text)
    if found is None or found[2].lower() != repository.lower():
        return None
    before = git("rev-parse", "--verify", "--quiet", "HEAD~1", fine=(0, 1, 128))
    changed = git("diff", "--name-only", "HEAD~1", "HEAD") if before else ""
    return before if found[4] == before and changed == WORKFLOW else None


def _untracked() -> Problem | None:
    listed = git("ls-files", "-z", "--others", "--exclude-standard").rstrip("\0")
    names = listed.split("\0") if listed else []
    if not names:
        return None
    return UNTRACKED.about(count=len(names), names=", ".join(names[:_NAMED]))


def _diverged(branch: str) -> Problem | None:
    """Return that the branch has commits of its own; moving it would lose them."""
    if not git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", fine=(0, 1)):
        return None
    count = git("rev-list", "--count", f"HEAD..refs/heads/{branch}")
    return None if count == "0" else OTHER_BRANCH.about(branch=branch)


def _move(branch: str) -> None:
    if git("symbolic-ref", "--quiet", "--short", "HEAD", fine=(0, 1)) != branch:
        git("branch", "--quiet", "--force", branch, "HEAD")


if __name__ == "__main__":
    sys.exit(main())
