"""Tests that need a program of the system."""

import os
import shutil

import pytest


def needs_program(*names: str) -> str:
    """The first of these programs that is there.

    Skip without any on a laptop; in CI, where it has to be there, fail.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    wanted = " or ".join(names)
    if os.environ.get("CI") == "true":
        pytest.fail(f"{wanted} is not installed, and CI must not skip what needs it")
    pytest.skip(f"needs {wanted}")
