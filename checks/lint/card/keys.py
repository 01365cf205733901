"""Keys the Hub does not know, and keys a card should have."""

from __future__ import annotations

from collections.abc import Iterator

from checks.lint import vocabulary
from checks.lint.card.context import Card
from checks.lint.card.forms import FORMS
from checks.lint.near import nearest, plain
from checks.messages import Message, Problem

UNKNOWN = Message(
    "CARD-KEY",
    en="The Hub does not read the key {key}; it is much like {near}.",
    ko="Hub는 {key} 키를 읽지 않습니다. {near}과(와) 비슷합니다.",
    hint_en="If you meant `{near}`, correct it; a key of your own may stay.",
    hint_ko="`{near}`을(를) 뜻했다면 고치세요. 직접 만든 키라면 그대로 두어도 됩니다.",
    severity="warning",
)
NO_LICENSE = Message(
    "CARD-NO-LICENSE",
    en="The card names no licence, so nobody may use the model.",
    ko="모델 카드에 라이선스가 없어 아무도 이 모델을 쓸 수 없습니다.",
    hint_en="Add a line such as `license: mit`.",
    hint_ko="`license: mit` 같은 줄을 추가하세요.",
    severity="warning",
)
NO_TASK = Message(
    "CARD-NO-TASK",
    en="The card names no task, so nobody who filters by task finds the model.",
    ko="모델 카드에 태스크가 없어 태스크로 검색하는 사람이 이 모델을 찾을 수 없습니다.",
    hint_en="Add a line such as `pipeline_tag: text-classification`.",
    hint_ko="`pipeline_tag: text-classification` 같은 줄을 추가하세요.",
    severity="warning",
)
NO_LIBRARY = Message(
    "CARD-NO-LIBRARY",
    en="The card names no library, so the Hub cannot show how to load the model.",
    ko="모델 카드에 라이브러리가 없어 Hub가 모델을 불러오는 방법을 보여 줄 수 없습니다.",
    hint_en="Add a line such as `library_name: sklearn`.",
    hint_ko="`library_name: sklearn` 같은 줄을 추가하세요.",
    severity="warning",
)
NO_LANGUAGE = Message(
    "CARD-NO-LANGUAGE",
    en="The card names no language, so nobody who filters by language finds the model.",
    ko="모델 카드에 언어가 없어 언어로 검색하는 사람이 이 모델을 찾을 수 없습니다.",
    hint_en="Add a line such as `language: en` or `language: ko`.",
    hint_ko="`language: en`이나 `language: ko` 같은 줄을 추가하세요.",
    severity="warning",
)

# Close enough to be a slip of the pen, far enough to leave `model_name` or `models` alone.
_SLIP = 0.8


def unknown_key(card: Card) -> Iterator[Problem]:
    """No key is one letter off a key that the Hub reads."""
    for key in card.fields:
        if key in FORMS or key.startswith("extra_gated_"):
            continue
        near = nearest(key, FORMS, _SLIP) or _beginning(key)
        if near:
            yield UNKNOWN.about(card.doc.at_key(key), key=key, near=near)


def _beginning(key: str) -> str | None:
    known = [name for name in ("library_name", "pipeline_tag") if name.split("_")[0] == plain(key)]
    return known[0] if known else None


def missing_key(card: Card) -> Iterator[Problem]:
    """The card says its licence, task, library and language, in a field or in a tag."""
    tags = card.all_texts("tags")
    said = {
        NO_LICENSE: "license" in card.fields,
        NO_TASK: "pipeline_tag" in card.fields or not set(tags).isdisjoint(vocabulary.tasks()),
        NO_LIBRARY: "library_name" in card.fields
        or not set(tags).isdisjoint(vocabulary.libraries()),
        NO_LANGUAGE: "language" in card.fields or any(map(vocabulary.is_language, tags)),
    }
    for message, is_said in said.items():
        if not is_said:
            yield message.about(card.doc.at())
