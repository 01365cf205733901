"""What the Hub derives from a repo's files: tags, task, library.

Order and kinds of tags as `GET /api/models/ID` shows them; the rules are in hub-docs,
docs/hub/model-cards.md, and in huggingface.js, packages/tasks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from checks.hubspec import vocabulary
from checks.hubspec.names import Kind

from .frontmatter import CardError, Json, read_card
from .gitrepo import Entry, GitRepo

_README_LIMIT = 1 << 20
_CONFIG_LIMIT = 1 << 18
#: File name endings that give a framework away, in the order of the tags.
FRAMEWORKS = {
    "pytorch": ("pytorch_model.bin", ".pt", ".pth"),
    "tf": ("tf_model.h5",),
    "jax": ("flax_model.msgpack",),
    "keras": (".keras", "keras_metadata.pb"),
    "tflite": (".tflite",),
    "rust": ("rust_model.ot",),
    "onnx": (".onnx",),
    "safetensors": (".safetensors",),
    "gguf": (".gguf",),
    "joblib": (".joblib",),
}
#: Keys of a dataset's card that become tags `key:value`.
_DATASET_KEYS = (
    "task_categories",
    "task_ids",
    "annotations_creators",
    "language_creators",
    "multilinguality",
    "source_datasets",
    "language",
    "size_categories",
)


@dataclass(frozen=True)
class Description:
    """A repo at one commit. `modified` in seconds since 1970, UTC."""

    commit: str
    modified: int
    files: tuple[Entry, ...]
    card: dict[str, Json] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    task: str | None = None
    library: str | None = None
    config: dict[str, Json] = field(default_factory=dict)

    @cached_property
    def tag_set(self) -> frozenset[str]:
        """The tags, to ask whether some are among them."""
        return frozenset(self.tags)


def describe(repo: GitRepo, commit: str, kind: Kind) -> Description:
    """Read a commit's card and config, and derive the rest."""
    files = tuple(repo.files(commit))
    modified = repo.commit(commit).commit_time
    card = _card(_text(repo, files, "README.md", _README_LIMIT))
    if kind == "model":
        config = _config(_text(repo, files, "config.json", _CONFIG_LIMIT))
        return _model(commit, modified, files, card, config)
    keys = _DATASET_KEYS if kind == "dataset" else ()
    tags = [f"{key}:{value}" for key in keys for value in _strings(card, key)]
    tags += [card["sdk"]] if kind == "space" and isinstance(card.get("sdk"), str) else []  # type: ignore[list-item]
    tags += [f"license:{value}" for value in _strings(card, "license")]
    tags += [*_strings(card, "tags"), "region:us"]
    return Description(commit, modified, files, card, _unique(tags))


def _model(
    commit: str,
    modified: int,
    files: tuple[Entry, ...],
    card: dict[str, Json],
    config: dict[str, Json],
) -> Description:
    frameworks = _frameworks(files)
    own = _strings(card, "tags")
    task = _first(_strings(card, "pipeline_tag")) or _first(
        [tag for tag in own if tag in vocabulary.tasks()]
    )
    library = _first(_strings(card, "library_name")) or _first(
        [tag for tag in own if tag in vocabulary.libraries()]
    )
    tags = [library, *frameworks, *_strings(config, "model_type"), task, *own]
    tags += _strings(card, "language")
    tags += [f"dataset:{value}" for value in _strings(card, "datasets")]
    tags += _base_models(card)
    tags += [f"license:{value}" for value in _strings(card, "license")]
    known = _unique([tag for tag in [*tags, "region:us"] if tag])
    return Description(commit, modified, files, card, known, task, library, config)


def _base_models(card: dict[str, Json]) -> list[str]:
    ids = _strings(card, "base_model")
    relation = _first(_strings(card, "base_model_relation")) or "finetune"
    plain = [f"base_model:{value}" for value in ids]
    return plain + [f"base_model:{relation}:{value}" for value in ids]


def _frameworks(files: tuple[Entry, ...]) -> list[str]:
    paths = [entry.path for entry in files]
    return [name for name, ends in FRAMEWORKS.items() if any(p.endswith(ends) for p in paths)]


def _text(repo: GitRepo, files: tuple[Entry, ...], path: str, limit: int) -> str:
    for entry in files:
        if entry.path == path and entry.pointer is None and entry.size <= limit:
            return repo.blob(entry.oid).decode("utf-8", "replace")
    return ""


def _card(text: str) -> dict[str, Json]:
    try:
        return read_card(text)
    except CardError:
        return {}


def _config(text: str) -> dict[str, Json]:
    try:
        config = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(config, dict):
        return {}
    found: dict[str, Json] = {}
    found |= {"architectures": list(_strings(config, "architectures"))}
    found |= {"model_type": _first(_strings(config, "model_type"))}
    return {key: value for key, value in found.items() if value}


def _strings(values: dict[str, Json], key: str) -> list[str]:
    """Return the strings of a key that takes one or many."""
    match values.get(key):
        case str(text) if text.isprintable():
            return [text] if text else []
        case list(items):
            return [item for item in items if isinstance(item, str) and item and item.isprintable()]
    return []


def _first(values: list[str]) -> str | None:
    return values[0] if values else None


def _unique(tags: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))
