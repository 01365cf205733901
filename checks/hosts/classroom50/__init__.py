"""Grading on Classroom 50: a checkout in, result.json out."""
