"""What a submission's protected files, its rubric and its history are, beside what they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from checks.digests import digest
from checks.grading.grader import PACKAGE
from checks.grading.seen.files import RUBRIC, held
from checks.grading.seen.manifest import own_manifest
from checks.grading.when import Clock
from checks.guarded_git.checkout import own_checkout
from checks.guarded_git.reflog import replaced
from checks.hub.bindings import BINDINGS
from checks.hub.evidence import Evidence
from checks.hub.facts import Found
from checks.hub.queries import REPO
from checks.hubspec.names import is_commit
from checks.messages import Message, Phrase, Place, Problem
from checks.rubric import Rubric
from checks.submission import Submission

CHANGED = Message(
    "SEEN-CHANGED",
    "{path} is not as in this grader ({size}).",
    hint="Perhaps the copy was made from another version of the template. It decides how the copy "
    "is checked in its own runs, and nothing of it was used for this grade.",
    severity="note",
)
ADDED = Message(
    "SEEN-ADDED",
    "{path} is no file of the template's.",
    hint="Tools start files of such a name, or in such a folder, by themselves. It was not used "
    "for this grade.",
    severity="note",
)
MISSING = Message(
    "SEEN-MISSING",
    "{count} file(s) of the template are not there, such as {path}.",
    hint="Perhaps the copy was made from another version of the template. It costs no points.",
    severity="note",
)
MORE = Message(
    "SEEN-MORE",
    "{count} more files are not as in this grader.",
    hint="`git diff` between the copy and the template shows all of them.",
    severity="note",
)
OTHER_RUBRIC = Message(
    "SEEN-RUBRIC",
    "rubric.yaml in the submission is not the one that was used for this grade.",
    hint="Perhaps you have changed yours since, or the student has changed theirs. Yours counted.",
    severity="note",
)
REPLACED = Message(
    "SEEN-REPLACED",
    "The branch was pushed over: {old} was replaced by {new}.",
    hint="Whoever cleans up a history does that, too. The commits before may still be on the host.",
    severity="note",
)
FORCED = Message(
    "SEEN-FORCED",
    "GitHub says that this push replaced commits that were there before.",
    hint="Whoever cleans up a history does that, too. GitHub's list of activity has them.",
    severity="note",
)
SINCE = Message(
    "SEEN-SINCE",
    "Graded is the commit {now} of the live repo. What was last published from here is {then}.",
    hint="An edit in the browser does that, too, and so does a workflow that names an older "
    "commit. The commits on the Hub show what was changed.",
    severity="note",
)
LINES = Phrase("seen lines", "+{added} −{removed} lines")
NO_TEXT = Phrase("seen no text", "it is too large, or no ordinary file")
MAX_NAMED = 20
"""Files that are named, each in a line."""
_GRADER = "checks/"

Kind = Literal["changed", "added", "missing"]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A protected file that is not as in this grader, and by how many lines, where that is known.

    Lines that only changed their places are not counted.
    """

    path: str
    kind: Kind
    added: int | None = None
    removed: int | None = None


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was seen of a submission beside the work. `rubric`: the digest of the one in there."""

    files: tuple[File, ...] = ()
    rubric: str | None = None
    replaced: tuple[tuple[str, str], ...] = ()


NOTHING = Seen()


def look(submission: Submission) -> Seen:
    """Look at a submission's protected files and at what its clone knows of its branch."""
    found, unread = held(submission.folder)
    rubric = found.pop(RUBRIC, None)
    checkout = own_checkout(submission.folder)
    return Seen(
        files=tuple(compared({path: data for path, data in found.items() if path not in unread})),
        rubric=None if rubric is None else digest(rubric),
        replaced=tuple((one.old, one.new) for one in replaced(checkout)) if checkout else (),
    )


def compared(found: Mapping[str, bytes | None]) -> Iterator[File]:
    """Yield what is not as this grader has it. A copy without a grader lacks nothing."""
    known = own_manifest()
    has_grader = any(path.startswith(_GRADER) for path in found)
    for path in sorted(known.keys() | found.keys()):
        data = found.get(path)
        if path not in known:
            yield File(path, "added")
        elif path not in found:
            if has_grader:
                yield File(path, "missing")
        elif data is None:
            yield File(path, "changed")
        elif digest(data) != known[path] and has_grader:
            yield File(path, "changed", *_lines(path, data))


def _lines(path: str, data: bytes) -> tuple[int | None, int | None]:
    """Return how many lines a file has more and fewer than this grader's; None without that."""
    own = PACKAGE.parent / path
    if not own.is_file():
        return None, None
    theirs = Counter(data.replace(b"\r\n", b"\n").split(b"\n"))
    ours = Counter(own.read_bytes().replace(b"\r\n", b"\n").split(b"\n"))
    return (theirs - ours).total(), (ours - theirs).total()


def facts(seen: Seen, evidence: Evidence, rubric: Rubric, clock: Clock) -> Iterator[Problem]:
    """Yield what a teacher may want to see; nothing of it costs a point."""
    yield from _of_files(seen.files)
    if seen.rubric not in (None, rubric.digest):
        yield OTHER_RUBRIC.about(Place(RUBRIC))
    for old, new in seen.replaced:
        yield REPLACED.about(old=old[:12], new=new[:12])
    if clock.push and clock.push.forced:
        yield FORCED.about()
    yield from _since(evidence)


def _of_files(files: tuple[File, ...]) -> Iterator[Problem]:
    named = [one for one in files if one.kind != "missing"]
    for one in named[:MAX_NAMED]:
        if one.kind == "added":
            yield ADDED.about(Place(one.path), path=one.path)
        else:
            known = one.added is not None
            size = LINES.about(added=one.added, removed=one.removed) if known else NO_TEXT
            yield CHANGED.about(Place(one.path), path=one.path, size=size)
    if len(named) > MAX_NAMED:
        yield MORE.about(count=len(named) - MAX_NAMED)
    if missing := [one.path for one in files if one.kind == "missing"]:
        yield MISSING.about(count=len(missing), path=missing[0])


def _since(evidence: Evidence) -> Iterator[Problem]:
    repo, found = evidence[REPO], evidence[BINDINGS]
    if not (isinstance(repo, Found) and isinstance(found, Found)):
        return
    published = [one.place for one in found.value if is_commit(one.place)]
    if published and repo.value.commit not in published:
        yield SINCE.about(now=repo.value.commit[:12], then=published[0][:12])
