"""A Tour through the Hugging Face Hub: the lab's linters, publisher and grader."""

import os

__version__ = "0.1.0"

# huggingface_hub reads these once, when it is first imported, so they are set before anything
# of this package can import it: plain LFS and HTTP only (hf_xet uses a protocol that the
# embedded Hub does not have), and nothing on the side.
os.environ["HF_HUB_DISABLE_XET"] = "1"
for _name in ("TELEMETRY", "PROGRESS_BARS", "UPDATE_CHECK"):
    os.environ.setdefault(f"HF_HUB_DISABLE_{_name}", "1")
