"""`python -m minihub`: a Hub in the foreground."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .faults import Limits
from .seed import DEFAULT
from .server import serve


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m minihub", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep everything here, for the next time")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets others reach it")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--user", nargs="*", default=[], help="accounts to make tokens for")
    parser.add_argument("--catalogue", type=Path, default=DEFAULT, help="repos to start with")
    parser.add_argument("--limits", action="store_true", help="the Hub's own rate limits")
    parser.add_argument("--faults", action="store_true", help="faults may be set over HTTP")
    args = parser.parse_args(argv)
    return serve(
        args.folder,
        host=args.host,
        port=args.port,
        users=args.user,
        catalogue=args.catalogue,
        limits=Limits() if args.limits else None,
        control=args.faults,
    )


if __name__ == "__main__":
    sys.exit(main())
