"""What tests need of an embedded Hub: faults on demand, states set by hand, an issuer of id tokens.

Nothing here is imported by a Hub that serves a class.
"""

from .hub import FaultyHub
from .issuer import Issuer, Job
from .state import (
    add_fine_grained_token,
    add_read_token,
    change_repo,
    delete_repo,
    rename_repo,
    trust,
)

__all__ = [
    "FaultyHub",
    "Issuer",
    "Job",
    "add_fine_grained_token",
    "add_read_token",
    "change_repo",
    "delete_repo",
    "rename_repo",
    "trust",
]
