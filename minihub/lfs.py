"""LFS: pointers in git, objects in a folder by their sha256.

Format: github.com/git-lfs/git-lfs, docs/spec.md.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Literal

from checks.hubspec.content import Pointer

from .errors import HubError, bad_request

LinkUse = Literal["upload", "download"]

#: How long an upload may wait for its turn, as the client asks for many links at once.
LINK_SECONDS = 6 * 3600
#: Bytes that are hashed and written at once.
_BATCH = 1024 * 1024
_OID = re.compile(r"[0-9a-f]{64}")


def check_object(value: object) -> Pointer:
    """Return the object that `{"oid": …, "size": …}` of a JSON body names."""
    match value:
        case {"oid": str(oid), "size": int(size)} if _OID.fullmatch(oid) and 0 <= size < 1 << 50:
            return Pointer(oid, size)
    raise bad_request("an LFS object needs an oid (sha256, 64 hex digits) and a size in bytes")


class LfsStore:
    """Objects of all repos, each stored once."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._incoming = folder / "incoming"
        shutil.rmtree(self._incoming, ignore_errors=True)  # uploads that a crash has cut off
        self._incoming.mkdir(parents=True)
        self._secret = secrets.token_bytes()

    def path(self, oid: str) -> Path:
        """Return where an object is, or would be."""
        return self._folder / oid[:2] / oid[2:4] / oid

    def size(self, oid: str) -> int | None:
        """Return an object's size in bytes; None where it was never uploaded, or is no sha256."""
        if not _OID.fullmatch(oid):
            return None
        try:
            return self.path(oid).stat().st_size
        except FileNotFoundError:
            return None

    def has(self, pointer: Pointer) -> bool:
        """Return whether the object is stored, with that size."""
        return self.size(pointer.oid) == pointer.size

    def sign_link(self, use: LinkUse, pointer: Pointer) -> str:
        """Return a signature that allows this use of an object for `LINK_SECONDS`.

        When it ends, and a signature of that, the use and the object, by a key that dies with us.
        """
        expires = str(int(self._clock()) + LINK_SECONDS)
        return f"{expires}-{self._sign(use, pointer, expires)}"

    def _sign(self, use: LinkUse, pointer: Pointer, expires: str) -> str:
        message = f"{use}:{pointer.oid}:{pointer.size}:{expires}".encode("utf-8", "replace")
        return hmac.new(self._secret, message, "sha256").hexdigest()

    def check_link(self, use: LinkUse, pointer: Pointer, signature: str) -> None:
        """Refuse what was not asked for through the batch API, or too long ago."""
        expires, _, signature = signature.partition("-")
        signed = hmac.compare_digest(
            self._sign(use, pointer, expires).encode(), signature.encode("utf-8", "replace")
        )
        if not signed:
            raise HubError(403, f"This {use} link is not valid.")
        if self._clock() >= int(expires):
            raise HubError(403, f"This {use} link has expired. Ask for a new one.")

    async def receive(self, pointer: Pointer, chunks: AsyncIterator[bytes]) -> None:
        """Store an upload as it arrives; all of it, or nothing."""
        partial = self._incoming / secrets.token_hex(8)
        try:
            with partial.open("xb") as file:
                writer = UploadWriter(file, pointer.size)
                await writer.write_all(chunks)
            _check_upload(pointer, writer.size, writer.digest.hexdigest())
            self._keep(partial, pointer.oid)
        finally:
            partial.unlink(missing_ok=True)

    def add(self, data: bytes) -> Pointer:
        """Store bytes that are at hand."""
        pointer = Pointer(hashlib.sha256(data).hexdigest(), len(data))
        if not self.has(pointer):
            partial = self._incoming / secrets.token_hex(8)
            partial.write_bytes(data)
            self._keep(partial, pointer.oid)
        return pointer

    def _keep(self, partial: Path, oid: str) -> None:
        target = self.path(oid)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)


class UploadWriter:
    """An upload on its way into a file.

    It is hashed and written in another thread while the next bytes come in: on one thread a large
    file takes half as long again.
    """

    def __init__(self, file: BinaryIO, expected: int) -> None:
        self.digest = hashlib.sha256()
        self.size = 0
        self._file = file
        self._expected = expected

    async def write_all(self, chunks: AsyncIterator[bytes]) -> None:
        """Take everything; twice `_BATCH` is in memory at the most."""
        loop, batch, held = asyncio.get_running_loop(), list[bytes](), 0
        writing = loop.create_future()
        writing.set_result(None)
        try:
            async for chunk in chunks:
                batch.append(chunk)
                held += len(chunk)
                if held >= _BATCH:
                    await writing
                    writing = loop.run_in_executor(None, self._take, batch)
                    batch, held = [], 0
            await writing
            self._take(batch)
        finally:
            await asyncio.wait([writing])  # the file is closed after this

    def _take(self, batch: list[bytes]) -> None:
        for chunk in batch:
            self.size += len(chunk)
            if self.size <= self._expected:
                self.digest.update(chunk)
                self._file.write(chunk)


def _check_upload(pointer: Pointer, size: int, sha256: str) -> None:
    if size != pointer.size:
        raise bad_request(f"The upload has {size} bytes where {pointer.size} were announced.")
    if sha256 != pointer.oid:
        raise bad_request(f"The upload's sha256 is {sha256}, not {pointer.oid} as announced.")
