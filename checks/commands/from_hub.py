"""`tour hub --from-hub`: copy public repos for a classroom without internet."""

from __future__ import annotations

from pathlib import Path

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common
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

THERE_ALREADY = Phrase("copy there already", "  {name} is there already")
COPIED = Phrase("copy done", "  {name}: {files} files ({size}), {large} large ones by name alone")
LEFT_OUT = Phrase("copy left out", "  {count} more files were left out")
SUMMARY = Phrase("copy summary", "{there} of {wanted} are in {folder}")
SERVE = Phrase("copy serve", "Serve them: tour hub --catalogue {folder}")

_CLOSED: frozenset[Reason] = frozenset({"gated", "disabled"})


def copy_all(ids: list[str], endpoint: str, catalogue: Path, lang: Lang) -> int:
    """Copy each of these repos, whatever becomes of the others; the exit code."""
    client, failures = HubClient(endpoint), []
    for number, text in enumerate(ids, 1):
        print(f"[{number}/{len(ids)}] {safe(text)}", flush=True)
        try:
            done = _copy(client, Source.parse(text), catalogue)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            common.tell([common.CANNOT_WRITE.about(path=catalogue, reason=reason)], lang)
            return UNCHECKED
        if isinstance(done, Found):
            _tell(done.value, lang)
        else:
            failures.append(_problem(text, endpoint, done))
            common.tell(failures[-1:], lang)
    return _conclude(len(ids), failures, catalogue, lang)


def _copy(client: HubClient, source: Source, catalogue: Path) -> Fact[Copied]:
    listing = list_repo(client, source)
    return copy(client, listing.value, catalogue) if isinstance(listing, Found) else listing


def _problem(text: str, endpoint: str, done: Missing | Unreachable) -> Problem:
    if isinstance(done, Missing):
        message = CLOSED if done.reason in _CLOSED else NOT_THERE
        return message.about(id=text, endpoint=endpoint)
    return DOWN.about(id=text, endpoint=endpoint, reason=reason_of(done))


def _tell(done: Copied, lang: Lang) -> None:
    name, size = safe(done.id), f"{done.size / 1000:,.1f} kB"
    if not done.is_new:
        common.say(lang, THERE_ALREADY, name=name)
        return
    common.say(lang, COPIED, name=name, files=done.files, size=size, large=done.placeholders)
    if done.left:
        common.say(lang, LEFT_OUT, count=done.left)


def _conclude(wanted: int, failures: list[Problem], catalogue: Path, lang: Lang) -> int:
    there, folder = wanted - len(failures), safe(catalogue)
    common.say(lang, SUMMARY, there=there, wanted=wanted, folder=folder)
    if any(problem.message is DOWN for problem in failures):
        return UNCHECKED
    if failures:
        return PROBLEMS
    common.say(lang, SERVE, folder=folder)
    return FINE
