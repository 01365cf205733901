"""Whether the bytes that came are those that the Hub names."""

from __future__ import annotations

import hashlib

import httpx2

from checks.hub import reasons
from checks.hub.session import HubDownError


def is_named(oid: str, data: bytes) -> bool:
    """Return whether a name is that of this content: git's blob id, or the SHA-256 of LFS."""
    if len(oid) == 64:
        return hashlib.sha256(data).hexdigest() == oid
    blob = b"blob %d\0" % len(data)
    return hashlib.sha1(blob + data, usedforsecurity=False).hexdigest() == oid


def named_by(answer: httpx2.Response) -> str:
    """Return how the Hub names the content of a file, in any of the answers on the way to it.

    Source: `X-Linked-Etag`, or else `ETag`, which `huggingface_hub.get_hf_file_metadata` reads.

    Raises:
        HubDownError: none of them names it, as no Hub does.
    """
    for name in ("X-Linked-Etag", "ETag"):
        for one in (*answer.history, answer):
            if etag := one.headers.get(name, "").removeprefix("W/").strip('"'):
                return etag
    raise HubDownError(reasons.NOT_THE_HUBS.english)
