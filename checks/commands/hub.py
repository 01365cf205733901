"""`tour hub`: the embedded Hub in the foreground."""

from __future__ import annotations

import argparse
from pathlib import Path

from checks.cli import USAGE
from checks.commands import common
from checks.messages import Message

NEEDS_EXTRA = Message(
    "HUB-EXTRA",
    en="The embedded Hub is not installed ({name} is missing).",
    ko="내장 Hub가 설치되어 있지 않습니다 ({name} 없음).",
    hint_en='Install it in the folder of the assignment: pip install -e ".[demo]"',
    hint_ko='과제 폴더에서 설치하세요: pip install -e ".[demo]"',
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--folder", type=Path, help="keep its repos here (default: nowhere)")
    parser.add_argument("--user", action="append", default=[], help="an account; may be repeated")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    try:
        from checks.minihub import serve
    except ModuleNotFoundError as error:
        common.tell([NEEDS_EXTRA.about(name=error.name)], common.lang_of(args))
        return USAGE
    return serve(args.folder, port=args.port, users=args.user or ["ada"])
