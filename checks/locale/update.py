"""Bring every catalogue in line with the texts in the code: `make locale`.

What is new arrives without a translation, what changed in English arrives marked as fuzzy, and
what is gone goes. A new language begins as an empty file: `locale/LANG/LC_MESSAGES/hub-tour.po`.
"""

from __future__ import annotations

import ast
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from checks import template
from checks.translations import DOMAIN, LOCALE, catalogue_of, languages

WIDTH = 100
_CODE = LOCALE.parent

Text = tuple[str, str]
"""A context, and the English text that goes by it."""


def texts() -> list[Text]:
    """Return every text of the code that can be translated, in the order of their contexts."""
    found: set[Text] = set()
    for path in _CODE.rglob("*.py"):
        found.update(_texts_of(ast.parse(path.read_text("utf-8"), str(path))))
    for path in (_CODE.parent / name for name in template.FILES):
        pieces = template.parts(path.read_text("utf-8"))
        found.update((path.name, piece.text) for piece in pieces if piece.text)
    return sorted(found)


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


def update(path: Path) -> None:
    """Write a catalogue again, with the translations that it has for the texts there are."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.parts[-3], domain=DOMAIN)
    before = {(message.context, message.id): message for message in catalogue if message.id}
    wanted = texts()
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
    for lang in languages()[1:]:
        update(catalogue_of(lang))
        sys.stdout.write(f"{catalogue_of(lang)}\n")
