"""What a report says of itself, as far as its seal has to agree with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checks.grading.seal import strict_json
from checks.messages import Message, Phrase, Problem

NO_REPORT = Message(
    "SEAL-REPORT",
    "This is no report that a seal can be compared with: {reason}.",
    hint="Verify the file report.json of a grading job, as it was downloaded.",
)

NOT_JSON = Phrase("seal not json", "it cannot be read as JSON")
OTHER_SCHEMA = Phrase("seal other schema", "its `schema` is not that of a report of this grader")
NO_FIELD = Phrase("seal no field", "it does not say {field}")

_SCHEMA = "hub-tour/report/v"
_NEEDED = ("source.repository", "source.commit", "endpoint", "facts_endpoint", "rubric.digest")
_OPTIONAL = ("source.repository_id", "source.ref")
_NOWHERE = object()


@dataclass(frozen=True, slots=True)
class Stated:
    """Whose a report is, of which commit, by which Hub and rubric.

    `repository` is its OWNER/NAME; `repository_id` and `ref` are None where that is not known.
    """

    repository: str
    repository_id: str | None
    commit: str
    ref: str | None
    endpoint: str
    facts_endpoint: str
    rubric: str


def stated_in(report: bytes) -> Stated | Problem:
    """Return what a report says of itself, or why it is none."""
    try:
        data = strict_json.loads(report)
    except ValueError:
        return NO_REPORT.about(reason=NOT_JSON)
    if not is_report(data):
        return NO_REPORT.about(reason=OTHER_SCHEMA)
    found = {name: _at(data, name) for name in (*_NEEDED, *_OPTIONAL)}
    for name, value in found.items():
        if not isinstance(value, str) and not (value is None and name in _OPTIONAL):
            return NO_REPORT.about(reason=NO_FIELD.about(field=name))
    return Stated(
        repository=found["source.repository"].partition("/")[2],
        repository_id=found["source.repository_id"],
        commit=found["source.commit"],
        ref=found["source.ref"],
        endpoint=found["endpoint"],
        facts_endpoint=found["facts_endpoint"],
        rubric=found["rubric.digest"],
    )


def is_report(data: object) -> bool:
    """Return whether JSON data calls itself a report, of whichever version."""
    schema = data.get("schema") if isinstance(data, dict) else None
    return isinstance(schema, str) and schema.startswith(_SCHEMA)


def _at(data: object, path: str) -> Any:
    """Return what stands at a path of keys; an object that is no JSON where nothing does."""
    for key in path.split("."):
        data = data.get(key, _NOWHERE) if isinstance(data, dict) else _NOWHERE
    return data
