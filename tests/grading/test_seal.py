"""A seal holds for one report, made by one kind of job; nothing else passes for one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest

from checks.grading.seal.audience import MAX_REPORT, MAX_SEAL, audience_of, seal_beside
from checks.grading.seal.demands import Demands
from checks.grading.seal.keys import GITHUB, MAX_KEYS, Keys
from checks.grading.seal.stated import stated_in
from checks.grading.seal.token import Claims, token_in
from checks.grading.seal.verify import Kind, Verdict, verify
from checks.messages import Problem
from minihub.testing import Issuer
from tests.seals import (
    COMMIT,
    DEMANDS,
    DIGEST,
    JOB,
    REPORT,
    SECONDS,
    STATED,
    WORKFLOW,
    WORKFLOW_COMMIT,
    issuer_of,
    keys_of,
    real_report,
    seal_of,
    signed,
)

OTHER = "a" * 40


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return issuer_of()


@pytest.fixture(scope="module")
def keys(issuer: Issuer) -> Keys:
    return keys_of(issuer)


def codes(verdict: Verdict) -> list[str]:
    return [problem.code for problem in verdict.problems]


def fields_of(problem: Problem) -> dict[str, str]:
    return {name: str(value) for name, value in problem.fields.items()}


def without(path: str, data: dict[str, Any] = STATED) -> dict[str, Any]:
    """Return a report without what stands at a path of keys."""
    key, _, rest = path.partition(".")
    if rest:
        return {**data, key: without(rest, data[key])}
    return {name: value for name, value in data.items() if name != key}


def with_(path: str, value: object, data: dict[str, Any] = STATED) -> dict[str, Any]:
    """Return a report with something else at a path of keys."""
    key, _, rest = path.partition(".")
    return {**data, key: with_(rest, value, data[key]) if rest else value}


def verdict_on(issuer: Issuer, data: object, demands: Demands = DEMANDS) -> Verdict:
    """Return the verdict on a report that was sealed as it is."""
    report = data if isinstance(data, bytes) else json.dumps(data).encode()
    return verify(report, seal_of(issuer, report), keys_of(issuer), demands)


# What holds


def test_a_seal_of_the_right_job_holds(issuer: Issuer, keys: Keys) -> None:
    verdict = verify(REPORT, seal_of(issuer, run_id="55"), keys, DEMANDS)
    said = Claims(
        iss=issuer.url,
        aud=f"hub-tour:sha256:{hashlib.sha256(REPORT).hexdigest()}",
        repository="School/lab-ana",
        repository_id="4711",
        sha=COMMIT,
        ref="refs/heads/main",
        event_name="push",
        job_workflow_ref=f"{WORKFLOW}@refs/heads/main",
        job_workflow_sha=WORKFLOW_COMMIT,
        runner_environment="github-hosted",
        run_id="55",
        run_attempt="1",
        iat=SECONDS,
    )
    assert verdict == Verdict(Kind.SEALED, (), said)


def test_nothing_of_a_verdict_can_be_changed_afterwards(issuer: Issuer, keys: Keys) -> None:
    verdict = verify(REPORT, seal_of(issuer), keys, DEMANDS)
    stated, token = stated_in(REPORT), token_in(seal_of(issuer))
    for one in (verdict, verdict.claims, stated, token, DEMANDS):
        name = next(iter(one.__slots__))
        with pytest.raises(FrozenInstanceError):
            setattr(one, name, "other")
    with pytest.raises(FrozenInstanceError):
        setattr(keys, "current", False)  # noqa: B010 - what is declared frozen is not to be set


def test_a_seal_of_a_real_report_holds(issuer: Issuer, keys: Keys, tmp_path: Path) -> None:
    report = real_report(tmp_path)
    assert verify(report, seal_of(issuer, report), keys, DEMANDS).kind == "sealed"


def test_a_seal_holds_for_ever(keys: Keys, issuer: Issuer) -> None:
    """Whether its token has expired, or is not yet valid, by any clock, makes no difference."""
    for times in ({"exp": 1, "nbf": 1}, {"exp": SECONDS * 2, "nbf": SECONDS * 2}):
        assert verify(REPORT, seal_of(issuer, **times), keys, DEMANDS).kind == "sealed"


def test_a_run_that_was_started_by_hand_counts(issuer: Issuer, keys: Keys) -> None:
    seal = seal_of(issuer, event_name="workflow_dispatch")
    assert verify(REPORT, seal, keys, DEMANDS).kind == "sealed"


def test_what_is_read_is_bounded() -> None:
    assert (MAX_REPORT, MAX_SEAL, MAX_KEYS) == (4_194_304, 16_384, 4_194_304)
    assert GITHUB == "https://token.actions.githubusercontent.com"


def test_a_seal_is_beside_its_report() -> None:
    assert seal_beside(Path("a/report.json")) == Path("a/report.seal")
    assert seal_beside(Path("a.b/report")) == Path("a.b/report.seal")


# What does not


def test_a_report_without_a_seal_has_none(keys: Keys) -> None:
    verdict = verify(REPORT, None, keys, DEMANDS)
    assert (verdict.kind, codes(verdict), verdict.claims) == ("none", ["SEAL-NONE"], None)
    assert verdict.problems[0].severity == "note"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_nobody_is_accused(keys: Keys, lang: str) -> None:
    (problem,) = verify(REPORT, None, keys, DEMANDS).problems
    text = problem.text(lang) + problem.hint(lang)
    assert not [word for word in ("forg", "fake", "cheat", "위조", "조작") if word in text.lower()]


def test_no_byte_of_a_report_can_change(issuer: Issuer, keys: Keys) -> None:
    seal = seal_of(issuer)
    changed = [b"", REPORT + b"\n", b" " + REPORT, REPORT.replace(b" ", b"")]
    for at, byte in enumerate(REPORT):
        for bit in (1, 0x20, 0x80):
            changed.append(REPORT[:at] + bytes([byte ^ bit]) + REPORT[at + 1 :])
        changed.append(REPORT[:at] + REPORT[at + 1 :])
    assert len(changed) > 4 * 300
    for report in changed:
        if report != REPORT:
            verdict = verify(report, seal, keys, DEMANDS)
            assert (verdict.kind, codes(verdict)) == ("unsealed", ["SEAL-BYTES"])
    assert verify(REPORT, seal, keys, DEMANDS).kind == "sealed"


def test_the_seal_of_another_report_is_none(issuer: Issuer, keys: Keys) -> None:
    other = json.dumps(with_("points", 100)).encode()
    verdict = verify(other, seal_of(issuer, REPORT), keys, DEMANDS)
    assert (verdict.kind, codes(verdict), verdict.claims) == ("unsealed", ["SEAL-BYTES"], None)


@pytest.mark.parametrize("audience", ["", audience_of(REPORT).upper(), "hub-tour:sha256:", "x"])
def test_only_the_digest_of_the_bytes_is_an_audience(
    issuer: Issuer, keys: Keys, audience: str
) -> None:
    verdict = verify(REPORT, issuer.token(audience).encode(), keys, DEMANDS)
    assert codes(verdict) == ["SEAL-BYTES"]


Change = tuple[dict[str, str], list[tuple[str, dict[str, str]]]]

JOBS: dict[str, Change] = {
    "issuer": (
        {"iss": "https://evil.example"},
        [("SEAL-ISSUER", {"found": "https://evil.example", "wanted": DEMANDS.issuer})],
    ),
    "repository": (
        {"repository": "school/lab-ben"},
        [
            ("SEAL-REPOSITORY", {"found": "school/lab-ben", "wanted": "school/lab-ana"}),
            ("SEAL-REPOSITORY", {"found": "school/lab-ben", "wanted": "School/lab-ana"}),
        ],
    ),
    "repository's number": (
        {"repository_id": "47110"},
        [("SEAL-REPOSITORY-ID", {"found": "47110", "wanted": "4711"})],
    ),
    "commit": ({"sha": OTHER}, [("SEAL-COMMIT", {"found": OTHER, "wanted": COMMIT})]),
    "branch": (
        {"ref": "refs/heads/mine"},
        [("SEAL-BRANCH", {"found": "refs/heads/mine", "wanted": "refs/heads/main"})],
    ),
    "tag": (
        {"ref": "refs/tags/main"},
        [("SEAL-BRANCH", {"found": "refs/tags/main", "wanted": "refs/heads/main"})],
    ),
    "event": ({"event_name": "pull_request"}, [("SEAL-EVENT", {"found": "pull_request"})]),
    "timer": ({"event_name": "schedule"}, [("SEAL-EVENT", {"found": "schedule"})]),
    "workflow": (
        {"job_workflow_ref": "School/lab-ana/.github/workflows/grade.yml@refs/heads/main"},
        [
            (
                "SEAL-WORKFLOW",
                {"found": "School/lab-ana/.github/workflows/grade.yml@refs/heads/main"},
            )
        ],
    ),
    "workflow's commit": (
        {"job_workflow_sha": OTHER},
        [("SEAL-WORKFLOW-COMMIT", {"found": OTHER})],
    ),
    "runner": (
        {"runner_environment": "self-hosted"},
        [("SEAL-RUNNER", {"found": "self-hosted"})],
    ),
}


@pytest.mark.parametrize("change", JOBS.values(), ids=JOBS)
def test_a_seal_of_another_job_does_not_hold(issuer: Issuer, keys: Keys, change: Change) -> None:
    claims, problems = change
    verdict = verify(REPORT, seal_of(issuer, **claims), keys, DEMANDS)
    assert verdict.kind == "unsealed"
    assert [(one.code, fields_of(one)) for one in verdict.problems] == problems
    assert (verdict.claims is None) == ("iss" in claims)


def test_all_that_differs_is_told(issuer: Issuer, keys: Keys) -> None:
    claims = {"sha": OTHER, "ref": "refs/heads/x", "runner_environment": ""}
    verdict = verify(REPORT, seal_of(issuer, **claims), keys, DEMANDS)
    assert codes(verdict) == ["SEAL-COMMIT", "SEAL-BRANCH", "SEAL-RUNNER"]


Stating = tuple[str, object, list[tuple[str, dict[str, str]]]]

STATEMENTS: dict[str, Stating] = {
    "repository": (
        "source.repository",
        "github.com/school/lab-ben",
        [("SEAL-REPOSITORY", {"found": "School/lab-ana", "wanted": "school/lab-ben"})],
    ),
    "repository that is no name": (
        "source.repository",
        "github.com",
        [("SEAL-REPOSITORY", {"found": "School/lab-ana", "wanted": ""})],
    ),
    "repository's number": (
        "source.repository_id",
        "12",
        [("SEAL-REPOSITORY-ID", {"found": "4711", "wanted": "12"})],
    ),
    "blank number": (
        "source.repository_id",
        "",
        [("SEAL-REPOSITORY-ID", {"found": "4711", "wanted": ""})],
    ),
    "commit": (
        "source.commit",
        OTHER,
        [("SEAL-COMMIT", {"found": COMMIT, "wanted": OTHER})],
    ),
    "ref": (
        "source.ref",
        "refs/heads/x",
        [("SEAL-BRANCH", {"found": "refs/heads/main", "wanted": "refs/heads/x"})],
    ),
    "endpoint": (
        "endpoint",
        "https://hub.evil.example",
        [
            (
                "SEAL-ENDPOINT",
                {"found": "https://hub.evil.example", "wanted": "https://huggingface.co"},
            )
        ],
    ),
    "endpoint of facts": (
        "facts_endpoint",
        "http://127.0.0.1:9",
        [("SEAL-ENDPOINT", {"found": "http://127.0.0.1:9", "wanted": "https://huggingface.co"})],
    ),
    "rubric": (
        "rubric.digest",
        "sha256:0",
        [("SEAL-RUBRIC", {"found": "sha256:0", "wanted": DIGEST})],
    ),
}


@pytest.mark.parametrize("stating", STATEMENTS.values(), ids=STATEMENTS)
def test_a_seal_of_a_report_of_something_else_does_not_hold(
    issuer: Issuer, stating: Stating
) -> None:
    path, value, problems = stating
    verdict = verdict_on(issuer, with_(path, value))
    assert verdict.kind == "unsealed"
    assert [(one.code, fields_of(one)) for one in verdict.problems] == problems


@pytest.mark.parametrize("path", ["source.repository_id", "source.ref"])
def test_what_a_report_does_not_know_is_not_compared_with_it(issuer: Issuer, path: str) -> None:
    assert verdict_on(issuer, with_(path, None)).kind == "sealed"


def test_an_address_may_end_with_a_slash(issuer: Issuer) -> None:
    assert verdict_on(issuer, with_("endpoint", "https://huggingface.co/")).kind == "sealed"


DEMANDED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "repository": ({"repository": "school/lab-ben"}, ["SEAL-REPOSITORY"]),
    "its number": ({"repository_id": "1"}, ["SEAL-REPOSITORY-ID"]),
    "branch": ({"ref": "refs/heads/trunk"}, ["SEAL-BRANCH"]),
    "workflow's commit": ({"workflow_commits": (OTHER, "b" * 40)}, ["SEAL-WORKFLOW-COMMIT"]),
    "rubric": ({"rubric": f"sha256:{'e' * 64}"}, ["SEAL-RUBRIC"]),
    "issuer": ({"issuer": "https://github.school.example/_services/token"}, ["SEAL-ISSUER"]),
    "both endpoints": ({"endpoint": "http://class.lan"}, ["SEAL-ENDPOINT"]),
    "another case of the name": ({"repository": "SCHOOL/LAB-ANA"}, []),
    "one of two commits": ({"workflow_commits": (OTHER, WORKFLOW_COMMIT)}, []),
    "no commit": ({"workflow_commits": ()}, []),
    "no repository": ({"repository": None, "repository_id": None}, []),
}


@pytest.mark.parametrize("name", DEMANDED)
def test_a_teacher_may_demand_more(issuer: Issuer, keys: Keys, name: str) -> None:
    changes, problems = DEMANDED[name]
    verdict = verify(REPORT, seal_of(issuer), keys, replace(DEMANDS, **changes))
    assert codes(verdict) == problems
    assert verdict.kind == ("unsealed" if problems else "sealed")


BRANCH, TAG, PULL = "refs/heads/main", "refs/tags/v1", "refs/pull/7/head"
FITS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], bool]] = {
    "a branch": (f"{WORKFLOW}@{BRANCH}", (WORKFLOW,), (), True),
    "a tag": (f"{WORKFLOW}@{TAG}", (WORKFLOW,), (), True),
    "that branch": (f"{WORKFLOW}@{BRANCH}", (f"{WORKFLOW}@{BRANCH}",), (), True),
    "another branch": (f"{WORKFLOW}@{BRANCH}2", (f"{WORKFLOW}@{BRANCH}",), (), False),
    "the second": (f"{WORKFLOW}@{BRANCH}", ("a/b/.github/workflows/c.yml", WORKFLOW), (), True),
    "another case of the repository": (
        f"{WORKFLOW.replace('hub-school', 'Hub-School')}@{BRANCH}",
        (WORKFLOW,),
        (),
        True,
    ),
    "another case of the file": (
        f"{WORKFLOW.replace('grade', 'Grade')}@{BRANCH}",
        (WORKFLOW,),
        (),
        False,
    ),
    "a branch with an @": (f"{WORKFLOW}@refs/heads/a@b", (WORKFLOW,), (), True),
    "another case of a folder": (
        f"{WORKFLOW.replace('workflows', 'Workflows')}@{BRANCH}",
        (WORKFLOW,),
        (),
        False,
    ),
    "another case below a folder twice": (
        f"o/r/.github/A/.github/x.yml@{BRANCH}",
        ("o/r/.github/a/.github/x.yml",),
        (),
        False,
    ),
    "another file": (f"{WORKFLOW.replace('grade', 'graded')}@{BRANCH}", (WORKFLOW,), (), False),
    "another repository": (
        f"{WORKFLOW.replace('/grader', '/grade')}@{BRANCH}",
        (WORKFLOW,),
        (),
        False,
    ),
    "another owner": (f"{WORKFLOW.replace('hub-', '')}@{BRANCH}", (WORKFLOW,), (), False),
    # Any commit of a fork can be named below the repository that was forked.
    "a bare commit": (f"{WORKFLOW}@{WORKFLOW_COMMIT}", (WORKFLOW,), (), False),
    "a pull request": (f"{WORKFLOW}@{PULL}", (WORKFLOW,), (), False),
    "a commit that was named": (
        f"{WORKFLOW}@{WORKFLOW_COMMIT}",
        (WORKFLOW,),
        (WORKFLOW_COMMIT,),
        True,
    ),
    "that commit": (
        f"{WORKFLOW}@{WORKFLOW_COMMIT}",
        (f"{WORKFLOW}@{WORKFLOW_COMMIT}",),
        (),
        True,
    ),
    "that pull request": (f"{WORKFLOW}@{PULL}", (f"{WORKFLOW}@{PULL}",), (), True),
    "no ref": (WORKFLOW, (WORKFLOW,), (), False),
    "nothing": ("", (WORKFLOW,), (), False),
    "one word": ("x@refs/heads/main", (WORKFLOW,), (), False),
}


@pytest.mark.parametrize("name", FITS)
def test_a_workflow_is_one_that_was_named(issuer: Issuer, keys: Keys, name: str) -> None:
    said, workflows, commits, fits = FITS[name]
    demands = replace(DEMANDS, workflows=workflows, workflow_commits=commits)
    verdict = verify(REPORT, seal_of(issuer, job_workflow_ref=said), keys, demands)
    assert codes(verdict) == ([] if fits else ["SEAL-WORKFLOW"])
    assert verdict.kind == ("sealed" if fits else "unsealed")


def test_what_was_not_demanded_does_not_count_as_sealed(issuer: Issuer, keys: Keys) -> None:
    """Any workflow can ask GitHub for a signature, the student's own included."""
    seal = seal_of(issuer, job_workflow_ref="School/lab-ana/.github/workflows/x.yml@refs/heads/x")
    for changes in ({"workflows": ()}, {"rubric": None}, {"workflows": (), "rubric": None}):
        demands = replace(DEMANDS, **changes)
        kind = verify(REPORT, seal, keys, demands).kind
        assert kind == ("signed" if "workflows" in changes else "unsealed")
        assert verify(REPORT, seal_of(issuer), keys, demands).kind == "signed"
        assert demands.not_compared == tuple(changes)


