"""Evidence: what the Hub said about one submission, when, and at which commit.

A frozen record that can be written as JSON and read again, so that a grade can be repeated and
explained without asking the Hub. It holds the truth of some answers: it is never printed.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from typing import Any, cast

from checks.hub.facts import Fact, Found, Missing, NotGradableError, Reason, Unreachable
from checks.hub.reasons import reason_of

SCHEMA = "hub-tour/evidence/v1"


@dataclass(frozen=True, slots=True)
class ConfigFacts:
    """The keys of a model's config.json that challenge 1 asks for; None where it has none."""

    activation_function: str | None
    vocab_size: int | None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model as challenge 3 sees it: its task, and every language it is tagged with."""

    id: str
    task: str | None
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What a dataset's card says. `configurations` counts those it lists, 0 where it lists none."""

    id: str
    tasks: tuple[str, ...]
    languages: tuple[str, ...]
    configurations: int
    splits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepoFile:
    """A file of the live repo. `sha256` is that of the LFS object, None for plain git."""

    path: str
    size: int
    blob_id: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class RepoFacts:
    """The live model repo at one commit."""

    id: str
    commit: str
    tags: tuple[str, ...]
    task: str | None
    library: str | None
    files: tuple[RepoFile, ...]

    def file(self, path: str) -> RepoFile | None:
        return next((file for file in self.files if file.path == path), None)


@dataclass(frozen=True, slots=True)
class ArtifactFacts:
    """The first bytes of the model file, looked at and never loaded.

    `kind`: what the bytes look like: pointer (of git-lfs), page (HTML), other.
    `imports`: what a pickle would import that a model has no need of, as `module.name`.
    """

    path: str
    kind: str
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the Hub was asked about: a fact counts only while the answers still say the same."""

    config_model: str
    count_task: str
    count_language: str
    repo_id: str | None
    revision: str | None
    model_id: str | None
    dataset_id: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One submission's facts; None where there was nothing to ask (a blank answer, say).

    `gathered_at` is in UTC, as 2026-09-01T12:00:00Z; `requests` counts what was sent for it.
    """

    gathered_at: str
    facts_endpoint: str
    endpoint: str
    requests: int
    asked: Asked
    config: Fact[ConfigFacts] | None = None
    count: Fact[int] | None = None
    model: Fact[ModelFacts] | None = None
    repo: Fact[RepoFacts] | None = None
    card: Fact[str] | None = None
    artifact: Fact[ArtifactFacts] | None = None
    found: Fact[bool] | None = None
    dataset: Fact[DatasetFacts] | None = None


def value(fact: Fact[Any] | None) -> Any:
    """A fact's value. Raises `NotGradableError` where nobody could give it."""
    if isinstance(fact, Found):
        return fact.value
    raise NotGradableError(reason_of(fact))


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Evidence as JSON data; a fact is `{"found": …}`, `{"missing": …}` or `{"unreachable": …}`."""
    fields = {field.name: getattr(evidence, field.name) for field in dataclasses.fields(evidence)}
    return {"schema": SCHEMA} | {name: _fact_to_json(fact) for name, fact in fields.items()}


def _fact_to_json(fact: object) -> object:
    match fact:
        case Found(value=found):
            return {"found": _plain(found)}
        case Missing(reason=reason):
            return {"missing": reason}
        case Unreachable(reason=reason):
            return {"unreachable": reason}
        case _:
            return _plain(fact)


def _plain(record: Any) -> Any:
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return dataclasses.asdict(record)
    return record


def from_json(data: object) -> Evidence:
    """The other way round. Raises ValueError, naming the field, for anything else than Evidence."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(f'"schema" is not "{SCHEMA}"')
    return cast("Evidence", _build(Evidence, {k: v for k, v in data.items() if k != "schema"}, ""))


def loads(text: str) -> Evidence:
    """Evidence from JSON text. Raises ValueError."""
    try:
        return from_json(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _build(kind: Any, data: object, where: str) -> Any:
    """`data` as a value of the type `kind`, strictly."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and kind not in (Found, Missing, Unreachable):
        return _build_record(kind, data, where)
    if origin in (typing.Union, types.UnionType):
        return _build_choice(inner, data, where)
    if origin is tuple and isinstance(data, list):
        return tuple(_build(inner[0], item, f"{where}[{at}]") for at, item in enumerate(data))
    if (
        isinstance(kind, type)
        and isinstance(data, kind)
        and not (kind is int and isinstance(data, bool))
    ):
        return data
    raise ValueError(f"{where or 'the whole'} has the wrong type")


def _build_record(kind: Any, data: object, where: str) -> Any:
    hints = typing.get_type_hints(kind)
    if not isinstance(data, dict) or set(data) - set(hints):
        raise ValueError(f"{where or 'the whole'} is not what evidence holds there")
    dot = f"{where}." if where else ""
    try:
        return kind(**{key: _build(hints[key], item, dot + key) for key, item in data.items()})
    except TypeError:
        raise ValueError(f"{where or 'the whole'} lacks a field") from None


def _build_choice(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and type(None) in kinds:
        return None
    found = next((kind for kind in kinds if typing.get_origin(kind) is Found), None)
    if found is None:
        (kind,) = (kind for kind in kinds if kind is not type(None))
        return _build(kind, data, where)
    match data:
        case {"found": item} if len(data) == 1:
            return Found(_build(typing.get_args(found)[0], item, where))
        case {"missing": str(reason)} if reason in typing.get_args(Reason):
            return Missing(cast("Reason", reason))
        case {"unreachable": str(reason)}:
            return Unreachable(reason)
    raise ValueError(f"{where} is not a fact")
