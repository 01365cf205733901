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


def rubric_path(named: Path | None) -> Path:
    """Return the path of the rubric by which a submission is judged.

    It is the one that is named, else the one in the current folder, else the one that came with
    this grader; a submission that somebody else looks at has no say in it.
    """
    return named or default_rubric()


def default_rubric() -> Path:
    """Return the path of the rubric in the current folder, else of the one that is the grader's."""
    return of_the_repository(RUBRIC)


def of_the_repository(name: str) -> Path:
    """Return where a file or folder of the repository is: here, else where the grader has it.

    A grader that was installed has it among its data (`data-files` in pyproject.toml). Where there
    is none at all, the path is that of the current folder.
    """
    here = Path(name)
    if here.exists():
        return here
    beside = Path(checks.__file__).resolve().parents[1] / name
    if beside.exists():
        return beside
    import sysconfig  # only where the grader is installed

    installed = Path(sysconfig.get_path("data")) / "share" / "hub-tour" / name
    return installed if installed.exists() else here


def class_tag() -> str | None:
    """Return the tag of the class, which the rubric's seed makes; None without a seed."""
    text, _ = read_text(default_rubric(), RUBRIC, _MAX_RUBRIC)
    if text is None or not re.search(r"(?m)^seed:[ \t]*[\"'A-Za-z0-9]", text):
        return None
    from checks.class_tag import seed_in, tag_of  # most classes have no tag

    seed = seed_in(text)
    return tag_of(seed) if seed else None


def lang_of(args: argparse.Namespace, rubric: Path | None = None) -> Lang:
    """Return the language of `--lang`, else of the rubric, else of the locale."""
    return language(args.lang, rubric)


def language(wish: str | None, rubric: Path | None = None) -> Lang:
    """Return the language wished for, else the rubric's, else the locale's."""
    if wish is None:
        text, _ = read_text(rubric or default_rubric(), RUBRIC, _MAX_RUBRIC)
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
