"""What a teacher is told beside the points: facts, which cost none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checks.challenges import all_checks
from checks.digests import digest
from checks.grading.grader import PACKAGE
from checks.grading.judge import judge
from checks.grading.seen import facts as seen_facts
from checks.grading.seen import manifest
from checks.grading.seen.facts import MAX_NAMED, NOTHING, File, Seen, compared, facts, look
from checks.grading.seen.manifest import is_protected, listed_in, text_of
from checks.grading.when import NO_CLOCK, Clock, Push, push_of
from checks.hub.bindings import Binding
from checks.hub.facts import Found, Unreachable
from checks.messages import Message, Problem
from checks.submission import Submission
from tests.facts import RUBRIC, evidence_for, submission_in

TIME = datetime(2026, 10, 1, tzinfo=UTC)
KNOWN = {
    "checks/a.py": digest(b"one\ntwo\n"),
    "checks/b.py": digest(b"b\n"),
    ".github/workflows/classroom.yml": digest(b"on: push\n"),
    "Makefile": digest(b"x\n"),
}
COPY: dict[str, bytes | None] = {
    "checks/a.py": b"one\ntwo\n",
    "checks/b.py": b"b\n",
    ".github/workflows/classroom.yml": b"on: push\n",
    "Makefile": b"x\n",
}


@pytest.fixture
def grader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a grader with these files, all but Makefile as an installation has them."""
    monkeypatch.setattr(seen_facts, "own_manifest", lambda: KNOWN)
    monkeypatch.setattr(seen_facts, "PACKAGE", tmp_path / "grader" / "checks")
    for path, data in COPY.items():
        target = tmp_path / "grader" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path != "Makefile":
            target.write_bytes(data or b"")
    return tmp_path / "grader"


@pytest.mark.usefixtures("grader")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"checks/a.py": b"one\r\ntwo\r\n"}, []),
        ({"checks/a.py": b"two\none\n"}, [File("checks/a.py", "changed", 0, 0)]),
        ({"checks/a.py": b"one\r\ntwo\r\n3"}, [File("checks/a.py", "changed", 1, 1)]),
        ({"checks/a.py": b"one\n2\n3\n"}, [File("checks/a.py", "changed", 2, 1)]),
        ({"checks/a.py": b""}, [File("checks/a.py", "changed", 0, 2)]),
        ({"checks/a.py": None}, [File("checks/a.py", "changed")]),
        ({"Makefile": b"y\n"}, [File("Makefile", "changed")]),
        ({"conftest.py": b"x"}, [File("conftest.py", "added")]),
        ({"checks/c.py": None}, [File("checks/c.py", "added")]),
    ],
)
def test_files_are_compared_with_this_graders(
    changes: dict[str, bytes | None], expected: list[File]
) -> None:
    assert list(compared({**COPY, **changes})) == expected


@pytest.mark.usefixtures("grader")
def test_what_is_missing_is_told_of_a_copy_with_a_grader_alone() -> None:
    less = {path: data for path, data in COPY.items() if path != "Makefile"}
    assert list(compared(less)) == [File("Makefile", "missing")]
    slim: dict[str, bytes | None] = {".github/workflows/classroom.yml": b"uses: grader"}
    assert list(compared(slim)) == []
    assert list(compared({**slim, "conftest.py": b""})) == [File("conftest.py", "added")]
    assert list(compared({})) == []


Tells = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def submission(tmp_path: Path) -> Submission:
    return submission_in(tmp_path / "work")


@pytest.fixture
def told(submission: Submission) -> Tells:
    """Return what tells the codes and texts of what was seen."""

    def tell(seen: Seen, clock: Clock = NO_CLOCK, **changes: Any) -> list[tuple[str, str]]:
        evidence = evidence_for(submission, **changes)
        rubric = dataclasses.replace(RUBRIC, digest="sha256:ours")
        return [(one.code, one.text("en")) for one in facts(seen, evidence, rubric, clock)]

    return tell


def test_nothing_is_told_where_nothing_differs(told: Tells) -> None:
    assert told(NOTHING) == []
    assert told(Seen(rubric="sha256:ours")) == []
    assert told(NOTHING, Clock(Push("a" * 40, TIME))) == []


