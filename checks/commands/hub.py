"""`tour hub`: the embedded Hub in the foreground."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from checks import handout
from checks.challenges import declared
from checks.cli import USAGE
from checks.commands import common
from checks.commands.progress import waiting
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.questions import ID_PATTERNS, MODEL_ID, Setting
from checks.rubric import Rubric
from checks.rubric import load as load_rubric
from checks.translations import ENGLISH

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
NO_RUBRIC = Message(
    "HUB-NO-RUBRIC",
    "There is no such file.",
    hint="--rubric is a rubric.yaml, whose models and datasets the handout is to be about.",
)
NOT_THERE = Message(
    "HUB-RUBRIC",
    "The lab asks about {id}, which is not on this Hub.",
    hint="Copy it with tour hub --from-hub, or name another one under {key} in the rubric.",
    severity="note",
)

LAB = Phrase("hub lab", "# The lab's handout, for this Hub: {url}/lab")
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
    parser.add_argument(
        "--rubric",
        type=Path,
        metavar="FILE",
        help="what the handout at /lab asks about (default: rubric.yaml here where there is a "
        "--catalogue, else the made-up repos)",
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
        from minihub import DEFAULT, CatalogueError, Handout, MiniHub, serve
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
    rubric, problems = class_rubric(args)
    if problems:
        common.print_problems(problems, lang)
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
                    handout=Handout(partial(lab, rubric), handout.PICTURES),
                ),
                users,
                say=say,
                ready=lambda hub: print_classroom(hub, rubric, lang),
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


def class_rubric(args: argparse.Namespace) -> tuple[Rubric, list[Problem]]:
    """Return the rubric that the handout is about, and what is wrong with it."""
    if args.rubric and not args.rubric.is_file():
        return Rubric(), [NO_RUBRIC.about(Place(str(args.rubric)))]
    made_up = Path(__file__).with_name("demo_rubric.yaml")
    return load_rubric(args.rubric or (Path(common.RUBRIC) if args.catalogue else made_up))


def lab(rubric: Rubric, lang: Lang, url: str) -> str:
    """Return the handout for a class that has the Hub at this address alone."""
    from minihub.handout import PICTURES

    lang = lang if lang in handout.languages() else ENGLISH
    return handout.render("lab", lang, rubric, hub=url, offline=True, pictures=PICTURES)


def print_classroom(hub: MiniHub, rubric: Rubric, lang: Lang) -> None:
    """Print where the handout is, and what classmates need to know where they reach this Hub."""
    from minihub.names import RepoKey

    database = hub.store.database
    for setting in declared(Setting):
        if setting.kind is MODEL_ID:
            keys = [RepoKey("model", rubric[setting])]
        elif setting.kind is ID_PATTERNS:
            keys = [RepoKey("dataset", one) for one in rubric[setting] if "*" not in one]
        else:
            continue
        if keys and not any(map(database.has_repo, keys)):
            ids = ", ".join(key.id for key in keys)
            common.print_problems([NOT_THERE.about(id=ids, key=setting.key)], lang)
    common.echo(lang, LAB, url=hub.url)
    if hub.open_to_others:
        common.echo(lang, CLASSROOM, url=hub.url)
