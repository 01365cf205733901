"""Grading where a host runs it: what is handed in comes in the host's form, the result too."""
