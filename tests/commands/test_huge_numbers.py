"""A number of thousands of digits breaks nothing, wherever it is written.

Python refuses to turn so long a text into a number, with a ValueError
(`sys.set_int_max_str_digits`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checks.artifacts.look import look_at_all
from checks.artifacts.source import LocalFile
from checks.challenges import all_queries
from checks.commands import records
from checks.grading import saved
from checks.grading.seen.manifest import listed_in
from checks.hosts.clock import clock
from checks.hub.kept import Journal
from minihub.testing import FaultyHub
from minihub.testing.faults import Answer
from tests.facts import saved_grading, submission_in
from tests.submissions import make_submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.commands.conftest import Tour

HUGE = "9" * 5000
BODIES = {
    "*/config.json": f'{{"activation_function": "silu", "vocab_size": {HUGE}}}',
    "/models-json": f'{{"models": [], "numTotalItems": {HUGE}}}',
    "/api/models": f'[{{"id": "a/b", "downloads": {HUGE}}}]',
    "/api/models/ada/*": f'{{"id": "ada/x", "downloads": {HUGE}}}',
    "*/commits/*": f'[{{"id": {HUGE}}}]',
    "/datasets/*": f"---\nlanguage: [{HUGE}, 0x{HUGE}]\ntask_categories: {HUGE}\n---\n",
}


@pytest.fixture(scope="module")
def hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("path", BODIES)
def test_in_an_answer_of_the_hub_it_is_nobodys_fault(
    tour: Tour, work: Path, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("checks.hub.client.time.sleep", lambda _: None)
    make_submission(work, repo_id=f"ada/huge-{list(BODIES).index(path)}")
    assert tour("publish").code == 0
    hub.faults.add(Answer(200, BODIES[path]), path=path)
    done = tour("grade", "--save-evidence", str(work.parent / "e.json"))
    hub.faults.clear()
    report = json.loads((work / "report.json").read_text())
    assert {one["outcome"] for one in report["results"]} <= {"passed", "not_gradable"}, done.text
    assert "GRADE-BUG" not in done.text
    assert "999999" not in done.text


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}", f"0x{HUGE}", "1:" * 3000 + "1", "1_" * 3000])
def test_in_a_students_file_it_is_a_text(tour: Tour, work: Path, number: str) -> None:
    make_submission(work, repo_id="ada/huge-answer")
    answers = work / "answers.yaml"
    lines = answers.read_text().splitlines(keepends=True)
    answers.write_text(
        "".join(f"  count: {number}\n" if "count:" in line else line for line in lines)
    )
    card = work / "model_repo/README.md"
    card.write_text(card.read_text().replace("---\n", f"---\nmine: {number}\n", 1))
    for words in (["lint"], ["grade"], ["publish", "--dry-run"], ["next"]):
        done = tour(*words)
        assert done.code in (0, 1), done.text
        assert "tour broke" not in done.err
        assert "Traceback" not in done.text
        assert max(map(len, done.text.splitlines())) < 2000
    report = json.loads((work / "report.json").read_text())
    (count,) = (one for one in report["results"] if one["id"] == "c2.count")
    assert count["outcome"] == "failed"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("config.json", f'{{"layers": {HUGE}}}'.encode()),
        ("model.safetensors", None),
        ("model.json", f'{{"learner": {HUGE}}}'.encode()),
    ],
)
def test_in_a_model_file(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is None:
        entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
        header = json.dumps({"a": entry}).replace("[1]", f"[{HUGE}]").encode()
        data = len(header).to_bytes(8, "little") + header + b"\0" * 4
    path = tmp_path / name
    path.write_bytes(data)
    (look,) = look_at_all([name], lambda _: LocalFile(str(path)))
    assert look.path == name


def test_in_saved_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data: Any = json.loads(saved_grading(submission_in(tmp_path / "work")))
    path = tmp_path / "saved.json"
    for step in ("requests", "facts"):
        text = json.dumps({**data, "hub": {**data["hub"], step: "HUGE"}})
        path.write_text(text.replace('"HUGE"', HUGE))
        with pytest.raises(ValueError, match=r".+"):
            saved.load(path, all_queries())
    assert listed_in(f'{{"schema": {HUGE}}}'.encode()) is None
    (tmp_path / ".tour").mkdir()
    (tmp_path / ".tour/publish.json").write_text(f'{{"endpoint": "x", "points": {HUGE}}}')
    assert records.kept(tmp_path, "publish") is None
    facts = tmp_path / "facts.jsonl"
    facts.write_text(f'{{"at": {HUGE}}}\n')
    journal = Journal(facts)
    assert journal.seen("https://hub.example", all_queries()[0], ()) == []
    event = tmp_path / "event.json"
    event.write_text(f'{{"repository": {{"pushed_at": {HUGE}}}}}')
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    monkeypatch.setenv("GITHUB_SHA", "a" * 40)
    assert clock().push is None


def test_in_a_report_that_is_explained(tour: Tour, work: Path) -> None:
    make_submission(work)
    tour("grade")
    text = (work / "report.json").read_text().replace('"won_points": 0', f'"won_points": {HUGE}')
    text = text.replace('"max_points": 5', f'"max_points": {HUGE}')
    (work / "report.json").write_text(text)
    for words in (
        ["explain", "c1.vocabulary", "--report", "report.json"],
        ["verify", "report.json"],
    ):
        done = tour(*words)
        assert done.code in (0, 1, 2, 3), done.text
        assert "tour broke" not in done.err
