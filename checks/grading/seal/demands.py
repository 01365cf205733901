"""What a teacher demands of a seal, and where what GitHub says of the job is something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.grading.seal.stated import Stated
from checks.grading.seal.token import Claims
from checks.messages import Message, Problem

REPOSITORY = Message(
    "SEAL-REPOSITORY",
    "The seal was made in the repository {found}, and not in {wanted}.",
    hint="Perhaps the seal lay beside another report, or the repository has moved since. Look for "
    "the report of this student's own repository, or grade the submission again.",
)
REPOSITORY_ID = Message(
    "SEAL-REPOSITORY-ID",
    "The seal was made in the repository with GitHub's number {found}, and not in {wanted}.",
    hint="A repository that was deleted and made again has another number. Compare it with the "
    "number that you have kept, or grade the submission again.",
)
COMMIT = Message(
    "SEAL-COMMIT",
    "The seal was made for the commit {found}; the report is of {wanted}.",
    hint="Look for the report and the seal of one run, or grade the submission again.",
)
BRANCH = Message(
    "SEAL-BRANCH",
    "The seal was made for {found}, and not for {wanted}.",
    hint="Only the default branch counts; --branch names another than `main`. Else look for the "
    "report of a run on that branch, or grade the submission again.",
)
EVENT = Message(
    "SEAL-EVENT",
    "The seal was made in a run that {found} started; a push or a start by hand counts.",
    hint="Look for the report of such a run, or grade the submission again.",
)
WORKFLOW = Message(
    "SEAL-WORKFLOW",
    "The job was that of {found}, which is none of the workflows that were named.",
    hint="Name each workflow that may seal with --workflow, as "
    "ORG/REPO/.github/workflows/grade.yml. Without @REF only a branch or a tag of that repository "
    "counts: a bare commit may be a fork's, so name it with --workflow-commit.",
)
WORKFLOW_COMMIT = Message(
    "SEAL-WORKFLOW-COMMIT",
    "The workflow was as of the commit {found}, which is none of those that were named.",
    hint="Name each commit of the workflow that may seal with --workflow-commit.",
)
RUNNER = Message(
    "SEAL-RUNNER",
    "The job ran on a machine that is not GitHub's own ({found}).",
    hint="Whoever runs such a machine can change what a job does there. Grade the submission again "
    "to know.",
)
ENDPOINT = Message(
    "SEAL-ENDPOINT",
    "What the report says was read from {found}, and not from {wanted}.",
    hint="A variable HF_ENDPOINT of the repository sets that. --endpoint names another Hub that "
    "counts.",
)
RUBRIC = Message(
    "SEAL-RUBRIC",
    "The report was made with another rubric ({found}) than the one that was named ({wanted}).",
    hint="Name the rubric.yaml of that time with --rubric, or grade the submission again with the "
    "one of today.",
)

EVENTS = ("push", "workflow_dispatch")
HOSTED = "github-hosted"
_NAMED_REFS = ("refs/heads/", "refs/tags/")
"""What only people who may write to a repository can set. A commit may come from a fork of it, and
`refs/pull/` from anybody."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a seal has to agree with; what is empty or None was not said, and is not compared.

    `workflows` are ORG/REPO/.github/workflows/NAME, with or without @REF; `rubric` is a digest as
    reports have it.
    """

    issuer: str
    endpoint: str
    ref: str = "refs/heads/main"
    workflows: tuple[str, ...] = ()
    workflow_commits: tuple[str, ...] = ()
    rubric: str | None = None
    repository: str | None = None
    repository_id: str | None = None

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Return the names of what was not said."""
        names = ("workflows", "rubric", "workflow_commits", "repository", "repository_id")
        return tuple(name for name in names if not getattr(self, name))

    @property
    def complete(self) -> bool:
        """Return whether enough was said for a seal to count: which workflow, and which rubric.

        Whose a report is and which commit the workflow was are told with the result.
        """
        return bool(self.workflows and self.rubric)


def differences(claims: Claims, stated: Stated, demands: Demands) -> Iterator[Problem]:
    """Yield where a job was another than the report says and the teacher demands."""
    for repository in _known(stated.repository, demands.repository):
        if claims.repository.lower() != repository.lower():
            yield REPOSITORY.about(found=claims.repository, wanted=repository)
    for number in _known(stated.repository_id, demands.repository_id):
        if claims.repository_id != number:
            yield REPOSITORY_ID.about(found=claims.repository_id, wanted=number)
    if claims.sha != stated.commit:
        yield COMMIT.about(found=claims.sha, wanted=stated.commit)
    for ref in _known(stated.ref, demands.ref):
        if claims.ref != ref:
            yield BRANCH.about(found=claims.ref, wanted=ref)
    if claims.event_name not in EVENTS:
        yield EVENT.about(found=claims.event_name)
    yield from _of_workflow(claims, demands)
    if claims.runner_environment != HOSTED:
        yield RUNNER.about(found=claims.runner_environment)
    yield from _of_grading(stated, demands)


def _known(*values: str | None) -> Iterator[str]:
    """Yield what was said, each once; what is blank was said, too."""
    yield from dict.fromkeys(value for value in values if value is not None)


def _of_workflow(claims: Claims, demands: Demands) -> Iterator[Problem]:
    if demands.workflows and not any(_fits(claims, one, demands) for one in demands.workflows):
        yield WORKFLOW.about(found=claims.job_workflow_ref)
    commits = demands.workflow_commits
    if commits and claims.job_workflow_sha not in commits:
        yield WORKFLOW_COMMIT.about(found=claims.job_workflow_sha)


def _fits(claims: Claims, workflow: str, demands: Demands) -> bool:
    """Return whether a job's workflow is one that was named."""
    found, _, found_ref = claims.job_workflow_ref.partition("@")
    wanted, _, wanted_ref = workflow.partition("@")
    if _folded(found) != _folded(wanted):
        return False
    if wanted_ref:
        return found_ref == wanted_ref
    return found_ref.startswith(_NAMED_REFS) or claims.job_workflow_sha in demands.workflow_commits


def _folded(workflow: str) -> tuple[str, str]:
    """Return a workflow's path, its repository in lower case, as GitHub tells them apart."""
    repository, _, path = workflow.partition("/.github/")
    return repository.lower(), path


def _of_grading(stated: Stated, demands: Demands) -> Iterator[Problem]:
    for endpoint in _known(stated.endpoint, stated.facts_endpoint):
        if endpoint.removesuffix("/") != demands.endpoint:
            yield ENDPOINT.about(found=endpoint, wanted=demands.endpoint)
    if demands.rubric and stated.rubric != demands.rubric:
        yield RUBRIC.about(found=stated.rubric, wanted=demands.rubric)
