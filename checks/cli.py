"""The command `tour`. A subcommand's module is imported only when that subcommand runs."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import checks
from checks.messages import Lang, Phrase, ProblemError, render
from checks.translations import languages

if TYPE_CHECKING:
    from typing import Protocol

    class Command(Protocol):
        """A module of `checks.commands`."""

        def configure(self, parser: argparse.ArgumentParser) -> None:
            """Declare the arguments."""

        def run(self, args: argparse.Namespace) -> int:
            """Run the command; return the exit code."""


# Exit codes, the same for every subcommand.
FINE, PROBLEMS, USAGE, UNCHECKED = 0, 1, 2, 3

BUG = Phrase(
    "cli bug",
    "tour broke ({kind}, {where}). This is no fault of yours, and nothing was lost. Show this line "
    "to your teacher.",
)
NOT_INSTALLED = Phrase(
    "cli not installed",
    "{name} is not installed, which this command needs. In the folder of the assignment: {command}",
)
STOPPED = Phrase("cli stopped", "stopped")

# What the extra `verify` has and `student` has not.
_VERIFIERS = ("jwt", "cryptography")

COMMANDS = {
    "start": Phrase("command start", "make model_repo/ from the template, and set up git's checks"),
    "next": Phrase("command next", "say in two lines where you are, and what to do now"),
    "lint": Phrase(
        "command lint", "check the model card, .gitattributes, answers.yaml and rubric.yaml"
    ),
    "inspect": Phrase("command inspect", "look at model files by their bytes, as grading does"),
    "explain": Phrase(
        "command explain", "tell what a code or a check means, and where its rule is"
    ),
    "rehearse": Phrase(
        "command rehearse", "publish to an embedded Hub on this machine, and grade there"
    ),
    "publish": Phrase("command publish", "push model_repo/ to the Hub in one commit"),
    "grade": Phrase("command grade", "grade the live repo and write the reports"),
    "demo": Phrase("command demo", "see the lab from end to end, offline, with a made-up student"),
    "hub": Phrase("command hub", "run the embedded Hub"),
    "handout": Phrase(
        "command handout", "for teachers: write the handout and answers.yaml from rubric.yaml"
    ),
    "assignment": Phrase(
        "command assignment", "for teachers: write the slim assignment, which has no grader in it"
    ),
    "bundle": Phrase("command bundle", "for teachers: write what Classroom 50 or Gradescope wants"),
    "verify": Phrase("command verify", "for teachers: check the seals of reports"),
    "seal": Phrase(
        "command seal", "in a grading job: sign the report with GitHub's identity token"
    ),
}
USAGE_LINE = Phrase("cli usage", "usage: tour COMMAND [options]")
MORE = Phrase(
    "cli more", "`tour COMMAND --help` tells more of each, `tour --version` which grader this is."
)
NO_COMMAND = Phrase("cli no command", "there is no command {name}")
MEANT = Phrase("cli meant", "did you mean `tour {near}`?")
HOW_TO_USE = Phrase("cli how to use", "`{program} --help` tells how to use it.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `tour` with these arguments, else the process's; return the exit code."""
    # Imports, which take most of a hook's time, leave nothing for the collector to find.
    gc.set_threshold(50_000)
    arguments = list(sys.argv[1:] if argv is None else argv)
    use_utf8()
    try:
        return _run(arguments)
    except ProblemError as error:
        print(render(error.problem, _language(arguments)), file=sys.stderr)
        return USAGE
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
            from checks.commands.installing import install_command  # hooks have no need of it

            command = install_command("verify" if name in _VERIFIERS else "student")
            _print_in_every_language(NOT_INSTALLED, name=name, command=command)
            return USAGE
        _print_in_every_language(BUG, kind=type(error).__name__, where=_innermost(error))
        return UNCHECKED


def _print_in_every_language(phrase: Phrase, **fields: str) -> None:
    """Print this in every language: which one is wanted may not be known yet."""
    for lang in languages():
        print(phrase.text(lang, **fields), file=sys.stderr)


def _innermost(error: Exception) -> str:
    """Return where it broke; never its text, which may hold somebody's token or an answer."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def _run(arguments: Sequence[str]) -> int:
    name, *rest = arguments or [""]
    if name == "--version":
        print(version())
        return FINE
    if name not in COMMANDS:
        return _overview(name, arguments)
    command: Command = importlib.import_module(f"checks.commands.{name}")
    parser = _Parser(f"tour {name}", COMMANDS[name], arguments)
    command.configure(parser)
    passed_on: list[str] = []
    if parser.get_default("rest") is not None and "--" in rest:
        # What follows is for another program.
        at = rest.index("--")
        rest, passed_on = rest[:at], rest[at + 1 :]
    args = parser.parse_intermixed_args(rest)
    if passed_on:
        args.rest = passed_on
    return command.run(args)


def version() -> str:
    """Return which grader this is: its version and, in a checkout of it, the commit."""
    # Looked for only here: each start of a hook would pay for it.
    from checks.guarded_git.checkout import find_checkout

    root = Path(checks.__file__).resolve().parents[1]
    checkout = find_checkout(root)
    commit = checkout.head() if checkout and checkout.top == root else ""
    return f"hub-tour {checks.__version__}" + (f", commit {commit}" if commit else "")


def _overview(name: str, arguments: Sequence[str]) -> int:
    """Print what commands there are, and what is near to the name of none; return the exit code."""
    lang = _language(arguments)
    lines = [f"  tour {command:<10} {does.text(lang)}" for command, does in COMMANDS.items()]
    text = f"{USAGE_LINE.text(lang)}\n\n" + "\n".join(lines) + f"\n\n{MORE.text(lang)}\n"
    if name in ("-h", "--help"):
        sys.stdout.write(text)
        return FINE
    sys.stderr.write(text)
    if name:
        reasons = (NO_COMMAND.text(lang, name=repr(name)), _did_you_mean(name, lang))
        sys.stderr.write(f"tour: {'; '.join(filter(None, reasons))}\n")
        sys.stderr.write(f"{HOW_TO_USE.text(lang, program='tour')}\n")
    return USAGE


def _language(arguments: Sequence[str]) -> Lang:
    from checks.commands.help import language

    return language(arguments)


def _did_you_mean(name: str, lang: Lang) -> str:
    # Imported only here: each start of a hook would pay for it.
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    return MEANT.text(lang, near=near[0]) if near else ""


class _Parser(argparse.ArgumentParser):
    """argparse, in the reader's language and without guessing at shortened options."""

    def __init__(self, prog: str, does: Phrase, arguments: Sequence[str]) -> None:
        super().__init__(prog=prog, allow_abbrev=False)
        self.does = does
        self.arguments = arguments

    def format_help(self) -> str:
        from checks.commands import help  # noqa: A004 - the name of what it is about

        lang = help.language(self.arguments)
        self.description = self.does.text(lang)
        help.translate(self, lang)
        return help.frame(super().format_help(), lang)

    def error(self, message: str) -> NoReturn:
        lang = _language(self.arguments)
        how = HOW_TO_USE.text(lang, program=self.prog)
        self.exit(USAGE, f"{self.prog}: {message}\n{how}\n")


def use_utf8() -> None:
    """Print UTF-8 everywhere: a Windows console may have a code page without Korean."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
