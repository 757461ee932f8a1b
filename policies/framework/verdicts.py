"""What a rule says of a resource."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.framework.resources import Resource


class Outcome(enum.Enum):
    """The three values of a verdict."""

    VIOLATED = "violated"
    SATISFIED = "satisfied"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a resource.

    Attributes:
        outcome: whether the resource meets the rule.
        resource: the resource; None for the stack as a whole.
        reason: what is wrong with it, or what is not known; empty where it is satisfied.
    """

    outcome: Outcome
    resource: Resource | None
    reason: str = ""


def violated(resource: Resource | None, reason: str) -> Verdict:
    """The resource breaks the rule: `reason` completes "this is so because ..." in a sentence of its own."""
    return Verdict(Outcome.VIOLATED, resource, reason)


def satisfied(resource: Resource | None) -> Verdict:
    """The resource meets the rule."""
    return Verdict(Outcome.SATISFIED, resource)


def undecided(resource: Resource | None, *properties: str) -> Verdict:
    """The rule depends on `properties`, which only the deployment knows."""
    return Verdict(Outcome.UNDECIDED, resource, ", ".join(properties))
