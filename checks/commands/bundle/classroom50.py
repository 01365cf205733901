"""The folder `CLASSROOM/autograders/SLUG` of a teacher's classroom50 repository.

The host fetches it for each submission as a tar.gz of at most 10 MiB and runs `autograder.py`
(foundation50/classroom50, `runner.py`, as read in November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files as resources

from checks.commands.bundle.folder import in_the_way as in_the_way
from checks.commands.bundle.folder import with_list
from checks.commands.bundle.folder import write as write
from checks.messages import Lang

PROGRAM = "autograder.py"


def build(packed: Mapping[str, bytes], lang: Lang) -> Mapping[str, bytes]:
    """Return the bundle's files; what it says to students is in this language."""
    text = (resources("checks.hosts") / "classroom50" / PROGRAM).read_text("utf-8")
    program = text.replace('LANG = "en"', f'LANG = "{lang}"').encode()
    return with_list({**packed, PROGRAM: program})
