"""Publishing could not end: grade is told so, whatever the Hub has meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from minihub import MiniHub
from tests.workflow.conftest import USER
from tests.workflow.repository import write_submission


def test_a_push_that_could_not_be_published_is_not_graded_by_what_was_live_before(
    hub: MiniHub, token: str, answers: dict[str, Any], tmp_path: Path
) -> None:
    """The Hub took no commit, and a moment later it answers again: no points may be lost."""
    HfApi(hub.url, token=token).create_repo(f"{USER}/before")
    write_submission(tmp_path, answers | {"repo_id": f"{USER}/before"})
    done = subprocess.run(
        [sys.executable, "-m", "checks", "grade", "--unpublished"],
        cwd=tmp_path,
        env=os.environ | {"HF_ENDPOINT": hub.url, "GITHUB_ACTIONS": "true"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 3
    assert "Autograding" not in done.stdout
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    outcomes = {one["id"]: one["outcome"] for one in report["results"]}
    lost = [name for name, outcome in outcomes.items() if outcome == "failed"]
    assert lost == []
    assert outcomes["c4.live"] == outcomes["c5.widget"] == "not_gradable"
    assert outcomes["c1.vocabulary"] == "passed"