def test_each_fact_has_its_words(told: Tells) -> None:
    files = (
        File("Makefile", "changed", 3, 1),
        File("checks/x.py", "changed"),
        File("conftest.py", "added"),
        File("checks/b.py", "missing"),
        File("checks/d.py", "missing"),
    )
    seen = Seen(files, "sha256:theirs", (("a" * 40, "b" * 40),))
    forced = Clock(Push("a" * 40, TIME, forced=True))
    assert told(seen, forced) == [
        ("SEEN-CHANGED", "Makefile is not as in this grader (+3 −1 lines)."),
        (
            "SEEN-CHANGED",
            "checks/x.py is not as in this grader (it is too large, or no ordinary file).",
        ),
        ("SEEN-ADDED", "conftest.py is no file of the template's."),
        ("SEEN-MISSING", "2 file(s) of the template are not there, such as checks/b.py."),
        (
            "SEEN-RUBRIC",
            "rubric.yaml in the submission is not the one that was used for this grade.",
        ),
        ("SEEN-REPLACED", f"The branch was pushed over: {'a' * 12} was replaced by {'b' * 12}."),
        ("SEEN-FORCED", "GitHub says that this push replaced commits that were there before."),
    ]


@pytest.mark.parametrize(("count", "more"), [(MAX_NAMED, []), (MAX_NAMED + 3, ["SEEN-MORE"])])
def test_only_so_many_files_are_named(told: Tells, count: int, more: list[str]) -> None:
    files = tuple(File(f"checks/{number}.py", "added") for number in range(count))
    codes = [code for code, _ in told(Seen(files))]
    assert codes == ["SEEN-ADDED"] * MAX_NAMED + more
    if more:
        assert told(Seen(files))[-1][1] == "3 more files are not as in this grader."


LINE = Binding("d" * 40, ("ada",), ("ab" * 8,))
LIVE = "c0ffee" * 6 + "c0ff"


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Found((dataclasses.replace(LINE, place=LIVE),)), []),
        (Found((LINE, dataclasses.replace(LINE, place=LIVE))), []),
        (Found((dataclasses.replace(LINE, place="card"),)), []),
        (Found(()), []),
        (Unreachable("HTTP 503"), []),
        (None, []),
        (Found((LINE,)), ["SEEN-SINCE"]),
        (Found((dataclasses.replace(LINE, place="card"), LINE)), ["SEEN-SINCE"]),
    ],
)
def test_a_live_repo_that_was_changed_since(told: Tells, found: Any, codes: list[str]) -> None:
    assert [code for code, _ in told(NOTHING, bindings=found)] == codes
    assert told(NOTHING, bindings=Found((LINE,)), repo=Unreachable("HTTP 503")) == []


def test_it_names_both_commits(told: Tells) -> None:
    assert told(NOTHING, bindings=Found((LINE,))) == [
        (
            "SEEN-SINCE",
            f"Graded is the commit {LIVE[:12]} of the live repo. What was last published from "
            f"here is {'d' * 12}.",
        )
    ]


def test_facts_cost_nothing_and_are_in_the_report(submission: Submission) -> None:
    seen = Seen((File("Makefile", "added"),))
    report = judge(all_checks(), submission, evidence_for(submission), RUBRIC, seen=seen)
    plain = judge(all_checks(), submission, evidence_for(submission), RUBRIC)
    assert (report.points, plain.facts) == (plain.points, ())
    (fact,) = report.to_json()["facts"]
    assert (fact["code"], fact["severity"], fact["file"]) == ("SEEN-ADDED", "note", "Makefile")


def test_github_tells_of_a_push_that_replaced_commits() -> None:
    event = {"repository": {"pushed_at": 1790899200}, "forced": True}
    for forced, expected in ((True, True), (False, False), ("true", False), (None, False)):
        push = push_of({**event, "forced": forced}, "a" * 40)
        assert push is not None
        assert push.forced is expected


# The manifest


def test_what_decides_a_grade_by_name() -> None:
    assert manifest.SCHEMA == "hub-tour/manifest/v1"
    assert manifest.PATH == "checks/manifest.json"
    assert manifest.FOLDERS == (".github/actions", ".github/workflows", "checks", "requirements")
    assert manifest.FILES == (".pre-commit-config.yaml", "Makefile", "pyproject.toml")
    pytests = {"conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini"}
    others = {"setup.cfg", "setup.py", "sitecustomize.py", "usercustomize.py"}
    assert set(manifest.STARTERS) == pytests | others
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        assert not is_protected(f"checks/{name}")


