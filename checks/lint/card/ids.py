"""Ids of the Hub in a card: data sets, models, buckets and metrics, by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.card.context import Card
from checks.lint.suggest.closest import certain_repo_id, is_repo_id, meant_repo_id
from checks.messages import Message, Problem

REPO_ID = Message(
    "CARD-ID",
    en="{key}: {value} is not a repo id, and the Hub would refuse the card.",
    ko="{key}: {value}은(는) 저장소 id가 아니어서 Hub가 카드를 거부합니다.",
    hint_en="Write {near}: the two parts at the end of the address, with one slash between.",
    hint_ko="{near} 형식으로 쓰세요. 주소 끝의 두 부분을 슬래시 하나로 이은 것입니다.",
)
RELATION = Message(
    "CARD-RELATION",
    en="{value} is not a relation to a base model, and the Hub would refuse the card.",
    ko="{value}은(는) 기반 모델과의 관계를 나타내는 값이 아니어서 Hub가 카드를 거부합니다.",
    hint_en="Write one of: {known}.",
    hint_ko="다음 중 하나를 쓰세요: {known}.",
)
NO_BASE = Message(
    "CARD-NO-BASE",
    en="The card says how the model relates to a base model, but not which one.",
    ko="기반 모델과의 관계는 있지만 어떤 기반 모델인지가 없습니다.",
    hint_en="Add a line such as `base_model: OWNER/NAME`.",
    hint_ko="`base_model: OWNER/NAME` 같은 줄을 추가하세요.",
    severity="warning",
)
SELF = Message(
    "CARD-SELF",
    en="{key} names this very repo, {value}.",
    ko="{key}에 이 저장소 자신({value})이 적혀 있습니다.",
    hint_en="Write the id of the other model, or take the line out.",
    hint_ko="다른 모델의 id를 쓰거나 이 줄을 지우세요.",
    severity="warning",
)
BUCKET = Message(
    "CARD-BUCKET",
    en="{value} is not the id of a bucket.",
    ko="{value}은(는) 버킷의 id가 아닙니다.",
    hint_en="Write OWNER/NAME, as at the end of its address.",
    hint_ko="주소 끝에 있는 대로 OWNER/NAME 형식으로 쓰세요.",
    severity="warning",
)
METRIC = Message(
    "CARD-METRIC",
    en="{value} does not have the form of a metric's id.",
    ko="{value}은(는) 메트릭 id의 형식이 아닙니다.",
    hint_en="Write {near}, without spaces. Metrics: https://huggingface.co/metrics",
    hint_ko="공백 없이 {near}처럼 쓰세요. 메트릭 목록: https://huggingface.co/metrics",
    severity="warning",
)

RELATIONS = ("adapter", "finetune", "merge", "quantized")
# `wer`, `cosine_accuracy@10`, `OWNER/NAME`.
_METRIC = r"(?a:[\w.@%+-]{1,96}(?:/[\w.@%+-]{1,96})?)"
_KEYS = ("datasets", "base_model", "new_version")


def ids_shape(card: Card) -> Iterator[Problem]:
    """Data sets and models are named by their ids."""
    for key in _KEYS:
        for value, place in card.texts(key):
            # A blank is told by a rule of its own, where the Hub refuses one.
            if not is_repo_id(value) and (value.strip() or key == "new_version"):
                fix = card.doc.edit_at(place, certain_repo_id(value) or "")
                problem = REPO_ID.about(place, key=key, value=value, near=meant_repo_id(value))
                yield problem.mended_by(fix)


def buckets_shape(card: Card) -> Iterator[Problem]:
    """Buckets are named by owner and name."""
    for value, place in card.texts("buckets"):
        if not (is_repo_id(value) and "/" in value):
            yield BUCKET.about(place, value=value)


def metrics_shape(card: Card) -> Iterator[Problem]:
    """Metrics are named by their ids."""
    for value, place in card.texts("metrics"):
        if not re.fullmatch(_METRIC, value):
            near = "_".join(re.findall(r"\w+", value[:100].casefold(), re.ASCII)) or "accuracy"
            yield METRIC.about(place, value=value, near=near.removesuffix("_score"))


def relation_known(card: Card) -> Iterator[Problem]:
    """The relation to the base model is one the Hub knows."""
    value = card.fields.get("base_model_relation")
    if isinstance(value, str) and value not in RELATIONS:
        place = card.doc.at("base_model_relation")
        yield RELATION.about(place, value=value, known=", ".join(RELATIONS))


def relation_has_base(card: Card) -> Iterator[Problem]:
    """A relation is one to a model."""
    if card.says("base_model_relation") and "base_model" not in card.fields:
        yield NO_BASE.about(card.doc.at_key("base_model_relation"))


def not_itself(card: Card) -> Iterator[Problem]:
    """Neither the newer version nor the base of a model is the model itself."""
    named = [(key, *found) for key in ("new_version", "base_model") for found in card.texts(key)]
    own = card.own_id() if named else None
    for key, value, place in named:
        if own is not None and value == own:
            yield SELF.about(place, key=key, value=value)
