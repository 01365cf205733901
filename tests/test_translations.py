"""Each catalogue has every text, and the language of a run is nowhere named but in its folder."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import checks
from checks import template, translations
from checks.locale import update
from checks.messages import Message, Phrase, choose_lang
from checks.translations import catalogue_of, languages, translated

OTHERS = [lang for lang in languages() if lang != "en"]
TEXTS = update.texts()
FIRST, SECOND = "C1-ACTIVATION", "C1-VOCABULARY"


def read(path: Path) -> Catalog:
    """What Babel reads there, which is not what prints it."""
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in the place of the catalogues."""
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    for cached in (languages, translated, translations._catalogue):
        cached.cache_clear()
    yield tmp_path
    for cached in (languages, translated, translations._catalogue):
        cached.cache_clear()


def write(folder: Path, lang: str, text: str) -> None:
    path = folder / catalogue_of(lang).relative_to(translations.LOCALE)
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + text)


def test_a_context_belongs_to_one_text() -> None:
    """But those of an option, which may do something else in each command, and of a file."""
    files = {Path(file).name for file in template.FILES}
    contexts = Counter(
        context for context, _ in TEXTS if not context.startswith("help ") and context not in files
    )
    assert len(contexts) > 400
    assert contexts.most_common(1)[0][1] == 1


@pytest.mark.parametrize("lang", OTHERS)
def test_each_catalogue_has_every_text_and_no_other(lang: str) -> None:
    """`make locale` brings it in line; what is new or has changed then wants a translation."""
    found = read(catalogue_of(lang))
    entries = [message for message in found if message.id]
    assert [(message.context, message.id) for message in entries] == TEXTS
    assert [message.context for message in entries if not message.string] == []
    assert [message.context for message in entries if message.fuzzy] == []
    assert list(found.obsolete) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_what_is_printed_is_what_babel_reads(lang: str) -> None:
    for message in read(catalogue_of(lang)):
        if message.id:
            assert translated(message.id, message.context, lang) == message.string


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_has_the_fields_of_its_text(lang: str) -> None:
    for context, english in TEXTS:
        assert fields(translated(english, context, lang)) == fields(english), context


def test_korean_is_korean() -> None:
    for context, english in TEXTS:
        assert re.search("[가-힣]", translated(english, context, "ko")), context


def objects(values: Iterator[object]) -> Iterator[Message | Phrase]:
    for value in values:
        if isinstance(value, Message | Phrase):
            yield value
        elif isinstance(value, dict):
            yield from objects(iter(value.values()))
        elif isinstance(value, tuple | list):
            yield from objects(iter(value))


def test_every_message_and_phrase_there_is_was_found_in_the_code() -> None:
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        if module.name != "checks.__main__":
            for item in objects(iter(vars(importlib.import_module(module.name)).values())):
                if isinstance(item, Phrase):
                    assert (item.context, item.english) in TEXTS
                else:
                    assert (item.code, item.text("en")) in TEXTS
                    assert (f"{item.code} hint", item.hint("en")) in TEXTS


def test_a_text_that_is_not_written_out_cannot_be_translated() -> None:
    module = update.ast.parse('A = Phrase("a", "b" if c else "d")')
    with pytest.raises(ValueError, match="line 1"):
        list(update._texts_of(module))


