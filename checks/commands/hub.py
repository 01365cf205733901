"""`tour hub`: the embedded Hub in the foreground."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from checks.cli import USAGE
from checks.commands import common
from checks.commands.progress import waiting
from checks.messages import Lang, Message, Phrase, Place, Problem

if TYPE_CHECKING:
    from minihub import MiniHub

NEEDS_EXTRA = Message(
    "HUB-EXTRA",
    "The embedded Hub is not installed ({name} is missing).",
    hint='Install it in the folder of the assignment: pip install -e ".[demo]"',
)
CANNOT_START = Message(
    "HUB-START",
    "The embedded Hub cannot start: {reason}.",
    hint="Another program may have this --port. --host must be an address of this machine, "
    "or 0.0.0.0 for all of them; --folder must be one that you may write to.",
)
WRONG_CATALOGUE = Message(
    "HUB-CATALOGUE",
    "The catalogue cannot be used: {reason}.",
    hint="--catalogue must be a folder that tour hub --from-hub has filled, or one laid out "
    "as minihub/README.md says.",
)
NO_CATALOGUE = Message(
    "HUB-NO-CATALOGUE",
    "There is no such folder.",
    hint="--catalogue is a folder that tour hub --from-hub has filled.",
)
WRONG_NAME = Message(
    "HUB-USER",
    "There cannot be an account {name}: {reason}.",
    hint="A name has 1 to 96 letters, digits, '-', '_' or '.'.",
)

STARTING = Phrase("progress starting", "Starting a Hub on this machine ...")
CLASSROOM = Phrase(
    "hub classroom",
    "# Everybody on this network can reach this Hub. Each student sets HF_ENDPOINT={url}, "
    "HF_HUB_DISABLE_XET=1 and their own HF_TOKEN.\n"
    "# What is public here anybody may read; to write takes a token. Nothing is encrypted "
    "on the way: never use a token of huggingface.co here.",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDR",
        help="serve a classroom: an address of this machine, or 0.0.0.0 (default: this machine)",
    )
    parser.add_argument("--port", type=port, default=0, help="default: any free one")
    parser.add_argument("--folder", type=Path, help="keep its repos here (default: nowhere)")
    parser.add_argument(
        "--catalogue",
        type=Path,
        metavar="DIR",
        help="the repos that a new Hub starts with (default: made-up ones)",
    )
    parser.add_argument(
        "--from-hub",
        nargs="+",
        metavar="ID",
        help="copy these public repos into the catalogue, and end: OWNER/NAME, "
        "datasets/OWNER/NAME, spaces/OWNER/NAME",
    )
    parser.add_argument(
        "--endpoint", metavar="URL", help="the Hub to copy from (default: HF_ENDPOINT)"
    )
    parser.add_argument(
        "--user",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME",
        help="accounts to print new tokens for (default: ada)",
    )
    common.add_lang(parser)


def port(text: str) -> int:
    """Return a port's number; raise ValueError, which argparse reports."""
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise ValueError(text)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Copy repos, or serve the Hub until Ctrl-C; return the exit code."""
    lang = common.lang_of(args)
    return copy(args, lang) if args.from_hub else start(args, lang)


def copy(args: argparse.Namespace, lang: Lang) -> int:
    """Copy repos into the catalogue; return the exit code."""
    from checks.commands import from_hub
    from checks.hub.endpoint import default_endpoint

    if args.catalogue is None:
        common.print_problems([from_hub.NO_FOLDER.about()], lang)
        return USAGE
    endpoint = (args.endpoint or default_endpoint()).rstrip("/")
    return from_hub.copy_all(args.from_hub, endpoint, args.catalogue, lang)


def start(args: argparse.Namespace, lang: Lang) -> int:
    """Serve the Hub until Ctrl-C; return the exit code."""
    try:
        from minihub import DEFAULT, CatalogueError, MiniHub, serve
    except ModuleNotFoundError as error:
        common.print_problems([NEEDS_EXTRA.about(name=error.name)], lang)
        return USAGE
    users = args.user or ["ada"]
    if wrong := [problem for name in users if (problem := account_problem(name))]:
        common.print_problems(wrong, lang)
        return USAGE
    if args.catalogue and not args.catalogue.is_dir():
        common.print_problems([NO_CATALOGUE.about(Place(str(args.catalogue)))], lang)
        return USAGE
    starting = ExitStack()

    def say(line: str) -> None:
        starting.close()
        print(line, flush=True)

    try:
        with starting:
            starting.enter_context(waiting(lang, STARTING))
            return serve(
                MiniHub(
                    args.folder,
                    catalogue=args.catalogue or DEFAULT,
                    host=args.host,
                    port=args.port,
                ),
                users,
                say=say,
                ready=lambda hub: print_classroom(hub, lang),
            )
    except CatalogueError as error:
        common.print_problems([WRONG_CATALOGUE.about(Place(error.file), reason=error.reason)], lang)
        return USAGE
    except OSError as error:
        reason = error.strerror or type(error).__name__
        common.print_problems([CANNOT_START.about(reason=reason)], lang)
        return USAGE


def account_problem(name: str) -> Problem | None:
    """Return why there can be no account of this name, if so."""
    from minihub.names import validate_account

    reason = validate_account(name)
    return WRONG_NAME.about(name=name, reason=reason) if reason else None


def print_classroom(hub: MiniHub, lang: Lang) -> None:
    """Print what classmates need to know, where they can reach this Hub."""
    if hub.open_to_others:
        common.echo(lang, CLASSROOM, url=hub.url)
