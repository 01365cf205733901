"""What several subcommands share: arguments, language, what is printed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import checks
from checks.messages import Lang, Phrase, Problem, choose_lang, render
from checks.textfile import read_text
from checks.translations import languages

RUBRIC = "rubric.yaml"
_MAX_RUBRIC = 64 * 1024  # bytes
# Found without a YAML parser, which one of the hooks has no other use for.
_RUBRIC_LANGUAGE = r"(?m)^language:[ \t]*[\"']?([A-Za-z_-]+)"


def add_lang(parser: argparse.ArgumentParser) -> None:
    """Declare `--lang`."""
    parser.add_argument("--lang", choices=languages(), help="language of messages")


def add_submission(parser: argparse.ArgumentParser) -> None:
    """Declare the folder of a submission, by default the one that the command is run in."""
    parser.add_argument(
        "submission", nargs="?", type=Path, default=Path(), help="its folder (default: this one)"
    )


def rubric_path(named: Path | None, folder: Path) -> Path:
    """Return the path of the rubric by which the submission in a folder is judged.

    It is the one that is named, else the one in the current folder; a submission that somebody
    else looks at has no say in it. Where there is none, it is the one that came with this grader.
    """
    here = Path(RUBRIC)
    if named or here.exists() or folder.resolve() == Path.cwd():
        return named or here
    return Path(checks.__file__).resolve().parents[1] / RUBRIC


def lang_of(args: argparse.Namespace, rubric: Path | None = None) -> Lang:
    """Return the language of `--lang`, else of the rubric, else of the locale."""
    return language(args.lang, rubric)


def language(wish: str | None, rubric: Path | None = None) -> Lang:
    """Return the language wished for, else the rubric's, else the locale's."""
    if wish is None:
        text, _ = read_text(rubric or Path(RUBRIC), RUBRIC, _MAX_RUBRIC)
        found = re.search(_RUBRIC_LANGUAGE, text or "")
        wish = found[1] if found else None
    return choose_lang(wish)


def print_problems(problems: Iterable[Problem], lang: Lang) -> None:
    """Print problems on standard error."""
    for problem in problems:
        print(render(problem, lang), file=sys.stderr)


def echo(lang: Lang, phrase: Phrase, **fields: object) -> None:
    """Print a line on standard output, for what is no problem."""
    print(phrase.text(lang, **fields), flush=True)