@pytest.mark.parametrize(
    ("path", "protected"),
    [
        ("checks/grading/judge.py", True),
        ("checks/handout/lab.md", False),
        ("checks/manifest.json", False),
        ("checks/.DS_Store", False),
        (".github/workflows/more.yml", True),
        (".github/ISSUE_TEMPLATE/a.yml", False),
        ("requirements/grade.txt", True),
        ("Makefile", True),
        ("model_repo/Makefile", False),
        ("conftest.py", True),
        ("model_repo/conftest.py", False),
        ("sitecustomize.py", True),
        ("checksum.txt", False),
        ("rubric.yaml", False),
    ],
)
def test_what_is_protected(path: str, protected: bool) -> None:
    assert is_protected(path) is protected


def test_a_manifest_is_read_as_it_is_written() -> None:
    text = text_of({"b": b"x\r\n", "a": b""})
    assert text == (
        '{\n "schema": "hub-tour/manifest/v1",\n "files": {\n'
        f'  "a": "{digest(b"")}",\n  "b": "{digest(bytes([120, 10]))}"\n }}\n}}\n'
    )
    own = manifest.own_manifest()
    assert own == listed_in((PACKAGE / "manifest.json").read_bytes())
    assert "checks/cli.py" in own
    assert list(listed_in(text.encode()) or ()) == ["a", "b"]
    assert listed_in(text.encode()) == {"a": digest(b""), "b": digest(b"x\n")}
    for other in (b"", b"[]", b"{", b'{"schema": "x", "files": {}}', b"[" * 100_000):
        assert listed_in(other) is None
    numbers = text.replace(f'"{digest(b"")}"', "1")
    assert listed_in(numbers.encode()) is None


def test_another_line_end_in_the_graders_own_file(grader: Path) -> None:
    """As on Windows: only what is another line counts."""
    (grader / "checks/a.py").write_bytes(b"one\r\ntwo\r\n")
    found = compared({**COPY, "checks/a.py": b"one\n2\n"})
    assert list(found) == [File("checks/a.py", "changed", 1, 1)]


def test_each_fact_has_its_place(submission: Submission) -> None:
    files = (File("a", "added"), File("b", "changed"), File("c", "missing"))
    seen = Seen(files, "sha256:x")
    found = list(facts(seen, evidence_for(submission), RUBRIC, NO_CLOCK))
    assert [str(one.place) if one.place else None for one in found] == [
        *("a:1:1", "b:1:1", None, "rubric.yaml:1:1"),
    ]


@pytest.mark.parametrize("kind", ["changed", "added", "missing"])
def test_what_was_seen_is_written_and_read_as_it_is(kind: Any) -> None:
    seen = Seen((File("a", kind, 1, 2),), "sha256:x", (("a" * 40, "b" * 40),))
    assert msgspec.json.decode(msgspec.json.encode(seen), type=Seen) == seen
    for struct in (File, Seen):
        config = struct.__struct_config__
        assert (config.frozen, config.forbid_unknown_fields) == (True, True)


def test_no_other_kind_is_read() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"path": "a", "kind": "x"}', type=File)


def test_a_folder_without_git_is_compared_by_its_files(tmp_path: Path) -> None:
    submission = submission_in(tmp_path / "zip")
    (submission.folder / "conftest.py").write_text("x")
    (submission.folder / "rubric.yaml").write_text("pass_mark: 10\n")
    (submission.folder / "checks").symlink_to("/etc")
    seen = look(submission)
    assert seen.files == (File("conftest.py", "added"),)
    assert seen.rubric == digest(b"pass_mark: 10\n")
    assert seen.replaced == ()


def test_problems_are_notes(submission: Submission) -> None:
    files = (File("a", "added"), File("b", "changed"), File("c", "missing"))
    problems: list[Problem] = list(facts(Seen(files), evidence_for(submission), RUBRIC, NO_CLOCK))
    assert {problem.severity for problem in problems} == {"note"}


def test_none_of_them_weighs_anything() -> None:
    messages = [one for one in vars(seen_facts).values() if isinstance(one, Message)]
    assert len(messages) == 8
    assert {one.severity for one in messages} == {"note"}
