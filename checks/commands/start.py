"""`tour start`: model_repo/ from the template, names filled in, hooks installed."""

from __future__ import annotations

import argparse
from pathlib import Path

from checks.assignment import assignment_in
from checks.cli import FINE, PROBLEMS
from checks.commands import common, forms
from checks.commands.next import end
from checks.commands.start_git import (
    IDENTITY,
    Hooks,
    install_hooks,
    knows_identity,
)
from checks.commands.start_names import write_names
from checks.commands.template_files import TEMPLATE, template_files
from checks.hub.endpoint import default_endpoint
from checks.hubspec.names import is_name
from checks.lint.answers.texts import is_placeholder
from checks.messages import Lang, Message, Phrase, Place, Problem, safe
from checks.rubric import HUB_ORGANIZATION
from checks.rubric import load as load_rubric
from checks.submission import ANSWERS, MODEL_FOLDER

NO_TEMPLATE = Message(
    "START-TEMPLATE",
    "There is no {path} here.",
    hint="Run this in the folder of your assignment, the one that holds answers.yaml.",
)
BAD_USERNAME = Message(
    "START-USERNAME",
    "{written} is not a user name of the Hub.",
    hint="Use the last part of the address of your profile page: {endpoint}/NAME.",
)
PLACEHOLDER = Message(
    "START-PLACEHOLDER",
    "{written} is the example, not a name.",
    hint="Write your own user name, the one on your profile on the Hub.",
)
IN_THE_WAY = Message(
    "START-FOLDER",
    "{path} is not a folder, so nothing can be put in it.",
    hint="Give it another name, then run `tour start` again.",
)
MADE = Phrase("start made", "Made {names}")
NOTHING_MADE = Phrase("start nothing made", "{folder}/ is there already; nothing in it was changed")
CHANGED = Phrase("start changed", "answers.yaml: {key} is now {after} (it was {before})")
FILLED = Phrase("start filled", "answers.yaml: {key} is now {after}")
HOOKS = {
    Hooks.READY: Phrase(
        "start hooks", "Installed the hooks: git now checks your files on every commit"
    ),
    Hooks.NO_PROGRAM: Phrase(
        "start no hooks",
        "No hooks were installed (`pip install pre-commit`, then `tour start` again); "
        "`tour lint` checks the same",
    ),
    Hooks.REFUSED: Phrase(
        "start hooks refused",
        "No hooks were installed ({reason}); `tour lint` checks the same",
    ),
    Hooks.NO_GIT: Phrase(
        "start hooks no git",
        "No hooks were installed: this folder is not a git repository. `tour lint` checks the same",
    ),
}
LINE = Phrase(
    "start line",
    "\nOnly if you upload in the browser or with git, put this line at the end of "
    "{folder}/README.md,\nso that your teacher knows whose model it is: {line}",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--username", metavar="U", help="your user name on the Hub")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Set up a student's folder; return the exit code."""
    lang, here = common.lang_of(args), Path.cwd()
    problem = _obstacle(here, args.username)
    if problem:
        common.print_problems([problem], lang)
        return PROBLEMS
    copied = copy_template(here, lang)
    if copied:
        common.echo(lang, MADE, names=", ".join(copied))
    else:
        common.echo(lang, NOTHING_MADE, folder=MODEL_FOLDER)
    write_answers(here, lang)
    problems = _fill_in(here, args.username, lang) if args.username else []
    common.print_problems(problems, lang)
    _set_up_git(here, lang)
    if line := assignment_in(here).card_line:
        common.echo(lang, LINE, folder=MODEL_FOLDER, line=line)
    end(Path(), lang)
    return PROBLEMS if problems else FINE


def _fill_in(here: Path, username: str, lang: Lang) -> list[Problem]:
    rubric, _ = load_rubric(common.default_rubric())
    changes, problems = write_names(here, username, rubric[HUB_ORGANIZATION])
    for change in changes:
        before = safe(change.before)
        phrase = CHANGED if before else FILLED
        common.echo(lang, phrase, key=change.key, after=change.after, before=before)
    return problems


def _set_up_git(here: Path, lang: Lang) -> None:
    hooks, reason = install_hooks(here)
    common.echo(lang, HOOKS[hooks], reason=safe(reason))
    if (here / ".git").exists() and not knows_identity(here):
        common.echo(lang, IDENTITY)


def _obstacle(here: Path, username: str | None) -> Problem | None:
    if not (here / TEMPLATE).is_dir() and not (here / ANSWERS).is_file():
        return NO_TEMPLATE.about(Place(TEMPLATE), path=f"{TEMPLATE}/")
    folder = here / MODEL_FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return IN_THE_WAY.about(Place(MODEL_FOLDER), path=MODEL_FOLDER)
    if username is None:
        return None
    if username and is_placeholder(username):
        return PLACEHOLDER.about(written=username)
    if is_name(username):
        return None
    return BAD_USERNAME.about(written=username, endpoint=default_endpoint())


def _template(here: Path) -> Path:
    """Return the template's folder: that of the assignment, else the grader's own."""
    own = here / TEMPLATE
    return own if own.is_dir() else common.of_the_repository(TEMPLATE)


def copy_template(here: Path, lang: Lang) -> list[str]:
    """Copy the template's files, in a language, but none that is there; return the new ones."""
    folder = here / MODEL_FOLDER
    folder.mkdir(exist_ok=True)
    copied: list[str] = []
    for name, data in template_files(_template(here), lang, common.class_tag()):
        target = folder / name
        if not target.exists() and not target.is_symlink():
            target.write_bytes(data)
            copied.append(f"{MODEL_FOLDER}/{name}")
    return copied


def write_answers(here: Path, lang: Lang) -> None:
    """Write answers.yaml about what the rubric asks, in a language, where it is still blank."""
    if forms.is_blank_form(here / ANSWERS):
        rubric, _ = load_rubric(common.default_rubric())
        forms.write_form(here / ANSWERS, rubric, lang)
