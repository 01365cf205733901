"""How long judging takes, evidence in hand: 1,000 submissions (the budget is 2 s).

Beside it, in the same run, what reading and hashing the same submissions' files takes, and as
a measure of this machine the time that `json` needs to write the 1,000 reports.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checks.challenges import all_checks
from checks.grading.judge import judge
from checks.submission import load
from tests.facts import RUBRIC, evidence_for, submission_in

COUNT = 1_000


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        submission = submission_in(Path(name))
        evidence = evidence_for(submission)
        checks = all_checks()
        # Due dates ask git for the newest commit; judging itself runs no program.
        reports = [judge(checks, submission, evidence, RUBRIC)]
        judging = seconds(
            lambda: [judge(checks, submission, evidence, RUBRIC) for _ in range(COUNT)]
        )
        reading = seconds(lambda: [load(Path(name)).files for _ in range(COUNT)])
        writing = seconds(lambda: [json.dumps(reports[0].to_json()) for _ in range(COUNT)])
    print(f"judging {COUNT} submissions    {judging:6.2f} s   {judging / writing:5.1f} x json")
    print(f"reading {COUNT} submissions    {reading:6.2f} s   {reading / writing:5.1f} x json")
    print(f"writing {COUNT} reports        {writing:6.2f} s   {1.0:5.1f} x json")


if __name__ == "__main__":
    main()
