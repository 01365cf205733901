"""The catalogue: repos on disk that a new Hub starts with. Its format is in README.md."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from checks.hubspec.content import is_binary
from checks.hubspec.names import KINDS, is_full_repo_id
from checks.hubspec.paths import is_path

from .attributes import DEFAULT as DEFAULT_ATTRIBUTES
from .attributes import lfs_paths
from .commits import Author, Files, write_commit
from .database import RepoRow
from .frontmatter import CardError, Json, parse
from .lfs import LfsStore
from .names import RepoKey
from .newrepo import NewRepo
from .staging import PendingCommit
from .store import Store, iso
from .upstream import UpstreamMetadata

DEFAULT = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class _CatalogueEntry:
    """A repo of the catalogue. `modified` in seconds since 1970, UTC."""

    row: RepoRow
    modified: int
    files: dict[str, bytes]
    weights: frozenset[str]
    upstream: UpstreamMetadata


class CatalogueError(ValueError):
    """A catalogue that cannot be taken in: which file of it, and why."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


def seed(store: Store, catalogue: Path) -> None:
    """Put the catalogue's repos into a Hub that has none yet. Raises CatalogueError."""
    if store.database.seeded:
        return
    entries = list(_read(catalogue))
    paths = {path for entry in entries for path in entry.files}
    large = lfs_paths({".gitattributes": DEFAULT_ATTRIBUTES}, sorted(paths))
    store.fill(
        (entry.row, partial(_fill, lfs=store.lfs, entry=entry, large=large)) for entry in entries
    )
    for entry in entries:
        store.upstream.add(entry.row.key, entry.upstream)
    store.database.seeded = True


def _read(catalogue: Path) -> Iterator[_CatalogueEntry]:
    for kind in KINDS:
        for meta in sorted((catalogue / f"{kind}s").glob("*/*.yaml")):
            key = RepoKey(kind, f"{meta.parent.name}/{meta.stem}")
            try:
                yield _listed(key, meta)
            except (CardError, KeyError, ValueError) as error:
                reason = f"there is no {error}" if isinstance(error, KeyError) else error
                raise CatalogueError(str(meta), str(reason)) from None


def _listed(key: RepoKey, meta: Path) -> _CatalogueEntry:
    facts = parse(meta.read_text("utf-8"))
    if not isinstance(facts, dict):
        raise CardError("it is not a mapping")
    if not is_full_repo_id(key.id):
        raise CardError("its name is no repo's")
    folder = meta.with_suffix("")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    weights = _strings(facts, "weights")
    files |= {name: _weights(key.id, name) for name in weights if is_path(name)}
    row = RepoRow(
        key,
        iso(_time(facts, "created")),
        private=facts.get("private") is True,
        gated="auto" if facts.get("gated") is True else "",
        downloads=_number(facts, "downloads"),
        likes=_number(facts, "likes"),
        trending=_number(facts, "trending"),
    )
    words = [facts.get(name) for name in ("task", "library")]
    task, library = (word if isinstance(word, str) else None for word in words)
    upstream = UpstreamMetadata(task, library, tuple(_strings(facts, "tags")))
    return _CatalogueEntry(row, _time(facts, "modified"), files, frozenset(weights), upstream)


def _strings(facts: dict[str, Json], key: str) -> list[str]:
    value = facts.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _number(facts: dict[str, Json], key: str) -> int:
    value = facts.get(key, 0)
    return value if isinstance(value, int) else 0


def _time(facts: dict[str, Json], key: str) -> int:
    day = datetime.fromisoformat(str(facts[key]))
    return int((day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp())


def _weights(repo_id: str, name: str) -> bytes:
    """Return a few bytes in place of a model, the same each time."""
    noise = hashlib.sha256(f"{repo_id}/{name}".encode()).digest()
    if not name.endswith(".safetensors"):
        return b"\0minihub placeholder\0" + noise
    tensor = {"weight": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 32]}}
    header = json.dumps(tensor, separators=(",", ":")).encode()
    return struct.pack("<Q", len(header)) + header + noise


def _fill(
    repo: NewRepo,
    head: str,
    before: Files,
    *,
    lfs: LfsStore,
    entry: _CatalogueEntry,
    large: frozenset[str],
) -> str:
    key, files = entry.row.key, dict(before)
    for path, data in entry.files.items():
        if path in large or path in entry.weights:
            content = lfs.add(data).encode()
        elif is_binary(data):
            raise CatalogueError(f"{key.id}/{path}", "it is binary, and not under LFS")
        else:
            content = data
        files[path] = (repo.write_blob(content), 0o100644)
    change, author = PendingCommit(f"Upload {key.kind}"), Author(key.owner, entry.modified)
    return write_commit(repo, files, [head], change, author)
