"""A page of whoever runs the Hub, at `/lab`: what their class is to do here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PICTURES = "/lab/pictures/"


@dataclass(frozen=True, slots=True)
class Handout:
    """A text in Markdown, and its pictures.

    `text(lang, url)` returns it in a language of the pages, for a Hub that has this address. Its
    pictures are files directly in `pictures`, and have addresses that begin with `PICTURES`.
    """

    text: Callable[[str, str], str]
    pictures: Path
