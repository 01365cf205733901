"""Faults on demand: what the Hub and the way to it do at their worst."""

from .kinds import Answer, Cut, Fault, Latency, Limited, Page, Reset, Stale, Status
from .limiter import Limits
from .rules import Faults, Rule

__all__ = [
    "Answer",
    "Cut",
    "Fault",
    "Faults",
    "Latency",
    "Limited",
    "Limits",
    "Page",
    "Reset",
    "Rule",
    "Stale",
    "Status",
]
