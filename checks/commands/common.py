"""What several subcommands share: arguments, language, what is printed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

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


def lang_of(
    args: argparse.Namespace, folder: Path | None = None, rubric: Path | None = None
) -> Lang:
    """Return the language of `--lang`, else of the rubric, else of the locale.

    The rubric is the one that is named, else the one in `folder`.
    """
    return language(args.lang, folder, rubric)


def language(wish: str | None, folder: Path | None = None, rubric: Path | None = None) -> Lang:
    """Return the language wished for, else the rubric's, else the locale's."""
    if wish is None:
        text, _ = read_text(rubric or (folder or Path.cwd()) / RUBRIC, RUBRIC, _MAX_RUBRIC)
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
