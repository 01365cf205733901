"""Access tokens of the Hub, by their form. Whoever reads one can act for its owner.

Source: hub-docs, docs/hub/security-tokens.md; `hf_oauth_` and `hf_jwt_` as the Hub hands them out.
"""

from __future__ import annotations

import re

PREFIX = "hf_"
#: A token for an hour, which trusted publishing gets (hub-docs, docs/hub/trusted-publishers.md).
JWT_PREFIX = "hf_jwt_"
PATTERN = r"hf_(?:oauth_|jwt_)?[A-Za-z0-9]{20,}[A-Za-z0-9_.=-]*"


def mask(text: str) -> str:
    """Return a text with `hf_…` in the place of each token."""
    return re.sub(PATTERN, "hf_…", text)
