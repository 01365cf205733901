"""The languages of `tour`: English, and those of the catalogues in locale/."""

from __future__ import annotations

from pathlib import Path

from checks.hubspec.catalogues import ENGLISH, Catalogues

__all__ = ["CATALOGUES", "ENGLISH", "languages", "translated"]

CATALOGUES = Catalogues(Path(__file__).parent / "locale", "hub-tour")
translated = CATALOGUES.translated


def languages() -> tuple[str, ...]:
    """Return English, then each language that has a catalogue, as `ko` or `pt_BR`."""
    return CATALOGUES.languages
