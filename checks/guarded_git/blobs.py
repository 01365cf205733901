"""The contents of a repository, by git's names of them, within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.guarded_git.checkout import Checkout
from checks.guarded_git.process import start


def sizes(checkout: Checkout, names: Sequence[str]) -> list[tuple[str, int] | None]:
    """Return each content's id and bytes, by names such as `COMMIT:path`; None where it is not.

    Raises OSError and GitError.
    """
    asked = "".join(f"{name}\n" for name in names).encode()
    words = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"]
    output, _ = start(words, checkout.top, asked, checkout).output()
    found: list[tuple[str, int] | None] = []
    for line in output.decode("utf-8", "replace").splitlines():
        match line.split():
            case [oid, "blob", size]:
                found.append((oid, int(size)))
            case _:
                found.append(None)
    return found


def contents(checkout: Checkout, ids: Sequence[str]) -> dict[str, bytes]:
    """Return contents by their ids, each of which must be here. Raises OSError and GitError."""
    if not ids:
        return {}
    asked = "".join(f"{oid}\n" for oid in ids).encode()
    output, _ = start(["cat-file", "--batch"], checkout.top, asked, checkout).output()
    return dict(_split(output))


def _split(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the contents in what `cat-file --batch` writes: a line each, the bytes, a line end."""
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        oid, _, size = output[at:end].decode("ascii").split()
        at = end + 1 + int(size)
        yield oid, output[end + 1 : at]
        at += 1
