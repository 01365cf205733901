"""What several subcommands do alike: where the Hub is, which language, where problems go."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from checks import yamldoc
from checks.files import write_whole
from checks.messages import Lang, Message, Phrase, Problem, choose_lang, render
from checks.translations import languages

RUBRIC = "rubric.yaml"


def add_lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=languages(), help="language of messages")


def lang_of(args: argparse.Namespace, folder: Path | None = None) -> Lang:
    """Return the language: `--lang`, then the rubric's, then the locale's."""
    return language(args.lang, folder)


def language(wish: str | None, folder: Path | None = None) -> Lang:
    """Return the language that was wished for, else the rubric's, else the locale's."""
    if wish is None:
        doc, _ = yamldoc.read((folder or Path.cwd()) / RUBRIC)
        data = doc.data if doc and isinstance(doc.data, dict) else {}
        written = data.get("language")
        wish = written if isinstance(written, str) else None
    return choose_lang(wish)


def tell(problems: Iterable[Problem], lang: Lang) -> None:
    """Problems on standard error."""
    for problem in problems:
        print(render(problem, lang), file=sys.stderr)


def say(lang: Lang, phrase: Phrase, **fields: object) -> None:
    """Print a line on standard output, for what is no problem."""
    print(phrase.text(lang, **fields), flush=True)


def github_append(name: str, text: str) -> None:
    """Append to the file that GitHub Actions names in the environment; nothing elsewhere."""
    if path := os.environ.get(name):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)


CANNOT_WRITE = Message(
    "OUT-WRITE",
    "{path} cannot be written: {reason}.",
    hint="Choose another folder, or check that the disk is not full.",
)


def write_text(path: Path, text: str) -> Problem | None:
    """Write a whole file at once; return why that cannot be done, where it cannot."""
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        return CANNOT_WRITE.about(path=path, reason=error.strerror or type(error).__name__)
    return None