def test_what_was_not_demanded_is_told() -> None:
    every = ("workflows", "rubric", "workflow_commits", "repository", "repository_id")
    assert Demands("i", "e").not_compared == every
    assert Demands("i", "e") == Demands("i", "e", "refs/heads/main", (), (), None, None, None)
    assert DEMANDS.not_compared == ()


# What a token says


@pytest.mark.parametrize("name", [field.name for field in fields(Claims)])
@pytest.mark.parametrize("value", [None, 7.5, True, [], {"a": 1}, "gone"])
def test_a_claim_that_is_missing_or_of_another_type_is_told(
    issuer: Issuer, keys: Keys, name: str, value: object
) -> None:
    claims = issuer.claims(audience_of(REPORT)) | {name: [value] if name == "aud" else value}
    if value == "gone":
        del claims[name]
    verdict = verify(REPORT, signed(issuer, claims), keys, DEMANDS)
    assert (verdict.kind, codes(verdict)) == ("unsealed", ["SEAL-CLAIM"])
    assert fields_of(verdict.problems[0]) == {"claim": name}


@pytest.mark.parametrize(
    ("second", "holds"),
    [(0, True), (253_402_300_799, True), (-1, False), (253_402_300_800, False), ("7", False)],
)
def test_when_it_was_sealed_is_a_second_that_there_is(
    issuer: Issuer, keys: Keys, second: object, holds: bool
) -> None:
    verdict = verify(REPORT, seal_of(issuer, iat=second), keys, DEMANDS)
    assert codes(verdict) == ([] if holds else ["SEAL-CLAIM"])


