"""A student installs little until challenge 4, and what trains a model only then."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.paths import ROOT

HEAVY = {"scikit-learn", "scipy", "numpy", "joblib", "cryptography", "pytest"}
MEGABYTES = 80
"""What a student's packages may take, without pip, and without what Python compiles of them."""


def pinned(extra: str) -> set[str]:
    """Return the packages of one of the lists, for any machine."""
    text = (ROOT / "requirements" / f"{extra}.txt").read_text("utf-8")
    return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


def size(name: str) -> int:
    """Return the bytes of an installed package; 0 for one of another system's."""
    try:
        files = distribution(name).files or []
    except ModuleNotFoundError:
        return 0
    paths = (Path(str(file.locate())) for file in files if file.suffix != ".pyc")
    return sum(path.stat().st_size for path in paths if path.is_file())


def test_what_is_heavy_is_not_in_a_students_list() -> None:
    assert pinned("student") & HEAVY == set()
    assert {"scikit-learn", "joblib"} <= pinned("demo")
    assert pinned("student") < pinned("test")


def test_a_students_packages_are_small() -> None:
    sizes = {name: size(name) for name in pinned("student")}
    assert sum(sizes.values()) < MEGABYTES * 1_000_000, sorted(sizes, key=sizes.__getitem__)[-5:]
    assert sum(size(name) for name in pinned("demo")) > MEGABYTES * 1_000_000


@pytest.mark.parametrize("name", ["ruff", "huggingface_hub"])
def test_sizes_are_measured(name: str) -> None:
    assert size(name) > 1_000_000
