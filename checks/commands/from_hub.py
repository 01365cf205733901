"""`tour hub --from-hub`: copy public repos for a classroom without internet."""

from __future__ import annotations

from pathlib import Path

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common, output
from checks.commands.progress import waiting
from checks.hub.client import HubClient
from checks.hub.copying import Copied, Source, copy, list_repo
from checks.hub.facts import Fact, Found, Missing, Reason, Unreachable
from checks.hub.reasons import reason_of
from checks.messages import Lang, Message, Phrase, Problem, safe

NOT_THERE = Message(
    "COPY-MISSING",
    "{id} was not copied: {endpoint} has no such public repo.",
    hint="Check the spelling. Write a dataset as datasets/OWNER/NAME, a Space as "
    "spaces/OWNER/NAME.",
)
CLOSED = Message(
    "COPY-GATED",
    "{id} was not copied: it is gated or disabled, so its files are not for everybody.",
    hint="Choose another one that is public.",
)
DOWN = Message(
    "COPY-HUB",
    "{id} was not copied: {endpoint} could not be asked ({reason}).",
    hint="Run the same command again later. What is copied stays, and is not fetched again.",
)
NO_FOLDER = Message(
    "COPY-FOLDER",
    "--from-hub needs --catalogue DIR: the folder to copy into.",
    hint="For example: tour hub --from-hub openai-community/gpt2 --catalogue class-catalogue",
)

COPYING = Phrase("progress copying", "  Copying {id} ...")
THERE_ALREADY = Phrase("copy there already", "  {name} is there already")
COPIED = Phrase("copy done", "  {name}: {files} files ({size}), {large} large ones by name alone")
LEFT_OUT = Phrase("copy left out", "  {count} more files were left out")
SUMMARY = Phrase("copy summary", "{there} of {total} are in {folder}")
SERVE = Phrase("copy serve", "Serve them: tour hub --catalogue {folder}")

_CLOSED: frozenset[Reason] = frozenset({"gated", "disabled"})


def copy_all(ids: list[str], endpoint: str, catalogue: Path, lang: Lang) -> int:
    """Copy each of these repos, whatever becomes of the others; return the exit code."""
    client, failures = HubClient(endpoint), []
    for number, text in enumerate(ids, 1):
        print(f"[{number}/{len(ids)}] {safe(text)}", flush=True)
        try:
            with waiting(lang, COPYING.about(id=text)):
                result = _copy(client, Source.parse(text), catalogue)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            common.print_problems([output.CANNOT_WRITE.about(path=catalogue, reason=reason)], lang)
            return UNCHECKED
        if isinstance(result, Found):
            _print_copied(result.value, lang)
        else:
            failures.append(_problem(text, endpoint, result))
            common.print_problems(failures[-1:], lang)
    return _conclude(len(ids), failures, catalogue, lang)


def _copy(client: HubClient, source: Source, catalogue: Path) -> Fact[Copied]:
    listing = list_repo(client, source)
    return copy(client, listing.value, catalogue) if isinstance(listing, Found) else listing


def _problem(text: str, endpoint: str, result: Missing | Unreachable) -> Problem:
    if isinstance(result, Missing):
        message = CLOSED if result.reason in _CLOSED else NOT_THERE
        return message.about(id=text, endpoint=endpoint)
    return DOWN.about(id=text, endpoint=endpoint, reason=reason_of(result))


def _print_copied(copied: Copied, lang: Lang) -> None:
    name, size = safe(copied.id), f"{copied.size / 1000:,.1f} kB"
    if not copied.is_new:
        common.echo(lang, THERE_ALREADY, name=name)
        return
    common.echo(lang, COPIED, name=name, files=copied.files, size=size, large=copied.placeholders)
    if copied.left:
        common.echo(lang, LEFT_OUT, count=copied.left)


def _conclude(total: int, failures: list[Problem], catalogue: Path, lang: Lang) -> int:
    there, folder = total - len(failures), safe(catalogue)
    common.echo(lang, SUMMARY, there=there, total=total, folder=folder)
    if any(problem.message is DOWN for problem in failures):
        return UNCHECKED
    if failures:
        return PROBLEMS
    common.echo(lang, SERVE, folder=folder)
    return FINE
