"""`tour next`: in two lines where somebody is, and what to do now. Commands end with it."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path

from checks.cli import FINE, USAGE
from checks.commands import common
from checks.commands.records import is_own
from checks.messages import Lang, ProblemError
from checks.submission import load
from checks.wrong_folder import wrong_folder


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print where somebody is, and what to do now; return the exit code."""
    lang, here = common.lang_of(args), Path()
    if problem := wrong_folder(here):
        print(problem.text(lang))
        print(f"→ {problem.hint(lang)}")
        return USAGE
    for line in lines(here, lang):
        print(line)
    return FINE


def lines(folder: Path, lang: Lang) -> tuple[str, str]:
    """Return the two lines about a submission's folder."""
    from checks.commands.next_state import step_of

    try:
        step = step_of(load(folder), lang)
    except ProblemError as error:  # the address of the Hub
        return error.problem.text(lang), f"→ {error.problem.hint(lang)}"
    return step.where.text(lang), f"→ {step.do.text(lang)}"


def end(folder: Path, lang: Lang) -> None:
    """End another command with the two lines, where its user is a student in their own folder.

    Nothing is printed in CI, by a hook, of another folder, and where the linters alone are
    installed.
    """
    if not is_own(folder) or wrong_folder(folder):
        return
    with suppress(ModuleNotFoundError):
        print("\n" + "\n".join(lines(folder, lang)), flush=True)
