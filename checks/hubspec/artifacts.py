"""Which files a library needs to load a model: what challenge 4 asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SUFFIXES = (
    ".bin .ckpt .gguf .h5 .joblib .keras .msgpack .onnx .ot .pb .pickle .pkl .pt .pth .safetensors"
    " .skops .tflite .zip"
)
MODEL_SUFFIXES = frozenset(_SUFFIXES.split())

_WEIGHTS = r"(?:model|pytorch_model|tf_model|flax_model|adapter_model)[\w.-]*"
_PICKLED = r"[^/]+\.(?:joblib|pkl|pickle|skops)"
_KERAS = r"[^/]+\.(?:keras|h5)|(?:[^/]+/)*saved_model\.pb"

# A library's loader finds its files at the top of the repo, or not at all. For each library:
# all of these patterns have to match a path. Sources: the loaders' own file names, in
# transformers `utils/__init__.py`, peft `utils/constants.py`, diffusers `pipeline_utils.py`,
# the snippets of huggingface.js `packages/tasks/src/model-libraries-snippets.ts`.
NEEDS: dict[str, tuple[str, ...]] = {
    "sklearn": (_PICKLED,),
    "transformers": (r"config\.json", _WEIGHTS + r"\.(?:safetensors|bin|h5|msgpack)"),
    "peft": (r"adapter_config\.json", r"adapter_model\.(?:safetensors|bin)"),
    "diffusers": (r"model_index\.json|config\.json", r".+\.(?:safetensors|bin)"),
    "sentence-transformers": (r"modules\.json|config\.json", r"(?:.+/)?" + _WEIGHTS),
    "keras": (_KERAS,),
    "tf-keras": (_KERAS,),
    "spacy": (r"meta\.json", r"config\.cfg|[^/]+\.whl"),
    "stable-baselines3": (r"[^/]+\.zip",),
}


def is_model_file(path: str) -> bool:
    """Return whether a path is a model file, by its suffix."""
    stem, point, suffix = path.rpartition("/")[2].rpartition(".")
    return bool(stem) and point + suffix.lower() in MODEL_SUFFIXES


def needs(library: str | None) -> tuple[str, ...]:
    """Return patterns that must each match some path for `library` to load the repo."""
    return NEEDS.get(library or "", ())


def artifacts(library: str | None, paths: Iterable[str]) -> list[str]:
    """Return the model files that the library would load, best first; [] if one is missing."""
    found = list(paths)
    if not needs(library):
        at_top = [path for path in found if is_model_file(path) and _can_be_loaded(path)]
        return sorted(at_top)
    matches = [[path for path in found if re.fullmatch(need, path)] for need in needs(library)]
    if not all(matches):
        return []
    matching = {path for match in matches for path in match}
    return sorted(matching, key=lambda path: (not is_model_file(path), path))


def misplaced(paths: Iterable[str]) -> list[str]:
    """Return the model files in a folder, where most loaders do not look."""
    return sorted(path for path in paths if is_model_file(path) and "/" in path)


def _can_be_loaded(path: str) -> bool:
    return "/" not in path or path.endswith("saved_model.pb")
