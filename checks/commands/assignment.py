"""`tour assignment`: write the slim assignment, which calls the grader from outside.

A student gets their own files, the lab's text, and what runs it: no grader. For teachers, in the
folder of their grader repository.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path

from checks.class_tag import tag_of
from checks.cli import FINE, PROBLEMS, USAGE
from checks.commands import common, forms
from checks.commands.handout import language_of
from checks.commands.own_git import REPOSITORY, content, git, own_repository
from checks.commands.release import BRANCH, GRADER, WORKFLOW
from checks.commands.template_files import TEMPLATE, template_files
from checks.digests import digest
from checks.files import write_whole
from checks.handout import Slim, languages, render
from checks.hub.endpoint import REAL
from checks.hubspec.names import is_commit
from checks.messages import Lang, Message, Phrase, Place, Problem, ProblemError
from checks.rubric import LANGUAGE, SEED, Rubric
from checks.rubric import load as load_rubric
from checks.submission import ANSWERS, MODEL_FOLDER

FILES = {
    "classroom.yml": ".github/workflows/classroom.yml",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "devcontainer.json": ".devcontainer/devcontainer.json",
    "set-up.sh": ".devcontainer/set-up.sh",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
}
"""Where the files of `assignment_files/` go."""
PACKAGES = "requirements/student.txt"

NOT_HERE = Message(
    "ASSIGN-FOLDER",
    "There is no {path} here.",
    hint="Run this at the top of your grader repository, your copy of the template.",
)
NOT_EMPTY = Message(
    "ASSIGN-OUT",
    "{path} is there already, and not an empty folder.",
    hint="Name a folder that is not there yet. Nothing was written.",
)
NO_NAME = Message(
    "ASSIGN-GRADER",
    "{written} is not a repository on GitHub.",
    hint="Name your grader repository as OWNER/NAME: tour assignment OUT --grader OWNER/NAME",
)
BAD_REF = Message(
    "ASSIGN-REF",
    "{written} is not the name of a branch or tag.",
    hint="Leave --ref out for the branch lab, which `make release` sets.",
)
NOT_RELEASED = Message(
    "ASSIGN-RELEASE",
    "{ref} is no released grader of {grader} here: {reason}.",
    hint="Run `make release` first, and push as it says. It sets the branch lab.",
)
OTHER_RUBRIC = Message(
    "ASSIGN-RUBRIC",
    "{path} is not the rubric of {ref}: students would be asked one thing and graded for another.",
    hint="Let rubric.yaml of the grader repository say the same, then run `make release` again.",
)
NO_SEED = Message(
    "ASSIGN-SEED",
    "rubric.yaml has no seed, so the class's models have no tag of their own.",
    hint="With a line such as `seed: autumn-2026-seoul` they are found by one search of the Hub.",
    severity="note",
)

UNKNOWN = Phrase("assignment unknown ref", "there is no such branch, tag or commit")
BEFORE = Phrase("assignment not released", "its grade.yml does not name this grader")
WROTE = Phrase("assignment wrote", "Wrote {count} files to {path}")
TAG = Phrase("assignment tag", "The class's tag on the Hub: {tag}")
NEXT = Phrase(
    "assignment next",
    "Make it a repository of its own, and tick “Template repository” in its settings:\n"
    "    cd {path} && git init -b main && git add -A && git commit -m Assignment\n"
    "    gh repo create OWNER/NAME --private --source . --push\n"
    "docs/hosts.md goes on from there.",
)
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("out", type=Path, metavar="OUT", help="a new folder")
    parser.add_argument("--grader", metavar="OWNER/NAME", help="default: that of `origin`")
    parser.add_argument(
        "--ref", default=BRANCH, help="the branch or tag that is called (default: %(default)s)"
    )
    parser.add_argument("--rubric", type=Path, help="default: rubric.yaml here")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write an assignment; return the exit code."""
    path = common.rubric_path(args.rubric)
    lang = common.lang_of(args, path)
    if problem := _usage(args):
        common.print_problems([problem], lang)
        return USAGE
    rubric, problems = load_rubric(path)
    if problems:
        common.print_problems(problems, lang)
        return PROBLEMS
    try:
        grader = args.grader or own_repository()
        commit = _released(args.ref, grader)
        if digest(content(commit, common.RUBRIC)) != rubric.digest:
            raise ProblemError(OTHER_RUBRIC.about(Place(str(path)), path=path, ref=args.ref))
    except ProblemError as error:
        common.print_problems([error.problem], lang)
        return PROBLEMS
    written = dict(assignment_files(Path(), rubric, Slim(grader, args.ref, commit), args.lang))
    for name, data in written.items():
        (args.out / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(args.out / name, data)
    common.echo(lang, WROTE, count=len(written), path=args.out)
    if tag := _tag(rubric):
        common.echo(lang, TAG, tag=tag)
    else:
        common.print_problems([NO_SEED.about()], lang)
    common.echo(lang, NEXT, path=args.out)
    return FINE


def assignment_files(
    root: Path, rubric: Rubric, slim: Slim, wish: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, from a grader's checkout at `root`.

    The lab's text is there in the language of `wish`, else of the rubric, else in all of them.
    """
    chosen = wish or (None if rubric[LANGUAGE] == "auto" else rubric[LANGUAGE])
    lang = chosen or language_of(rubric)
    yield ANSWERS, _answers(rubric, lang).encode()
    for name, data in template_files(root / TEMPLATE, lang, _tag(rubric)):
        yield f"{MODEL_FOLDER}/{name}", data
    pages = [chosen] if chosen else [*languages()]
    for page in pages:
        name = "README.md" if page == pages[0] else f"README.{page}.md"
        yield name, _lab(rubric, page, slim._replace(alone=len(pages) == 1)).encode()
    for source, name in FILES.items():
        text = (resources("checks.commands") / "assignment_files" / source).read_text("utf-8")
        yield name, _named(text, slim).encode()
    yield "requirements.txt", (root / PACKAGES).read_bytes()


def _tag(rubric: Rubric) -> str | None:
    seed = rubric[SEED]
    return tag_of(seed) if seed else None


def _answers(rubric: Rubric, lang: Lang) -> str:
    """Return the blank form, without the line for an editor: its schema is the grader's."""
    return forms.answers_form(rubric, lang).partition("\n#\n")[2]


def _lab(rubric: Rubric, lang: Lang, slim: Slim) -> str:
    pictures = f"https://github.com/{slim.grader}/raw/{slim.ref}/checks/handout/pictures/"
    return render("lab", lang, rubric, hub=REAL, offline=False, pictures=pictures, slim=slim)


def _named(text: str, slim: Slim) -> str:
    """Return a file's text with the grader's names in it."""
    named = {"GRADER_REF": slim.ref, "GRADER_COMMIT": slim.commit, "GRADER": slim.grader}
    return re.sub(r"\bGRADER(?:_REF|_COMMIT)?\b", lambda found: named[found[0]], text)


def _usage(args: argparse.Namespace) -> Problem | None:
    for name in (common.RUBRIC, TEMPLATE, PACKAGES, WORKFLOW):
        if not Path(name).exists() and not (name == common.RUBRIC and args.rubric):
            return NOT_HERE.about(Place(name), path=name)
    if args.grader and not REPOSITORY.fullmatch(args.grader):
        return NO_NAME.about(written=args.grader)
    if not _REF.fullmatch(args.ref) or ".." in args.ref:
        return BAD_REF.about(written=args.ref)
    taken = args.out.is_symlink() or (args.out.exists() and not args.out.is_dir())
    if taken or (args.out.is_dir() and any(args.out.iterdir())):
        return NOT_EMPTY.about(Place(str(args.out)), path=args.out)
    return None


def _released(ref: str, grader: str) -> str:
    """Return the commit of a branch or tag. Raises ProblemError where it is no released grader."""
    commit = git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", fine=(0, 1, 128))
    if not is_commit(commit):
        raise ProblemError(NOT_RELEASED.about(ref=ref, grader=grader, reason=UNKNOWN))
    found = GRADER.search(content(commit, WORKFLOW).decode("utf-8", "replace"))
    known = git("rev-parse", "--verify", "--quiet", f"{commit}~1", fine=(0, 1, 128))
    if found is None or found[2].lower() != grader.lower() or found[4] != known:
        raise ProblemError(NOT_RELEASED.about(ref=ref, grader=grader, reason=BEFORE))
    return commit
