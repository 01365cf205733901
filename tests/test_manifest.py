"""checks/manifest.json is that of this checkout."""

from __future__ import annotations

from checks.grading.seen.manifest import PATH, listed_in
from tests import manifest
from tests.needs import needs_program
from tests.paths import ROOT


def test_the_manifest_is_up_to_date() -> None:
    needs_program("git")
    assert (ROOT / PATH).read_text("utf-8") == manifest.text(), "run `make manifest`"


def test_it_has_what_decides_a_grade_and_nothing_else() -> None:
    listed = listed_in((ROOT / PATH).read_bytes())
    assert listed is not None
    for path in ("checks/grading/judge.py", ".github/workflows/classroom.yml", "Makefile"):
        assert path in listed
    for path in (PATH, "rubric.yaml", "answers.yaml", "README.md", "checks/handout/lab.md.jinja"):
        assert path not in listed
    assert not [path for path in listed if path.startswith(("tests/", "minihub/", "docs/"))]
