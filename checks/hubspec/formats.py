"""What a file is for, as far as its name tells: a model, code, words, data."""

from __future__ import annotations

import re

_MODELS = (
    ".bin .caffemodel .cbm .ckpt .dill .engine .ftz .ggml .gguf .h5 .hdf5 .jld2 .joblib .keras"
    " .litertlm .mar .mlmodel .mpk .msgpack .mxq .nemo .npz .onnx .onnx_data .ot .pb .pdiparams"
    " .pdparams .pickle .pkl .pt .pt2 .pte .pth .ptl .rds .rkllm .safetensors .sav .sentis .skops"
    " .tflite .trt .ubj .whl .zip"
)
MODEL_SUFFIXES = frozenset(_MODELS.split())
"""Formats of models that are never text."""
PICKLES = frozenset((".bin", ".ckpt", ".dill", ".joblib", ".pickle", ".pkl", ".pt", ".pth", ".sav"))
"""Formats that are pickles, or may hold some: loading one may run what it says."""
_COMPRESSED = frozenset((".bz2", ".gz", ".lz4", ".lzma", ".xz", ".z", ".zst"))

_CODE = (
    ".bat .c .cc .cmake .cpp .cs .css .cu .cuh .go .gradle .h .hpp .htm .html .ipynb .java .jl .js"
    " .jsx .kt .lua .mjs .php .pl .ps1 .py .pyc .pyi .pyx .qmd .r .rb .rmd .rs .scala .scss .sh"
    " .sql .swift .ts .tsx .vue"
)
_WORDS = (
    ".bib .cff .cfg .conf .diff .doc .docx .env .err .in .ini .json .lock .log .markdown .md .odt"
    " .out .patch .pdf .po .ppt .pptx .rst .rtf .tex .toml .txt .xml .yaml .yml"
)
_MEDIA = (
    ".aac .avi .avif .bmp .eot .flac .gif .heic .ico .jpeg .jpg .m4a .mkv .mov .mp3 .mp4 .ogg .opus"
    " .otf .png .svg .tif .tiff .ttf .wav .webm .webp .woff .woff2"
)
_DATA = ".arrow .csv .feather .geojson .jsonl .ndjson .ods .orc .parquet .tfrecord .tsv .xls .xlsx"
_OTHERS = frozenset(f"{_CODE} {_WORDS} {_MEDIA} {_DATA}".split())
# Names without a suffix.
_NAMED = (
    "authors changelog codeowners containerfile contributing copying dockerfile gemfile jenkinsfile"
    " justfile licence license maintainers makefile notice pipfile procfile readme requirements"
    " snakefile thanks todo version"
)
_OTHER_NAMES = frozenset(_NAMED.split())
# What a training leaves beside the model: transformers, `trainer.py`; accelerate; TensorBoard.
_LEFT_BY_TRAINING = re.compile(
    r"training_args\.bin|optimizer(?:[\w-]*)\.(?:bin|pt)|scheduler\.(?:bin|pt)|scaler\.pt"
    r"|rng_state\w*\.pth|random_states_\d+\.pkl|.*tfevents.*"
)


def suffix(path: str) -> str:
    """Return a name's last suffix in lower case; of `m.joblib.gz`, the one before `.gz`."""
    stem, ending = _split(path)
    return (_split(stem)[1] or ending) if ending in _COMPRESSED else ending


def _split(path: str) -> tuple[str, str]:
    stem, point, ending = path.rpartition("/")[2].rpartition(".")
    return (stem, point + ending.lower()) if stem else (point + ending, "")


def is_model_file(path: str) -> bool:
    """Return whether a path is a model in a format that is never text, by its suffix."""
    return suffix(path) in MODEL_SUFFIXES and not _is_left_by_training(path)


def is_opaque(path: str) -> bool:
    """Return whether a path is no card, rules, code, words, pictures, sounds or table.

    Whatever else there is may be a model: there are more formats than anybody can list.
    """
    name = path.rpartition("/")[2]
    if any(part.startswith(".") for part in path.split("/")) or _is_left_by_training(path):
        return False
    ending = _split(path)[1]
    return name.casefold() not in _OTHER_NAMES if not ending else suffix(path) not in _OTHERS


def _is_left_by_training(path: str) -> bool:
    return _LEFT_BY_TRAINING.fullmatch(path.rpartition("/")[2]) is not None
