"""`tour publish` in a job of GitHub's without a stored token: trusted by the Hub, or not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from minihub import MiniHub
from minihub.testing import Issuer, Job, trust
from tests.submissions import make_submission

JOB = Job("school/lab-ada", branch="main", workflow="classroom.yml")
CLAIMS = {"repository": JOB.repository, "branch": JOB.branch, "workflow": JOB.workflow}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(JOB) as issuer:
        yield issuer


def _publish(work: Path, hub: MiniHub, issuer: Issuer) -> tuple[int, str, str]:
    """Run a process of its own: the client takes its endpoint from the environment at its start."""
    outer = ("ACTIONS_", "GITHUB_", "HF_TOKEN", "HF_OIDC")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
    more = {"HF_ENDPOINT": hub.url, "GITHUB_REPOSITORY": JOB.repository, "GITHUB_SHA": "c0ffee"}
    done = subprocess.run(
        [sys.executable, "-m", "checks", "publish", "--lang", "en"],
        cwd=work,
        env=kept | more | issuer.environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert "Traceback" not in done.stderr
    assert "hf_jwt_" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def repo(hub: MiniHub) -> Iterator[str]:
    """Make a repo of ada's, as a publisher needs it beforehand."""
    api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
    api.create_repo("ada/keyless")
    yield "ada/keyless"
    api.delete_repo("ada/keyless")


def test_a_trusted_workflow_publishes(
    hub: MiniHub, issuer: Issuer, repo: str, tmp_path: Path
) -> None:
    work = make_submission(tmp_path / "work", repo_id=repo)
    trust(hub, repo, issuer=issuer.url, **CLAIMS)
    code, out, err = _publish(work, hub, issuer)
    assert (code, err) == (0, "")
    api = HfApi(endpoint=hub.url, token=False)
    newest, first = api.list_repo_commits(repo)
    assert (newest.title, newest.authors) == ("Publish from a tour of the Hub", ["[OIDC]"])
    assert newest.message.splitlines()[:2] == ["hub-tour: 6617c1b841eba4a8", "source: c0ffee"]
    assert first.authors == ["system"]
    assert f"commit {newest.commit_id}" in out
    files = api.model_info(repo, files_metadata=True).siblings or []
    assert [file.rfilename for file in files if file.lfs] == ["model.joblib"]


@pytest.mark.parametrize("wrong", ["repository", "branch", "workflow"])
def test_another_workflow_does_not(
    hub: MiniHub, issuer: Issuer, repo: str, tmp_path: Path, wrong: str
) -> None:
    work = make_submission(tmp_path / "work", repo_id=repo)
    trust(hub, repo, issuer=issuer.url, **CLAIMS | {wrong: "school/another"})
    code, _, err = _publish(work, hub, issuer)
    assert (code, "PUB-SIGN-IN" in err, JOB.repository in err) == (1, True, True)
    assert len(HfApi(endpoint=hub.url, token=False).list_repo_commits(repo)) == 1
