"""What the Hub refuses or remarks in a root README.md, in the words of `/api/validate-yaml`.

Which fields there are, and what each takes: `checks/hubspec/card_fields.py`. That these are errors:
huggingface_hub#3862, espnet_model_zoo#92 and #102, skops#393.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.hubspec import vocabulary
from checks.hubspec.card_fields import (
    FIELD_TYPES,
    RELATIONS,
    REPO_IDS,
    FieldType,
    is_license_link,
    is_license_name,
    type_errors,
)
from checks.hubspec.model_index import Fault, Path, index_faults
from checks.hubspec.names import Kind, is_repo_id

from .frontmatter import CardError, Json, read_card

_EMPTY = "empty or missing yaml metadata in repo card"
_LANGUAGE = (
    "is not valid. It must be an ISO 639-1, 639-2 or 639-3 code (two/three letters), or a special "
    'value like "code", "multilingual". If you want to use BCP-47 identifiers, you can specify '
    "them in language_bcp47."
)
# Fields whose rule about their values says what is wrong with the form, too.
_RULED = ("license", "language", "datasets", "base_model")
# By form, for a value and for an item of a list.
_MUST_BE: dict[FieldType, tuple[str, str]] = {
    "text": ("must be a string", ""),
    "texts": ("must be an array", "must be a string"),
    "text or texts": ("must be one of [string, array]", "must be a string"),
    "mappings": ("must be an array", "must be of type object"),
    "flag or mapping": ("must be one of [boolean, object]", ""),
    "number or mapping": ("must be one of [number, object]", ""),
}
_FAULTS: dict[Fault, str] = {
    "required": "is required",
    "string": "must be a string",
    "array": "must be an array",
    "object": "must be of type object",
}


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
    rules = [_license, _own_license, _languages]
    if kind == "model":
        rules += [_repo_ids, _forms, _relation, _index]
    errors = tuple(error for rule in rules for error in rule(metadata))
    return Verdict(errors, tuple(_task(metadata)) if kind == "model" else ())


def _license(metadata: dict[str, Json]) -> Iterator[str]:
    known = vocabulary.licenses()
    for label, value in _values(metadata, "license"):
        if value not in known:
            yield f'"{label}" must be one of [{", ".join(known)}]'


def _own_license(metadata: dict[str, Json]) -> Iterator[str]:
    if all(value != "other" for _, value in _values(metadata, "license")):
        return
    name, link = metadata.get("license_name"), metadata.get("license_link")
    if name is not None and not (isinstance(name, str) and is_license_name(name)):
        yield '"license_name" must match the pattern /^[a-z0-9-.]+$/'
    if link is not None and not (isinstance(link, str) and is_license_link(link)):
        yield '"license_link" must be one of [LICENSE, LICENSE.md] or a valid uri'


def _languages(metadata: dict[str, Json]) -> Iterator[str]:
    for label, value in _values(metadata, "language"):
        if not (isinstance(value, str) and vocabulary.is_language(value)):
            yield f'"{label}" with value "{_shortened(value)}" {_LANGUAGE}'


def _repo_ids(metadata: dict[str, Json]) -> Iterator[str]:
    for key, kind in REPO_IDS.items():
        for label, value in _values(metadata, key):
            if not (is_repo_id(value) if isinstance(value, str) else FIELD_TYPES[key] == "text"):
                yield (
                    f'"{label}" with value "{_shortened(value)}" is not valid. '
                    f"Use a {kind} id from https://hf.co/{kind}s."
                )


def _forms(metadata: dict[str, Json]) -> Iterator[str]:
    """Yield errors of form. A field with nothing after it is no field yet."""
    for key, value in metadata.items():
        form = FIELD_TYPES.get(key)
        if form and key not in _RULED and value is not None:
            for path in type_errors(form, value):
                yield f'"{_label(key, path)}" {_MUST_BE[form][bool(path)]}'


def _relation(metadata: dict[str, Json]) -> Iterator[str]:
    relation = metadata.get("base_model_relation")
    if isinstance(relation, str) and relation not in RELATIONS:
        yield f'"base_model_relation" must be one of [{", ".join(RELATIONS)}]'


def _index(metadata: dict[str, Json]) -> Iterator[str]:
    for path, fault in index_faults(metadata.get("model-index")):
        yield f'"{_label("model-index", path)}" {_FAULTS[fault]}'


def _task(metadata: dict[str, Json]) -> Iterator[str]:
    task = metadata.get("pipeline_tag")
    if task is not None and task not in vocabulary.tasks():
        yield f'The pipeline tag "{_shortened(task)}" is not in the official list.'


def _values(metadata: dict[str, Json], key: str) -> list[tuple[str, Json]]:
    """Return the values of a key that takes one or many, each with its name in an error."""
    match metadata.get(key, []):
        case list(values):
            return [(f"{key}[{index}]", value) for index, value in enumerate(values)]
        case value:
            return [(key, value)]


def _label(key: str, path: Path) -> str:
    """Return a path as the Hub writes it: `model-index[0].results[0].task`."""
    return key + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _shortened(value: Json) -> str:
    return "" if value is None else str(value)[:100]
