"""Shows every rule its mutants through the real pack: `python -m tests.policies.mutants [RULE ...]`.

Exit codes: 0 all were killed and no unknown misled a rule, 1 otherwise, 2 a rule is not there or has no mutants.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from policies.catalogue import catalogue
from tests.policies.mutants.collect import mutants_of
from tests.policies.mutants.trial import Outcome, try_named
from tests.policies.recorded import record


def main() -> int:
    """Try all rules, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.policies.mutants", description=__doc__)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="rules to try instead of all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes to try them in")
    arguments = parser.parse_args()
    names = arguments.rules or list(catalogue())
    if missing := [name for name in names if name not in catalogue() or not mutants_of(catalogue()[name])]:
        sys.stderr.write(f"error: no such rule, or one without mutants: {', '.join(missing)}\n")
        return 2
    started = time.perf_counter()
    record()  # once, before the processes ask for it
    outcomes = []
    for outcome in _outcomes(names, arguments.jobs):
        outcomes.append(outcome)
        _tell(outcome)
    return _sum_up(outcomes, time.perf_counter() - started)


def _outcomes(names: Sequence[str], jobs: int) -> Iterator[Outcome]:
    if jobs == 1 or len(names) == 1:
        yield from map(try_named, names)
        return
    context = multiprocessing.get_context("spawn")  # gRPC does not survive a fork
    with ProcessPoolExecutor(min(jobs, len(names)), mp_context=context) as pool:
        for future in as_completed([pool.submit(try_named, name) for name in names]):
            yield future.result()


def _tell(outcome: Outcome) -> None:
    total = len(outcome.killed) + len(outcome.survived)
    marks = "  <--" if _objections(outcome) else ""
    sys.stdout.write(f"{outcome.rule:55} {len(outcome.killed):3} of {total:3}, {outcome.variants:4} unknowns{marks}\n")
    sys.stdout.flush()


def _objections(outcome: Outcome) -> list[str]:
    survived = [f"{outcome.rule}: survived: {name}: {said}" for name, said in outcome.survived]
    return survived + [f"{outcome.rule}: misled: {fault}" for fault in outcome.faults]


def _sum_up(outcomes: Sequence[Outcome], seconds: float) -> int:
    killed = sum(len(outcome.killed) for outcome in outcomes)
    survived = sum(len(outcome.survived) for outcome in outcomes)
    variants = sum(outcome.variants for outcome in outcomes)
    faults = sum(len(outcome.faults) for outcome in outcomes)
    objections = [objection for outcome in outcomes for objection in _objections(outcome)]
    sys.stdout.write("".join(f"\n{objection}" for objection in objections) + ("\n" if objections else ""))
    sys.stdout.write(
        f"\n{len(outcomes)} rules, {killed + survived} mutants: {killed} killed, {survived} survived "
        f"({killed / (killed + survived):.1%} killed)\n"
        f"{variants} mutants with a property unknown: {faults} misled a rule\n"
        f"{seconds:.0f} s\n"
    )
    return 1 if objections else 0


if __name__ == "__main__":
    sys.exit(main())
