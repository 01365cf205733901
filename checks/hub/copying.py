"""Copying public repos into a folder that an embedded Hub can start with.

The folder's format is in minihub/README.md: `models/OWNER/NAME.yaml` for what is not in
files, and `models/OWNER/NAME/` for the small ones. Large files stay behind; their names are kept.
Every call goes through the guarded client; a repo's folder is put in place when it is whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml
from huggingface_hub import DatasetInfo, ModelInfo, SpaceInfo

from checks.files import write_whole
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.facts import Fact, Found, Missing, Unreachable
from checks.hub.integrity import is_named
from checks.hubspec.content import is_binary
from checks.hubspec.names import KINDS, Kind
from checks.hubspec.paths import is_path
from checks.translations import ENGLISH

Info = ModelInfo | DatasetInfo | SpaceInfo

#: Bytes of the largest file that is copied, and of all those of one repo.
MAX_FILE_BYTES = 1024 * 1024
MAX_REPO_BYTES = 16 * 1024 * 1024
#: Files of one repo, placeholders among them; those near the root go first.
MAX_FILES = 300


@dataclass(frozen=True, slots=True)
class Source:
    """A repo to copy: `OWNER/NAME`, `datasets/OWNER/NAME` or `spaces/OWNER/NAME`."""

    kind: Kind
    id: str

    @classmethod
    def parse(cls, text: str) -> Source:
        """Return the repo that somebody means, also by its address on the Hub's website."""
        path = text.removeprefix("https://huggingface.co/").strip("/")
        for kind in KINDS:
            if path.startswith(f"{kind}s/"):
                return cls(kind, path.removeprefix(f"{kind}s/"))
        return cls("model", path)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as a Hub lists it. `size` in bytes; `oid`: git's sha1 of its content."""

    path: str
    size: int
    oid: str | None
    is_large: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A repo at one commit, as a Hub lists it. `left`: how many files are over the bounds."""

    kind: Kind
    id: str
    commit: str
    facts: dict[str, object]
    files: tuple[RemoteFile, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied of a repo. `size` in bytes; `is_new`: it was not there already."""

    id: str
    files: int
    size: int
    placeholders: int
    left: int
    is_new: bool


def list_repo(client: HubClient, source: Source) -> Fact[Listing]:
    """Return what a Hub says of a repo, in two calls."""
    info_of: dict[Kind, Callable[..., Info]] = {
        "model": client.api.model_info,
        "dataset": client.api.dataset_info,
        "space": client.api.space_info,
    }
    info = client.call(lambda: info_of[source.kind](source.id, files_metadata=True))
    if not isinstance(info, Found):
        return info
    trending = client.call(lambda: info_of[source.kind](source.id, expand=["trendingScore"]))
    if not isinstance(trending, Found):
        return trending
    return _listing(client.endpoint, source.kind, info.value, trending.value.trending_score or 0)


def _listing(endpoint: str, kind: Kind, info: Info, trending: float) -> Fact[Listing]:
    if info.gated:
        return Missing("gated")
    if not info.sha or not is_safe(info.id) or info.id.count("/") != 1:
        return Unreachable(reasons.NO_COMMIT.english)
    every = [
        RemoteFile(one.rfilename, one.size or 0, one.blob_id, one.lfs is not None)
        for one in info.siblings or ()
        if is_safe(one.rfilename)
    ]
    every.sort(key=lambda file: (file.path.count("/"), file.path))
    facts: dict[str, object] = {
        "from": f"{endpoint}/{'' if kind == 'model' else f'{kind}s/'}{info.id}",
        "commit": info.sha,
        "created": _time(info.created_at),
        "modified": _time(info.last_modified),
        "downloads": getattr(info, "downloads", None) or 0,
        "likes": info.likes or 0,
        "trending": int(trending),
        "task": getattr(info, "pipeline_tag", None),
        "library": getattr(info, "library_name", None),
        "tags": [tag for tag in info.tags or () if isinstance(tag, str)],
    }
    files = tuple(every[:MAX_FILES])
    return Found(Listing(kind, info.id, info.sha, facts, files, len(every) - len(files)))


def _time(moment: datetime | None) -> str:
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")


def is_safe(path: str) -> bool:
    """Return whether a path that a Hub gives stays within the folder that it is put in."""
    return (
        is_path(path)
        and len(path) <= 500
        and path.isprintable()
        and not set(path) & set(':*?"<>|')
        and all(len(part.encode()) <= 200 for part in path.split("/"))
    )


def copy(client: HubClient, listing: Listing, catalogue: Path) -> Fact[Copied]:
    """Copy a repo's small files. What a broken try has fetched is not fetched again.

    Raises OSError where the folder cannot be written.
    """
    target = catalogue / f"{listing.kind}s" / listing.id
    meta = target.with_name(f"{target.name}.yaml")
    if _commit_of(meta) == listing.commit:
        return Found(Copied(listing.id, 0, 0, 0, listing.left, is_new=False))
    part = target.with_name(f".{target.name}.part")
    kept, size, placeholders = 0, 0, []
    for file in listing.files:
        if file.is_large or file.size > min(MAX_FILE_BYTES, MAX_REPO_BYTES - size):
            placeholders.append(file.path)
            continue
        data = _content(client, listing, file, part / file.path)
        if not isinstance(data, Found):
            return data
        if is_binary(data.value):
            placeholders.append(file.path)
        else:
            _write(part / file.path, data.value)
            kept, size = kept + 1, size + file.size
    part.mkdir(parents=True, exist_ok=True)
    _put_in_place(part, target, meta, {**listing.facts, "weights": placeholders}, listing)
    return Found(Copied(listing.id, kept, size, len(placeholders), listing.left, is_new=True))


def _commit_of(meta: Path) -> str | None:
    """Return the commit of a copy that is whole."""
    try:
        facts = yaml.safe_load(meta.read_bytes())
    except (OSError, ValueError, yaml.YAMLError):
        return None
    commit = facts.get("commit") if isinstance(facts, dict) else None
    return commit if isinstance(commit, str) else None


def _content(client: HubClient, listing: Listing, file: RemoteFile, here: Path) -> Fact[bytes]:
    """Return a file's bytes: from a try before, if they are right, else from the Hub."""
    if here.is_file() and _is(file, data := here.read_bytes()):
        return Found(data)
    if file.size == 0:
        return Found(b"")
    max_bytes = MAX_FILE_BYTES + 1
    answer = client.call(
        lambda: client.first_bytes(
            listing.id, file.path, revision=listing.commit, max_bytes=max_bytes, kind=listing.kind
        )
    )
    if isinstance(answer, Found) and not _is(file, answer.value):
        return Unreachable(reasons.OTHER_BYTES.text(ENGLISH, path=file.path))
    return answer


def _is(file: RemoteFile, data: bytes) -> bool:
    """Return whether these are the bytes that the Hub announced, by git's sum where it has one."""
    if len(data) != file.size:
        return False
    return file.oid is None or is_named(file.oid, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _put_in_place(
    part: Path, target: Path, meta: Path, facts: dict[str, object], listing: Listing
) -> None:
    """Move the files into place, and then the facts: a copy without facts is no repo to the Hub."""
    wanted = {part / file.path for file in listing.files}
    for path in [path for path in part.rglob("*") if path.is_file() and path not in wanted]:
        path.unlink()
    meta.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    whole = {key: value for key, value in facts.items() if value not in (None, [])}
    text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)
    write_whole(meta, text.encode("utf-8"))
