"""What becomes unhealthy in a zone when Regions are lost.

An exported zone does not say where everything is. It is told by the names that AWS gives its resources, by the Regions
of latency and geoproximity records, and by Regions in names of the zone; what none of them tells stays healthy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final

from securecart.routing.route53.health_checks import Health, HealthCheck
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import Geoproximity, Latency, ResourceRecordSet, normal

_REGION: Final = re.compile(
    r"(?<![a-z0-9])[a-z]{2}-(?:central|(?:north|south)?(?:east|west)|north|south)-[1-9]\d?(?![a-z0-9])"
)
"""A Region's name, inside a DNS name."""


class Outages:
    """Where a zone's records and checks are.

    Args:
        zone: the zone.
    """

    def __init__(self, zone: HostedZone) -> None:
        self._zone = zone
        self._above: defaultdict[tuple[str, str], list[ResourceRecordSet]] = defaultdict(list)
        for record in zone.record_sets:
            if record.alias_target:
                self._above[record.alias_target.dns_name, record.type].append(record)

    def regions(self) -> frozenset[str]:
        """The Regions that something of the zone is in."""
        return frozenset(chain.from_iterable(self._of_record(record) for record in self._zone.record_sets))

    def health(self, regions: Collection[str]) -> Health:
        """What is unhealthy while Regions are lost: what is in them and nowhere else."""
        lost = frozenset(regions)
        targets = (record.alias_target.dns_name for record in self._zone.record_sets if record.alias_target)
        return Health(
            failing_checks=frozenset(
                check.id for check in self._zone.health_checks.values() if _within(self._of_check(check), lost)
            ),
            unhealthy_targets=frozenset(
                target for target in targets if not self._zone.holds(target) and _within(_named_in(target), lost)
            ),
        )

    def _of_record(self, record: ResourceRecordSet) -> frozenset[str]:
        """The Regions to which a record leads."""
        if below := self._zone.target_of(record):
            return frozenset(chain.from_iterable(self._of_record(lower) for lower in below))
        alias = record.alias_target
        named = _named_in(alias.dns_name if alias else record.name)
        return named or self._by_policy(record)

    def _by_policy(self, record: ResourceRecordSet) -> frozenset[str]:
        """The Region that a record is for, or those of the aliases that lead to it."""
        if isinstance(record.policy, Latency | Geoproximity) and record.policy.region:
            return frozenset({record.policy.region})
        above = self._above[record.name, record.type]
        return frozenset(chain.from_iterable(self._by_policy(upper) for upper in above))

    def _of_check(self, check: HealthCheck) -> frozenset[str]:
        """The Regions that a check asks; none for one that asks no endpoint, or where that is not known."""
        if check.domain_name:
            name = normal(check.domain_name)
            asked: Iterable[ResourceRecordSet] = (r for r in self._zone.record_sets if r.name == name)
            return self._of_records(asked) or _named_in(name)
        if check.ip_address:
            return self._of_records(r for r in self._zone.record_sets if check.ip_address in r.values)
        return frozenset()

    def _of_records(self, records: Iterable[ResourceRecordSet]) -> frozenset[str]:
        return frozenset(chain.from_iterable(self._of_record(record) for record in records))


def _named_in(name: str) -> frozenset[str]:
    return frozenset(_REGION.findall(name))


def _within(regions: frozenset[str], lost: frozenset[str]) -> bool:
    return bool(regions) and regions <= lost
