"""Formats that are told by their first bytes, and which of them a name stands for."""

from __future__ import annotations

from checks.hubspec.formats import MODEL_SUFFIXES, suffix

HDF5 = b"\x89HDF\r\n\x1a\n"
NUMPY = b"\x93NUMPY"
_STARTS = {
    b"GGUF": "gguf",
    b"FUGG": "gguf",
    b"lmgg": "ggml",
    b"tjgg": "ggml",
    b"CBM1": "catboost",
    b"{L": "xgboost",
    b"\xba\x16\x4f\x2f": "fasttext",
    b"SQLite format 3\0": "sqlite",
    b"\x7fELF": "elf",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"ARROW1": "arrow",
    b"PAR1": "parquet",
}
# At an offset, and in formats whose first bytes are the same in other files: by the name, too.
_ELSEWHERE = {
    (4, b"TFL3"): "tflite",
    (4, b"PTE1"): "executorch",
    (257, b"ustar"): "tar",
}
_NAMED = {
    ".onnx": ("onnx", b"\x08"),
    ".pb": ("protobuf", b"\x08"),
    ".mlmodel": ("coreml", b"\x08"),
    ".tflite": ("tflite", b"TFL3"),
    ".bson": ("bson", b""),
}
_PICKLED = frozenset(("pickle", "zip", "torch", "npz", "keras", "skops", "numpy", "hdf5", "text"))
_ZIPS = frozenset(("zip", "torch", "npz", "keras", "skops"))
FITTING: dict[str, frozenset[str]] = {
    **dict.fromkeys((".dill", ".joblib", ".pickle", ".pkl"), _PICKLED),
    **dict.fromkeys((".h5", ".hdf5"), frozenset(("hdf5",))),
    ".gguf": frozenset(("gguf",)),
    ".keras": _ZIPS | {"hdf5"},
    ".npz": _ZIPS | {"numpy"},
    ".safetensors": frozenset(("safetensors",)),
    ".skops": _ZIPS,
}
"""What a file with this suffix may be; of other suffixes nothing is certain."""
# Word vectors, protocol buffers and R's objects are saved as text, too.
_MAY_BE_TEXT = frozenset((".bin", ".pb", ".rds"))


def never_text(path: str) -> bool:
    """Return whether a path's format is never text, but for what `texts` knows as models."""
    return suffix(path) in MODEL_SUFFIXES - _MAY_BE_TEXT


def format_of(path: str, data: bytes) -> str | None:
    """Return the format of a file that begins so, where its first bytes tell it."""
    if any(data.startswith(HDF5, place) for place in (0, *(512 << power for power in range(13)))):
        return "hdf5"
    for start, name in _STARTS.items():
        if data.startswith(start):
            return name
    for (offset, start), name in _ELSEWHERE.items():
        if data.startswith(start, offset):
            return name
    named, begin = _NAMED.get(suffix(path), (None, b""))
    return named if named and data.startswith(begin) else None
