"""Which pages of the embedded Hub there are pictures of, and what is marked on each.

The numbers are those that the handout's text refers to. No picture shows what the lab asks of a
class that uses the made-up repos.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from checks.commands.demo_student import NAME

Side = Literal["left", "right", "top", "bottom"]
MODEL = "tour-lab/pocket-gpt"
OWN = f"{NAME}/course-feedback"
DATASET = f"{NAME}/street-sounds"


@dataclass(frozen=True)
class Mark:
    """A place on a page: all that a CSS selector finds, or the words in it that fit a pattern.

    `side` is where its number is; with `rows` each row of what is found has its own frame.
    """

    css: str
    side: Side = "left"
    text: str | None = None
    rows: bool = False


@dataclass(frozen=True)
class Page:
    """A picture of a page. `crop`: what is on it, beside what is marked; `hide`: what is not.

    Dots take the place of what fits the pattern `cover`. `{commit}` in an address is the newest
    one of `OWN`. `width` of the window is in CSS pixels.
    """

    address: str
    marks: tuple[Mark, ...]
    crop: tuple[str, ...]
    hide: tuple[str, ...] = ()
    cover: str = "$^"
    width: int = 900
    scheme: Literal["light", "dark"] = "light"


HEAD = ".repo-head"
ASIDE = ('[aria-labelledby="clone"]', ".metadata")
README = Page(f"/{OWN}", (), ("header.top", ".card"), ASIDE)
PAGES = {
    "model-page": Page(
        f"/{MODEL}",
        (
            Mark(".repo-head h1 a, .copy", "right"),
            Mark(".tags", "right"),
            Mark(".card"),
            Mark('.tabs a[href$="/tree/main"]', "right"),
            Mark(".widget", "right"),
            Mark("aside > .facts", "right"),
        ),
        (HEAD, ".card"),
        ASIDE,
    ),
    "files": Page(
        f"/{MODEL}/tree/main",
        (
            Mark('.tabs a[href$="/tree/main"]', "right"),
            Mark('.files a[href$="/config.json"]', "right"),
            Mark('.files th:has(a[href$="/pytorch_model.bin"]) .mark', "right"),
            Mark('.bar a[href*="/commits/"]', "right"),
        ),
        (HEAD, ".files"),
    ),
    "config": Page(
        f"/{MODEL}/blob/main/config.json",
        (
            Mark(".box-head h2"),
            Mark(".line", "right", r'"activation_function": [^,]+'),
            Mark(".line", "right", r'"vocab_size": .+'),
        ),
        (HEAD, ".box"),
        cover=r"(?<=\"activation_function\": ).*(?=,)|(?<=\"vocab_size\": )\d+",
    ),
    "models-filters": Page(
        "/models?pipeline_tag=token-classification&language=es",
        (
            Mark(".facet:has(#facet-pipeline_tag), .facet:has(#facet-pipeline_tag) a"),
            Mark(".facet:has(#facet-language), .facet:has(#facet-language) a"),
            Mark(".facet:has(#facet-library), .facet:has(#facet-library) a"),
            Mark("h1 .total", "right"),
        ),
        (".head", ".repos"),
    ),
    "history": Page(
        f"/{OWN}/commit/{{commit}}",
        (
            Mark(".box.pad h2", "right", ".+"),
            Mark(".diff .del", "left", ".+"),
            Mark(".diff .add", "right", ".+"),
        ),
        (HEAD, "main section.box"),
    ),
    "own-page": Page(
        f"/{OWN}",
        (
            Mark(".tags", "right"),
            Mark(".widget", "right"),
            Mark(".card"),
        ),
        (HEAD, ".card"),
        ASIDE,
    ),
    "dataset-page": Page(
        f"/datasets/{DATASET}",
        (
            Mark(".tags .task_categories"),
            Mark(".tags .language", "right", rows=True),
            Mark(".card table"),
        ),
        (HEAD, ".card table"),
        ASIDE,
    ),
    "readme-page": README,
    "readme-page-dark": replace(README, scheme="dark"),
}
