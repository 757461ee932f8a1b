"""A hosted zone with its health checks, and what cannot stand in one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from securecart.routing.errors import ZoneError
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType
from securecart.routing.route53.records import (
    AliasTarget,
    Failover,
    Latency,
    ResourceRecordSet,
    Simple,
    Weighted,
    normal,
)
from securecart.routing.route53.targets import TargetKind, kind_of

MOST_WEIGHT: Final = 255
"""The largest weight of a record ("Values specific for weighted records")."""

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
        for problem in (*self._group_problems(), *self._alias_problems(), *self._check_problems()):
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

    def _group_problems(self) -> Iterator[str]:
        for (name, type_), records in self.groups.items():
            place = f"{name} {type_}"
            if len({type(record.policy) for record in records}) > 1:
                policies = ", ".join(sorted({type(record.policy).__name__ for record in records}))
                yield f"{place}: routing policies {policies}; allowed: one for all records of a name and type"
            repeated = [key for key, count in Counter(_identity(record) for record in records).items() if count > 1]
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
        yield from self._cycles()

    def _cycles(self) -> Iterator[str]:
        done: set[GroupKey] = set()

        def walk(key: GroupKey, above: tuple[GroupKey, ...]) -> Iterator[str]:
            if key in above:
                names = " -> ".join(name for name, _ in (*above[above.index(key) :], key))
                yield f"{names}: aliases that lead back to themselves; allowed: a chain with an end"
                return
            if key in done:
                return
            for record in self.groups[key]:
                if self.target_of(record):
                    yield from walk(_key(record.alias_target, record), (*above, key))
            done.add(key)

        for key in self.groups:
            yield from walk(key, ())

    def _check_problems(self) -> Iterator[str]:
        for check in self.health_checks.values():
            for child in check.children:
                if child in self.health_checks and self.health_checks[child].type is HealthCheckType.CALCULATED:
                    yield f"health check {check.id}: counts {child}, a calculated one; allowed: checks of other types"


def _key(target: AliasTarget | None, record: ResourceRecordSet) -> GroupKey:
    return (target.dns_name if target else "", record.type)


def _identity(record: ResourceRecordSet) -> str:
    """What a record may have only once in its group, in words."""
    match record.policy:
        case Simple():
            return "a simple record"
        case Latency(region=region):
            return f"Region {region}"
        case Failover(role=role):
            return f"{role.value.lower()} record"
    return f"set identifier {record.set_identifier}"
