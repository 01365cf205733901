"""The embedded Hub, as its own tests have it."""

from tests.minihub.conftest import _official_session, api, hub, raw, repo, token

__all__ = ["_official_session", "api", "hub", "raw", "repo", "token"]
