"""`tour bundle`: write what a host wants, with the grader and its rubric in it. For teachers."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common
from checks.commands.bundle import pack
from checks.commands.output import CANNOT_WRITE
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.rubric import LANGUAGE, lint_rubric
from checks.rubric import load as load_rubric
from checks.translations import ENGLISH

if TYPE_CHECKING:
    from typing import Protocol

    class Host(Protocol):
        """A module of this package."""

        def build(self, packed: Mapping[str, bytes], lang: Lang) -> Mapping[str, bytes]:
            """Return a bundle's files, by their paths in it."""

        def in_the_way(self, out: Path) -> str | None:
            """Return what stands where the bundle is to be, and is no earlier bundle."""

        def write(self, files: Mapping[str, bytes], out: Path) -> None:
            """Write a bundle in the place of an earlier one."""


HOSTS = {
    "classroom50": "checks.commands.bundle.classroom50",
    "gradescope": "checks.commands.bundle.gradescope",
}

TAKEN = Message(
    "BUNDLE-OUT",
    "{path} has something that no bundle brought: {name}.",
    hint="Name another place, or take that away first. Nothing was written.",
)
WROTE = Phrase("bundle wrote", "Wrote {path}: {count} files, {size} kB. docs/hosts.md goes on.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("host", choices=list(HOSTS), help="where the class is")
    parser.add_argument("out", type=Path, metavar="OUT", help="where to write it")
    parser.add_argument("--rubric", type=Path, help="default: rubric.yaml here")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write a bundle; return the exit code."""
    path = common.rubric_path(args.rubric)
    lang = common.lang_of(args, path)
    if problems := lint_rubric(path, str(path)):
        common.print_problems(problems, lang)
        return PROBLEMS
    host: Host = importlib.import_module(HOSTS[args.host])
    if name := host.in_the_way(args.out):
        place = Place(str(args.out))
        common.print_problems([TAKEN.about(place, path=args.out, name=name)], lang)
        return PROBLEMS
    files = host.build(pack.files(path), args.lang or _language_of(path))
    if problem := _written(host, files, args.out):
        common.print_problems([problem], lang)
        return UNCHECKED
    size = sum(map(len, files.values())) // 1000
    common.echo(lang, WROTE, path=args.out, count=len(files), size=size)
    return FINE


def _language_of(rubric: Path) -> Lang:
    """Return the language of a class: there is no machine of its own whose language would count."""
    wish = load_rubric(rubric)[0][LANGUAGE]
    return ENGLISH if wish == "auto" else wish


def _written(host: Host, files: Mapping[str, bytes], out: Path) -> Problem | None:
    try:
        host.write(files, out)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return CANNOT_WRITE.about(Place(str(out)), path=out, reason=reason)
    return None
