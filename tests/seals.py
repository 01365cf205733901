"""A sealed report for tests: a job of a student's, the grader's workflow, and what both say."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from checks.assignment import Origin
from checks.challenges import all_checks
from checks.commands.grade import as_json
from checks.grading.judge import judge
from checks.grading.seal.audience import audience_of
from checks.grading.seal.demands import Demands
from checks.grading.seal.keys import GITHUB, Keys
from checks.hub.endpoint import REAL
from minihub.testing import Issuer, Job
from tests.facts import RUBRIC, evidence_for, submission_in

WORKFLOW = "hub-school/grader/.github/workflows/grade.yml"
WORKFLOW_COMMIT = "9" * 40
COMMIT = "c" * 40
DIGEST = f"sha256:{'d' * 64}"
JOB = Job(
    "School/lab-ana",
    workflow="classroom.yml",
    commit=COMMIT,
    repository_id="4711",
    called=f"{WORKFLOW}@refs/heads/main",
    called_commit=WORKFLOW_COMMIT,
)
DEMANDS = Demands(
    issuer=GITHUB,
    endpoint=REAL,
    workflows=(WORKFLOW,),
    workflow_commits=(WORKFLOW_COMMIT,),
    rubric=DIGEST,
    repository="School/lab-ana",
    repository_id="4711",
)
STATED: dict[str, Any] = {
    "schema": "hub-tour/report/v3",
    "source": {
        "repository": "github.com/school/lab-ana",
        "repository_id": "4711",
        "commit": COMMIT,
        "ref": "refs/heads/main",
    },
    "endpoint": REAL,
    "facts_endpoint": REAL,
    "rubric": {"digest": DIGEST},
    "points": 80,
}
"""As much of a report as a seal has to agree with."""
REPORT = json.dumps(STATED).encode()
SECONDS = 1_790_000_000
"""When a seal of these tests is made: 2026-09-21T14:13:20Z."""


def issuer_of(job: Job = JOB, url: str = GITHUB, seconds: int = SECONDS) -> Issuer:
    """Return an issuer that signs as GitHub would; nobody can ask it for anything."""
    issuer = Issuer(job, clock=lambda: seconds)
    issuer.url = url
    return issuer


def keys_of(issuer: Issuer, *, current: bool = True) -> Keys:
    """Return the keys that an issuer tells."""
    return Keys(issuer.url, tuple(issuer.public), current)


def seal_of(issuer: Issuer, report: bytes = REPORT, /, **claims: object) -> bytes:
    """Return the seal of a report, with other claims where some are given."""
    return issuer.token(audience_of(report), **claims).encode()


def part(value: object) -> bytes:
    """Return a part of a token: JSON data, or bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed(issuer: Issuer, payload: object, **header: object) -> bytes:
    """Return a token of any payload, truly signed, with a header that may be odd."""
    whole = {"typ": "JWT", "alg": "RS256", "kid": issuer.kid, "x5t": issuer.kid} | header
    data = part({name: value for name, value in whole.items() if value is not None})
    data += b"." + part(payload)
    return data + b"." + part(issuer.key.sign(data, PKCS1v15(), SHA256()))


def real_report(folder: Path, answers: Mapping[str, str | None] | None = None) -> bytes:
    """Return a report as `tour grade` writes it, of the job of these tests.

    Its answers are right, but for those that are given.
    """
    submission = submission_in(folder, answers)
    report = judge(all_checks(), submission, evidence_for(submission), RUBRIC)
    origin = Origin("github.com/school/lab-ana", "4711", COMMIT, "refs/heads/main")
    where: dict[str, Any] = {"endpoint": REAL, "facts_endpoint": REAL, "rubric_digest": DIGEST}
    data = replace(report, origin=origin, **where).to_json()
    return as_json(data)
