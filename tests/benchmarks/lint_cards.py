"""How many cards a second the linter reads in one process on one core.

    python tests/benchmarks/lint_cards.py [CARDS]

The cards are those of tests/corpus/cards, over and over, files and all; beside it PyYAML reads
their front matter alone, with its parser in C and with the one in Python. Ratios hold on any
machine; nothing fails on a clock.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import yaml

from checks.lint.card.frontmatter import split
from checks.lint.card.linter import lint_card

CARDS = sorted((Path(__file__).parents[1] / "corpus" / "cards").glob("*/README.md"))


def front_matter(path: Path) -> str:
    matter, _ = split(path.read_text("utf-8"), path.name)
    assert matter is not None
    return matter.yaml


def a_second(work: Callable[[Path], object], count: int) -> float:
    start = time.perf_counter()
    for path in islice(cycle(CARDS), count):
        work(path)
    return count / (time.perf_counter() - start)


def main(count: int) -> None:
    texts = {path: front_matter(path) for path in CARDS}
    c_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    what: dict[str, Callable[[Path], object]] = {
        "the linter": lint_card,
        "PyYAML in C": lambda path: yaml.load(texts[path], c_loader),  # noqa: S506 - safe
        "PyYAML in Python": lambda path: yaml.safe_load(texts[path]),
    }
    # In turns, so that a busy machine slows all of them alike; the best of each.
    rounds = [{name: a_second(work, count) for name, work in what.items()} for _ in range(3)]
    best = {name: max(taken[name] for taken in rounds) for name in what}
    for name, speed in best.items():
        print(f"{name:18}{speed:9.0f} cards a second{best['the linter'] / speed:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)
