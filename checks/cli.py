"""The command `tour`. A subcommand's module is imported only when that subcommand runs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from checks.messages import Phrase
from checks.translations import languages

if TYPE_CHECKING:
    from typing import Protocol

    class Command(Protocol):
        """A module of `checks.commands`."""

        def configure(self, parser: argparse.ArgumentParser) -> None: ...
        def run(self, args: argparse.Namespace) -> int: ...


# Exit codes, the same for every subcommand.
FINE, PROBLEMS, USAGE, UNCHECKED = 0, 1, 2, 3

BUG = Phrase(
    "cli bug",
    "tour broke ({kind}, {where}). This is no fault of yours, and nothing was lost. Show this line "
    "to your teacher.",
)
NOT_INSTALLED = Phrase(
    "cli not installed",
    "{name} is not installed, which this command needs. In the folder of the assignment: "
    'pip install -e ".[student]"',
)
STOPPED = Phrase("cli stopped", "stopped")

COMMANDS = {
    "start": "make model_repo/ from the template, and say what comes next",
    "lint": "check the model card, .gitattributes and answers.yaml",
    "explain": "tell what a code or a check means, and where its rule is",
    "rehearse": "publish to an embedded Hub on this machine, and grade there",
    "publish": "push model_repo/ to the Hub in one commit",
    "grade": "grade the live repo and write the reports",
    "demo": "see the whole road, offline, with a made-up student",
    "hub": "run the embedded Hub",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `tour` with these words (else the process's) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    use_utf8()
    try:
        return _run(words)
    except KeyboardInterrupt:
        print("\n" + " / ".join(map(STOPPED.text, languages())), file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return PROBLEMS
    except Exception as error:
        if os.environ.get("HUB_TOUR_DEBUG"):
            raise
        # The linters are installed without what grades and publishes.
        name = (getattr(error, "name", None) or "checks").partition(".")[0]
        if isinstance(error, ModuleNotFoundError) and name != "checks":
            _tell(NOT_INSTALLED, name=name)
            return USAGE
        _tell(BUG, kind=type(error).__name__, where=_innermost(error))
        return UNCHECKED


def _tell(phrase: Phrase, **fields: str) -> None:
    """Print this in every language: which one was wanted may not be known yet."""
    for lang in languages():
        print(phrase.text(lang, **fields), file=sys.stderr)


def _innermost(error: Exception) -> str:
    """Where it broke; never what it said, which may hold somebody's token or an answer."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def _run(words: list[str]) -> int:
    parser = _Parser(prog="tour", description=__doc__.split(".")[0])
    if not words or words[0] in ("-h", "--help") or words[0] not in COMMANDS:
        return _overview(parser, words)
    command: Command = importlib.import_module(f"checks.commands.{words[0]}")
    sub = _Parser(prog=f"tour {words[0]}", description=COMMANDS[words[0]])
    command.configure(sub)
    return command.run(sub.parse_intermixed_args(words[1:]))


def _overview(parser: argparse.ArgumentParser, words: list[str]) -> int:
    lines = [f"  tour {name:<9} {does}" for name, does in COMMANDS.items()]
    text = "usage: tour COMMAND [options]\n\n" + "\n".join(lines)
    text += "\n\n`tour COMMAND --help` tells more of each.\n"
    if words and words[0] in ("-h", "--help"):
        sys.stdout.write(text)
        return FINE
    sys.stderr.write(text)
    if words:
        parser.error(f"there is no command {words[0]!r}{_meant(words[0])}")
    return USAGE


def _meant(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    return f"; did you mean `tour {near[0]}`?" if near else ""


class _Parser(argparse.ArgumentParser):
    """argparse, without its guessing at shortened options."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\n`{self.prog} --help` tells how to use it.\n")


def use_utf8() -> None:
    """Print UTF-8 everywhere: a Windows console may stand on a code page without Korean."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
