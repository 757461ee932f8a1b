"""Route 53 records: their routing policies, the groups that they form, and where their aliases lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from policies.aws.types import HOSTED_ZONE, RECORD
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

ROUTING_POLICIES: Final[Mapping[str, str]] = {
    "weightedRoutingPolicies": "weighted",
    "latencyRoutingPolicies": "latency",
    "geolocationRoutingPolicies": "geolocation",
    "failoverRoutingPolicies": "failover",
    "geoproximityRoutingPolicy": "geoproximity",
    "cidrRoutingPolicy": "IP-based",
    "multivalueAnswerRoutingPolicy": "multivalue answer",
}
"""The property that gives a record a routing policy, and the policy's name in the Route 53 developer guide."""
PRIMARY: Final = "PRIMARY"
SECONDARY: Final = "SECONDARY"
DEFAULT: Final = "*"
"""The country of the geolocation record for everybody for whom there is no other."""


def routing_policy(record: Resource) -> str | None:
    """The name of a record's routing policy; None for a simple record.

    A record has one policy: a known one goes before those that are not known.
    """
    given = [(name, record.value(path)) for path, name in ROUTING_POLICIES.items()]
    given = [(name, value) for name, value in given if value is UNKNOWN or value not in (None, False, [], {})]
    return min(given, key=lambda item: item[1] is UNKNOWN)[0] if given else None


def has_routing_policy(record: Resource) -> bool | Unknown:
    """Whether a record is no simple record; a policy that is not known may be none."""
    values = [record.value(path) for path in ROUTING_POLICIES]
    if any(value is not UNKNOWN and value not in (None, False, [], {}) for value in values):
        return True
    return UNKNOWN if any(value is UNKNOWN for value in values) else False


def alias(record: Resource) -> Block | Unknown | None:
    """The alias target of a record; None where it has values of its own."""
    return record.block("aliases")


def evaluates_target_health(record: Resource) -> bool | Unknown:
    """Whether a record is an alias that is as healthy as its target."""
    target = alias(record)
    if target is None or isinstance(target, Unknown):
        return False if target is None else UNKNOWN
    evaluates = target.flag("evaluateTargetHealth")
    return UNKNOWN if isinstance(evaluates, Unknown) else bool(evaluates)


def failover_role(record: Resource) -> str | Unknown | None:
    """`PRIMARY` or `SECONDARY`; None where a record is no failover record."""
    return _setting(record, "failoverRoutingPolicies", "type")


def latency_region(record: Resource) -> str | Unknown | None:
    """The Region of a latency record; None where it is none."""
    return _setting(record, "latencyRoutingPolicies", "region")


@dataclass(frozen=True, slots=True)
class Location:
    """The area of a geolocation record.

    Attributes:
        continent: a continent's code.
        country: a country's code, or `*` for the rest of the world.
        subdivision: the code of a state of a country.
    """

    continent: str | None
    country: str | None
    subdivision: str | None = None

    def __str__(self) -> str:
        if self.continent:
            return f"continent {self.continent}"
        if self.country == DEFAULT:
            return "the default location"
        return " ".join(filter(None, ("country", self.country, self.subdivision)))


def location(record: Resource) -> Location | Unknown | None:
    """The area of a geolocation record; None where a record is none."""
    policy = record.block("geolocationRoutingPolicies")
    if policy is None or isinstance(policy, Unknown):
        return policy
    continent, country, subdivision = (policy.text(name) for name in ("continent", "country", "subdivision"))
    if isinstance(continent, Unknown) or isinstance(country, Unknown) or isinstance(subdivision, Unknown):
        return UNKNOWN
    return Location(continent or None, country or None, subdivision or None)


