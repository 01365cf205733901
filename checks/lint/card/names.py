"""Values of the card that must be one of the Hub's names, or have the form of one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import is_license_link, is_license_name
from checks.lint.card.context import Card
from checks.lint.suggest.closest import closest_match, plain, unambiguous_match
from checks.messages import Message, Phrase, Problem

LICENSE = Message(
    "CARD-LICENSE",
    "{value} is not the id of a licence on the Hub, which would refuse the card.",
    hint="Write an id such as {near}. "
    "All of them: https://huggingface.co/docs/hub/repositories-licenses",
)
LICENSE_OTHER = Message(
    "CARD-LICENSE-OTHER",
    "With `license: other` the card should have {key}, too.",
    hint="Add `license_name: my-licence` and `license_link: LICENSE`, with your own values.",
    severity="warning",
)
LICENSE_NAME = Message(
    "CARD-LICENSE-NAME",
    "license_name {value} has characters that the Hub does not take.",
    hint="Use small letters, digits, dots and hyphens only, as in `my-licence-1.0`.",
)
LICENSE_LINK = Message(
    "CARD-LICENSE-LINK",
    "license_link {value} is neither LICENSE, LICENSE.md nor an address.",
    hint="Write `license_link: LICENSE`, or the whole address beginning with https://.",
)
TASK = Message(
    "CARD-TASK",
    "{value} is not a task of the Hub, which ignores it.",
    hint="Write a task such as {near}. All of them: https://huggingface.co/tasks",
    severity="warning",
)
LIBRARY = Message(
    "CARD-LIBRARY",
    "The Hub does not know the library {value}.",
    hint="It knows {near} and others. A library of your own may stay, without a code example on "
    "the page.",
    severity="warning",
)
_NOISE = r"(?i:\b(?:the|gnu|licen[sc]ed?|version)\b)|[,()]"
_BEFORE_DIGIT = r"(?i:(?<=[a-z])[\s_-]*v?(?=\d))"
ANY_LICENSE = Phrase("any licence", "mit, apache-2.0, cc-by-4.0, or `other` for one of your own")
LICENSE_NAMES = {"public-domain": "cc0-1.0", "creative-commons": "cc-by-4.0"}
# `gpl` may be any of six; `gpl3` can be but one.
_TYPO_CUTOFF = 0.8
_LIBRARY_NAMES = {"scikit-learn": "sklearn", "joblib": "sklearn", "skops": "sklearn"}
_LIBRARY_NAMES |= {"hf-transformers": "transformers", "huggingface": "transformers"}
# What else a task is called, in `transformers.pipeline` and by people.
TASK_NAMES = {
    "asr": "automatic-speech-recognition",
    "causal-lm": "text-generation",
    "chat": "text-generation",
    "chatbot": "text-generation",
    "conversational": "text-generation",
    "embedding": "feature-extraction",
    "embeddings": "feature-extraction",
    "forecasting": "time-series-forecasting",
    "image-captioning": "image-to-text",
    "llm": "text-generation",
    "machine-translation": "translation",
    "named-entity-recognition": "token-classification",
    "masked-lm": "fill-mask",
    "ner": "token-classification",
    "ocr": "image-to-text",
    "pos-tagging": "token-classification",
    "qa": "question-answering",
    "rl": "reinforcement-learning",
    "sentiment": "text-classification",
    "sentiment-analysis": "text-classification",
    "speech-recognition": "automatic-speech-recognition",
    "speech-to-text": "automatic-speech-recognition",
    "stt": "automatic-speech-recognition",
    "text2text-generation": "text-generation",
    "time-series": "time-series-forecasting",
    "tts": "text-to-speech",
    "vqa": "visual-question-answering",
}
_MAX_TASKS = 5


def unknown_license(card: Card) -> Iterator[Problem]:
    """Yield each licence that is not one of the Hub's ids."""
    known = vocabulary.licenses()
    for value, place in card.texts("license"):
        if value.strip() and value not in known:
            meant = unambiguous_match(_tidy(value), known, _TYPO_CUTOFF)
            several = [] if meant else _several_licences(value, known)
            near = f"[{', '.join(several)}]" if several else meant or _near_licence(value, known)
            alone = several if place == card.doc.at("license") else ""
            fix = card.doc.edit_at(place, meant or alone)
            yield LICENSE.about(place, value=value, near=near or ANY_LICENSE).with_fix(fix)


