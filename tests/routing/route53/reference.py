"""A second evaluation of small zones, written from AWS's pages alone and without anything of `resolver`.

"Route 53 initially chooses a record based on the routing policy. If the record is unhealthy, Route 53 chooses another
record using the same criteria and repeats the process until it finds a healthy record." Here that is done literally:
every choice by chance is followed with its probability.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from securecart.routing.route53.health_checks import HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.records import (
    Failover,
    FailoverRole,
    Geolocation,
    Latency,
    MultivalueAnswer,
    ResourceRecordSet,
    Weighted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from securecart.routing.clients.client import Client
    from securecart.routing.route53.health_checks import Health
    from securecart.routing.route53.hosted_zone import HostedZone

Distribution = dict[ResourceRecordSet | None, Fraction]
"""The probability of each last record; of no answer under None."""


def answered(zone: HostedZone, name: str, client: Client, health: Health) -> Distribution:
    """The records that a client is answered with, each with its probability."""
    return _Reference(zone, client, health).group([r for r in zone.record_sets if r.name == name])


class _Reference:
    def __init__(self, zone: HostedZone, client: Client, health: Health) -> None:
        self.zone = zone
        self.client = client
        self.health = health

    def group(self, records: Sequence[ResourceRecordSet]) -> Distribution:
        if not any(self.wants(record) for record in records):
            return {None: Fraction(1)}
        found = self.search([record for record in records if self.wants(record)], frozenset())
        if found is not None:
            return found
        # "If no record is healthy, all records are healthy."
        return self.search([record for record in records if self.wants(record)], None) or {}

    def search(self, records: list[ResourceRecordSet], refused: frozenset[str | None] | None) -> Distribution | None:
        """Choose, look at the health, choose again; None where no record is left. Without `refused` all are healthy."""
        left = [record for record in records if not refused or record.set_identifier not in refused]
        if not left:
            return None
        total: Distribution = {}
        for record, probability in self.choices(left):
            if refused is None or self.healthy(record):
                further: Distribution | None = self.follow(record)
            else:
                further = self.search(records, refused | {record.set_identifier})
            if further is None:
                return None
            for end, share in further.items():
                total[end] = total.get(end, Fraction(0)) + probability * share
        return total

    def choices(self, records: list[ResourceRecordSet]) -> list[tuple[ResourceRecordSet, Fraction]]:
        policy = records[0].policy
        if isinstance(policy, Weighted):
            weights = [r.policy.weight if isinstance(r.policy, Weighted) else 0 for r in records]
            if not sum(weights):
                return [(record, Fraction(1, len(records))) for record in records]
            return [(r, Fraction(w, sum(weights))) for r, w in zip(records, weights, strict=True) if w]
        if isinstance(policy, MultivalueAnswer):
            return [(record, Fraction(1, len(records))) for record in records]
        return [(min(records, key=self.rank), Fraction(1))]

    def rank(self, record: ResourceRecordSet) -> float:
        match record.policy:
            case Latency(region=region):
                return self.client.latency[region]
            case Failover(role=role):
                return float(role is FailoverRole.SECONDARY)
            case Geolocation(country=country, subdivision=subdivision, continent=continent):
                return 0 if subdivision else 1 if country not in (None, "*") else 2 if continent else 3
        return 0

    def wants(self, record: ResourceRecordSet) -> bool:
        match record.policy:
            case Geolocation(continent=None, country="*"):
                return True
            case Geolocation(continent=None, country=country, subdivision=subdivision):
                return country == self.client.country and subdivision in (None, self.client.subdivision)
            case Geolocation(continent=continent):
                return continent == self.client.continent
        return True

    def follow(self, record: ResourceRecordSet) -> Distribution:
        below = self.below(record)
        return self.group(below) if below else {record: Fraction(1)}

    def below(self, record: ResourceRecordSet) -> list[ResourceRecordSet]:
        alias = record.alias_target
        return [other for other in self.zone.record_sets if alias and other.name == alias.dns_name]

    def healthy(self, record: ResourceRecordSet) -> bool:
        passes = record.health_check_id is None or self.passes(record.health_check_id)
        alias = record.alias_target
        if alias is None or not alias.evaluate_target_health:
            return passes
        below = self.below(record)
        target = any(map(self.healthy, below)) if below else alias.dns_name not in self.health.unhealthy_targets
        return passes and target

    def passes(self, id_: str) -> bool:
        check = self.zone.health_checks[id_]
        if check.disabled:
            result = True
        elif check.type is HealthCheckType.CALCULATED:
            result = sum(map(self.passes, check.children)) >= check.threshold
        elif id_ in self.health.blind_checks and check.insufficient_data is not InsufficientDataHealthStatus.LAST_KNOWN:
            result = check.insufficient_data is InsufficientDataHealthStatus.HEALTHY
        else:
            result = id_ not in self.health.failing_checks
        return result != check.inverted
