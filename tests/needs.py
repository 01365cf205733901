"""Tests that need a program of the system."""

import os
import shutil

import pytest


def needs_program(*names: str) -> str:
    """Return the first of these programs that is there.

    Where there is none, skip the test on a laptop; fail in CI, where it has to be there.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    wanted = " or ".join(names)
    if os.environ.get("CI") == "true":
        pytest.fail(f"{wanted} is not installed, and CI must not skip what needs it")
    pytest.skip(f"needs {wanted}")
