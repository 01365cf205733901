"""`git push`, the Hub's half: objects go into a quarantine, are looked at, and then the refs move.

As `git receive-pack` does it (gitprotocol-pack(5)), with the Hub's rules in the place of a hook.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio.abc import Process
from dulwich.object_store import DiskObjectStore
from dulwich.objects import Commit, ObjectID, Tag
from dulwich.refs import Ref, check_ref_format

from checks.hubspec.names import Kind

from .errors import HubError, bad_request
from .gitprogram import environ
from .gitrepo import MAIN, GitRepo
from .lfs import LfsStore
from .pktline import Body
from .pushed import Push, check

CAPABILITIES = "report-status delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1"
_COMMAND = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0]{1,1000})")
_NOTHING = "0" * 40
_MOST_COMMANDS = 1000
#: From this many objects on a push stays a pack (`transfer.unpackLimit` of git).
_KEEP_PACKED = 100
#: Larger files are not taken into memory (`core.bigFileThreshold` of git).
_BIG = "core.bigFileThreshold=16m"
_HEADER = 12
_WORDS_KEPT = 4000


@dataclass(frozen=True)
class Command:
    """What a push wants of one ref; None for "no such ref"."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Commands:
    """All that one push wants; with `atomic` all of it or nothing."""

    all: tuple[Command, ...]
    capabilities: frozenset[str] = frozenset()

    @property
    def bring_objects(self) -> bool:
        """Whether a pack follows."""
        return any(command.new for command in self.all)


async def read_commands(body: Body) -> Commands:
    """The list of commands at the start of a push."""
    commands: list[Command] = []
    capabilities: frozenset[str] = frozenset()
    async for line in body.packets():
        text, _, after = line.partition(b"\0")
        if text.startswith(b"shallow "):
            continue
        if not commands:
            capabilities = frozenset(after.decode("utf-8", "replace").split())
        commands.append(_command(text.decode("utf-8", "surrogateescape").rstrip("\n")))
        if len(commands) > _MOST_COMMANDS:
            raise bad_request(f"A push may change {_MOST_COMMANDS} refs at the most.")
    return Commands(tuple(commands), capabilities)


def _command(text: str) -> Command:
    match = _COMMAND.fullmatch(text)
    if match is None:
        raise bad_request("A command of the push is not valid.")
    old, new, ref = match.groups()
    return Command(ref, None if old == _NOTHING else old, None if new == _NOTHING else new)


