"""The languages of the card: ISO 639 codes, and what people write in their stead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.lint.vocabulary import is_language
from checks.messages import Message, Problem

BLANK = Message(
    "CARD-LANGUAGE-BLANK",
    en="The language is blank, and the Hub would refuse the card.",
    ko="언어가 비어 있어 Hub가 카드를 거부합니다.",
    hint_en="Write a code, as in `language: en`, or take the line out.",
    hint_ko="`language: ko`처럼 코드를 쓰거나 이 줄을 지우세요.",
)
CODE = Message(
    "CARD-LANGUAGE",
    en="{value} is not an ISO 639 language code, and the Hub would refuse the card.",
    ko="{value}은(는) ISO 639 언어 코드가 아니어서 Hub가 카드를 거부합니다.",
    hint_en="Write {near}. All codes: https://huggingface.co/languages",
    hint_ko="{near} 형식으로 쓰세요. 전체 코드: https://huggingface.co/languages",
)
COUNTRY = Message(
    "CARD-LANGUAGE-COUNTRY",
    en="{value} is the code of another language; a country was probably meant.",
    ko="{value}은(는) 다른 언어의 코드입니다. 나라 코드를 쓴 것 같습니다.",
    hint_en="The code of the language is {near}.",
    hint_ko="이 언어의 코드는 {near}입니다.",
    severity="warning",
)

# The names students write, in English and in the language itself.
CODES_BY_NAME = {
    "arabic": "ar",
    "bengali": "bn",
    "catalan": "ca",
    "català": "ca",
    "chinese": "zh",
    "mandarin": "zh",
    "中文": "zh",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "nederlands": "nl",
    "english": "en",
    "finnish": "fi",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "deutsch": "de",
    "greek": "el",
    "hebrew": "he",
    "hindi": "hi",
    "hungarian": "hu",
    "indonesian": "id",
    "italian": "it",
    "italiano": "it",
    "japanese": "ja",
    "日本語": "ja",
    "korean": "ko",
    "한국어": "ko",
    "multilingual": "multilingual",
    "norwegian": '"no"',
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "português": "pt",
    "romanian": "ro",
    "russian": "ru",
    "русский": "ru",
    "spanish": "es",
    "español": "es",
    "swahili": "sw",
    "swedish": "sv",
    "tamil": "ta",
    "thai": "th",
    "turkish": "tr",
    "ukrainian": "uk",
    "urdu": "ur",
    "vietnamese": "vi",
}
# Codes of countries that are no code of a language.
_CODES_BY_COUNTRY = {"cn": "zh", "cz": "cs", "dk": "da", "gb": "en", "jp": "ja", "ua": "uk"}
_CODES_BY_COUNTRY |= {"mx": "es", "us": "en", "tw": "zh"}
# And codes of countries that are another language's: `kr` is Kanuri.
_MISTAKEN = {"kr": "ko"}


def language_blank(card: Card) -> Iterator[Problem]:
    """A language that is named is not blank."""
    if card.is_blank("language"):
        yield BLANK.about(card.doc.at_key("language"))


def language_known(card: Card) -> Iterator[Problem]:
    """Each language is an ISO 639 code, or a name that the Hub takes beside them."""
    for value, place in card.texts("language"):
        if value and not is_language(value):
            near = meant_language(value) or "two letters, such as en, es or ko"
            yield CODE.about(place, value=value, near=near)


def language_not_country(card: Card) -> Iterator[Problem]:
    """No language is the code of a country whose language has another."""
    for value, place in card.texts("language"):
        if value in _MISTAKEN:
            yield COUNTRY.about(place, value=value, near=_MISTAKEN[value])


def meant_language(value: str) -> str | None:
    """The code that was probably meant: `es` for `es-ES`, `Spanish`, `ES`."""
    words = re.split(r"[\s,;/]+", value.strip().casefold())
    if len(words) > 1:
        codes = [meant_language(word) for word in words]
        return f"[{', '.join(code or '' for code in codes)}]" if all(codes) else None
    word = words[0]
    base = re.split("[-_]", word)[0]
    named = CODES_BY_NAME.get(word) or _CODES_BY_COUNTRY.get(word)
    return named or (base if is_language(base) else None)
