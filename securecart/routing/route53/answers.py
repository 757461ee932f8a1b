"""The answer to a name: where each share of clients is sent, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from securecart.routing.hops import Hop, Note
from securecart.routing.route53.records import ResourceRecordSet
from securecart.routing.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a share of those who ask is sent.

    Attributes:
        share: the share.
        record: the record that answers, the last of the chain.
        target: the AWS resource that an alias leads to, by the name that AWS gave it; None where the record has values.
        ttl: seconds that resolvers keep the answer; None where AWS sets it and does not say how long.
        hops: the decisions, from the name that was asked for.
    """

    share: Fraction
    record: ResourceRecordSet
    target: str | None
    ttl: int | None
    hops: tuple[Hop, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What the record answers; none where it leads to an AWS resource."""
        return self.record.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one client is answered.

    Attributes:
        name: the name that was asked for.
        type: the type that was asked for.
        outcomes: where each share is sent; none where there is no answer, or for the share that is missing.
        unanswered: why there is no answer, where there is none for some or all.
        notes: what AWS does not document of what was applied.
    """

    name: str
    type: str
    outcomes: tuple[Outcome, ...]
    unanswered: Rule | None = None
    notes: tuple[Note, ...] = ()
