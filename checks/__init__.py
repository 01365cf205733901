"""A Tour through the Hugging Face Hub: the lab's linters, publisher and grader."""

import os
import sys

__version__ = "0.1.0"

# Every way in comes through here, so an older Python is told before it meets what it cannot read.
if sys.version_info < (3, 11):  # noqa: UP036 - this is for whoever has an older one
    sys.exit(
        "Python 3.11 or newer is needed; this is {0} ({1}). Install a newer one from python.org.\n"
        "Python 3.11 이상이 필요합니다. 지금은 {0}입니다({1}). python.org에서 새 버전을 "
        "설치하세요.".format(".".join(map(str, sys.version_info[:3])), sys.executable)
    )

# huggingface_hub reads these once, when it is first imported, so they are set before anything
# of this package can import it: plain LFS and HTTP only (hf_xet uses a protocol that the
# embedded Hub does not have), and nothing on the side.
os.environ["HF_HUB_DISABLE_XET"] = "1"
for _name in ("TELEMETRY", "PROGRESS_BARS", "UPDATE_CHECK"):
    os.environ.setdefault(f"HF_HUB_DISABLE_{_name}", "1")
