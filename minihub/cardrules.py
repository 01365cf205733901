"""What the Hub refuses or remarks in a root README.md.

Words as `/api/validate-yaml` answers them; which fields there are: hub-docs, modelcard.md and
docs/hub/model-cards.md. That these are errors: huggingface_hub#3862, espnet_model_zoo#92 and
#102, skops#393. A field of a model's card is in cardfields.py where only its form counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import FORMS, REPO_IDS, is_license_link, is_license_name
from checks.hubspec.names import Kind, is_repo_id

from .cardfields import validate_fields
from .frontmatter import CardError, Json, read_card

_EMPTY = "empty or missing yaml metadata in repo card"
_LANGUAGE = (
    "is not valid. It must be an ISO 639-1, 639-2 or 639-3 code (two/three letters), or a special "
    'value like "code", "multilingual". If you want to use BCP-47 identifiers, you can specify '
    "them in language_bcp47."
)


@dataclass(frozen=True)
class Verdict:
    """A commit with errors is refused; warnings are for the reader."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def validate_card(card: str, kind: Kind) -> Verdict:
    """Judge a README.md. The text may be anything; nothing is raised."""
    try:
        metadata = read_card(card)
    except CardError as error:
        return Verdict(errors=(f"Invalid metadata in README.md: {error}",))
    if not metadata:
        return Verdict(warnings=(_EMPTY,))
    if kind == "space":
        return Verdict()
    errors = _licence(metadata) + _languages(metadata)
    if kind == "model":
        errors += _repo_ids(metadata) + validate_fields(metadata)
    return Verdict(tuple(errors), tuple(_task(metadata, kind)))


def _licence(metadata: dict[str, Json]) -> list[str]:
    known = vocabulary.licenses()
    errors = [
        f'"{label}" must be one of [{", ".join(known)}]'
        for label, value in _values(metadata, "license")
        if value not in known
    ]
    if any(value == "other" for _, value in _values(metadata, "license")):
        errors += _own_licence(metadata)
    return errors


def _own_licence(metadata: dict[str, Json]) -> list[str]:
    errors = []
    name, link = metadata.get("license_name"), metadata.get("license_link")
    if name is not None and not (isinstance(name, str) and is_license_name(name)):
        errors.append('"license_name" must match the pattern /^[a-z0-9-.]+$/')
    if link is not None and not (isinstance(link, str) and is_license_link(link)):
        errors.append('"license_link" must be one of [LICENSE, LICENSE.md] or a valid uri')
    return errors


def _languages(metadata: dict[str, Json]) -> list[str]:
    known = vocabulary.languages()
    return [
        f'"{label}" with value "{_shown(value)}" {_LANGUAGE}'
        for label, value in _values(metadata, "language")
        if not (isinstance(value, str) and value in known)
    ]


def _repo_ids(metadata: dict[str, Json]) -> list[str]:
    return [
        f'"{label}" with value "{_shown(value)}" is not valid. '
        f"Use a {kind} id from https://hf.co/{kind}s."
        for key, kind in REPO_IDS.items()
        for label, value in _values(metadata, key)
        if not (is_repo_id(value) if isinstance(value, str) else FORMS[key] == "text")
    ]


def _task(metadata: dict[str, Json], kind: Kind) -> list[str]:
    task = metadata.get("pipeline_tag")
    if kind != "model" or task is None or task in vocabulary.tasks():
        return []
    return [f'The pipeline tag "{_shown(task)}" is not in the official list.']


def _values(metadata: dict[str, Json], key: str) -> list[tuple[str, Json]]:
    """Return the values of a key that takes one or many, each with its name in an error."""
    match metadata.get(key, []):
        case list(values):
            return [(f"{key}[{index}]", value) for index, value in enumerate(values)]
        case value:
            return [(key, value)]


def _shown(value: Json) -> str:
    return "" if value is None else str(value)[:100]
