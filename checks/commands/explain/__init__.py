"""`tour explain`: what a code or a check means, with an example, and where its rule is."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from checks.cli import FINE, USAGE
from checks.commands import common
from checks.commands.explain import sources
from checks.commands.explain.examples import file_text, problem_in, with_blanks
from checks.lint.example import Content, Example, shipped
from checks.lint.suggest.closest import closest_match
from checks.messages import Lang, Message, Phrase, ProblemError, Severity, render, safe

WITH_CHECK = Message(
    "EXPLAIN-OPTIONS",
    "--report goes with the name of a check, and --evidence with --report.",
    hint="For example: tour explain c4.lfs --report report.json",
)
FAILS = Phrase("explain fails", "This fails")
PASSES = Phrase("explain passes", "This passes")
_GONE = Phrase("explain gone", "(is not there)")
_FIX = Phrase("explain fix", "`tour lint --fix` makes this change.")
_RULES = Phrase("explain rules", "In the code:")
_CHECKS = Phrase("explain checks", "Checks that find this: {checks}")
_POINTS = Phrase("explain points", "{points} points, unless rubric.yaml says otherwise.")
_NEEDS = Phrase("explain needs", "Looked at only where {check} finds something to look at.")
FINDS = Phrase("explain finds", "What it can find:")
_UNKNOWN = Phrase("explain unknown", "There is no code and no check {name}.")
_NEAR = Phrase("explain near", "Did you mean {near}?")
_ALL = Phrase("explain all", "`tour explain` lists all of them.")
# What a linter's problem leads to; others differ by command.
_LINTED: dict[Severity, Phrase] = {
    "error": Phrase("explain error", "an error; `tour lint` ends with 1, and a commit stops"),
    "warning": Phrase("explain warning", "a warning; it fails with --strict only"),
    "note": Phrase("explain note", "a note; it never fails"),
}
_OTHER: dict[Severity, Phrase] = {
    "error": Phrase("explain other error", "an error"),
    "note": Phrase("explain other note", "a note; it costs no points"),
    "review": Phrase("explain review", "for the teacher to look at"),
}
_MAX_LINE = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "name", nargs="?", metavar="CODE|CHECK", help="such as CARD-LICENSE or c4.lfs; else a list"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="say what this report found of the check, too"
    )
    parser.add_argument(
        "--evidence",
        type=Path,
        metavar="FILE",
        help="with --report, for teachers: say what the Hub had said, too (the truth!)",
    )
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Explain what was asked for, or list what there is; return the exit code."""
    lang = common.lang_of(args)
    check = (args.name or "").strip().lower()
    if args.report and check in sources.checks():
        from checks.commands.explain.seen import seen

        return _print(
            [*seen(check, args.report, args.evidence, lang), "", *explained_check(check, lang)]
        )
    if args.report or args.evidence:
        raise ProblemError(WITH_CHECK.about())
    return explain(args.name, lang) if args.name is not None else _print(_listed())


def explain(name: str, lang: Lang) -> int:
    """Print what this code or check means, capitals aside; return the exit code."""
    code, check = name.strip().upper(), name.strip().lower()
    if code in sources.messages():
        return _print(explained_code(code, lang))
    if check in sources.checks():
        return _print(explained_check(check, lang))
    near = closest_match(name, [*sources.messages(), *sources.checks()])
    second = _NEAR.text(lang, near=near) if near else _ALL.text(lang)
    print(f"{_UNKNOWN.text(lang, name=safe(name, 60))} {second}", file=sys.stderr)
    return USAGE


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return FINE


def _listed() -> Iterator[str]:
    for names in (sources.checks(), sources.messages()):
        for _, alike in groupby(sorted(names), lambda name: re.split(r"[-.]", name)[0]):
            yield from textwrap.wrap(" ".join(alike), 99, break_on_hyphens=False)


def message(code: str) -> Message:
    """Return the message of a code; its module alone is imported."""
    module, name = sources.messages()[code].name
    constant: Message = getattr(importlib.import_module(module), name)
    return constant


def explained_code(code: str, lang: Lang) -> Iterator[str]:
    """Yield the lines that explain a code."""
    about, example = message(code), shipped(code)
    problem = problem_in(example) if example else None
    kind = (_LINTED if sources.is_linted(code) else _OTHER)[about.severity]
    yield from (f"{code}: {kind.text(lang)}", "")
    if problem:
        yield render(problem, lang)
    else:
        yield with_blanks(about.text(lang))
        yield f"    {with_blanks(about.hint(lang))}"
    if example:
        yield from _files(FAILS.text(lang), example, example.broken, example.steps, lang)
        yield from _files(PASSES.text(lang), example, example.fixed, example.fix_steps, lang)
    if problem and problem.fix:
        yield from ("", _FIX.text(lang))
    yield ""
    if checks := sources.checks_that_find(code):
        yield _CHECKS.text(lang, checks=", ".join(checks))
    yield from _places(sources.rules(code), lang)


def _files(
    title: str, example: Example, files: Mapping[str, Content], steps: tuple[str, ...], lang: Lang
) -> Iterator[str]:
    """Yield the files that differ between broken and fixed, as they are in `files`."""
    differ = [
        path
        for path in dict.fromkeys((*example.broken, *example.fixed))
        if example.broken.get(path) != example.fixed.get(path)
    ]
    for path in differ or example.broken:
        yield from ("", f"{title}: {path}", "")
        content = file_text(files.get(path)) if path in files else _GONE.text(lang)
        for line in content.rstrip("\n").split("\n"):
            yield f"    {safe(line, _MAX_LINE)}".rstrip()
    for step in steps:
        yield f"    $ {step}"


def _places(definitions: Iterable[sources.Definition], lang: Lang) -> Iterator[str]:
    yield _RULES.text(lang)
    for definition in definitions:
        yield f"    {definition}"


def explained_check(name: str, lang: Lang) -> Iterator[str]:
    """Yield the lines that explain a check."""
    from checks.challenges import all_checks

    check = next(check for check in all_checks() if check.id == name)
    yield f"{name}: {check.title_in(lang)}"
    yield _POINTS.text(lang, points=check.points)
    if check.needs:
        yield _NEEDS.text(lang, check=check.needs)
    yield from ("", FINDS.text(lang))
    for code in sources.codes_of(name):
        yield f"    {code:<12} {with_blanks(message(code).text(lang))}"
    yield ""
    yield from _places([sources.checks()[name]], lang)
