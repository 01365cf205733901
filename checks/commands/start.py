"""`tour start`: model_repo/ from the template, names filled in, hooks installed."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from checks import template, yamldoc
from checks.cli import FINE, PROBLEMS
from checks.commands import common
from checks.hubspec.names import is_name
from checks.lint.answers.linter import lint_answers
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.submission import ANSWERS, MODEL_FOLDER, load

TEMPLATE = "model_repo_template"
REPO_NAME = "my-first-model"

NO_TEMPLATE = Message(
    "START-TEMPLATE",
    "There is no {path} here.",
    hint="Run this in the folder of your assignment, the one that holds answers.yaml.",
)
BAD_USERNAME = Message(
    "START-USERNAME",
    "{written} is not a user name of the Hub.",
    hint="Use the name after https://huggingface.co/ on your profile.",
)
IN_THE_WAY = Message(
    "START-FOLDER",
    "{path} is not a folder, so nothing can be put in it.",
    hint="Give it another name, then run `tour start` again.",
)
MADE = Phrase("start made", "Made {names}")
NOTHING_MADE = Phrase("start nothing made", "{folder}/ is there already; nothing in it was changed")
HOOKS = Phrase("start hooks", "Installed the hooks: git now checks your files on every commit")
NO_HOOKS = Phrase(
    "start no hooks",
    "No hooks were installed (`pip install pre-commit`, then `pre-commit install`); "
    "`tour lint` checks the same",
)
NEXT = Phrase(
    "start next",
    "\nNext:\n"
    "  1. Write your answers to challenges 1, 2, 3 and 6 into answers.yaml\n"
    "  2. python {folder}/train.py, then describe the model in {folder}/README.md\n"
    "  3. tour lint, then tour rehearse: see your score without an account\n"
    "  4. git add, git commit, git push: GitHub publishes and grades",
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
    translate_answers(here, lang)
    problems = fill_in(here, args.username) if args.username else []
    common.print_problems(problems, lang)
    common.echo(lang, HOOKS if install_hooks(here) else NO_HOOKS)
    common.echo(lang, NEXT, folder=MODEL_FOLDER)
    return PROBLEMS if problems else FINE


def _obstacle(here: Path, username: str | None) -> Problem | None:
    if not (here / TEMPLATE).is_dir():
        return NO_TEMPLATE.about(Place(TEMPLATE), path=f"{TEMPLATE}/")
    folder = here / MODEL_FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return IN_THE_WAY.about(Place(MODEL_FOLDER), path=MODEL_FOLDER)
    if username is not None and not is_name(username):
        return BAD_USERNAME.about(written=username)
    return None


def copy_template(here: Path, lang: Lang) -> list[str]:
    """Copy the template's files, in a language, but none that is there; return the new ones."""
    folder = here / MODEL_FOLDER
    folder.mkdir(exist_ok=True)
    copied = []
    for file in sorted((here / TEMPLATE).iterdir()):
        target = folder / file.name
        if file.is_file() and not target.exists() and not target.is_symlink():
            shutil.copyfile(file, target)
            if f"{TEMPLATE}/{file.name}" in template.FILES:
                _translate(target, lang)
            copied.append(f"{MODEL_FOLDER}/{file.name}")
    return copied


def translate_answers(here: Path, lang: Lang) -> None:
    """Put the comments of answers.yaml into a language, as long as nothing is filled in."""
    doc, problems = yamldoc.read(here / ANSWERS)
    if not problems and doc is not None and not any(_written(doc.data)):
        _translate(here / ANSWERS, lang)


def _written(data: object) -> Iterator[object]:
    """Yield the values in a document, but not its keys."""
    match data:
        case dict():
            for value in data.values():
                yield from _written(value)
        case list() | None:
            yield from data or ()
        case _:
            yield data


def _translate(file: Path, lang: Lang) -> None:
    """Write a file of the template in a language, with the line ends that it has."""
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    end = "\r\n" if "\r\n" in text else "\n"
    translation = template.in_language(text.replace("\r\n", "\n"), file.name, lang)
    file.write_bytes(translation.replace("\n", end).encode("utf-8", "surrogateescape"))


def fill_in(here: Path, username: str) -> list[Problem]:
    """Write the names into answers.yaml where they are blank, and change no other byte."""
    path = here / ANSWERS
    answers = load(here).answers
    if answers.problems:
        return list(answers.problems)
    text = path.read_bytes().decode("utf-8")
    repo_id = f"{answers.username.value or username}/{REPO_NAME}"
    for key, answer, name in (
        ("username", answers.username, username),
        ("repo_id", answers.repo_id, repo_id),
    ):
        if answer.blank:
            text = _fill_line(text, key, name)
    path.write_bytes(text.encode("utf-8"))
    return [problem for problem in lint_answers(path, ANSWERS) if problem.severity == "error"]


def _fill_line(text: str, key: str, value: str) -> str:
    """Return the text with `key:` at the start of a line filled in; a comment after it stays."""
    pattern = re.compile(rf"^{key}:[ \t]*(?=\r?$|#)", re.MULTILINE)
    filled, count = pattern.subn(lambda match: f"{key}: {value}{_gap(match)}", text, count=1)
    return filled if count else f"{text.rstrip()}\n{key}: {value}\n"


def _gap(match: re.Match[str]) -> str:
    return " " if match.string[match.end() : match.end() + 1] == "#" else ""


def install_hooks(here: Path) -> bool | None:
    """Have git run the hooks on every commit; return None outside of a repository."""
    if not (here / ".git").exists():
        return None
    if importlib.util.find_spec("pre_commit"):
        command = [sys.executable, "-m", "pre_commit", "install"]
    elif prek := shutil.which("prek"):
        command = [prek, "install"]
    else:
        return False
    return subprocess.run(command, cwd=here, capture_output=True, check=False).returncode == 0
