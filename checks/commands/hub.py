"""`tour hub`: the embedded Hub in the foreground."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from checks.cli import USAGE
from checks.commands import common
from checks.messages import Lang, Message, Place, Problem

if TYPE_CHECKING:
    from minihub import MiniHub

NEEDS_EXTRA = Message(
    "HUB-EXTRA",
    en="The embedded Hub is not installed ({name} is missing).",
    ko="내장 Hub가 설치되어 있지 않습니다 ({name} 없음).",
    hint_en='Install it in the folder of the assignment: pip install -e ".[demo]"',
    hint_ko='과제 폴더에서 설치하세요: pip install -e ".[demo]"',
)
CANNOT_START = Message(
    "HUB-START",
    en="The embedded Hub cannot start: {reason}.",
    ko="내장 Hub를 시작할 수 없습니다: {reason}.",
    hint_en="Another program may have this --port. --host must be an address of this machine, "
    "or 0.0.0.0 for all of them; --folder must be one that you may write to.",
    hint_ko="다른 프로그램이 이 --port를 쓰고 있을 수 있습니다. --host에는 이 컴퓨터의 주소나 "
    "모든 주소를 뜻하는 0.0.0.0을, --folder에는 쓸 수 있는 폴더를 적으세요.",
)
WRONG_CATALOGUE = Message(
    "HUB-CATALOGUE",
    en="The catalogue cannot be used: {reason}.",
    ko="카탈로그를 쓸 수 없습니다: {reason}.",
    hint_en="--catalogue must be a folder that tour hub --from-hub has filled, or one laid out "
    "as minihub/README.md says.",
    hint_ko="--catalogue에는 tour hub --from-hub로 만든 폴더나 minihub/README.md의 형식을 "
    "따르는 폴더를 적으세요.",
)
NO_CATALOGUE = Message(
    "HUB-NO-CATALOGUE",
    en="There is no such folder.",
    ko="그런 폴더가 없습니다.",
    hint_en="--catalogue is a folder that tour hub --from-hub has filled.",
    hint_ko="--catalogue에는 tour hub --from-hub로 만든 폴더를 적으세요.",
)
WRONG_NAME = Message(
    "HUB-USER",
    en="There cannot be an account {name}: {reason}.",
    ko="{name} 계정은 만들 수 없습니다: {reason}.",
    hint_en="A name has 1 to 96 letters, digits, '-', '_' or '.'.",
    hint_ko="이름에는 영문자, 숫자, '-', '_', '.'만 1자에서 96자까지 쓸 수 있습니다.",
)


def configure(parser: argparse.ArgumentParser) -> None:
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
    """A port's number. Raises ValueError, which argparse tells."""
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise ValueError(text)
    return int(text)


def run(args: argparse.Namespace) -> int:
    lang = common.lang_of(args)
    return copy(args, lang) if args.from_hub else start(args, lang)


def copy(args: argparse.Namespace, lang: Lang) -> int:
    from checks.commands import from_hub
    from checks.hub.client import default_endpoint

    if args.catalogue is None:
        common.tell([from_hub.NO_FOLDER.about()], lang)
        return USAGE
    endpoint = (args.endpoint or default_endpoint()).rstrip("/")
    return from_hub.copy_all(args.from_hub, endpoint, args.catalogue, lang)


def start(args: argparse.Namespace, lang: Lang) -> int:
    try:
        from minihub import DEFAULT, CatalogueError, serve
    except ModuleNotFoundError as error:
        common.tell([NEEDS_EXTRA.about(name=error.name)], lang)
        return USAGE
    users = args.user or ["ada"]
    if wrong := [problem for name in users if (problem := wrong_name(name))]:
        common.tell(wrong, lang)
        return USAGE
    if args.catalogue and not args.catalogue.is_dir():
        common.tell([NO_CATALOGUE.about(Place(str(args.catalogue)))], lang)
        return USAGE
    try:
        return serve(
            args.folder,
            catalogue=args.catalogue or DEFAULT,
            host=args.host,
            port=args.port,
            users=users,
            ready=lambda hub: tell_classroom(hub, lang),
        )
    except CatalogueError as error:
        common.tell([WRONG_CATALOGUE.about(Place(error.file), reason=error.reason)], lang)
        return USAGE
    except OSError as error:
        reason = error.strerror or type(error).__name__
        common.tell([CANNOT_START.about(reason=reason)], lang)
        return USAGE


def wrong_name(name: str) -> Problem | None:
    from minihub.names import wrong_account

    reason = wrong_account(name)
    return WRONG_NAME.about(name=name, reason=reason) if reason else None


def tell_classroom(hub: MiniHub, lang: Lang) -> None:
    """What others need to know, where the Hub can be reached by others."""
    if hub.open_to_others:
        common.say(
            lang,
            f"# Everybody on this network can reach this Hub. Each student sets "
            f"HF_ENDPOINT={hub.url}, HF_HUB_DISABLE_XET=1 and their own HF_TOKEN.\n"
            "# What is public here anybody may read; to write takes a token. Nothing is encrypted "
            "on the way: never use a token of huggingface.co here.",
            f"# 이 네트워크의 누구나 이 Hub에 접속할 수 있습니다. 학생은 각자 "
            f"HF_ENDPOINT={hub.url}, HF_HUB_DISABLE_XET=1과 자기 HF_TOKEN을 설정합니다.\n"
            "# 공개된 것은 누구나 읽을 수 있고, 쓰려면 토큰이 필요합니다. 전송 내용은 암호화되지 "
            "않으니 huggingface.co의 토큰은 절대 여기에 쓰지 마세요.",
        )
