"""What `tour verify` prints: one line a report and what is wrong with it, or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.grading.seal.demands import Demands
from checks.grading.seal.token import Claims
from checks.grading.seal.verify import Kind, Verdict
from checks.messages import Lang, Phrase, render, safe

_KINDS: dict[Kind, Phrase] = {
    Kind.SEALED: Phrase("verified sealed", "sealed"),
    Kind.SIGNED: Phrase("verified signed", "signed, but not compared with all that counts"),
    Kind.UNSEALED: Phrase("verified unsealed", "unsealed"),
    Kind.NONE: Phrase("verified none", "no seal"),
    Kind.UNCHECKED: Phrase("verified unchecked", "not checked"),
}
SAID = Phrase(
    "verified said", "    {at}, in {repository} at {commit}\n    by {workflow} as of {version}"
)
COUNT = Phrase("verified count", "{count} report(s): {kinds}")
NOT_COMPARED = Phrase("verified not compared", "Not compared, since it was not given: {options}")
TOO_LITTLE = Phrase(
    "verified too little",
    "None counts as sealed without --workflow and --rubric: any workflow can ask GitHub for a "
    "signature.",
)
_OPTIONS = {
    "workflows": "--workflow",
    "rubric": "--rubric",
    "workflow_commits": "--workflow-commit",
    "repository": "--repository",
    "repository_id": "--repository-id",
}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Result:
    """One report, and what it is."""

    path: Path
    verdict: Verdict


def print_text(results: Iterable[Result], demands: Demands, lang: Lang) -> Counter[Kind]:
    """Print results as they come, for people; return how many there are of each kind."""
    kinds: Counter[Kind] = Counter()
    for one in results:
        kinds[one.verdict.kind] += 1
        print("\n".join(_lines(one, lang)))
    known = [f"{kinds[kind]} {_KINDS[kind].text(lang)}" for kind in _KINDS if kinds[kind]]
    print(COUNT.text(lang, count=kinds.total(), kinds=", ".join(known)))
    if options := [_OPTIONS[name] for name in demands.not_compared]:
        print(NOT_COMPARED.text(lang, options=", ".join(options)))
    if not demands.complete:
        print(TOO_LITTLE.text(lang))
    return kinds


def _lines(one: Result, lang: Lang) -> Iterator[str]:
    verdict = one.verdict
    yield f"{safe(one.path, _LONGEST)}: {_KINDS[verdict.kind].text(lang)}"
    if verdict.claims is not None:
        yield _said(verdict.claims).text(lang)
    for problem in verdict.problems:
        yield render(problem, lang)


def _said(claims: Claims) -> Phrase:
    return SAID.about(
        at=_time(claims.iat),
        repository=claims.repository,
        commit=claims.sha,
        workflow=claims.job_workflow_ref,
        version=claims.job_workflow_sha,
    )


def print_json(results: Iterable[Result], demands: Demands, _: Lang) -> Counter[Kind]:
    """Print results as they come, as one JSON list; return how many there are of each kind."""
    kinds: Counter[Kind] = Counter()
    before = "["
    for one in results:
        kinds[one.verdict.kind] += 1
        text = json.dumps(_to_json(one, demands), ensure_ascii=False)
        print(before, text, sep="\n", end="")
        before = ","
    print("\n]")
    return kinds


def _to_json(one: Result, demands: Demands) -> dict[str, Any]:
    claims = one.verdict.claims
    return {
        "path": safe(one.path, _LONGEST),
        "verdict": one.verdict.kind.value,
        "problems": [problem.to_json() for problem in one.verdict.problems],
        "seal": None if claims is None else _claims_to_json(claims),
        "not_compared": list(demands.not_compared),
    }


def _claims_to_json(claims: Claims) -> dict[str, str]:
    """Return what GitHub says of a job, in the words of a report where it has them."""
    said = {
        "at": _time(claims.iat),
        "repository": claims.repository,
        "repository_id": claims.repository_id,
        "commit": claims.sha,
        "ref": claims.ref,
        "event": claims.event_name,
        "workflow": claims.job_workflow_ref,
        "workflow_commit": claims.job_workflow_sha,
        "runner": claims.runner_environment,
        "run_id": claims.run_id,
        "run_attempt": claims.run_attempt,
    }
    return {name: safe(value, _LONGEST) for name, value in said.items()}


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
