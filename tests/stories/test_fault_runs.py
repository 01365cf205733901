"""No fault of a Hub fails a right answer or passes a wrong one, whatever it is and whenever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks.grading.check import Outcome
from minihub.testing import FaultyHub
from tests.stories.fault_runs import Live, grade, hub_with_both, run

RUNS = 1000
STEP = 20
Both = tuple[FaultyHub, Live, Live]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with hub_with_both(tmp_path_factory.mktemp("both")) as made:
        yield made


def outcomes(hub: FaultyHub, live: Live) -> dict[str, Outcome]:
    return {result.check.id: result.outcome for result in grade(hub, live, live.commit).results}


def test_without_a_fault_one_is_right_and_the_other_wrong(both: Both) -> None:
    hub, right, wrong = both
    assert set(outcomes(hub, right).values()) == {Outcome.PASSED}
    found = outcomes(hub, wrong)
    # Whose it is, and that no LFS file is there without a rule, is right in both.
    assert {check for check, how in found.items() if how is Outcome.PASSED} <= WELL
    assert len(found) - len(WELL) >= 11


WELL = {"c4.live", "c4.lfs"}


@pytest.mark.sampled(10)
@pytest.mark.parametrize("start", range(0, RUNS, STEP))
def test_no_fault_of_the_hub_changes_a_verdict(both: Both, start: int) -> None:
    hub, right, wrong = both
    for seed in range(start, start + STEP):
        report, faults = run(hub, right, seed)
        lost = [one.check.id for one in report.results if not (one.open or one.points)]
        review = [one.check.id for one in report.results if one.outcome is Outcome.NEEDS_REVIEW]
        assert (lost, review) == ([], []), (seed, faults)
        report, faults = run(hub, wrong, seed)
        won = {one.check.id for one in report.results if one.outcome is Outcome.PASSED}
        assert won <= WELL, (seed, faults)
