"""Queries about the student's own repo, which several challenges share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.hub import cards
from checks.hub.client import HubClient
from checks.hub.facts import REVISION, Query
from checks.hub.pickles import is_packed_pickle, suspicious_imports
from checks.hubspec.artifacts import artifacts
from checks.hubspec.content import POINTER_VERSION
from checks.submission import MODEL_REPO

# Bytes that are read of each; the rest is left.
MAX_CARD_BYTES = 3 * 1024 * 1024
MAX_ARTIFACT_BYTES = 4 * 1024 * 1024
_POINTER = f"version {POINTER_VERSION}".encode()


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

    def library_by(self, card: str) -> str | None:
        """Return the library that the repo's card names, else the one that the Hub makes out."""
        return cards.library(cards.metadata(card.encode())) or self.library

    def model_files(self, card: str) -> list[str]:
        """Return the files that the library needs to load the model."""
        return artifacts(self.library_by(card), [file.path for file in self.files])


@dataclass(frozen=True, slots=True)
class ArtifactFacts:
    """The first bytes of the model file, looked at and never loaded.

    `kind`: what the bytes look like: pointer (of git-lfs), page (HTML), packed (a compressed
    pickle), other.
    `imports`: what a pickle would import that a model has no need of, as `module.name`.
    """

    path: str
    kind: str
    imports: tuple[str, ...]


def repo(client: HubClient, repo_id: str, revision: str | None) -> RepoFacts:
    """Return the live repo at a commit (None: the newest), with its files."""
    info = client.api.model_info(repo_id, revision=revision, files_metadata=True)
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
    data = client.first_bytes(live.id, "README.md", revision=live.commit, max_bytes=MAX_CARD_BYTES)
    return data.decode("utf-8", "replace")


def artifact(client: HubClient, live: RepoFacts, card: str) -> ArtifactFacts | None:
    """Return what the first bytes of the model file look like; None where there is no such file."""
    paths = live.model_files(card)
    if not paths:
        return None
    data = client.first_bytes(live.id, paths[0], revision=live.commit, max_bytes=MAX_ARTIFACT_BYTES)
    return ArtifactFacts(paths[0], _kind(paths[0], data), suspicious_imports(data))


def _kind(path: str, data: bytes) -> str:
    if data.startswith(_POINTER):
        return "pointer"
    if re.match(rb"\s*<(?:!doctype|html)", data[:512], re.IGNORECASE):
        return "page"
    return "packed" if is_packed_pickle(path, data) else "other"


REPO = Query("c4.repo", repo, (MODEL_REPO, REVISION), live=True)
CARD = Query("c4.card", card_text, (REPO,), live=True)
ARTIFACT = Query("c4.artifact", artifact, (REPO, CARD), live=True)
