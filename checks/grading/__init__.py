"""Judging: checks are pure functions of (submission, evidence, rubric)."""