# What a report says


def deep(key: str) -> bytes:
    return json.dumps(STATED).encode()[:-1] + b', "%s": %s%s}' % (
        key.encode(),
        b"[" * 100_000,
        b"]" * 100_000,
    )


NO_REPORTS: dict[str, tuple[object, str]] = {
    "nothing": (b"", "it cannot be read as JSON"),
    "half": (REPORT[:-1], "it cannot be read as JSON"),
    "text in Latin-1": (REPORT.replace(b"80", b'"\xe9"'), "it cannot be read as JSON"),
    "UTF-16": (REPORT.decode().encode("utf-16"), "it cannot be read as JSON"),
    "a key twice": (REPORT[:-1] + b', "points": 100}', "it cannot be read as JSON"),
    "no number": (REPORT.replace(b"80", b"NaN"), "it cannot be read as JSON"),
    "a number of thousands of digits": (
        REPORT.replace(b"80", b"8" * 5000),
        "it cannot be read as JSON",
    ),
    "nested deeply": (deep("x"), "it cannot be read as JSON"),
    "a list": ([STATED], "its `schema` is not that of a report of this grader"),
    "another schema": (
        with_("schema", "hub-tour/lint/v1"),
        "its `schema` is not that of a report of this grader",
    ),
    "a schema that is none": (
        with_("schema", None),
        "its `schema` is not that of a report of this grader",
    ),
    "no schema": (without("schema"), "its `schema` is not that of a report of this grader"),
    "no source": (without("source"), "it does not say source.repository"),
    "a source that is none": (with_("source", "x"), "it does not say source.repository"),
    "no repository": (with_("source.repository", None), "it does not say source.repository"),
    "no commit": (with_("source.commit", None), "it does not say source.commit"),
    "another commit": (with_("source.commit", 7), "it does not say source.commit"),
    "no number of the repository": (
        without("source.repository_id"),
        "it does not say source.repository_id",
    ),
    "another number": (with_("source.repository_id", 4711), "it does not say source.repository_id"),
    "no ref": (without("source.ref"), "it does not say source.ref"),
    "no endpoint": (without("endpoint"), "it does not say endpoint"),
    "no endpoint of facts": (with_("facts_endpoint", None), "it does not say facts_endpoint"),
    "no rubric": (without("rubric"), "it does not say rubric.digest"),
    "no digest": (with_("rubric.digest", None), "it does not say rubric.digest"),
}


@pytest.mark.parametrize("name", NO_REPORTS)
def test_what_is_no_report_is_not_sealed(issuer: Issuer, name: str) -> None:
    data, reason = NO_REPORTS[name]
    verdict = verdict_on(issuer, data)
    assert (verdict.kind, codes(verdict)) == ("unsealed", ["SEAL-REPORT"])
    assert verdict.problems[0].text("en").endswith(f": {reason}.")
    assert verdict.claims is not None
    assert verdict.claims.repository == JOB.repository


def test_a_report_of_a_later_version_can_be_compared(issuer: Issuer) -> None:
    assert verdict_on(issuer, with_("schema", "hub-tour/report/v12")).kind == "sealed"
