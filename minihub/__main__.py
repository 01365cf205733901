"""`python -m minihub`: a Hub in the foreground."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .seed import DEFAULT
from .server import MiniHub, serve


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line and serve; return an exit code."""
    parser = argparse.ArgumentParser(prog="python -m minihub", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep everything here, for the next time")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets others reach it")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--user", nargs="*", default=[], help="accounts to make tokens for")
    parser.add_argument("--catalogue", type=Path, default=DEFAULT, help="repos to start with")
    parser.add_argument("--limits", action="store_true", help="the Hub's own rate limits")
    parser.add_argument("--faults", action="store_true", help="faults may be set over HTTP")
    args = parser.parse_args(argv)
    options = {"host": args.host, "port": args.port, "catalogue": args.catalogue}
    if not (args.limits or args.faults):
        return serve(MiniHub(args.folder, **options), args.user)
    from .testing.faults import Limits
    from .testing.faults.control import ADDRESS
    from .testing.hub import FaultyHub

    hub = FaultyHub(
        args.folder, limits=Limits() if args.limits else None, control=args.faults, **options
    )

    def print_control(_: MiniHub) -> None:
        if hub.control_token:
            print(f"MINIHUB_CONTROL={hub.control_token}  # faults: {hub.url}{ADDRESS}", flush=True)

    return serve(hub, args.user, ready=print_control)


if __name__ == "__main__":
    sys.exit(main())
