"""Seals: what a report, the token of GitHub's beside it, and a teacher's demands come to.

A seal is an identity token that GitHub signed for the job that made the report. Its audience is
the digest of the report's bytes, so it is a signature over the report. Asking for one is in
`checks.hub.id_tokens`; all of this is pure.
"""
