"""The commands on a Hub that works, then does not, then does again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checks.hub.client import HubClient
from minihub.testing import FaultyHub
from minihub.testing.faults import Cut, Fault, Limits, Page, Reset, Status
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
