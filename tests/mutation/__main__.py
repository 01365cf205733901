"""Count the mutants that the tests kill, and name those that survive.

`make mutants` takes a sample, spread over the packages. From the environment: SAMPLE, how many;
SEED, which; ALL=1, every one; ONLY, a file or folder to stay in. Ends with 1 where a package
stays below its goal, or where equivalent.toml is not true.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutation import equivalent
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.runner import BaselineError, Target, Verdict, baseline, verdicts
from tests.paths import ROOT

EQUIVALENT = ROOT / "tests/mutation/equivalent.toml"
GRADE = ("tests/challenges", "tests/grading", "tests/reporters/test_reporters.py")
TARGETS = (
    Target("checks/grading", GRADE, 1.0),
    Target("checks/challenges", GRADE, 1.0),
    Target("checks/hub", ("tests/hub",), 0.9),
)
SAMPLE = 300


def main(root: Path, targets: Sequence[Target], list_of_equivalent: Path) -> int:
    """Run what the environment asks for, and print it."""
    known = equivalent.load(list_of_equivalent)
    found = {target: _mutants(root, target, os.environ.get("ONLY", "")) for target in targets}
    wrong = [
        f"{list_of_equivalent.name} names what is no mutant: {key}"
        for mutants in found.values()
        for key in equivalent.unmatched(known, mutants)
    ]
    total_killed = total = 0
    for target, chosen in _sample(found).items():
        if not chosen:
            continue
        try:
            results = list(_with_progress(verdicts(root, chosen, baseline(root, target))))
        except BaselineError as error:
            print(f"{target.package}: the tests fail on the code as it is\n{error}")
            return 1
        wrong += [
            f"{list_of_equivalent.name} calls this equivalent, but a test kills it: {one.mutant}"
            for one in results
            if one.killed and one.mutant.key in known
        ]
        counted = [one for one in results if one.mutant.key not in known]
        killed = _print(target, counted)
        if killed < target.goal * len(counted):
            wrong.append(f"{target.package}: below the goal of {target.goal:.0%}")
        total_killed, total = total_killed + killed, total + len(counted)
    print(f"in all: killed {total_killed} of {total}")
    print("\n".join(wrong))
    return 1 if wrong else 0


def _with_progress(results: Iterable[Verdict]) -> Iterator[Verdict]:
    for done, result in enumerate(results, 1):
        yield result
        if done % 50 == 0:
            print(f"… {done}", file=sys.stderr, flush=True)


def _mutants(root: Path, target: Target, only: str) -> list[Mutant]:
    paths = sorted(path.relative_to(root) for path in (root / target.package).rglob("*.py"))
    chosen = [path.as_posix() for path in paths if not only or path.is_relative_to(only)]
    return [mutant for path in chosen for mutant in mutants_of(root, path)]


def _sample(found: Mapping[Target, list[Mutant]]) -> Mapping[Target, list[Mutant]]:
    """Take as many mutants of each package; of the larger, also what the smaller have not."""
    if os.environ.get("ALL"):
        return found
    left, seed = int(os.environ.get("SAMPLE", SAMPLE)), os.environ.get("SEED", "1")
    print(f"a sample of {left}, SEED={seed}")
    chosen = {}
    for done, target in enumerate(sorted(found, key=lambda target: len(found[target]))):
        share = min(len(found[target]), left // (len(found) - done))
        # Chosen for the tests' sake, not to keep a secret.
        draw = random.Random(f"{seed} {target.package}")  # noqa: S311
        drawn = draw.sample(found[target], share)
        chosen[target] = sorted(drawn, key=lambda mutant: (mutant.path, mutant.index))
        left -= share
    return chosen


def _print(target: Target, results: Sequence[Verdict]) -> int:
    """Print who survived, and how many were killed; return that."""
    survivors = [one.mutant for one in results if not one.killed]
    for mutant in sorted(survivors, key=lambda mutant: (mutant.path, mutant.index)):
        print(mutant)
    killed = len(results) - len(survivors)
    print(f"{target.package}: killed {killed} of {len(results)}", flush=True)
    return killed


if __name__ == "__main__":
    sys.exit(main(ROOT, TARGETS, EQUIVALENT))
