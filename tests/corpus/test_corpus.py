"""Each case fails with its one code at its place, and its fixed twin passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.commands.explain import sources
from checks.lint.card.linter import lint_card
from checks.lint.example import Example, linted
from checks.lint.fix import fix
from checks.messages import render
from tests.corpus import cases
from tests.paths import ROOT

ALL = cases.cases()
LINTED = set(filter(sources.is_linted, sources.messages()))


def uses_lfs(case: Example) -> bool:
    return any(step.startswith("git lfs ") for step in (*case.steps, *case.fix_steps))


each_case = pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            case,
            id=f"{case.code}-{path.stem}",
            marks=[pytest.mark.git_lfs] if uses_lfs(case) else [],
        )
        for path, case in ALL
    ],
)


@each_case
def test_a_broken_case_fails_with_its_one_code_at_its_place(
    example: Example, tmp_path: Path
) -> None:
    folder = cases.lay_out(example, example.broken, tmp_path)
    problems = cases.lint(example, folder)
    assert list(cases.places(problems)) == [f"{example.at} {example.code}"], [
        render(problem, "en") for problem in problems
    ]


@each_case
def test_its_fixed_twin_passes(example: Example, tmp_path: Path) -> None:
    folder = cases.lay_out(example, example.fixed, tmp_path)
    cases.run_steps(example.fix_steps, folder)
    assert [render(problem, "en") for problem in cases.lint(example, folder)] == []


@each_case
def test_a_case_is_about_something_that_lint_can_say(example: Example) -> None:
    assert example.code in LINTED


def test_everything_that_lint_can_say_has_a_case_that_explains_it() -> None:
    shown = {case.code for path, case in ALL if path.parent == cases.FOLDER}
    assert sorted(LINTED - shown - cases.WITHOUT_FILES.keys()) == []


@pytest.mark.parametrize("code", cases.WITHOUT_FILES)
def test_what_no_files_can_bring_about_is_tested_elsewhere(code: str) -> None:
    assert code in LINTED
    assert code in (ROOT / cases.WITHOUT_FILES[code]).read_text("utf-8")


@pytest.mark.parametrize("path", cases.CARDS, ids=[path.parent.name for path in cases.CARDS])
def test_a_card_in_order_passes_without_a_word(path: Path) -> None:
    assert [render(problem, "en") for problem in lint_card(path, "README.md")] == []


@each_case
def test_what_can_be_fixed_becomes_the_fixed_twin(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte; and what cannot be fixed stays as it is."""
    folder = cases.lay_out(example, example.broken, tmp_path / "fixed")
    monkeypatch.chdir(folder)
    certain = [p for p in cases.lint(example, folder) if p.fix]
    done = fix(example.linter, Path(linted(example)))
    assert done.problems == []
    if certain and not example.steps:
        twin = cases.lay_out(example, example.fixed, tmp_path / "twin")
        assert cases.contents(folder) == cases.contents(twin)
    elif not any("\r\n" in text for text in done.before.values()):
        assert bool(certain) == bool(done.after or done.restaged)
    again = fix(example.linter, Path(linted(example)))
    assert (again.after, again.restaged) == ({}, [])
