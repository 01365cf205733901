"""The commands on a Hub that works, then does not, then does again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from huggingface_hub import HfApi

from checks.hub.client import HubClient
from checks.hub.gather import Gatherer
from minihub.testing import FaultyHub
from minihub.testing.faults import Answer, Cut, Fault, Limits, Page, Reset, Stale, Status
from tests.submissions import make_submission

if TYPE_CHECKING:
    from tests.commands.conftest import Tour


@pytest.fixture(scope="module")
def hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.fixture(autouse=True)
def _mended(hub: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("checks.hub.client.time.sleep", lambda _: None)
    yield
    hub.faults.clear()


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("fault", [Status(502), Cut(), Reset(), Page()], ids=str)
def test_work_that_is_live_is_graded_once_the_hub_is_back(
    tour: Tour, work: Path, hub: FaultyHub, fault: Fault
) -> None:
    make_submission(work, repo_id="ada/back-again")
    assert tour("publish").code == 0
    hub.faults.add(fault)
    down = tour("grade")
    assert down.code == 3, down.text
    assert "Provisional" in down.out
    hub.faults.clear()
    assert tour("grade").code == 0


@pytest.mark.usefixtures("ada")
def test_a_class_over_its_quota_is_told_to_wait(tour: Tour, work: Path, hub: FaultyHub) -> None:
    make_submission(work, repo_id="ada/over-quota")
    assert tour("publish").code == 0
    hub.faults.limits = Limits(api=1, resolvers=1)
    done = tour("grade")
    assert done.code == 3, done.text
    assert "HTTP 429" in done.out
    hub.faults.limits = None
    assert tour("grade").code == 0


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("fault", [Cut(0), Cut(5)], ids=str)
def test_a_commit_whose_answer_is_cut_is_made_once(
    tour: Tour, work: Path, hub: FaultyHub, fault: Fault
) -> None:
    repo = f"ada/cut-{fault.after}"
    make_submission(work, repo_id=repo)
    hub.faults.add(fault, path="*/commit/*", times=1)
    assert tour("publish").code == 0
    assert len(HubClient(hub.url).api.list_repo_commits(repo)) == 2  # the Hub's own, and this


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """No CI, which keeps nothing of what was done last."""
    monkeypatch.delenv("CI", raising=False)


LAGS: list[Fault] = [Stale(reads=1), Stale(reads=4)]


@pytest.mark.usefixtures("ada", "at_home")
@pytest.mark.parametrize("lag", LAGS, ids=str)
@pytest.mark.parametrize("named", [True, False])
def test_a_grade_right_after_publishing_is_of_what_was_published(
    tour: Tour, work: Path, hub: FaultyHub, lag: Fault, named: bool
) -> None:
    """A class without internet publishes and grades at once, on a Hub that lags behind."""
    repo = f"ada/at-once-{LAGS.index(lag)}-{named}"
    make_submission(work, repo_id=repo)
    card = work / "model_repo/README.md"
    whole = card.read_text()
    card.write_text(whole.replace("widget:", "no_widget:"))
    assert tour("publish").code == 0
    card.write_text(whole)
    hub.faults.add(lag, path="*/commit/*", times=1)
    assert tour("publish").code == 0
    commit = msgspec.json.decode((work / ".tour/publish.json").read_bytes())["commit"]
    done = tour("grade", *(["--revision", commit] if named else []))
    assert done.code == 0, done.text
    assert "100 / 100" in done.out


@pytest.mark.usefixtures("ada", "at_home")
def test_a_commit_that_never_shows_costs_nothing(
    tour: Tour, work: Path, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gatherer, "commit_timeout", 0.1)
    make_submission(work, repo_id="ada/never-seen")
    assert tour("publish").code == 0
    (work / "model_repo/notes.txt").write_text("more\n")
    hub.faults.add(Stale(seconds=3600), path="*/commit/*", times=1)
    assert tour("publish").code == 0
    done = tour("grade")
    assert done.code == 3, done.text
    assert "C4-YET" in done.out
    # An hour later, or from another machine, there is nothing to wait for.
    (work / ".tour/publish.json").unlink()
    assert tour("grade").code == 0


@pytest.mark.usefixtures("ada", "at_home")
def test_what_was_changed_on_the_hub_since_is_graded(
    tour: Tour, work: Path, hub: FaultyHub
) -> None:
    make_submission(work, repo_id="ada/edited-since")
    assert tour("publish").code == 0
    api = HfApi(hub.url, hub.add_user("ada"))
    api.upload_file(
        path_or_fileobj=b"---\nlicense: mit\n---\n# Mine\n",
        path_in_repo="README.md",
        repo_id="ada/edited-since",
    )
    done = tour("grade", "--lang", "en")
    assert "passed: c4.card, c5.widget, c5.found." in " ".join(done.out.split())


ODD_COMMITS = [
    "abc\nrefused=yes",
    "x\r\nEOF\nrefused=yes",
    "a commit",
    "\x1b]0;x\x07",
    "::set-output name=refused::yes",
    "a" * 300,
]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("commit", ODD_COMMITS)
def test_a_commit_id_that_is_none_reaches_no_other_job(
    tour: Tour, work: Path, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch, commit: str
) -> None:
    output = work.parent / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    number = ODD_COMMITS.index(commit)
    make_submission(work, repo_id=f"ada/odd-{number}")
    url = f"{hub.url}/ada/odd-{number}/commit/x"
    answer = {"success": True, "commitOid": commit, "commitUrl": url, "hookOutput": ""}
    hub.faults.add(Answer(200, json.dumps(answer)), path="*/commit/*")
    done = tour("publish")
    assert not output.exists() or output.read_text() == "", done.text
    assert "\x1b" not in done.text
    assert not re.search("(?m)^(refused=|EOF|::set-output)", done.text)


@pytest.mark.usefixtures("ada")
def test_an_address_that_is_none_is_no_refusal(
    tour: Tour, work: Path, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the Hub says of a commit that it has made is no fault of who sent it."""
    output = work.parent / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    make_submission(work, repo_id="ada/no-address")
    answer = {"success": True, "commitOid": "a" * 40, "commitUrl": "nowhere", "hookOutput": ""}
    hub.faults.add(Answer(200, json.dumps(answer)), path="*/commit/*")
    done = tour("publish")
    assert (done.code, output.exists()) == (3, False), done.text
    assert "PUB-REFUSED" not in done.err
    hub.faults.clear()
    assert tour("publish").code == 0


@pytest.mark.usefixtures("ada")
def test_what_is_wrong_with_a_model_is_said_before_anything_is_sent(
    tour: Tour, work: Path, hub: FaultyHub
) -> None:
    make_submission(work, repo_id="ada/half-a-model", model_bytes=b"\x80\x04]")
    hub.faults.add(Status(503))
    done = tour("publish")
    assert done.code == 3
    assert done.err.index("C4-BROKEN") < done.err.index("PUB-OPEN")
    assert "C4-BROKEN" in tour("publish", "--dry-run").err
    hub.faults.clear()
    assert tour("publish").err.count("C4-BROKEN") == 1
