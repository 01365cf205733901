"""Tests that need a program of the system."""

import os
import shutil

import pytest


def needs_program(name: str) -> None:
    """Skip without this program on a laptop; in CI, where it has to be there, fail."""
    if shutil.which(name):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed, and CI must not skip what needs it")
    pytest.skip(f"needs {name}")
