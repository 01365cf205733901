"""What is passed around is data that nobody can change on the way."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import checks.challenges
import checks.grading
import checks.hub
from checks.submission import Submission

CHANGING = {"Gatherer", "Journal", "_Round"}
"""Objects at work: one that asks for a class, and one round of its questions."""


def dataclasses_in(package: ModuleType) -> Iterator[type]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for item in vars(importlib.import_module(found.name)).values():
            if isinstance(item, type) and dataclasses.is_dataclass(item):
                yield item


def test_records_are_frozen_and_take_no_other_field() -> None:
    records = {
        record
        for package in (checks.grading, checks.challenges, checks.hub)
        for record in dataclasses_in(package)
        if record.__module__.startswith(package.__name__)
        # A submission remembers what it has looked at, as `cached_property` does.
        and not issubclass(record, Submission)
    }
    assert len(records) > 20
    for record in records:
        frozen = record.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert frozen is (record.__name__ not in CHANGING), record
        assert not frozen or "__slots__" in vars(record), record
