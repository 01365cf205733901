"""A push is published without a stored token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.testing import Issuer, Job, trust
from tests.workflow.act import CLASSROOM, Runner
from tests.workflow.conftest import USER
from tests.workflow.repository import GITHUB_REPOSITORY, commit, write_submission


@pytest.mark.act
@pytest.mark.slow
def test_a_push_is_published_without_a_stored_token(
    act: Runner, hub: MiniHub, token: str, answers: dict[str, Any], tmp_path: Path
) -> None:
    """The Hub trusts this workflow on this branch, and nothing else signs in."""
    repo = f"{USER}/keyless"
    HfApi(hub.url, token=token).create_repo(repo)
    write_submission(tmp_path, answers | {"repo_id": repo})
    commit(tmp_path)
    workflow = Path(CLASSROOM).name
    with Issuer(Job(GITHUB_REPOSITORY, "main", workflow)) as issuer:
        claims = {"repository": GITHUB_REPOSITORY, "branch": "main", "workflow": workflow}
        trust(hub, repo, issuer=issuer.url, **claims)
        run = act.push(tmp_path, CLASSROOM, endpoint=hub.url, job="publish", issuer=issuer)
    assert run.result("publish") == "success"
    assert not run.commands["publish"]["environ"]["HF_TOKEN"]
    newest = HfApi(hub.url, token=False).list_repo_commits(repo)[0]
    assert (newest.title, newest.authors) == ("Publish from a tour of the Hub", ["[OIDC]"])
    assert f"source: {run.github_commit}" in newest.message
    assert "hf_jwt_" not in run.output
