"""What a rule about the card is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checks.messages import Place
from checks.yamldoc import Doc


@dataclass(frozen=True, slots=True)
class Card:
    """A card's front matter: its fields, and where they stand."""

    doc: Doc
    fields: dict[str, Any]

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

    def is_blank(self, key: str) -> bool:
        """Whether the key is there with nothing after it."""
        return key in self.fields and self.fields[key] in (None, "", [])
