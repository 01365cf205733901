"""The zip that a teacher uploads under “Configure Autograder” on Gradescope.

At its root are `setup.sh` and `run_autograder` (gradescope-autograders.readthedocs.io,
“Specifications”). The same grader, rubric and language give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

from checks.files import write_whole
from checks.messages import Lang

SETUP, PROGRAM = "setup.sh", "run_autograder"
NAME = "gradescope.zip"
_GRADER = "grader/checks/__init__.py"
_LANGUAGE = b'"$base" en\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can have
_UNIX = 3
_MODES = {SETUP: 0o100755, PROGRAM: 0o100755}
_MODE = 0o100644


def build(packed: Mapping[str, bytes], lang: Lang) -> Mapping[str, bytes]:
    """Return the bundle's files; what it says to students is in this language."""
    programs = {SETUP: _text("setup.sh"), PROGRAM: _text("run_autograder.sh")}
    programs[PROGRAM] = programs[PROGRAM].replace(_LANGUAGE, f'"$base" {lang}\n'.encode())
    return {**packed, **programs}


def in_the_way(out: Path) -> str | None:
    """Return what stands where the zip is to be, and is none of ours; None: nothing."""
    target = zip_path(out)
    if not target.exists() and not target.is_symlink():
        return None
    return None if _is_ours(target) else target.name


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Write the zip: to `out` where that is the name of one, else into the folder `out`."""
    target = zip_path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, zipped(files))


def zip_path(out: Path) -> Path:
    """Return the path of the zip that `out` names."""
    return out if out.suffix.lower() == ".zip" else out / NAME


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, in the order of their names, with no time of anything."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _MODES.get(name, _MODE) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, files[name])
    return stream.getvalue()


def _text(name: str) -> bytes:
    data = (resources("checks.hosts") / "gradescope" / name).read_bytes()
    return data.replace(b"\r\n", b"\n")


def _is_ours(path: Path) -> bool:
    """Return whether a file is a zip that was written here before."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with zipfile.ZipFile(path) as found:
            return {SETUP, PROGRAM, _GRADER} <= set(found.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
