"""Count the mutants that the tests kill, and name those that survive.

`make mutants` takes a sample, spread over the packages. From the environment: SAMPLE, how many;
SEED, which; ALL=1, every one; ONLY, a file or folder to stay in. Ends with 1 where a package
stays below its goal, or where equivalent.toml is not true.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from tests.mutation import equivalent
from tests.mutation.mutants import Key, Mutant, mutants_of
from tests.mutation.runner import BaselineError, Target, baseline, verdicts
from tests.paths import ROOT

EQUIVALENT = ROOT / "tests/mutation/equivalent.toml"
GRADE = (
    *("tests/challenges", "tests/grading", "tests/reporters/test_reporters.py"),
    "tests/test_records.py",
    "tests/test_schemas.py::test_what_follows_from_the_challenges_is_up_to_date",
)
# The quick ones: with those that fit models, a mutant takes ten seconds. So its goal is a floor.
ARTIFACTS = ("tests/artifacts/test_hostile.py", "tests/artifacts/test_problems.py")
TARGETS = (
    Target("checks/grading", GRADE, 1.0),
    Target("checks/challenges", GRADE, 1.0),
    Target("checks/hub", ("tests/hub", "tests/test_records.py"), 0.9),
    Target("checks/artifacts", ARTIFACTS, 0.6),
)
SAMPLE = 300


def main(root: Path, targets: Sequence[Target], list_of_equivalent: Path) -> int:
    """Run what the environment asks for, and print it."""
    known = equivalent.load(list_of_equivalent)
    only = os.environ.get("ONLY", "")
    found = {target: found for target in targets if (found := _mutants(root, target, only))}
    mutants = [mutant for some in found.values() for mutant in some]
    wrong = [
        f"{list_of_equivalent.name} names what is no mutant: {key}"
        for key in equivalent.unmatched(root, known, mutants)
    ]
    total: Counter[str] = Counter()
    for target, chosen in _sample(found).items():
        try:
            count, complaints = _attack(root, target, chosen, known)
        except BaselineError as error:
            print(f"{target.package}: the tests fail on the code as it is\n{error}")
            return 1
        total += count
        wrong += complaints
    print(f"in all: killed {total['killed']} of {total['killed'] + total['alive']}")
    print("\n".join(wrong))
    return 1 if wrong else 0


def _attack(
    root: Path, target: Target, chosen: Sequence[Mutant], known: Set[Key]
) -> tuple[Counter[str], list[str]]:
    """Print who survives, as it becomes known; return the counts, and what is not as it should."""
    count: Counter[str] = Counter(killed=0, alive=0)
    wrong = []
    results = verdicts(root, chosen, baseline(root, target)) if chosen else ()
    for done, result in enumerate(results, 1):
        if result.mutant.key in known:
            if result.killed:
                wrong.append(f"a test kills what is called equivalent: {result.mutant}")
        else:
            count["killed" if result.killed else "alive"] += 1
            if not result.killed:
                print(result.mutant, flush=True)
        if done % 50 == 0:
            print(f"… {done} of {len(chosen)}", file=sys.stderr, flush=True)
    counted = count["killed"] + count["alive"]
    print(f"{target.package}: killed {count['killed']} of {counted}", flush=True)
    if count["killed"] < target.goal * counted:
        wrong.append(f"{target.package}: below the goal of {target.goal:.0%}")
    return count, wrong


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


if __name__ == "__main__":
    sys.exit(main(ROOT, TARGETS, EQUIVALENT))
