"""Run by a bundle as `python -I .../checks/hosts/gradescope/__main__.py BASE [LANG]`.

Python then looks in its own folders alone; the folder of the grader comes last. `BASE` is
/autograder. Without it, this only says which grader it is: so a bundle is tried when it is built.
"""

import sys
from pathlib import Path

GRADER = Path(__file__).resolve().parents[3]
if not __package__:
    sys.path.append(str(GRADER))

from checks.grading.grader import this_grader  # noqa: E402
from checks.hosts.gradescope import run  # noqa: E402


def main(words: list[str]) -> int:
    """Grade an upload, or say which grader this is; return the exit code."""
    if not words:
        print(f"hub-tour {this_grader().version}, {this_grader().digest}")
        return 0
    base, *lang = words
    return run.main(Path(base), GRADER / "rubric.yaml", lang[0] if lang else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
