"""`tour lint`: what is wrong with the card, the LFS rules and the answers, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from checks.commands import common
from checks.lint import LINTERS, Linter, linter
from checks.messages import Lang, Message, Phrase, Place, Problem, Severity, render
from checks.textfile import misnamed

if TYPE_CHECKING:
    import argparse

    from checks.lint.fix import FixResult

FORMATS = ("text", "github", "json")
FOLDER = "model_repo"
# What each linter looks at when no file is named.
USUAL = {
    "card": f"{FOLDER}/README.md",
    "gitattributes": FOLDER,
    "answers": "answers.yaml",
    "rubric": common.RUBRIC,
}

NOT_STARTED = Message(
    "LINT-START",
    "There is no folder {folder} yet.",
    hint="`tour start` makes it from the template.",
    severity="note",
)
NO_ASSIGNMENT = Message(
    "LINT-FOLDER",
    "There is no answers.yaml here, and no {folder}.",
    hint="Run this in the folder of your assignment: it holds answers.yaml.",
)
SUMMARY = Phrase("lint summary", "{error} error(s), {warning} warning(s), {note} note(s)")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", nargs="?", choices=list(USUAL), help="one linter; else all four")
    parser.add_argument("files", nargs="*", metavar="FILE", help="what to look at")
    parser.add_argument("--fix", action="store_true", help="make the changes that are certain")
    parser.add_argument("--strict", action="store_true", help="let a warning fail, too")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print it")
    parser.add_argument("--explain", metavar="CODE", help="explain a code, and stop")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print what is wrong; return the exit code."""
    lang = common.lang_of(args)
    if args.explain is not None:
        from checks.commands.explain import explain

        return explain(args.explain, lang)
    names = [args.what] if args.what else _usual()
    changes = _fix(names, args.files) if args.fix else []
    not_written = [problem for change in changes for problem in change.problems]
    problems = _unique([*not_written, *_problems(names, args.files)])
    severities = [problem.severity for problem in problems]
    counts = {severity: severities.count(severity) for severity in get_args(Severity)}
    _show(args.format, changes, problems, counts, lang)
    if args.format == "text" and not (args.what or args.files):
        from checks.commands.next import end  # no hook has need of this

        end(Path(), lang)
    return 1 if counts["error"] or (args.strict and counts["warning"]) else 0


def _usual() -> list[str]:
    """Return the linters; that of the rubric, the teacher's file, where it is and can be read."""
    from importlib.util import find_spec  # no hook has need of this

    has_rubric = Path(common.RUBRIC).exists() and find_spec("jsonschema") is not None
    return [name for name in USUAL if name != "rubric" or has_rubric]


def _show(
    form: str,
    changes: Sequence[FixResult],
    problems: Sequence[Problem],
    counts: Mapping[str, int],
    lang: Lang,
) -> None:
    if form != "text" or changes:
        from checks.commands import lint_formats

        if form == "json":
            print(lint_formats.as_json(changes, problems, counts))
            return
        for line in lint_formats.changes_as_text(changes, lang):
            print(line)
    for problem in problems:
        print(render(problem, lang))
    print(SUMMARY.text(lang, **counts))
    if form == "github":
        for line in lint_formats.as_commands(problems, lang):
            print(line)


def _problems(names: Sequence[str], files: Sequence[str]) -> Iterable[Problem]:
    if not files and not Path(FOLDER).exists() and not _has_answers():
        yield NO_ASSIGNMENT.about(Place(USUAL["answers"]), folder=FOLDER)
        return
    for name in names:
        for path in _paths(name, files):
            if not files and name in ("card", "gitattributes") and not Path(FOLDER).exists():
                yield NOT_STARTED.about(Place(FOLDER), folder=FOLDER)
            else:
                yield from _linter(name)(path, path.as_posix())
                if name == "card" and not files:
                    yield from _class_tag_problems(path)
    if len(names) > 1 and not files and Path(FOLDER).is_dir():
        yield from _model_problems()
    if [*names] == ["rubric"] and not files:
        from checks.commands.handout import behind  # a teacher's question alone

        yield from behind(Path(common.RUBRIC))


def _linter(name: str) -> Linter:
    if name != "rubric":
        return linter(name)
    from checks.rubric import lint_rubric  # no hook has need of this

    return lint_rubric


def _class_tag_problems(path: Path) -> Iterable[Problem]:
    """Yield that a student's card does not have the tag of the class, where there is one."""
    if tag := common.class_tag():
        from checks.lint.card.class_tag import class_tag_problems  # most classes have no tag

        yield from class_tag_problems(path, path.as_posix(), tag)


def _model_problems() -> Iterable[Problem]:
    """Yield what challenge 4 will find wrong with the model; who has none yet may go on."""
    from checks.hub.model_files import folder_problems  # no hook has need of this
    from checks.submission import load

    for problem in folder_problems(load(Path())):
        yield problem if problem.severity == "note" else problem.with_severity("warning")


def _has_answers() -> bool:
    """Return whether the file of answers is here, if under another name."""
    path = Path(USUAL["answers"])
    return path.exists() or bool(misnamed(path))


def _fix(names: Sequence[str], files: Sequence[str]) -> list[FixResult]:
    """Make the changes that are certain."""
    from checks.lint.fix import fix

    return [fix(name, path) for name in names if name in LINTERS for path in _paths(name, files)]


def _paths(name: str, files: Sequence[str]) -> list[Path]:
    paths = [Path(file) for file in files or [USUAL[name]]]
    if name != "gitattributes":
        return paths
    folders = (path if path.is_dir() or not path.exists() else path.parent for path in paths)
    return list(dict.fromkeys(folders))


def _unique(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, in the order of places."""
    by_line = {problem.line("en"): problem for problem in problems}
    return sorted(by_line.values(), key=_order)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place or Place("")
    return place.file, place.line, place.col, problem.code
