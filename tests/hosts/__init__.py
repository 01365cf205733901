"""Grading on hosts: each bundle is run as its host runs it."""
