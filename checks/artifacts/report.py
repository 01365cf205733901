"""What a file turned out to be, as data that evidence holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from checks.artifacts.faults import REVIEW, Fault, What
from checks.artifacts.pickle_machine import Findings

Verdict = Literal["ok", "unknown", "review", "broken"]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """A model file, looked at. `format` is short English, "unknown" where nothing is certain."""

    path: str
    format: str
    faults: tuple[Fault, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if any(fault.what not in REVIEW for fault in self.faults):
            return "broken"
        return "review" if self.faults else "unknown" if self.format == UNKNOWN else "ok"


@dataclass(slots=True)
class Report:
    """What is known of a file so far."""

    format: str = UNKNOWN
    findings: Findings = field(default_factory=Findings)

    def add(self, what: What, detail: str = "") -> None:
        self.findings.add(what, detail)

    def take(self, found: Findings) -> None:
        """Take what was found in a pickle: of an archive, all members are one report."""
        self.format = "pickle"
        self.findings.faults.update(found.faults)
        self.findings.work = found.work
