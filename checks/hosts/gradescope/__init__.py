"""Grading on Gradescope: an upload in, results.json out."""
