"""Bring every catalogue in line with the texts in the code: `make locale`.

What is new arrives without a translation, what changed in English arrives marked as fuzzy, and
what is gone goes. A new language begins as an empty file, `checks/locale/LANG/LC_MESSAGES/
hub-tour.po`, and one for the pages of the embedded Hub, `minihub/locale/LANG/LC_MESSAGES/
minihub.po`.
"""

from __future__ import annotations

import ast
import io
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from checks import template, translations
from checks.hubspec.catalogues import Catalogues
from minihub.pages import texts as pages
from tests.paths import ROOT

WIDTH = 100

Text = tuple[str, str]
"""A context, and the English text that goes by it."""


def texts() -> dict[Catalogues, list[Text]]:
    """Return what each program says, in the order of the contexts."""
    return {translations.CATALOGUES: texts_of_tour(), pages.CATALOGUES: texts_of_minihub()}


def texts_of_tour() -> list[Text]:
    """Return every text of `checks` and of the template's files that can be translated."""
    found: set[Text] = set()
    for path in (ROOT / "checks").rglob("*.py"):
        found.update(_texts_of(ast.parse(path.read_text("utf-8"), str(path))))
    for path in (ROOT / name for name in template.FILES):
        pieces = template.parts(path.read_text("utf-8"))
        found.update((path.name, piece.text) for piece in pieces if piece.text)
    return sorted(found)


def texts_of_minihub() -> list[Text]:
    """Return what the pages of the embedded Hub say."""
    return sorted(pages.TEXTS.items())


def _texts_of(module: ast.Module) -> Iterator[Text]:
    names = dict(_constants(module))
    for node in ast.walk(module):
        match node:
            case ast.Call(ast.Name("Message"), [code, text], [ast.keyword("hint", hint), *_]):
                yield _string(code, names), _string(text, names)
                yield f"{_string(code, names)} hint", _string(hint, names)
            case ast.Call(ast.Name("Phrase"), [context, text], []):
                yield _string(context, names), _string(text, names)
            case ast.Call(
                ast.Attribute(attr="add_argument"), [ast.Constant(str(name)), *_], keywords
            ):
                helps = (keyword.value for keyword in keywords if keyword.arg == "help")
                yield from ((f"help {name}", _string(text, names)) for text in helps)
            case ast.Call(ast.Name("Question"), [_, _, text, *_]):
                yield "answers.yaml", _string(text, names)
            case ast.Call(ast.Name("Setting"), [key, _, _, text]):
                yield f"rubric {_string(key, names)}", _string(text, names)
            case ast.Call(ast.Name("Section"), [name], keywords):
                contexts = {"answers": "answers.yaml", "rubric": f"rubric {_string(name, names)}"}
                for keyword in keywords:
                    yield contexts[keyword.arg or ""], _string(keyword.value, names)
            case ast.FunctionDef():
                yield from _titles(node)


def _titles(function: ast.FunctionDef) -> Iterator[Text]:
    """Yield what a check says of itself in the scorecard, its docstring."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(ast.Name("check"), [ast.Constant(str(name))]):
                yield f"check {name}", (ast.get_docstring(function) or "").rstrip(".")


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in module.body:
        match node:
            case ast.Assign([ast.Name(name)], ast.Constant(str(value))):
                yield name, value


def _string(node: ast.expr, names: dict[str, str]) -> str:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.Name(name) if name in names:
            return names[name]
    raise ValueError(f"line {node.lineno}: a text must be written out, to be translated")


def update(path: Path, wanted: Sequence[Text]) -> None:
    """Write a catalogue again, with the translations that it has for the texts there are."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.parts[-3], domain=path.stem)
    before = {(message.context, message.id): message for message in catalogue if message.id}
    gone = Counter(context for context, english in before if (context, english) not in wanted)
    changed = {
        key[0]: message
        for key, message in before.items()
        if gone[key[0]] == 1 and key not in wanted
    }
    for message in before.values():
        catalogue.delete(message.id, message.context)
    for context, english in wanted:
        _add(catalogue, context, english, before.get((context, english), changed.get(context)))
    written = io.BytesIO()
    write_po(written, catalogue, width=WIDTH, ignore_obsolete=True)
    path.write_bytes(written.getvalue())


def _add(catalogue: Catalog, context: str, english: str, before: Message | None) -> None:
    if before is None:
        catalogue.add(english, context=context)
        return
    catalogue.add(
        english,
        before.string,
        flags={"fuzzy"} if before.fuzzy or before.id != english else (),
        # Other programs keep the text that was changed, which Babel takes for a comment.
        user_comments=[line for line in before.user_comments if not line.startswith("|")],
        context=context,
    )


if __name__ == "__main__":
    for catalogues, wanted in texts().items():
        for lang in catalogues.languages[1:]:
            update(catalogues.file(lang), wanted)
            sys.stdout.write(f"{catalogues.file(lang).relative_to(ROOT)}\n")
