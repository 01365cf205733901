"""What a rule about the card is given."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from checks.lint.card.readings import Reading, read_as_hub
from checks.messages import Place
from checks.yamldoc import Doc, read


class Card:
    """A card's front matter: its fields as the Hub reads them, and where they stand.

    `folder` is the one the card lies in, where it lies in one.
    """

    def __init__(self, doc: Doc, folder: Path | None = None) -> None:
        self.doc = doc
        self.folder = folder

    @cached_property
    def fields(self) -> dict[str, Any]:
        return self._read[0]

    @property
    def readings(self) -> list[Reading]:
        """What Python programs read otherwise than the Hub."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[str, Any], list[Reading]]:
        return read_as_hub(self.doc)

    def text(self, key: str) -> str | None:
        """The field's text; None where it is missing, blank or no text."""
        value = self.fields.get(key)
        return value if isinstance(value, str) and value.strip() else None

    def texts(self, key: str) -> Iterator[tuple[str, Place]]:
        """Each text of a field that takes one or a list of them. What is no text is left out."""
        value = self.fields.get(key)
        if isinstance(value, str):
            yield value, self.doc.at(key)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield item, self.doc.at(key, number)

    def all_texts(self, key: str) -> list[str]:
        return [text for text, _ in self.texts(key)]

    def has_value(self, key: str) -> bool:
        """Whether anything stands after the key."""
        return self.fields.get(key) not in (None, "", [])

    def own_id(self) -> str | None:
        """The repo id the card will be published under: in answers.yaml, beside card or folder."""
        for folder in (self.folder, self.folder.parent) if self.folder else ():
            doc = read(folder / "answers.yaml")[0]
            if doc and isinstance(doc.data, dict):
                repo_id = doc.data.get("repo_id")
                return repo_id if isinstance(repo_id, str) else None
        return None

    def is_missing(self, path: str) -> bool:
        """Whether the card's folder has no such file, capitals as written: the Hub minds them.

        Without a folder nobody can say.
        """
        return self.folder is not None and not _is_in(self.folder, PurePosixPath(path).parts)


def _is_in(folder: Path, parts: tuple[str, ...]) -> bool:
    here = folder
    for part in parts:
        try:
            if part == ".." or here / part not in here.iterdir():
                return False
        except (OSError, ValueError):
            return False
        here /= part
    return True
