"""What becomes unhealthy in a zone when Regions are lost.

An exported zone does not say where everything is. It is told by the names that AWS gives its resources, by the Regions
of latency and geoproximity records, and by Regions in names of the zone; what none of them tells stays healthy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Final

from securecart.routing.route53.health_checks import Health, HealthCheck
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import CNAME, Geoproximity, Latency, ResourceRecordSet, normal

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
        self._named: defaultdict[str, list[ResourceRecordSet]] = defaultdict(list)
        self._above: defaultdict[str, list[ResourceRecordSet]] = defaultdict(list)
        for record in zone.record_sets:
            self._named[record.name].append(record)
            for name in _led_to(record):
                self._above[name].append(record)

    def regions(self) -> frozenset[str]:
        """The Regions that something of the zone is in, or that one of its checks asks or has its alarm in."""
        checks = self._zone.health_checks.values()
        alarms = (check.alarm_region for check in checks if check.alarm_region)
        return self._of_records(self._zone.record_sets).union(alarms, *map(self._of_check, checks))

    def health(self, regions: Collection[str]) -> Health:
        """What is unhealthy while Regions are lost: what is in them and nowhere else."""
        lost = frozenset(regions)
        targets = (record.alias_target.dns_name for record in self._zone.record_sets if record.alias_target)
        return Health(
            failing_checks=frozenset(
                check.id for check in self._zone.health_checks.values() if _within(self._of_check(check), lost)
            ),
            blind_checks=frozenset(
                check.id for check in self._zone.health_checks.values() if check.alarm_region in lost
            ),
            unhealthy_targets=frozenset(
                target for target in targets if not self._zone.holds(target) and _within(_named_in(target), lost)
            ),
        )

    def _of_check(self, check: HealthCheck) -> frozenset[str]:
        """The Regions that a check asks; none for one that asks no endpoint, or where that is not known."""
        if check.ip_address:  # a name besides is the host that it asks that address for
            return self._of_records(r for r in self._zone.record_sets if check.ip_address in r.values)
        name = normal(check.domain_name or "")
        return self._of_records(self._named.get(name, ())) or _named_in(name)

    def _of_records(self, records: Iterable[ResourceRecordSet]) -> frozenset[str]:
        """The Regions to which records lead."""
        return frozenset(chain.from_iterable(map(self._of_last, _ends(records, self._lower))))

    def _of_last(self, record: ResourceRecordSet) -> frozenset[str]:
        """The Regions of a record that leads to no other: named by it, or those that the records above it are for."""
        named = frozenset(chain.from_iterable(map(_named_in, _led_to(record))))
        if not record.alias_target:
            named = named or _named_in(record.name)
        return named or frozenset(filter(None, map(_region, _ends([record], self._upper))))

    def _lower(self, record: ResourceRecordSet) -> Iterable[ResourceRecordSet]:
        """The records of the zone that an alias or a CNAME leads to."""
        if record.alias_target:
            return self._zone.target_of(record) or ()
        return chain.from_iterable(self._named.get(name, ()) for name in _led_to(record))

    def _upper(self, record: ResourceRecordSet) -> Iterable[ResourceRecordSet]:
        """The aliases and CNAMEs that lead to a record, unless it is for a Region itself."""
        above = () if _region(record) else self._above.get(record.name, ())
        return (upper for upper in above if upper.type in (CNAME, record.type))


def _ends(
    records: Iterable[ResourceRecordSet], onward: Callable[[ResourceRecordSet], Iterable[ResourceRecordSet]]
) -> Iterator[ResourceRecordSet]:
    """The records at which the chains from some records end; CNAMEs that lead back to themselves have no end."""
    pending, seen = list(records), set[ResourceRecordSet]()
    while pending:
        record = pending.pop()
        if record in seen:
            continue
        seen.add(record)
        further = tuple(onward(record))
        pending += further
        if not further:
            yield record


def _led_to(record: ResourceRecordSet) -> tuple[str, ...]:
    """The names that an alias or a CNAME leads to."""
    if record.alias_target:
        return (record.alias_target.dns_name,)
    return tuple(map(normal, record.values)) if record.type == CNAME else ()


def _region(record: ResourceRecordSet) -> str | None:
    """The Region that a record is for."""
    return record.policy.region if isinstance(record.policy, Latency | Geoproximity) else None


def _named_in(name: str) -> frozenset[str]:
    return frozenset(_REGION.findall(name))


def _within(regions: frozenset[str], lost: frozenset[str]) -> bool:
    return bool(regions) and regions <= lost
