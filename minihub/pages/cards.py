"""A card as HTML: Markdown from strangers, rendered and then cleaned.

What is left has no script, no style, no form, no address but http, https and mailto, and no
image from elsewhere. The page's Content-Security-Policy would stop all that once more.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

#: Characters of a card that are rendered; the longest on the Hub have about as many.
MAX_CARD_CHARACTERS = 128 * 1024
_SCHEMES = frozenset({"http", "https", "mailto"})
_TAGS = nh3.ALLOWED_TAGS - {"area", "map", "article", "aside", "footer", "header", "hgroup", "nav"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ATTRIBUTES = {
    **{tag: {"id", "align"} for tag in _HEADINGS},
    "a": {"href", "title", "id"},
    "code": {"class"},
    "details": {"open"},
    "div": {"align", "class", "tabindex"},
    "img": {"src", "alt", "title", "width", "height", "align"},
    "ol": {"start"},
    "p": {"align"},
    "pre": {"tabindex"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_OWN = {"tabindex": re.compile("0"), "id": re.compile("card-.{0,200}")}
_CLASSES = re.compile(r"scroll|language-[\w+#.-]{1,30}")
_HEADING = re.compile(r"(</?h)([1-6])(?=[ >])")
_SLUG = re.compile(r"[^\w\- ]")


class Place(NamedTuple):
    """Where relative addresses of a card lead: the repo's page, and a revision of it."""

    web: str
    revision: str

    def address(self, view: str, path: str) -> str | None:
        """Return the address of a file of the repo; None for a path that leaves it."""
        inside = posixpath.normpath(path.lstrip("/"))
        if inside.startswith(".."):
            return None
        return f"{self.web}/{view}/{self.revision}/{inside}"


@lru_cache(maxsize=64)
def to_html(text: str, place: Place) -> str:
    """Return a card without its front matter, as HTML that is safe to put into a page.

    Its headings begin at the second level, under the page's own, and leave none out.
    """
    raw = _markdown().render(text[:MAX_CARD_CHARACTERS])
    clean = nh3.clean(
        raw,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=partial(_attribute, place),
        url_schemes=set(_SCHEMES),
        link_rel="nofollow noopener noreferrer",
    )
    return _in_order(clean)


def _markdown() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found.add_render_rule("table_open", _table_open)
    found.add_render_rule("table_close", _table_close)
    found.add_render_rule("fence", _fence)
    found.core.ruler.push("headings", _name_headings)
    return found


def _table_open(*_: object) -> str:
    return '<div class="scroll" tabindex="0"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _fence(self: RendererHTML, tokens: list[Token], at: int, *rest: object) -> str:
    """Return what the renderer makes of a fence, with which a keyboard can scroll it."""
    html = RendererHTML.fence(self, tokens, at, *rest)  # type: ignore[arg-type]
    return html.replace("<pre>", '<pre tabindex="0">', 1)


def _name_headings(state: object) -> None:
    """Give each heading the id that a table of contents calls it by."""
    tokens: list[Token] = state.tokens  # type: ignore[attr-defined]
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            words = _SLUG.sub("", inside.content.lower()).strip()
            opening.attrSet("id", f"card-{words.replace(' ', '-')[:200]}")


def _attribute(place: Place, _: str, name: str, value: str) -> str | None:
    if name == "href":
        return _link(place, value)
    if name == "src":
        return _image(place, value)
    if name == "class":
        return value if _CLASSES.fullmatch(value) else None
    if name in _OWN:
        return value if _OWN[name].fullmatch(value) else None
    return value


def _link(place: Place, value: str) -> str | None:
    if value.startswith("#"):
        return f"#card-{value[1:]}"
    if _is_elsewhere(value):
        return value
    return value if value.startswith("/") else _inside(place, "blob", value)


def _image(place: Place, value: str) -> str | None:
    """Return an image of the repo; one from elsewhere would tell who reads this card."""
    if _is_elsewhere(value):
        return None
    return value if "/resolve/" in value else _inside(place, "resolve", value)


def _is_elsewhere(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc or value.startswith(("//", "\\")))


def _inside(place: Place, view: str, value: str) -> str | None:
    path, _, fragment = value.partition("#")
    found = place.address(view, path.partition("?")[0])
    return f"{found}#{fragment}" if found and fragment else found


def _in_order(html: str) -> str:
    """Return headings from h2 on, each at most one level below the one before it.

    Only the digit in a tag is changed, so that nothing can come apart.
    """
    levels: list[int] = []

    def place(found: re.Match[str]) -> str:
        level = int(found[2])
        if not found[1].startswith("</"):
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
        return f"{found[1]}{min(len(levels) + 1, 6)}"

    return _HEADING.sub(place, html)
