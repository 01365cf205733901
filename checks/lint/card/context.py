"""What a rule about the card is given."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from checks.lint.card.discrepancies import YamlDiscrepancy, read_as_hub
from checks.messages import Place
from checks.yamldoc import Doc, read


class Card:
    """A card's front matter: its fields as the Hub reads them, and their places.

    `folder` is the one that the card is in, if it is in one; `source` is the front matter as text.
    """

    def __init__(self, doc: Doc, folder: Path | None = None, source: str = "") -> None:
        self.doc = doc
        self.folder = folder
        self.source = source
        self._listings: dict[Path, frozenset[str]] = {}

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Return the fields as the Hub reads them."""
        return self._read[0]

    @property
    def discrepancies(self) -> list[YamlDiscrepancy]:
        """Return the values that Python programs read as something else than the Hub."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[str, Any], list[YamlDiscrepancy]]:
        return read_as_hub(self.doc)

    def text(self, key: str) -> str | None:
        """Return a field's text; None where it is missing, blank or no text."""
        value = self.fields.get(key)
        return value if isinstance(value, str) and value.strip() else None

    def texts(self, key: str) -> Iterator[tuple[str, Place]]:
        """Yield each text of a field that takes one or a list of them, and nothing else in it."""
        value = self.fields.get(key)
        if isinstance(value, str):
            yield value, self.doc.at(key)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield item, self.doc.at(key, number)

    def all_texts(self, key: str) -> list[str]:
        """Return the texts of a field that takes one or a list of them."""
        return [text for text, _ in self.texts(key)]

    def has_value(self, key: str) -> bool:
        """Return whether anything is written after the key."""
        return self.fields.get(key) not in (None, "", [])

    def own_id(self) -> str | None:
        """Return the repo id that answers.yaml has, beside the card or beside its folder."""
        for folder in self._folders():
            doc = read(folder / "answers.yaml")[0]
            if doc and isinstance(doc.data, dict):
                repo_id = doc.data.get("repo_id")
                return repo_id if isinstance(repo_id, str) else None
        return None

    @property
    def is_graded(self) -> bool:
        """Return whether the card is of an assignment: answers.yaml is beside it or its folder."""
        return any((folder / "answers.yaml").is_file() for folder in self._folders())

    def _folders(self) -> tuple[Path, ...]:
        return (self.folder, self.folder.parent) if self.folder else ()

    def is_missing(self, path: str) -> bool:
        """Return whether the card's folder has no such file; capitals count, as on the Hub.

        False for a card that is in no folder.
        """
        here = self.folder
        if here is None:
            return False
        for part in PurePosixPath(path).parts:
            if part not in self._names_in(here):
                return True
            here /= part
        return False

    def _names_in(self, folder: Path) -> frozenset[str]:
        """Return the names of what is in a folder, which is listed once for all links."""
        if folder not in self._listings:
            try:
                names = frozenset(path.name for path in folder.iterdir())
            except (OSError, ValueError):
                names = frozenset()
            self._listings[folder] = names
        return self._listings[folder]
