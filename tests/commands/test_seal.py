"""`tour seal` in a job: the seal beside the report, or what is missing; never a token in a text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from jwt import decode

from checks.commands.seal import RUN_SECONDS
from checks.grading.seal.audience import MAX_REPORT, audience_of
from minihub.testing import Issuer
from tests.hub.faulty import Behaviour, faulty_hub, hangs_up, says
from tests.paths import ROOT
from tests.seals import JOB, REPORT, part, real_report, signed

if TYPE_CHECKING:
    from tests.commands.conftest import Tour

SIGNED = "eyJ"
"""With this a token begins."""


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    with Issuer(JOB) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def test_a_report_is_sealed(tour: Tour, work: Path, issuer: Issuer, tmp_path: Path) -> None:
    report = real_report(tmp_path / "submission")
    (work / "report.json").write_bytes(report)
    done = tour("seal", "report.json", "--lang", "en")
    assert (done.code, done.out, done.err) == (0, "Sealed: report.seal\n", "")
    claims = decode(
        (work / "report.seal").read_bytes(),
        issuer.key.public_key(),
        algorithms=["RS256"],
        audience=audience_of(report),
    )
    assert claims["job_workflow_ref"] == JOB.called
    assert (work / "report.json").read_bytes() == report
    assert sorted(path.name for path in work.iterdir()) == ["report.json", "report.seal"]


@pytest.mark.usefixtures("issuer")
def test_an_old_seal_is_replaced(tour: Tour, work: Path) -> None:
    (work / "report.json").write_bytes(REPORT)
    (work / "report.seal").write_bytes(b"old" * 5000)
    assert tour("seal", "report.json").code == 0
    assert (work / "report.seal").read_bytes().startswith(SIGNED.encode())


def test_elsewhere_than_in_a_job_there_is_none(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "report.json").write_bytes(REPORT)
    for name in ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    done = tour("seal", "report.json", "--lang", "en")
    assert done.code == 3
    assert done.err.startswith("SEAL-NO-JOB Only a job of GitHub Actions can seal a report")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = tour("seal", "report.json", "--lang", "en")
    assert done.code == 3
    assert done.err.startswith("SEAL-PERMISSION")
    assert "`permissions: id-token: write`" in done.err
    assert not (work / "report.seal").exists()


def value(token: str) -> Behaviour:
    return says(200, json.dumps({"value": token}).encode())


CLAIMS = {"aud": audience_of(REPORT)}
FAULTS: dict[str, tuple[Behaviour, str, str]] = {
    "refused": (says(403), "SEAL-GITHUB", "(HTTP 403)"),
    "down": (says(503), "SEAL-GITHUB", "(HTTP 503)"),
    "nobody": (hangs_up, "SEAL-GITHUB", "the connection failed"),
    "elsewhere": (says(302, Location="/x"), "SEAL-GITHUB", "(HTTP 302)"),
    "a page": (says(200, b"<html>", "text/html"), "SEAL-GITHUB", "not in GitHub's form"),
    "no token": (value("eyJ-not-a-token"), "SEAL-FORM", ""),
    "an odd token": (value("eyJ\ud800"), "SEAL-FORM", ""),
    "a huge token": (value("eyJ" * 9000), "SEAL-FORM", ""),
    "no claims": (
        value(b".".join([part({"alg": "RS256", "kid": "k"}), part(CLAIMS), b"AAAA"]).decode()),
        "SEAL-CLAIM",
        "",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_no_seal(
    tour: Tour, work: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    answer, code, words = FAULTS[name]
    (work / "report.json").write_bytes(REPORT)
    monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
    with faulty_hub(answer) as github:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{github.url}/id")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "from-the-runner")
        done = tour("seal", "report.json", "--lang", "en")
    assert done.code == 3
    assert done.err.startswith(f"{code} ")
    assert words in done.err
    assert SIGNED not in done.text
    assert "from-the-runner" not in done.text
    assert not (work / "report.seal").exists()


def test_a_token_for_something_else_is_no_seal(
    tour: Tour, work: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that drops the audience gives the repository's own, which proves nothing."""
    (work / "report.json").write_bytes(REPORT)
    other = signed(issuer, issuer.claims(audience_of(b"other"))).decode()
    with faulty_hub(value(other)) as github:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{github.url}/id")
        done = tour("seal", "report.json", "--lang", "en")
    assert done.code == 3
    assert "its answer is not a token for this report" in done.err
    assert not (work / "report.seal").exists()


@pytest.mark.usefixtures("issuer")
def test_what_is_no_report_is_not_sealed(tour: Tour, work: Path) -> None:
    (work / "x.json").write_bytes(b"{}")
    (work / "half.json").write_bytes(REPORT[:-1])
    (work / "long.json").write_bytes(REPORT + b" " * (MAX_REPORT - len(REPORT) + 1))
    (work / "longest.json").write_bytes(REPORT + b" " * (MAX_REPORT - len(REPORT)))
    (work / "x.seal").write_bytes(REPORT)
    (work / "report.json").write_bytes(REPORT)
    (work / "link.json").symlink_to("report.json")
    os.mkfifo(work / "pipe.json")
    for name, words in {
        "x.json": "it is no report of this grader",
        "half.json": "it is no report of this grader",
        "long.json": "it is longer than 4194304 bytes",
        "x.seal": "a seal would take its place",
        "link.json": "it is a link",
        "pipe.json": "it is no ordinary file",
        ".": "it is a folder",
        "gone.json": "it is not there",
        "a\0b": "ValueError",
    }.items():
        done = tour("seal", name, "--lang", "en")
        assert done.code == 2, name
        assert "SEAL-FILE" in done.err
        assert f"cannot be sealed: {words}" in done.err
    assert [path.name for path in work.glob("*.seal")] == ["x.seal"]
    assert tour("seal", "longest.json").code == 0


@pytest.mark.usefixtures("issuer")
def test_a_seal_that_cannot_be_written_is_told(tour: Tour, work: Path) -> None:
    (work / "report.json").write_bytes(REPORT)
    (work / "report.seal").mkdir()
    done = tour("seal", "report.json", "--lang", "en")
    assert done.code == 3
    assert done.err.startswith("OUT-WRITE report.seal cannot be written")


def test_github_is_not_waited_for_without_end() -> None:
    assert RUN_SECONDS == 60.0


def test_sealing_takes_nothing_that_a_grading_job_has_not(work: Path, issuer: Issuer) -> None:
    """What verifies signatures is not installed there."""
    work.mkdir()
    (work / "report.json").write_bytes(REPORT)
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('jwt', 'cryptography')));"
        "from checks.cli import main; sys.exit(main(['seal', 'report.json', '--lang', 'en']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=work,
        env={**os.environ, **issuer.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Sealed: report.seal\n", "")