def _several_licences(value: str, known: Collection[str]) -> list[str]:
    """Return the ids in `mit, apache-2.0` or `MIT OR Apache-2.0`; none where one is not certain."""
    words = re.split(r"(?i)\s*[,;/|&+]\s*|\s+(?:or|and)\s+", value[:100].strip())
    meant = [unambiguous_match(_tidy(word), known, _TYPO_CUTOFF) for word in words]
    certain = [name for name in meant if name]
    return certain if 1 < len(certain) == len(words) else []


def _near_licence(value: str, known: Collection[str]) -> str | None:
    """Return the newest version of a licence named without one, or the closest match."""
    if named := LICENSE_NAMES.get(plain(_tidy(value))):
        return named
    if "://" in value:
        value = value[:100].rstrip("/").rpartition("/")[2]
    for written in (value[:100], _tidy(value)):
        word = re.escape(plain(written).strip("-"))
        if versions := [name for name in known if re.fullmatch(rf"{word}-?\d[\d.]*", name)]:
            return max(versions)
        if longer := [name for name in known if re.match(f"{word}-", name)]:
            return longer[0]
    return closest_match(_tidy(value), known)


def _tidy(value: str) -> str:
    """Return `MIT License`, `GPLv3` and `apache2` more as the Hub writes them."""
    return re.sub("--+", "-", re.sub(_BEFORE_DIGIT, "-", re.sub(_NOISE, "", value[:100])))


def incomplete_license(card: Card) -> Iterator[Problem]:
    """Yield that a licence of one's own has no name, or no link."""
    if _is_own(card):
        for key in ("license_name", "license_link"):
            if card.fields.get(key) is None:
                yield LICENSE_OTHER.about(card.doc.at("license"), key=key)


def _is_own(card: Card) -> bool:
    return "other" in card.all_texts("license")


def malformed_license_fields(card: Card) -> Iterator[Problem]:
    """Yield a licence's own name or link that the Hub does not take."""
    for key, is_valid, message in (
        ("license_name", is_license_name, LICENSE_NAME),
        ("license_link", is_license_link, LICENSE_LINK),
    ):
        value = card.fields.get(key)
        if _is_own(card) and isinstance(value, str) and not is_valid(value):
            yield message.about(card.doc.at(key), value=value)


def unknown_task(card: Card) -> Iterator[Problem]:
    """Yield a task that is not one of the Hub's."""
    value, known = card.text("pipeline_tag"), vocabulary.tasks()
    if value is not None and value not in known:
        meant = TASK_NAMES.get(plain(value[:100])) or unambiguous_match(value, known)
        near = meant or _near_tasks(value, known) or "text-classification, tabular-classification"
        fix = card.doc.edit(meant or "", "pipeline_tag")
        yield TASK.about(card.doc.at("pipeline_tag"), value=value, near=near).with_fix(fix)


def _near_tasks(value: str, known: Sequence[str]) -> str | None:
    """Return the tasks that end or begin like this, as `classification`; or the closest match."""
    *_, ending = words = re.split("[-_ ]", value[:100].casefold().strip())
    alike = [task for task in known if re.fullmatch(rf"\w+-{re.escape(ending)}", task)]
    alike = alike or [task for task in known if words == [ending] == task.split("-")[:1]]
    alike.sort(key=lambda task: not task.startswith(("text-", "tabular-", "image-")))
    return ", ".join(alike[:_MAX_TASKS]) or closest_match(value, known, 0.75)


def unknown_library(card: Card) -> Iterator[Problem]:
    """Yield a library that the Hub does not know."""
    value, known = card.text("library_name"), vocabulary.libraries()
    if value is not None and value not in known:
        meant = _LIBRARY_NAMES.get(plain(value[:100])) or unambiguous_match(value, known)
        near = meant or "sklearn, keras, transformers"
        fix = card.doc.edit(meant or "", "library_name")
        yield LIBRARY.about(card.doc.at("library_name"), value=value, near=near).with_fix(fix)
