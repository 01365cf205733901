"""The languages of the card: ISO 639 codes, and what people write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.hubspec.vocabulary import is_language, languages_by_name
from checks.lint.card.context import Card
from checks.lint.suggest.closest import normalized
from checks.messages import Edit, Message, Place, Problem

BCP47 = Message(
    "CARD-BCP47",
    "{value} does not have the form of a BCP 47 language tag.",
    hint="Write tags such as en-US, pt-BR or zh-Hant, with hyphens.",
    severity="warning",
)
CODE = Message(
    "CARD-LANGUAGE",
    "{value} is not an ISO 639 language code, and the Hub would refuse the card.",
    hint="Write {near}. All codes: https://huggingface.co/languages",
)
COUNTRY = Message(
    "CARD-LANGUAGE-COUNTRY",
    "{value} is the code of another language; a country was probably meant.",
    hint="The code of the language is {near}.",
    severity="warning",
)

# RFC 5646, section 2.1: subtags of one to eight letters or digits, the first a language's.
_BCP47 = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
# What ISO 639 does not have: the languages' names for themselves, and what people call a few.
CODES_BY_NAME = {
    "영어": "en",
    "중국어": "zh",
    "일본어": "ja",
    "스페인어": "es",
    "프랑스어": "fr",
    "독일어": "de",
    "러시아어": "ru",
    "베트남어": "vi",
    **dict.fromkeys(("python", "java", "javascript", "c++", "sql"), "code"),
    **dict.fromkeys(("multi", "multiple"), "multilingual"),
    "català": "ca",
    "mandarin": "zh",
    "中文": "zh",
    "汉语": "zh",
    "deutsch": "de",
    "español": "es",
    "français": "fr",
    "greek": "el",
    "italiano": "it",
    "日本語": "ja",
    "한국어": "ko",
    "nederlands": "nl",
    "português": "pt",
    "русский": "ru",
    "tiếng việt": "vi",
}
# Codes of countries that are no code of a language.
_CODES_BY_COUNTRY = {"cn": "zh", "cz": "cs", "dk": "da", "gb": "en", "gr": "el", "jp": "ja"}
_CODES_BY_COUNTRY |= {"mx": "es", "sp": "es", "tw": "zh", "ua": "uk", "us": "en", "vn": "vi"}
# What ISO 639-1 has withdrawn. Not `in`: who writes it today may as well mean India.
_WITHDRAWN = {"iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
# Codes of countries that are another language's: `kr` is Kanuri.
_MISTAKEN = {"kr": "ko"}
# Words and quotes beside the names of languages, and what is in brackets: `Chinese (Simplified)`.
_BESIDE = r"\(.*?\)|\b(?:and|or|only|languages?|및)\b|언어|[“”‘’\"']"


def unknown_languages(card: Card) -> Iterator[Problem]:
    """Yield each language that is no ISO 639 code, nor a name that the Hub takes beside them."""
    for value, place in card.texts("language"):
        if value.strip() and not is_language(value):
            near = suggest_language(value) or "two letters, such as en, es or ko"
            yield CODE.about(place, value=value, near=near).with_fix(_fix(card, place, value))


def _fix(card: Card, place: Place, value: str) -> Edit | None:
    """Return an edit to the codes that are meant; several can only replace a whole field."""
    codes = (suggest_language(value) or "").strip("[]").replace('"', "").split(", ")
    if len(codes) == 1:
        return card.doc.edit_at(place, codes[0])
    return card.doc.edit(codes, "language") if place == card.doc.at("language") else None


def country_codes(card: Card) -> Iterator[Problem]:
    """Yield each code of a country that is another language's code."""
    for value, place in card.texts("language"):
        if value in _MISTAKEN:
            yield COUNTRY.about(place, value=value, near=_MISTAKEN[value])


def malformed_tags(card: Card) -> Iterator[Problem]:
    """Yield each language tag that does not have the form of BCP 47."""
    for value, place in card.texts("language_bcp47"):
        if not re.fullmatch(_BCP47, value):
            yield BCP47.about(place, value=value)


def suggest_language(value: str) -> str | None:
    """Return the code that is probably meant: `es` for `es-ES`, `Spanish`, `ES`.

    Several words are suggested as a list: `[en, ko]`.
    """
    word = normalized(value[:100]).strip().casefold()
    if named := _code_by_name(word):
        return named
    words = [word for word in re.split(r"[\s,;/&+]+", re.sub(_BESIDE, " ", word)) if word]
    if words and words != [word]:
        if len(words) == 1:
            return suggest_language(words[0])
        codes = [suggest_language(word) for word in words]
        return f"[{', '.join(code or '' for code in codes)}]" if all(codes) else None
    base = re.split("[-_]", word)[0]
    return base if is_language(base) else None


def _code_by_name(word: str) -> str | None:
    others = CODES_BY_NAME | _CODES_BY_COUNTRY | _WITHDRAWN
    code = others.get(word) or languages_by_name().get(word)
    # PyYAML reads it as False unless it is in quotes.
    return '"no"' if code == "no" else code
