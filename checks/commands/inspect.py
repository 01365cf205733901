"""`tour inspect`: what model files are, by their bytes, as grading looks at them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checks.artifacts.look import look
from checks.artifacts.problems import problems_of
from checks.artifacts.report import Look, Verdict
from checks.artifacts.source import LocalFile
from checks.cli import FINE, PROBLEMS, USAGE
from checks.commands import common
from checks.messages import Lang, Message, Phrase, Place, Problem, render, safe

NO_FILE = Message(
    "INSPECT-FILE",
    "There is no file {path}.",
    hint="Name a model file, for example `tour inspect model_repo/model.joblib`. A folder is none: "
    "name the files in it, as in `tour inspect model_repo/*`.",
)

_VERDICTS: dict[Verdict, Phrase] = {
    "ok": Phrase("verdict ok", "fine"),
    "unknown": Phrase("verdict unknown", "not known here; it passes"),
    "review": Phrase("verdict review", "a person should look"),
    "broken": Phrase("verdict broken", "broken"),
}
_PASSES = ("ok", "unknown")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="what to look at")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it"
    )
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print what the files are; return the exit code."""
    lang = common.lang_of(args)
    missing = [name for name in args.files if not Path(name).is_file()]
    if missing:
        common.print_problems([NO_FILE.about(Place(name), path=name) for name in missing], lang)
        return USAGE
    looks = [look(name, LocalFile(str(Path(name).resolve()))) for name in args.files]
    if args.format == "json":
        print(json.dumps([_to_json(one) for one in looks], ensure_ascii=False, indent=2))
    else:
        _print(looks, lang)
    return FINE if all(one.verdict in _PASSES for one in looks) else PROBLEMS


def _print(looks: Sequence[Look], lang: Lang) -> None:
    for one in looks:
        form, verdict = safe(one.format), _VERDICTS[one.verdict].text(lang)
        print(f"{safe(one.path, 200)}: {form}: {verdict}")
        for problem in _problems(one):
            print(render(problem, lang))
    sys.stdout.flush()


def _problems(one: Look) -> list[Problem]:
    return list(problems_of(one, Place(one.path)))


def _to_json(one: Look) -> dict[str, Any]:
    return {
        "path": safe(one.path, 200),
        "format": safe(one.format),
        "verdict": one.verdict,
        "problems": [problem.to_json() for problem in _problems(one)],
    }
