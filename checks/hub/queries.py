"""Queries about the student's own repo, which several challenges share."""

from __future__ import annotations

from dataclasses import dataclass

from checks.artifacts.look import look_at_all
from checks.artifacts.report import Look
from checks.artifacts.source import Memory, Ranges, Source
from checks.hub import cards
from checks.hub.cards import MAX_CARD_BYTES as MAX_CARD_BYTES
from checks.hub.client import HubClient
from checks.hub.facts import REVISION, Query
from checks.hubspec.artifacts import model_files
from checks.submission import MODEL_REPO

WHOLE = 4 * 1024 * 1024
"""Bytes up to which a model file is read as a whole, and compared with what the Hub names."""


@dataclass(frozen=True, slots=True)
class RepoFile:
    """A file of the live repo. `sha256` is that of the LFS object, None for plain git."""

    path: str
    size: int
    blob_id: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class RepoFacts:
    """The live model repo at one commit."""

    id: str
    commit: str
    tags: tuple[str, ...]
    task: str | None
    library: str | None
    files: tuple[RepoFile, ...]

    def file(self, path: str) -> RepoFile | None:
        """Return the file at a path, if there is one."""
        return next((file for file in self.files if file.path == path), None)

    @property
    def sizes(self) -> dict[str, int]:
        """Return the files with their bytes."""
        return {file.path: file.size for file in self.files}

    def library_by(self, card: str) -> str | None:
        """Return the library that the repo's card names, else the one that the Hub makes out."""
        return cards.library(cards.metadata(card.encode())) or self.library

    def model_files(self, card: str) -> list[str]:
        """Return the files that hold the model, in the order in which they are looked at."""
        return model_files(self.library_by(card), self.sizes)


def repo(client: HubClient, repo_id: str, revision: str | None) -> RepoFacts:
    """Return the live repo at a commit (None: the newest), with its files."""
    info = client.model_info(repo_id, revision=revision, files_metadata=True)
    return RepoFacts(
        id=info.id,
        commit=info.sha or "",
        tags=tuple(info.tags or ()),
        task=info.pipeline_tag,
        library=info.library_name,
        files=tuple(
            RepoFile(one.rfilename, one.size or 0, one.blob_id, one.lfs.sha256 if one.lfs else None)
            for one in info.siblings or ()
        ),
    )


def card_text(client: HubClient, live: RepoFacts) -> str:
    """Return the live repo's card, "" where it has none; undecodable bytes become U+FFFD."""
    if live.file("README.md") is None:
        return ""
    return _first_bytes(client, live, "README.md", MAX_CARD_BYTES).decode("utf-8", "replace")


def artifacts(client: HubClient, live: RepoFacts, card: str) -> tuple[Look, ...]:
    """Return what the model files are, by their bytes; none where there is no model."""

    def opened(path: str) -> Source:
        size = live.sizes[path]
        if size <= WHOLE:
            return Memory(_first_bytes(client, live, path, WHOLE + 1))
        return Ranges(size, lambda offset, length: _range(client, live, path, offset, length))

    return look_at_all(live.model_files(card), opened)


def _range(client: HubClient, live: RepoFacts, path: str, offset: int, length: int) -> bytes:
    with client.listed():
        return client.file_range(live.id, path, offset, length, revision=live.commit)


def _first_bytes(client: HubClient, live: RepoFacts, path: str, most: int) -> bytes:
    """Return the first bytes of a file of the live repo, as the list of its files has it."""
    file = live.file(path)
    oid = (file.sha256 or file.blob_id) if file else None
    with client.listed():
        return client.first_bytes(live.id, path, revision=live.commit, max_bytes=most, oid=oid)


REPO = Query("c4.repo", repo, (MODEL_REPO, REVISION), live=True)
CARD = Query("c4.card", card_text, (REPO,), live=True)
ARTIFACTS = Query("c4.artifacts", artifacts, (REPO, CARD), live=True)
