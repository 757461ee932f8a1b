"""What a resolution found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from securecart.routing.clients.client import Client
from securecart.routing.hops import Hop, Note
from securecart.routing.route53.health_checks import Health, HealthCheck
from securecart.routing.route53.statuses import CheckStatus
from securecart.routing.rules import Rule


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        name: the name, in full or without the zone's.
        type: the type of record.
        client: who asks.
        down: Regions that are lost.
        unhealthy: what is unhealthy besides: health checks, and in an exported zone alias targets.
    """

    name: str
    client: Client
    type: str = "A"
    down: tuple[str, ...] = ()
    unhealthy: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a share of those who ask is sent.

    Attributes:
        share: the share.
        hops: the decisions, from the name that was asked for.
        end: what is reached, in words or as Route 53 answers it.
        ttl: seconds that resolvers keep the answer; None where AWS sets it and does not say how long.
    """

    share: Fraction
    hops: tuple[Hop, ...]
    end: str
    ttl: int | None


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What a client is answered.

    Attributes:
        question: what is asked.
        name: the name in full.
        source: where the zone comes from.
        health: what is unhealthy.
        ways: where each share is sent; none where there is no answer.
        unanswered: why there is no answer, where there is none for some or all.
        notes: what AWS does not document of what was applied.
        remarks: what else a reader has to know.
        checks: the health checks by id.
        statuses: their status by id.
        labels: what a reader calls checks, accelerators and AWS resources whose names do not tell.
    """

    question: Question
    name: str
    source: str
    health: Health
    ways: tuple[Way, ...]
    unanswered: Rule | None
    notes: tuple[Note, ...]
    remarks: tuple[str, ...] = ()
    checks: Mapping[str, HealthCheck] = field(default_factory=dict)
    statuses: Mapping[str, CheckStatus] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def named(self, key: str) -> str:
        """What a reader calls a check, an accelerator or an AWS resource."""
        if key in self.labels:
            return self.labels[key]
        return self.checks[key].name or key if key in self.checks else key