class Quarantine:
    """Objects that were pushed and are not the repository's yet, for use in a `with` block."""

    def __init__(self, repo: Path, incoming: Path) -> None:
        self._objects = repo.resolve() / "objects"
        self._temporary = tempfile.TemporaryDirectory(dir=incoming)
        self.folder = Path(self._temporary.name).resolve()
        self.environ = environ(repo.resolve(), GIT_OBJECT_DIRECTORY=str(self.folder))

    def __enter__(self) -> Quarantine:
        (self.folder / "info").mkdir()
        (self.folder / "info" / "alternates").write_text(f"{self._objects}\n", "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    async def unpack(self, body: Body) -> str | None:
        """Take in the pack, checked by git. What git says where it will not have it."""
        header = await body.exactly(_HEADER)
        if header[:4] != b"PACK":
            raise bad_request("The push has no pack after its commands.")
        packed = int.from_bytes(header[8:]) >= _KEEP_PACKED
        how = ["index-pack", "--stdin", "--fix-thin", "--strict"]
        words = how if packed else ["unpack-objects", "-q", "--strict"]
        process = await anyio.open_process(
            ["git", "-c", _BIG, *words],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        async with process:
            said = await _fed(process, header, body.rest())
        return said and said.replace(str(self.folder), "").replace(str(self._objects), "")

    def store(self) -> DiskObjectStore:
        """The objects in here together with the repository's."""
        return DiskObjectStore(str(self.folder))

    def release(self) -> None:
        """Make the objects the repository's: a pack's index last, as that is what is looked for."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        for path in sorted(found, key=lambda path: path.suffix == ".idx"):
            target = self._objects / path.relative_to(self.folder)
            if target.parent.name != "info" and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)


async def _fed(process: Process, header: bytes, rest: AsyncIterator[bytes]) -> str | None:
    """Feed a program; what it says where it fails."""
    said = bytearray()

    async def listen() -> None:
        assert process.stderr is not None  # noqa: S101
        async for chunk in process.stderr:
            said.extend(chunk[: _WORDS_KEPT - len(said)])

    async with anyio.create_task_group() as group:
        group.start_soon(listen)
        assert process.stdin is not None  # noqa: S101
        alive = True
        async for chunk in _after(header, rest):  # to the end, or the client could not listen
            try:
                if alive:
                    await process.stdin.send(chunk)
            except anyio.BrokenResourceError:
                alive = False
        await process.stdin.aclose()
    if await process.wait() == 0:
        return None
    return said.decode("utf-8", "replace").strip() or "git could not read the pack"


async def _after(header: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield header
    async for chunk in rest:
        yield chunk


@dataclass(frozen=True)
class Report:
    """How a push ended: what the person is told, and for each ref why it was refused, or None."""

    told: str
    refs: tuple[tuple[str, str | None], ...]
    unpacked: bool = True


def not_unpacked(commands: Commands, reason: str) -> Report:
    """git would not have the pack, so nothing moves."""
    refused = tuple((command.ref, "unpacker error") for command in commands.all)
    return Report(reason, refused, unpacked=False)


def apply(
    repo: GitRepo, kind: Kind, commands: Commands, quarantine: Quarantine, lfs: LfsStore
) -> Report:
    """Move the refs, if every rule of the Hub is kept. The caller holds the repo's lock."""
    refused = _refusals(repo, commands, quarantine)
    if any(refused.values()) and "atomic" in commands.capabilities:
        refused = {ref: reason or "atomic push failure" for ref, reason in refused.items()}
    wanted = [command for command in commands.all if refused[command.ref] is None]
    try:
        _check_rules(kind, wanted, quarantine, lfs)
    except HubError as error:
        refused |= dict.fromkeys([command.ref for command in wanted], "pre-receive hook declined")
        return Report(error.message, tuple(refused.items()))
    quarantine.release()
    moved: list[Command] = []
    for command in wanted:
        if repo.update(command.ref, command.old, command.new):
            moved.append(command)
        else:
            refused[command.ref] = "failed to update ref"
    if len(moved) < len(wanted) and "atomic" in commands.capabilities:
        for command in reversed(moved):
            repo.update(command.ref, command.new, command.old)
            refused[command.ref] = "atomic push failure"
    return Report("", tuple(refused.items()))


def _refusals(repo: GitRepo, commands: Commands, quarantine: Quarantine) -> dict[str, str | None]:
    store = quarantine.store()
    try:
        return {
            one.ref: _refusal(repo, one) or (_wrong_target(store, one.new) if one.new else None)
            for one in commands.all
        }
    finally:
        store.close()


def _wrong_target(store: DiskObjectStore, oid: str) -> str | None:
    """Why a ref cannot lead to an object: only what a commit brings is looked at."""
    try:
        found = store[ObjectID(oid.encode())]
        while isinstance(found, Tag):
            found = store[found.object[1]]
    except KeyError:
        return "missing necessary objects"
    return None if isinstance(found, Commit) else "branches and tags must lead to commits"


def _refusal(repo: GitRepo, command: Command) -> str | None:
    """Why git itself would not move a ref."""
    branch = f"refs/heads/{MAIN}"
    if not command.ref.startswith(("refs/heads/", "refs/tags/")):
        return "only branches and tags can be pushed"
    if not _is_ref(command.ref):
        return "funny refname"
    if command.ref == branch and command.new is None:
        return "deletion of the current branch prohibited"
    if repo.at(command.ref) != command.old:
        return "fetch first"
    return None


def _is_ref(ref: str) -> bool:
    """Whether a ref's name is one, and can be told in JSON."""
    try:
        return check_ref_format(Ref(ref.encode()))
    except UnicodeEncodeError:
        return False


def _check_rules(
    kind: Kind, commands: Sequence[Command], quarantine: Quarantine, lfs: LfsStore
) -> None:
    store = quarantine.store()
    try:
        for command in commands:
            if command.new:
                push = Push(kind, command.ref, command.old, command.new, store, quarantine.environ)
                check(push, lfs)
    finally:
        store.close()
