"""The files of a student's model folder as they come, from model_repo_template/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checks import template
from checks.commands.forms import line_end
from checks.messages import Lang

TEMPLATE = "model_repo_template"
_TAG = "  - hub-tour"


def template_files(folder: Path, lang: Lang, tag: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of the template's folder, in a language.

    The card has the tag of the class, where there is one. Line ends stay as they are.
    """
    for file in sorted(folder.iterdir()):
        if not file.is_file():
            continue
        data = file.read_bytes()
        if f"{TEMPLATE}/{file.name}" in template.FILES:
            data = _translated(data, file.name, lang)
        if file.name == "README.md" and tag:
            data = _tagged(data, tag)
        yield file.name, data


def _translated(data: bytes, name: str, lang: Lang) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    end = line_end(text)
    translation = template.in_language(text.replace("\r\n", "\n"), name, lang)
    return translation.replace("\n", end).encode("utf-8", "surrogateescape")


def _tagged(card: bytes, tag: str) -> bytes:
    """Return a card that has one more tag, below the template's own."""
    lines = card.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if line.rstrip(b"\r\n") == _TAG.encode():
            lines.insert(at + 1, line.replace(_TAG.encode(), f"  - {tag}".encode()))
            break
    return b"".join(lines)
