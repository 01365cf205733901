"""Which files of a repo hold a model: what challenge 4 asks for.

Nobody can list what every library saves. So what a library is known to save counts, and whatever
else is not known to be something other than a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from checks.hubspec import formats, vocabulary

_FILE = Path(__file__).with_name("library_files.json")
# A configuration alone is no model, though the Hub counts a download by it.
_CONFIGURATIONS = frozenset(
    ("adapter_config.json", "config.json", "config.yaml", "model_index.json", "tokenizer.json")
)
# A tokenizer, without which a model is of no use, and which is none.
_TOKENIZERS = frozenset(
    ("sentencepiece.bpe.model", "source.spm", "spiece.model", "target.spm", "tokenizer.model")
)
# Models that are text, by library: xgboost `Booster.save_model`, lightgbm `Booster.save_model`,
# catboost `save_model(format="json")`, gensim `save_word2vec_format`, prophet
# `serialize.model_to_json`, tensorflow.js `model.save`.
_TEXT_MODELS = {
    "xgboost": ".json",
    "lightgbm": ".txt",
    "catboost": ".json",
    "gensim": ".txt",
    "prophet": ".json",
    "tensorflowjs": ".json",
    "tensorflow.js": ".json",
    "tfjs": ".json",
}
_TEXTS = frozenset({".json", ".txt", ".xml"})
_NAMED_AS_MODEL = r"model|booster|xgb|lgb|lightgbm|catboost|weights|coef|classifier|regressor"
# Words of names that such texts have where they are none.
_WORDS = (
    "added args card class classes config constraints corpus data dataset dev eval examples history"
    " index info label labels licence license manifest merges metadata metrics note notes package"
    " params readme requirements result results samples schema settings special test tokenizer"
    " tokens train tsconfig valid validation vocab"
)
_OTHERWISE = frozenset(_WORDS.split())
# What a library surely cannot load. All others may: most load pickles of anything.
_NEVER_LOADS = {"sklearn": frozenset({".keras", ".gguf"})}


@cache
def library_files() -> Mapping[str, tuple[str, ...]]:
    """Return patterns of the files that the Hub knows a library's repos by, by library."""
    files: dict[str, str] = json.loads(_FILE.read_bytes())["files"]
    return {library.casefold(): tuple(patterns.split()) for library, patterns in files.items()}


@cache
def _known_to_hub() -> frozenset[str]:
    return frozenset(name.casefold() for name in vocabulary.libraries())


def model_files(library: str | None, sizes: Mapping[str, int]) -> list[str]:
    """Return the files that hold the model of a library, as far as that can be told by name.

    Args:
        library: what the card names, if anything.
        sizes: the repo's files, with their bytes. An empty file holds no model.

    Returns:
        Their paths; first those that may run something when they are loaded.
    """
    found = [path for path, size in sizes.items() if size and _holds_model(path, library)]
    return sorted(found, key=_rank)


def unloadable_files(library: str | None, sizes: Mapping[str, int]) -> list[str]:
    """Return the model files that this library surely cannot load."""
    return sorted(path for path, size in sizes.items() if size and _is_foreign(path, library))


def empty_files(sizes: Mapping[str, int]) -> list[str]:
    """Return the model files without a byte."""
    return sorted(p for p, size in sizes.items() if not size and formats.is_model_file(p))


def _rank(path: str) -> tuple[int, int, str]:
    suffix = formats.suffix(path)
    kind = 0 if suffix in formats.PICKLES else 1 if suffix in formats.MODEL_SUFFIXES else 2
    return kind, path.count("/"), path


def _holds_model(path: str, library: str | None) -> bool:
    if _is_known(path, library):
        return True
    if _is_foreign(path, library) or _is_tokenizer(path, library):
        return False
    return formats.is_opaque(path) or _is_text_model(path, library)


def _is_known(path: str, library: str | None) -> bool:
    """Return whether the Hub's own list has this file for this library."""
    name = path.rpartition("/")[2]
    if name in _CONFIGURATIONS:
        return False
    patterns = library_files().get((library or "").casefold(), ())
    return any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in patterns)


def _is_foreign(path: str, library: str | None) -> bool:
    return formats.suffix(path) in _NEVER_LOADS.get((library or "").casefold(), ())


def _is_tokenizer(path: str, library: str | None) -> bool:
    known = (library or "").casefold() in _known_to_hub()
    return known and path.rpartition("/")[2] in _TOKENIZERS


def _is_text_model(path: str, library: str | None) -> bool:
    """Return whether this is text, and a model all the same: such a library, or such a name."""
    suffix, named = formats.suffix(path), (library or "").casefold()
    stem = path.rpartition("/")[2].casefold().removesuffix(suffix)
    if suffix not in _TEXTS or not _OTHERWISE.isdisjoint(re.split("[^a-z]+", stem)):
        return False
    if suffix == _TEXT_MODELS.get(named):
        return True
    if named in _known_to_hub():
        # XGBoost and the like are used through scikit-learn, too.
        return named == "sklearn" and re.search(_NAMED_AS_MODEL, stem) is not None
    # What a library of one's own saves is nothing that the Hub could know.
    return (suffix == ".json" and bool(named)) or re.search(_NAMED_AS_MODEL, stem) is not None
