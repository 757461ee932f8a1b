"""The records of a fleet as a tree: from the names that customers ask for to the Regions that answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.aws.elbv2 import aliased
from policies.aws.route53 import (
    DEFAULT,
    ROUTING_POLICIES,
    Group,
    Records,
    alias,
    latency_region,
    location,
    routing_policy,
)
from policies.framework.values import UNKNOWN, Answer, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A record by which a Region takes customers.

    Attributes:
        record: one of the weighted records that share traffic among a Region's load balancers, or a latency record
            that leads straight to them.
        region: the load balancers' Region.
    """

    record: Resource
    region: str | Unknown


@dataclass(frozen=True, slots=True)
class Root:
    """A name that customers ask for, and where it leads.

    Attributes:
        group: its records.
        regions: the Regions that it leads to.
        perhaps: Regions that it may lead to.
        doubts: what is not known, where it may lead to any.
    """

    group: Group
    regions: frozenset[str]
    perhaps: frozenset[str]
    doubts: tuple[str, ...]


class RoutingTree:
    """The records of a fleet, as Route 53 goes through them.

    Args:
        stack: all stacks of the fleet together.
    """

    def __init__(self, stack: Stack) -> None:
        self._records = Records(stack)
        self._groups = {group.members[0].urn: group for group in self._records.groups}
        self._keys = {member.urn: key for key, group in self._groups.items() for member in group.members}
        self._balancers = {
            record.urn: frozenset(UNKNOWN if found.region is None else found.region for found in aliased(record, stack))
            for record in self._records
            if alias(record) is not None
        }
        self._shared = {key: self._region_shared_by(group) for key, group in self._groups.items()}

    def endpoints(self) -> Iterator[Endpoint]:
        """The records by which Regions take customers."""
        for key, group in self._groups.items():
            shared = self._shared[key]
            for record in group.members:
                region = self._region_straight_below(record) if shared is None else shared
                if region is not None:
                    yield Endpoint(record, region)

    def nameless(self) -> Iterator[Resource]:
        """Records by which a Region may take customers, and of which it is not known what they answer for."""
        for record in self._records:
            if record.urn not in self._keys and (_shares(record) or self._region_straight_below(record) is not None):
                yield record

    def roots(self) -> Sequence[Root]:
        """The names that no alias leads to, and that lead to Regions."""
        targets = [self._records.target(record) for record in self._records]
        below = {
            self._keys[target.members[0].urn] for target in targets if isinstance(target, Group) and target.members
        }
        tops = [group for key, group in self._groups.items() if key not in below and self._shared[key] is None]
        roots = [_Walk(self._records, self._keys, self._shared, self._balancers).from_(group) for group in tops]
        return [root for root in roots if root.regions]

    def _region_shared_by(self, group: Group) -> str | Unknown | None:
        """The Region of a group that shares traffic among the load balancers of one."""
        regions: set[str | Unknown] = set()
        for record in group.members:
            found = self._balancers.get(record.urn) if _shares(record) else None
            if not found:
                return None
            regions |= found
        return regions.pop() if len(regions) == 1 else None

    def _region_straight_below(self, record: Resource) -> str | Unknown | None:
        """The Region of a latency record that leads straight to load balancers."""
        regions = self._balancers.get(record.urn, frozenset())
        if len(regions) != 1 or routing_policy(record) != "latency":
            return None
        return next(iter(regions))


class _Walk:
    """A way through the tree from one name, and what was found on it."""

    def __init__(
        self,
        records: Records,
        keys: Mapping[str, str],
        shared: Mapping[str, str | Unknown | None],
        balancers: Mapping[str, frozenset[str | Unknown]],
    ) -> None:
        self._records = records
        self._keys = keys
        self._shared = shared
        self._balancers = balancers
        self._seen: set[tuple[str, bool]] = set()
        self._regions: set[str] = set()
        self._perhaps: set[str] = set()
        self._doubts: list[str] = []

    def from_(self, group: Group) -> Root:
        """The name of a group, with what it leads to."""
        self._descend(group, certain=True)
        return Root(group, frozenset(self._regions), frozenset(self._perhaps), tuple(self._doubts))

    def _descend(self, group: Group, *, certain: bool) -> None:
        for member in group.members:
            self._follow(member, certain=certain)
        for member in group.doubtful:
            if _may_join(member, group):
                self._follow(member, certain=False)

    def _follow(self, record: Resource, *, certain: bool) -> None:
        if alias(record) is None or (record.urn, certain) in self._seen:
            return
        self._seen.add((record.urn, certain))
        if balancers := self._balancers[record.urn]:
            for region in balancers:
                self._arrive(record, region, str(record), certain=certain)
            return
        target = self._records.target(record)
        if target is None:
            return
        if isinstance(target, Unknown) or not target.members:
            # A latency record leads to the Region that it names.
            named = latency_region(record)
            if isinstance(named, str):
                self._perhaps.add(named)
            else:
                self._doubts.append(f"where {record} leads")
        elif (shared := self._shared[self._keys[target.members[0].urn]]) is None:
            self._descend(target, certain=certain)
        else:
            self._arrive(record, shared, target.name, certain=certain)

    def _arrive(self, record: Resource, region: str | Unknown, name: str, *, certain: bool) -> None:
        if isinstance(region, Unknown):
            self._doubts.append(f"where {name} leads")
        elif (pinned := _pins(record)) is not True:
            (self._regions if certain and pinned is False else self._perhaps).add(region)


def _may_join(record: Resource, group: Group) -> bool:
    """Whether a record may be one of a group: Route 53 takes one routing policy for all of them."""
    if any(record.value(path) is UNKNOWN for path in ROUTING_POLICIES):
        return True
    return not group.members or routing_policy(record) in {routing_policy(member) for member in group.members}


def _shares(record: Resource) -> bool:
    return routing_policy(record) == "weighted" and alias(record) is not None


def _pins(record: Resource) -> Answer:
    """Whether a record is for a single country, or a part of one."""
    place = location(record)
    if place is None or isinstance(place, Unknown):
        return False if place is None else UNKNOWN
    return place.country not in (None, DEFAULT)
