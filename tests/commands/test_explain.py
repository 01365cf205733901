"""`tour explain`: every code and every check there is, in every language."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import checks
from checks.challenges import all_checks
from checks.commands.explain import FAILS, FINDS, PASSES, sources
from checks.commands.explain.page import TITLES, page
from checks.lint.example import FOLDER
from checks.messages import Message
from checks.translations import languages
from tests.commands.conftest import Tour
from tests.needs import needs_program
from tests.submissions import make_submission

ROOT = Path(checks.__file__).parents[1]
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
CHECKS = {check.id: check for check in all_checks()}
PLACE = re.compile(r"^    (checks/\S+\.py):(\d+) ([\w.]+)$", re.MULTILINE)


def real_messages() -> dict[str, Message]:
    """Every message that a module of the package holds, by its code."""
    found = {}
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        if module.name != "checks.__main__":
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Message):
                    found[value.code] = value
    return found


MESSAGES = real_messages()


def test_the_codes_that_are_read_from_the_source_are_those_there_are() -> None:
    assert sources.messages().keys() == MESSAGES.keys()
    assert sources.checks().keys() == CHECKS.keys()


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_code_is_explained(code: str, lang: str, tour: Tour) -> None:
    needs_program("git")
    done = tour("explain", code.lower(), "--lang", lang)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{code}: ")
    assert "{" not in done.out.splitlines()[2]
    # The hint, or how it ends where it is filled in with an example's words.
    assert MESSAGES[code].hint(lang).rpartition("}")[2] in done.out
    check_places(done.out)


def check_places(out: str) -> None:
    """Each function that is named is at the line that is named."""
    places = PLACE.findall(out)
    assert places
    for path, line, name in places:
        source = (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]
        assert re.match(rf"\s*def {name.rpartition('.')[2]}\(", source)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_is_shown_where_there_is_one(code: str, lang: str, tour: Tour) -> None:
    needs_program("git")
    out = tour("explain", code, "--lang", lang).out
    fails, passes = FAILS.text(lang), PASSES.text(lang)
    assert out.index(f"\n{fails}: ") < out.index(f"\n{passes}: ")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", CHECKS)
def test_every_check_is_explained(name: str, lang: str, tour: Tour) -> None:
    done = tour("explain", name.upper(), "--lang", lang)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{name}: {CHECKS[name].title_in(lang)}\n{CHECKS[name].points}")
    assert (str(CHECKS[name].needs) in done.out) == bool(CHECKS[name].needs)
    check_places(done.out)
    assert PLACE.findall(done.out)[-1][2] == CHECKS[name].function.__name__


def test_a_code_names_the_checks_that_find_it_and_a_check_its_codes(tour: Tour) -> None:
    assert "Checks that find this: c4.lfs\n" in tour("explain", "C4-PLAIN", "--lang", "en").out
    out = tour("explain", "c4.lfs", "--lang", "en").out
    assert re.findall(r"^    ([A-Z]\S+)  ", out, re.MULTILINE) == ["C4-PLAIN"]


def test_where_a_fix_is_certain_it_is_said(tour: Tour) -> None:
    said = "`tour lint --fix` makes this change."
    assert said in tour("explain", "CARD-LICENSE", "--lang", "en").out
    assert said not in tour("explain", "CARD-NO-TASK", "--lang", "en").out


@pytest.mark.parametrize(
    ("name", "meant"),
    [("card-licens", "CARD-LICENSE"), ("C4.LSF", "c4.lfs"), ("CARD_TASKS", "CARD-TASK")],
)
def test_of_an_unknown_one_the_nearest_is_named(name: str, meant: str, tour: Tour) -> None:
    done = tour("explain", name, "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"There is no code and no check {name}. Did you mean {meant}?\n"


def test_one_that_is_near_to_none_is_told_of_the_list(tour: Tour) -> None:
    done = tour("explain", "\x1b[1m", "--lang", "ko")
    assert done.code == 2
    assert "`tour explain`" in done.err
    assert "\x1b" not in done.err


def test_without_a_name_all_are_listed(tour: Tour) -> None:
    done = tour("explain")
    assert done.code == 0
    assert done.out.split() == sorted(CHECKS) + sorted(MESSAGES)
    assert max(map(len, done.out.splitlines())) < 100


def test_lint_takes_a_code_too(tour: Tour) -> None:
    asked = tour("lint", "--explain", "CARD-LICENSE", "--lang", "en")
    assert asked == tour("explain", "CARD-LICENSE", "--lang", "en")


def test_a_linters_code_is_explained_where_only_the_linters_are_installed() -> None:
    """The hooks for other repos install neither the client nor what grades."""
    program = (
        "import sys\n"
        "from checks.cli import main\n"
        "code = main(['explain', 'CARD-LICENSE', '--lang', 'en'])\n"
        "sys.exit(code or bool({'huggingface_hub', 'httpx2', 'jsonschema'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_has_every_code_once() -> None:
    needs_program("git")
    text = page()
    assert sorted(re.findall(r"^### (.+)$", text, re.MULTILINE)) == sorted(MESSAGES)
    assert sorted(re.findall(r"^## (.+)$", text, re.MULTILINE)) == sorted(TITLES.values())
    for path, line in re.findall(r"\]\(\.\./(\S+)#L(\d+)\)", text):
        assert "def " in (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]


# What one grading saw


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("lang", languages())
def test_a_report_tells_what_was_found_and_evidence_the_truth(
    tour: Tour, work: Path, lang: str
) -> None:
    make_submission(work, c1={"vocab_size": 3})
    assert tour("grade", "--save-evidence", "e.json").code == 1
    done = tour("explain", "C1.vocabulary", "--report", "report.json", "--lang", lang)
    assert done.code == 0, done.text
    assert "C1-VOCABULARY 3" in done.out
    assert "18432" not in done.out
    assert FINDS.text(lang) in done.out
    words = ["explain", "c1.vocabulary", "--report", "report.json", "--evidence", "e.json"]
    done = tour(*words, "--lang", lang)
    assert done.code == 0, done.text
    assert '{"vocab_size":18432}' in done.out
    done = tour("explain", "c5.widget", "--report", "report.json", "--evidence", "e.json")
    assert "c4.repo: " in done.out
    assert "c1.config" not in done.out


@pytest.mark.usefixtures("ada")
def test_what_is_no_report_or_not_its_evidence_is_refused(tour: Tour, work: Path) -> None:
    make_submission(work)
    tour("grade", "--save-evidence", "e.json", "--report", "r.json")
    report = json.loads((work / "r.json").read_text())
    for name, change in {
        "old.json": {"schema": "hub-tour/report/v1"},
        "bad.json": {"results": [{"id": 3}]},
        "then.json": {"gathered_at": "2026-01-01T00:00:00Z"},
        "less.json": {"results": []},
    }.items():
        (work / name).write_text(json.dumps(report | change))
    (work / "deep.json").write_text("[" * 100_000)
    for name, code in {
        "old.json": "REPORT", "bad.json": "REPORT", "deep.json": "REPORT", "e.json": "REPORT",
        "no.json": "REPORT", "less.json": "CHECK", "then.json": "EVIDENCE",
    }.items():  # fmt: skip
        done = tour("explain", "c1.vocabulary", "--report", name, "--evidence", "e.json")
        assert (done.code, done.out) == (2, ""), name
        assert f"EXPLAIN-{code} " in done.err
    done = tour("explain", "c1.vocabulary", "--report", "r.json", "--evidence", "r.json")
    assert "EXPLAIN-EVIDENCE" in done.err
    for words in (
        ["C1-VOCABULARY", "--report", "r.json"],
        ["c1.vocabulary", "--evidence", "e.json"],
    ):
        done = tour("explain", *words)
        assert (done.code, "EXPLAIN-OPTIONS" in done.err) == (2, True)


@pytest.mark.usefixtures("ada")
def test_a_report_can_do_nothing_to_a_terminal(tour: Tour, work: Path) -> None:
    make_submission(work, c1={"vocab_size": 3})
    tour("grade")
    text = (work / "report.json").read_text().replace("C1-VOCABULARY", "\\u001b[2JC1\\u202e")
    (work / "report.json").write_text(text)
    done = tour("explain", "c1.vocabulary", "--report", "report.json")
    assert done.code == 0
    assert not re.search("[\x1b\u202e]", done.out)
