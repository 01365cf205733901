"""Whether the live repo has the files of the model folder, as the commit has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.hub.queries import RepoFacts, RepoFile
from checks.model_folder import LocalFile


def differing(
    files: Iterable[LocalFile], repo: RepoFacts
) -> Iterator[tuple[LocalFile, RepoFile | None]]:
    """Yield each file whose content the live repo does not have, and what it has in its place."""
    for file in files:
        live = repo.file(file.path)
        # The Hub adds rules to this one itself when it takes a large file.
        if file.path != ".gitattributes" and not _same(file, live):
            yield file, live


def _same(local: LocalFile, live: RepoFile | None) -> bool:
    """Return whether the contents are the same, or the same text with other line ends."""
    if live is None:
        return False
    name = live.blob_id if live.sha256 is None else live.sha256
    own = local.blob_id if live.sha256 is None else local.sha256
    return name is not None and (name == own or name in local.other_line_ends)
