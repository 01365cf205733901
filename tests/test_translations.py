"""Each catalogue has every text, and the language of a run is nowhere named but in its folder."""

from __future__ import annotations

import ast
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
from checks import template
from checks.hubspec.catalogues import Catalogues
from checks.messages import Message, Phrase, choose_lang
from checks.translations import CATALOGUES, translated
from tests import catalogues
from tests.catalogues import Text, update

WANTED = catalogues.texts()
TEXTS = WANTED[CATALOGUES]
EACH = pytest.mark.parametrize(
    ("program", "lang"), [(program, lang) for program in WANTED for lang in program.languages[1:]]
)


def read(path: Path) -> Catalog:
    """Return what Babel reads there, which is not what prints it."""
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def swap(monkeypatch: pytest.MonkeyPatch, folder: Path, entries: dict[str, str]) -> None:
    """Put these languages with their entries in the place of the project's own catalogues."""
    other = Catalogues(folder, CATALOGUES.domain)
    for lang, text in entries.items():
        other.file(lang).parent.mkdir(parents=True)
        other.file(lang).write_text(f'msgid ""\nmsgstr ""\n\n{text}')
    for name, value in {**vars(other), "languages": other.languages}.items():
        monkeypatch.setitem(vars(CATALOGUES), name, value)


ODD = re.compile(r"\b(?:[Mm]end(?:s|ed)?|anew|amiss|stands?|hence|whole of)\b")
"""Words that a reader with school English may not know, or not in the sense that is meant."""
ODD_KOREAN = re.compile(r"(?:push|publish|commit) 하|(?:publish|commit)하|글자 값|대시|\['")
"""English verbs that have a Korean term, and terms of which there was a second one."""


def test_texts_are_in_plain_words() -> None:
    assert [text for text in TEXTS if ODD.search(text[1])] == []
    korean = read(CATALOGUES.file("ko"))
    found = [str(message.string) for message in korean if message.id]
    assert [text for text in found if ODD_KOREAN.search(text)] == []


def test_a_context_belongs_to_one_text() -> None:
    """But those of an option, which may do something else in each command, and of a file."""
    files = {Path(file).name for file in (*template.FILES, "answers.yaml")}
    contexts = Counter(
        context for context, _ in TEXTS if not context.startswith("help ") and context not in files
    )
    assert len(contexts) > 400
    assert contexts.most_common(1)[0][1] == 1


@EACH
def test_each_catalogue_has_every_text_and_no_other(program: Catalogues, lang: str) -> None:
    """`make locale` brings it in line; what is new or has changed then wants a translation."""
    found = read(program.file(lang))
    entries = [message for message in found if message.id]
    assert [(message.context, message.id) for message in entries] == WANTED[program]
    assert [message.context for message in entries if not message.string] == []
    assert [message.context for message in entries if message.fuzzy] == []
    assert list(found.obsolete) == []


@EACH
def test_what_is_printed_is_what_babel_reads(program: Catalogues, lang: str) -> None:
    for message in read(program.file(lang)):
        if message.id:
            assert isinstance(message.id, str)
            assert message.context
            assert program.translated(message.id, message.context, lang) == message.string


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@EACH
def test_a_translation_has_the_fields_of_its_text(program: Catalogues, lang: str) -> None:
    for context, english in WANTED[program]:
        assert fields(program.translated(english, context, lang)) == fields(english), context


# Names that are the same in Korean, on the pages of the embedded Hub.
ALIKE = {"spaces", "space", "sdk", "lfs", "oid"}


@pytest.mark.parametrize("program", WANTED)
def test_korean_is_korean(program: Catalogues) -> None:
    for context, english in WANTED[program]:
        korean = program.translated(english, context, "ko")
        assert re.search("[가-힣]", korean) or (context in ALIKE and korean == english), context


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
    module = ast.parse('A = Phrase("a", "b" if c else "d")')
    with pytest.raises(ValueError, match="line 1"):
        list(catalogues._texts_of(module))


def test_a_catalogue_is_brought_in_line(tmp_path: Path) -> None:
    path = tmp_path / "de" / "LC_MESSAGES" / "hub-tour.po"
    path.parent.mkdir(parents=True)
    path.write_text("")
    steps: list[list[Text]] = [
        [("A", "One."), ("B", "Two.")],
        [("A", "One!"), ("B", "Two."), ("C", "Three.")],
    ]
    for texts in steps:
        update(path, texts)
        path.write_text(path.read_text("utf-8").replace('"Two."\nmsgstr ""', '"Two."\nmsgstr "2"'))
        path.write_text(path.read_text("utf-8").replace('"One."\nmsgstr ""', '"One."\nmsgstr "1"'))
    found = [(m.context, m.id, m.string, m.fuzzy) for m in read(path) if m.id]
    assert found == [
        ("A", "One!", "1", True),
        ("B", "Two.", "2", False),
        ("C", "Three.", "", False),
    ]
    before = path.read_bytes()
    update(path, steps[-1])
    assert path.read_bytes() == before
    update(path, [("B", "Two.")])
    assert [m.context for m in read(path) if m.id] == ["B"]


def test_a_context_of_many_texts_lends_none_of_its_translations(tmp_path: Path) -> None:
    path = tmp_path / "de" / "LC_MESSAGES" / "hub-tour.po"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f'msgctxt "A"\nmsgid "{n}"\nmsgstr "{n}"\n\n' for n in "123"))
    update(path, [("A", "1"), ("A", "4")])
    assert [(m.id, m.string, m.fuzzy) for m in read(path) if m.id] == [
        ("1", "1", False),
        ("4", "", False),
    ]


@EACH
def test_a_catalogue_is_as_make_locale_writes_it(
    program: Catalogues, lang: str, tmp_path: Path
) -> None:
    """Else the next one to add a text would change all of it."""
    copy = tmp_path / lang / "LC_MESSAGES" / program.file(lang).name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(program.file(lang).read_bytes())
    update(copy, WANTED[program])
    assert copy.read_text("utf-8") == program.file(lang).read_text("utf-8")


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
        (
            "#, fuzzy\n"
            + ENTRY.format(context="B", english="Two.", other="Zwei.")
            + "\n"
            + ENTRY.format(context="A", english="One.", other="Eins."),
            "Eins.",
        ),
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, printed: str
) -> None:
    swap(monkeypatch, tmp_path, {"de": entry})
    assert translated("One.", "A", "de") == printed
    assert translated("One.", "A", "en") == "One."


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    german = ENTRY.format(context="T-1", english="One {a}.", other="Eins {a}.")
    brazilian = ENTRY.format(context="T-1 hint", english="Do.", other="Faz.")
    swap(monkeypatch, tmp_path, {"de": german, "pt_BR": brazilian})
    problem = Message("T-1", "One {a}.", hint="Do.").about(a="x")
    assert problem.to_json()["text"] == {"en": "One x.", "de": "Eins x.", "pt_BR": "One x."}
    assert problem.hint("pt_BR") == "Faz."
    wishes = {"de": "de", "de_AT.UTF-8": "de", "pt-BR": "pt_BR", "pt_PT": "en", "ko": "en"}
    assert {wish: choose_lang(wish, environ={}) for wish in wishes} == wishes


def opened(*words: str) -> list[str]:
    """Return the catalogues that a run of `tour` opens."""
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
    assert opened(*words, "ko") == [f"opened {CATALOGUES.file('ko')}"]
