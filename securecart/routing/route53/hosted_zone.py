"""A hosted zone with its health checks, and what cannot stand in one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from ipaddress import IPv4Network, IPv6Network
from itertools import chain
from typing import Final

from securecart.routing.errors import ZoneError
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType
from securecart.routing.route53.records import (
    CNAME,
    AliasTarget,
    Failover,
    Geolocation,
    Latency,
    ResourceRecordSet,
    Simple,
    Weighted,
    normal,
)
from securecart.routing.route53.targets import TargetKind, kind_of

MOST_WEIGHT: Final = 255
"""The largest weight of a record ("Values specific for weighted records")."""

MOST_CHAINED: Final = 32
"""Groups of records that a chain of aliases may pass here; AWS documents three, and no limit."""

GroupKey = tuple[str, str]
"""A name and a type: what the records of a group share."""
CidrCollection = Mapping[str, Sequence[IPv4Network | IPv6Network]]
"""The blocks of each location of a CIDR collection."""


@dataclass(frozen=True, kw_only=True)
class HostedZone:
    """A hosted zone.

    Attributes:
        name: its domain, in lower case and without the final dot.
        record_sets: its records.
        health_checks: the account's health checks by id. One that a record carries and that is not here counts as
            healthy: Route 53 does not keep anybody from deleting it.
        cidr_collections: the account's CIDR collections by id.
        target_kinds: what alias targets outside the zone are, by name, where the names do not tell (`kind_of`).

    Raises:
        ZoneError: Route 53 would not hold such records.
    """

    name: str
    record_sets: tuple[ResourceRecordSet, ...]
    health_checks: Mapping[str, HealthCheck] = field(default_factory=dict)
    cidr_collections: Mapping[str, CidrCollection] = field(default_factory=dict)
    target_kinds: Mapping[str, TargetKind] = field(default_factory=dict)
    groups: Mapping[GroupKey, tuple[ResourceRecordSet, ...]] = field(init=False, repr=False)
    """The records by name and type."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", normal(self.name))
        groups: defaultdict[GroupKey, list[ResourceRecordSet]] = defaultdict(list)
        for record in self.record_sets:
            groups[record.name, record.type].append(record)
        object.__setattr__(self, "groups", {key: tuple(records) for key, records in groups.items()})
        problems = (self._name_problems, self._group_problems, self._alias_problems, self._chain_problems)
        for problem in chain.from_iterable(found() for found in (*problems, self._check_problems)):
            raise ZoneError(problem)

    def holds(self, name: str) -> bool:
        """Whether a name is the zone's own or stands below it."""
        return name == self.name or name.endswith(f".{self.name}")

    def full_name(self, name: str) -> str:
        """A name in full, whether or not that of the zone is already there."""
        given = normal(name)
        return given if self.holds(given) else f"{given}.{self.name}"

    def target_of(self, record: ResourceRecordSet) -> tuple[ResourceRecordSet, ...] | None:
        """The records of this zone that an alias points to; None where it points elsewhere, or is none."""
        return self.groups.get(_key(record.alias_target, record)) if record.alias_target else None

    def kind_of(self, target: str) -> TargetKind:
        """What an alias target outside the zone is."""
        return self.target_kinds.get(target) or kind_of(target)

    def _name_problems(self) -> Iterator[str]:
        types: defaultdict[str, set[str]] = defaultdict(set, {self.name: {"NS", "SOA"}})
        for name, type_ in self.groups:
            types[name].add(type_)
        for name, found in types.items():
            if CNAME in found and len(found) > 1:
                others = " and ".join(sorted(found - {CNAME}))
                yield f"{name} {CNAME}: stands beside {others}; allowed: a CNAME alone, below the zone's own name"

    def _group_problems(self) -> Iterator[str]:
        for (name, type_), records in self.groups.items():
            place = f"{name} {type_}"
            if len({type(record.policy) for record in records}) > 1:
                policies = ", ".join(sorted({type(record.policy).__name__ for record in records}))
                yield f"{place}: routing policies {policies}; allowed: one for all records of a name and type"
            identities = Counter(chain.from_iterable(map(_identities, records)))
            repeated = [identity for identity, count in identities.items() if count > 1]
            if repeated:
                yield f"{place}: {repeated[0]} stands there twice; allowed: once"
            for record in records:
                if isinstance(record.policy, Weighted) and not 0 <= record.policy.weight <= MOST_WEIGHT:
                    yield f"{place}: {record.label}: weight {record.policy.weight}; allowed: 0 to {MOST_WEIGHT}"

    def _alias_problems(self) -> Iterator[str]:
        for record in self.record_sets:
            target = record.alias_target
            if target and self.holds(target.dns_name) and _key(target, record) not in self.groups:
                yield (
                    f"{record.place}: {record.label}: alias to {target.dns_name} {record.type}, which the zone lacks; "
                    "allowed: a record of the same type, or the name of an AWS resource"
                )

    def _chain_problems(self) -> Iterator[str]:
        leads_to = {
            key: [_key(record.alias_target, record) for record in records if self.target_of(record)]
            for key, records in self.groups.items()
        }
        levels: dict[GroupKey, int] = {}
        try:
            for key in TopologicalSorter(leads_to).static_order():
                levels[key] = 1 + max((levels[below] for below in leads_to[key]), default=0)
        except CycleError as error:
            names = " -> ".join(name for name, _ in reversed(error.args[1]))
            yield f"{names}: aliases that lead back to themselves; allowed: a chain with an end"
            return
        for (name, type_), found in levels.items():
            if found > MOST_CHAINED:
                yield f"{name} {type_}: alias after alias, more than {MOST_CHAINED}; allowed: a shorter chain"

    def _check_problems(self) -> Iterator[str]:
        for check in self.health_checks.values():
            for child in check.children:
                if child in self.health_checks and self.health_checks[child].type is HealthCheckType.CALCULATED:
                    yield f"health check {check.id}: counts {child}, a calculated one; allowed: checks of other types"


def _key(target: AliasTarget | None, record: ResourceRecordSet) -> GroupKey:
    return (target.dns_name if target else "", record.type)


def _identities(record: ResourceRecordSet) -> Iterator[str]:
    """What a record may have only once in its group, in words."""
    match record.policy:
        case Simple():
            yield "a simple record"
            return
        case Latency(region=region):
            yield f"Region {region}"
        case Failover(role=role):
            yield f"{role.value.lower()} record"
        case Geolocation() as area:
            yield f"geolocation record for {area}"
    yield f"set identifier {record.set_identifier}"
