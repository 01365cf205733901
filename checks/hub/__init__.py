"""The one way to the Hub: asking it (client, gather) and pushing to it (publish)."""

import os

# Read by huggingface_hub when it is first imported, so this stands before every import of it:
# plain LFS and HTTP only, and nothing on the side.
os.environ["HF_HUB_DISABLE_XET"] = "1"
for _name in ("TELEMETRY", "PROGRESS_BARS", "UPDATE_CHECK"):
    os.environ.setdefault(f"HF_HUB_DISABLE_{_name}", "1")
