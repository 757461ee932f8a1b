"""Compares what customers get when something fails: which promises are broken from now on, and which are kept again."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.comparison.model import Change, PromiseChange
from securecart.proof.model import Counterexample, Proof


def changes(before: Proof, after: Proof) -> Iterator[PromiseChange]:
    """The promises that the two sides do not keep alike, the broken ones first.

    Args:
        before: the proof of the side that is compared with, held against what is promised afterwards.
        after: the proof of the side that is looked at.
    """
    old = {_key(found): found for found in before.counterexamples}
    new = {_key(found): found for found in after.counterexamples}
    for key, found in new.items():
        if key not in old:
            yield PromiseChange(change=Change.ADDED, counterexample=found)
        elif _is_worse(found, old[key]):
            yield PromiseChange(change=Change.CHANGED, counterexample=found)
    for key, found in old.items():
        if key not in new:
            yield PromiseChange(change=Change.REMOVED, counterexample=found)


def _key(found: Counterexample) -> tuple[object, ...]:
    """What makes two counterexamples the same: the promise, and what is to change. The reason may tell a figure."""
    declared = found.cause.declared
    where = (declared.stack, declared.type, declared.name) if declared else None
    return found.miss.promise, found.cause.remedy, where


def _is_worse(found: Counterexample, before: Counterexample) -> bool:
    more = found.customers > before.customers or found.scenarios > before.scenarios
    return more or not set(found.journeys) <= set(before.journeys)
