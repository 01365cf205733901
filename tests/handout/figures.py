"""How long the handout is: `python -m tests.handout.figures`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt

from checks import handout
from checks.messages import Lang
from checks.rubric import Rubric
from tests.handout.steps import Fence, steps

_SENTENCE = re.compile(r"(?<=[.!?])[*”)]*\s+")


def prose(text: str) -> Iterator[tuple[str, str]]:
    """Yield each paragraph, point of a list and cell of a table, with the heading before it."""
    part, heading = "", False
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        heading = token.type == "heading_open" or (heading and token.type == "inline")
        if token.type == "inline":
            words = "".join(
                " " if child.type == "softbreak" else child.content
                for child in token.children or []
                if child.type not in ("image", "html_inline")
            )
            if heading:
                part = words
            yield part, words


def figures(lang: Lang) -> str:
    """Return a table: words and sentences of each part, and the mean length of a sentence."""
    text = handout.render(
        "lab", lang, Rubric(), hub="https://huggingface.co", offline=False, pictures=""
    )
    words, sentences = Counter[str](), Counter[str]()
    for part, paragraph in prose(text):
        found = [sentence for sentence in _SENTENCE.split(paragraph) if sentence.strip()]
        words[part] += sum(len(sentence.split()) for sentence in found)
        sentences[part] += len(found)
    commands = sum(
        len(step.lines)
        for step in steps(text)
        if isinstance(step, Fence) and step.info == "console"
    )
    rows = [
        f"{words[part]:6}{sentences[part]:11}{words[part] / sentences[part]:8.1f}  {part}"
        for part in words
    ]
    total, count = words.total(), sentences.total()
    return "\n".join(
        [
            f"{lang}: {commands} commands in the terminal",
            " words  sentences    mean  part",
            *rows,
            f"{total:6}{count:11}{total / count:8.1f}  all",
        ]
    )


if __name__ == "__main__":
    print("\n\n".join(map(figures, handout.languages())))