def test_a_catalogue_is_brought_in_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "de" / "LC_MESSAGES" / "hub-tour.po"
    path.parent.mkdir(parents=True)
    path.write_text("")
    for texts in ([("A", "One."), ("B", "Two.")], [("A", "One!"), ("B", "Two."), ("C", "Three.")]):
        monkeypatch.setattr(update, "texts", lambda texts=texts: texts)
        update.update(path)
        path.write_text(path.read_text("utf-8").replace('"Two."\nmsgstr ""', '"Two."\nmsgstr "2"'))
        path.write_text(path.read_text("utf-8").replace('"One."\nmsgstr ""', '"One."\nmsgstr "1"'))
    found = [(m.context, m.id, m.string, m.fuzzy) for m in read(path) if m.id]
    assert found == [
        ("A", "One!", "1", True),
        ("B", "Two.", "2", False),
        ("C", "Three.", "", False),
    ]
    before = path.read_bytes()
    update.update(path)
    assert path.read_bytes() == before
    monkeypatch.setattr(update, "texts", lambda: [("B", "Two.")])
    update.update(path)
    assert [m.context for m in read(path) if m.id] == ["B"]


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_is_as_make_locale_writes_it(lang: str, tmp_path: Path) -> None:
    """Else the next one to add a text would change all of it."""
    copy = tmp_path / lang / "LC_MESSAGES" / "hub-tour.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(catalogue_of(lang).read_bytes())
    update.update(copy)
    assert copy.read_text("utf-8") == catalogue_of(lang).read_text("utf-8")


ENTRY = 'msgctxt "{context}"\nmsgid "{english}"\nmsgstr "{other}"\n'


@pytest.mark.parametrize(
    ("entry", "printed"),
    [
        (ENTRY.format(context="A", english="One.", other="Eins."), "Eins."),
        ("# Note.\n" + ENTRY.format(context="A", english="One.", other="Eins."), "Eins."),
        ("#, fuzzy\n" + ENTRY.format(context="A", english="One.", other="Eins."), "One."),
        (ENTRY.format(context="A", english="One!", other="Eins!"), "One."),
        (ENTRY.format(context="A", english="One.", other=""), "One."),
        (ENTRY.format(context="B", english="One.", other="Eins."), "One."),
        ("#~ " + ENTRY.format(context="A", english="One.", other="Eins."), "One."),
        (
            ENTRY.format(context="A", english="One!", other="Eins!")
            + "\n"
            + ENTRY.format(context="A", english="One.", other="Eins."),
            "Eins.",
        ),
        (
            'msgctxt "A"\nmsgid ""\n"One"\n"."\nmsgstr ""\n"Ei"\n"ns.\\\\n\\n\\"\\t"',
            'Eins.\\n\n"\t',
        ),
        ("", "One."),
    ],
)
def test_an_entry_counts_where_it_is_for_this_very_text(
    locale: Path, entry: str, printed: str
) -> None:
    write(locale, "de", entry)
    assert translated("One.", "A", "de") == printed
    assert translated("One.", "A", "en") == "One."


def test_a_third_language_is_one_file(locale: Path) -> None:
    write(locale, "de", ENTRY.format(context="T-1", english="One {a}.", other="Eins {a}."))
    write(locale, "pt_BR", ENTRY.format(context="T-1 hint", english="Do.", other="Faz."))
    problem = Message("T-1", "One {a}.", hint="Do.").about(a="x")
    assert problem.to_json()["text"] == {"en": "One x.", "de": "Eins x.", "pt_BR": "One x."}
    assert problem.hint("pt_BR") == "Faz."
    wishes = {"de": "de", "de_AT.UTF-8": "de", "pt-BR": "pt_BR", "pt_PT": "en", "ko": "en"}
    assert {wish: choose_lang(wish, environ={}) for wish in wishes} == wishes


def opened(*words: str) -> list[str]:
    """The catalogues that a run of `tour` opens."""
    program = (
        "import sys\n"
        "sys.addaudithook(lambda event, args: event == 'open' and str(args[0]).endswith('.po')"
        " and sys.stderr.write(f'opened {args[0]}\\n'))\n"
        "from checks.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
    )
    return [line for line in done.stderr.splitlines() if line.startswith("opened ")]


def test_english_opens_no_catalogue(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("username: a b\n")
    words = ("lint", "answers", str(answers), "--lang")
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n\n# Mine\n\nIt tells praise from complaints.\n")
    assert opened("lint", "card", str(card), "--lang", "en") == []
    assert opened(*words, "en") == []
    assert opened(*words, "ko") == [f"opened {catalogue_of('ko')}"]
