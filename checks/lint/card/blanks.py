"""Keys with nothing after them, where the Hub takes no blank."""

from __future__ import annotations

from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.messages import Message, Place, Problem

LICENSE = Message(
    "CARD-LICENSE-BLANK",
    en="The licence is not chosen yet, and the Hub would refuse the card.",
    ko="라이선스를 아직 정하지 않아 Hub가 카드를 거부합니다.",
    hint_en="Choose one on https://choosealicense.com and write its id, as in `license: mit`.",
    hint_ko="https://choosealicense.com 에서 하나를 골라 `license: mit`처럼 id를 쓰세요.",
)
LANGUAGE = Message(
    "CARD-LANGUAGE-BLANK",
    en="The language is blank, and the Hub would refuse the card.",
    ko="언어가 비어 있어 Hub가 카드를 거부합니다.",
    hint_en="Write a code, as in `language: en`, or take the line out.",
    hint_ko="`language: ko`처럼 코드를 쓰거나 이 줄을 지우세요.",
)
ID = Message(
    "CARD-ID-BLANK",
    en="{key} is blank, and the Hub would refuse the card.",
    ko="{key}이(가) 비어 있어 Hub가 카드를 거부합니다.",
    hint_en="Write an id, as in `{key}: OWNER/NAME`, or take the line out.",
    hint_ko="`{key}: OWNER/NAME`처럼 id를 쓰거나 이 줄을 지우세요.",
)

# espnet_model_zoo#102: a key with nothing after it is refused.
_MESSAGES = {"license": LICENSE, "language": LANGUAGE, "datasets": ID, "base_model": ID}


def blank(card: Card) -> Iterator[Problem]:
    """What is named is not blank."""
    for key, message in _MESSAGES.items():
        for place in _blanks(card, key):
            yield message.about(place, key=key)


def _blanks(card: Card, key: str) -> Iterator[Place]:
    if key in card.fields and card.fields[key] is None:
        yield card.doc.at_key(key)
    for value, place in card.texts(key):
        if not value.strip():
            yield place
