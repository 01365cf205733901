"""The official client must be told before it is imported; no test reads or writes a real home."""

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="hub-tour-tests-")
os.environ.update(
    HF_HOME=_HOME.name,
    HF_HUB_DISABLE_XET="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    GIT_CONFIG_GLOBAL=os.devnull,
    GIT_CONFIG_NOSYSTEM="1",
    LC_ALL="C.UTF-8",
)
for name in ("HF_TOKEN", "HF_ENDPOINT", "HF_OIDC_RESOURCE", "GITHUB_ACTIONS", "GITHUB_OUTPUT"):
    os.environ.pop(name, None)
