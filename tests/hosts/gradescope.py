"""Gradescope, as a bundle sees it: /autograder with its folders, and the metadata of an upload."""

from __future__ import annotations

from typing import Any

METADATA: dict[str, Any] = {
    "id": 123456,
    "created_at": "2026-10-01T12:00:00.365935-07:00",
    "assignment": {
        "due_date": "2026-10-31T23:00:00.000000-07:00",
        "group_size": None,
        "group_submission": False,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2026-09-01T00:00:00.000000-07:00",
        "title": "A Tour through the Hub",
        "total_points": "100.0",
    },
    "submission_method": "upload",
    "users": [{"email": "ada@example.com", "id": 77, "name": "Ada"}],
    "previous_submissions": [],
}
"""What Gradescope says of Ada's first upload: gradescope-autograders.readthedocs.io."""
