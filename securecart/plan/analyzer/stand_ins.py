"""What becomes of undecided verdicts once a pack was asked again, with stand-ins for what only the deployment knows.

A document that holds an ARN of another resource is unknown as a whole before the deployment, which would then be the
first to find what is wrong with the rest of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from securecart.plan.verdicts import Verdict

_COMPLETE: Final = "-rules-complete"
"""How the names of the pack's policies end that report a rule that broke, as `<rule> broke: <why>`."""


def settle(first: Sequence[Verdict], again: Sequence[Verdict], of_stacks: Collection[str]) -> Iterator[Verdict]:
    """The verdicts of both askings: each that is undecided settled where the second one could decide it.

    Args:
        first: the verdicts without stand-ins.
        again: the verdicts with stand-ins, on the resources or the stack that the undecided ones are about.
        of_stacks: the names of the policies that judge a stack as a whole: what one of these could not decide is about
            any of its resources.
    """
    known = {(verdict.policy, verdict.urn) for verdict in first if not verdict.undecided}
    new = [
        replace(verdict, assumed=True)
        for verdict in again
        if not verdict.undecided and (verdict.policy, verdict.urn) not in known
    ]
    for verdict in first:
        if not verdict.undecided or _still_open(verdict, again, of_stacks):
            yield verdict
        elif not any(_answers(found, verdict, of_stacks) for found in new):
            yield replace(verdict, assumed=True)
    yield from new


def _still_open(verdict: Verdict, again: Sequence[Verdict], of_stacks: Collection[str]) -> bool:
    """Whether the policy could not decide again, or broke."""
    return any(
        (found.undecided and (found.policy, found.urn) == (verdict.policy, verdict.urn))
        or (_broken(found) == verdict.policy and _is_about(found, verdict, of_stacks))
        for found in again
    )


def _broken(found: Verdict) -> str | None:
    """The policy that a verdict says to have broken; None if it says nothing of the kind."""
    policy, broke, _ = found.message.partition(" broke: ")
    return policy if broke and found.policy.endswith(_COMPLETE) else None


def _answers(found: Verdict, verdict: Verdict, of_stacks: Collection[str]) -> bool:
    return found.policy == verdict.policy and _is_about(found, verdict, of_stacks)


def _is_about(found: Verdict, verdict: Verdict, of_stacks: Collection[str]) -> bool:
    """Whether a verdict of the second asking is about what one of the first is about."""
    return verdict.policy in of_stacks or found.urn == verdict.urn
