"""Help in the reader's language. It is imported only when help is printed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from checks.commands import common
from checks.messages import Lang, Phrase
from checks.translations import translated

# The texts of argparse itself.
_OWN = (
    Phrase("help usage", "usage:"),
    Phrase("help positional", "positional arguments:"),
    Phrase("help options", "options:"),
)
_HELP = Phrase("help -h", "show this help message and exit")


def language(arguments: Sequence[str]) -> Lang:
    """Return the language that a command line asks for, which need not be a valid one."""
    last = ""
    for argument in arguments:
        if last == "--lang" or argument.startswith("--lang="):
            return common.language(argument.removeprefix("--lang="))
        last = argument
    return common.language(None)


def translate(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Put what the arguments are for into a language."""
    for action in parser._actions:
        if isinstance(action.help, str):
            name = action.option_strings[0] if action.option_strings else action.dest
            action.help = translated(action.help, f"help {name}", lang)


def frame(text: str, lang: Lang) -> str:
    """Return a help text with argparse's own words in a language."""
    for phrase in _OWN:
        text = text.replace(phrase.english, phrase.text(lang), 1)
    return text
