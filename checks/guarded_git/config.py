"""What a repository's configuration says, read as text: git itself would do what it says."""

from __future__ import annotations

import re

from checks.guarded_git.checkout import Checkout

_SECTION = re.compile(r"\[[ \t]*([\w.-]+)(?:[ \t]+\"((?:[^\"\\]|\\.)*)\")?[ \t]*\]")
_URL = re.compile(r"url[ \t]*=[ \t]*(?:\"([^\"]*)\"|([^\s#;\"]+))", re.IGNORECASE)


def origin_url(checkout: Checkout) -> str:
    """Return the address of the remote `origin`; "" where there is none.

    Of several, git fetches from the first. What other files add (`include`, `insteadOf`) is not
    followed.
    """
    section = None
    for line in checkout.config().decode("utf-8", "replace").splitlines():
        line = line.strip()
        if header := _SECTION.match(line):
            section = (header[1].lower(), header[2])
            line = line[header.end() :].strip()
        if section == ("remote", "origin") and (url := _URL.match(line)):
            return url[1] or url[2] or ""
    return ""
