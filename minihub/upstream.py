"""What the Hub that a repo was copied from knew of it beside its files.

The Hub takes a task or a library for granted that no card names, for older models mostly. A copy
holds the card alone, so the catalogue says the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from .database import Database
from .describe import Description
from .names import RepoKey

SCHEMA = """
create table if not exists upstream_metadata (
    kind text not null,
    id text not null collate nocase,
    facts text not null,
    primary key (kind, id),
    foreign key (kind, id) references repos (kind, id) on delete cascade on update cascade
) strict;
"""


@dataclass(frozen=True)
class UpstreamMetadata:
    """A repo's task, library and tags as another Hub had them."""

    task: str | None = None
    library: str | None = None
    tags: tuple[str, ...] = ()

    def merged_into(self, found: Description) -> Description:
        """Return a description with this added; what the files say goes first."""
        return replace(
            found,
            task=found.task or self.task,
            library=found.library or self.library,
            tags=tuple(dict.fromkeys((*self.tags, *found.tags))),
        )


class UpstreamStore:
    """What was known upstream of each repo, in the Hub's database."""

    def __init__(self, database: Database) -> None:
        database.add_schema(SCHEMA)
        self._database = database

    def add(self, key: RepoKey, metadata: UpstreamMetadata) -> None:
        """Keep what was known of a repo that is there; nothing where that is nothing."""
        if metadata != UpstreamMetadata():
            facts = json.dumps([metadata.task, metadata.library, metadata.tags])
            self._database.run(
                "insert or replace into upstream_metadata values (?, ?, ?)", [*key, facts]
            )

    def merge_into(self, key: RepoKey, found: Description) -> Description:
        """Return a description with what the repo's original had."""
        rows = self._database.run(
            "select facts from upstream_metadata where kind = ? and id = ?", key
        )
        if not rows:
            return found
        task, library, tags = json.loads(str(rows[0][0]))
        return UpstreamMetadata(task, library, tuple(tags)).merged_into(found)