def _setting(record: Resource, path: str, name: str) -> str | Unknown | None:
    policy = record.block(path)
    return policy.text(name) if isinstance(policy, Block) else policy


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one name and type in one hosted zone: Route 53 answers with one of them.

    Attributes:
        name: their name, in lower case and without the final dot.
        members: the records, in order of registration.
        doubtful: records that may be others of them: their name, type or zone is not known.
    """

    name: str
    members: tuple[Resource, ...]
    doubtful: tuple[Resource, ...] = ()


class Records:
    """The records of a stack.

    Args:
        stack: the stack.
    """

    def __init__(self, stack: Stack) -> None:
        self._records = tuple(stack.of_type(RECORD))
        zones = {zone.urn: zone for zone in stack.of_type(HOSTED_ZONE)}
        self._zones = {record.urn: _Zone.of(record, zones) for record in self._records}
        self._by_name: dict[str, list[Resource]] = {}
        self.unnamed: Sequence[Resource] = [record for record in self._records if record.text("name") is UNKNOWN]
        """Those whose name is not known."""
        for record in self._records:
            if record.text("name") is not UNKNOWN:
                self._by_name.setdefault(self.name(record), []).append(record)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._records)

    def name(self, record: Resource) -> str:
        """The full name of a record whose name is known: the provider adds that of its zone where it is missing."""
        name = normal(str(record.text("name") or ""))
        domain = self._zones[record.urn].domain
        if not domain or name == domain or name.endswith(f".{domain}"):
            return name
        return f"{name}.{domain}" if name else domain

    def named(self, name: str) -> Sequence[Resource]:
        """The records of a name, of whatever type."""
        return self._by_name.get(normal(name), ())

    @cached_property
    def groups(self) -> Sequence[Group]:
        """All groups, in order of registration; a record whose name or type is not known is in none."""
        found: list[Group] = []
        seen: set[str] = set()
        for record in self._records:
            if record.urn in seen or UNKNOWN in (record.text("name"), record.text("type")):
                continue
            group = self.group_of(record)
            seen.update(member.urn for member in group.members)
            found.append(group)
        return found

    def group_of(self, record: Resource) -> Group:
        """The group of a record whose name is known."""
        return self._group(record, [self.name(record)])

    def target(self, record: Resource) -> Group | Unknown | None:
        """The group that an alias record points to.

        None where it points to none of this stack's, `UNKNOWN` where it may point to any.
        """
        block = alias(record)
        if block is None:
            return None
        names = self._target_names(record, block)
        if isinstance(names, Unknown):
            return UNKNOWN
        group = self._group(record, names)
        return group if group.members or group.doubtful else None

    def leads_elsewhere(self, record: Resource) -> bool:
        """Whether a record is an alias to a name of its own zone that this stack does not declare."""
        block = alias(record)
        if not isinstance(block, Block) or self.target(record) is not None or block.text("name") is UNKNOWN:
            return False
        zone = block.text("zoneId")
        if zone is UNKNOWN:
            sources = set(record.sources("aliases"))
            return bool(sources) and sources == set(record.sources("zoneId"))
        return zone == record.text("zoneId")

    def _group(self, record: Resource, names: Iterable[str]) -> Group:
        """The records of given names that have the type and the zone of a record."""
        names = sorted(names)
        members: list[Resource] = []
        doubtful: list[Resource] = []
        for other in (*(other for name in names for other in self._by_name.get(name, ())), *self.unnamed):
            type_, own_type = other.text("type"), record.text("type")
            belongs = (
                UNKNOWN if other.text("name") is UNKNOWN and names else bool(names),
                other is record or (UNKNOWN if UNKNOWN in (type_, own_type) else type_ == own_type),
                other is record or self._zones[other.urn].equals(self._zones[record.urn]),
            )
            if False in belongs:
                continue
            (doubtful if UNKNOWN in belongs else members).append(other)
        return Group(" or ".join(names), tuple(members), tuple(doubtful))

    def _target_names(self, record: Resource, target: Block | Unknown) -> set[str] | Unknown:
        """The names that an alias may point to; of an unknown one, those of the records that it comes from."""
        name = target if isinstance(target, Unknown) else target.text("name")
        if not isinstance(name, Unknown):
            return {normal(name or "")}
        sources = record.sources("aliases")
        if not sources:
            return UNKNOWN
        found = [other for other in self._records if other.urn in sources]
        if any(other.text("name") is UNKNOWN for other in found):
            return UNKNOWN
        return {self.name(other) for other in found}


def normal(name: str) -> str:
    """Names compare without case and without the final dot (RFC 4343)."""
    return name.rstrip(".").lower()


@dataclass(frozen=True, slots=True)
class _Zone:
    """The hosted zone of a record.

    Attributes:
        id: its id.
        sources: where an unknown id comes from.
        declared: the zones of this stack among these, by URN.
        domain: its name, where this stack declares it.
    """

    id: str | Unknown | None
    sources: frozenset[str]
    declared: frozenset[str]
    domain: str

    @classmethod
    def of(cls, record: Resource, zones: Mapping[str, Resource]) -> _Zone:
        """The zone of a record, given those that the stack declares."""
        sources = frozenset(record.sources("zoneId"))
        declared = sources & zones.keys()
        domain = zones[next(iter(declared))].text("name") if len(declared) == 1 else None
        return cls(record.text("zoneId"), sources, declared, normal(domain) if isinstance(domain, str) else "")

    def equals(self, other: _Zone) -> bool | Unknown:
        """Whether it is another's; ids that are not known are the same if they have the same sources."""
        if UNKNOWN not in (self.id, other.id):
            return self.id == other.id
        if len(self.declared) == len(other.declared) == 1 and self.declared != other.declared:
            return False
        return True if self.id is other.id and self.sources and self.sources == other.sources else UNKNOWN
