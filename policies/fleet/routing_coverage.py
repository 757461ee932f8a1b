"""Every Region that takes customers is in the routing tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from policies.aws.elbv2 import aliased
from policies.aws.regions import same_residency
from policies.aws.route53 import DEFAULT, Group, Records, alias, latency_region, location, routing_policy
from policies.aws.types import RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SEVERAL: Final = 2
"""A name that leads to as many Regions is one of the whole fleet; one that leads to a single one may mean to."""


@fleet_rule(
    title="Routing leads to every Region",
    what=(
        "A name that leads to the load balancers of several Regions leads to each Region of the same residency whose "
        "stack shares traffic among its load balancers by weighted records; and some name leads to each of them. A "
        "record for a single country that leads straight to a Region does not count."
    ),
    why=(
        "A Region that the routing tree has forgotten runs, costs and takes no customers: it is not there when another "
        "one fails, and nobody notices before. A name that leads to one Region fewer has one less to fail over to."
    ),
    fix=(
        "Declare a latency or failover record of the name that is reported, with an alias to the Region's weighted "
        "records; for a standby too, behind those of the active Regions."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL11-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_failover2good.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Active-active and active-passive failover",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html",
        ),
    ),
    types=(RECORD,),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          public-east:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
          share-east:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: us-east-1.shop.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 100}]
              aliases: [{name: "${public-east.dnsName}", zoneId: "${public-east.zoneId}", evaluateTargetHealth: true}]
        ---
        name: global
        config: {"aws:region": us-east-1}
        resources:
          api-east:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: api.shop.example
              type: A
              setIdentifier: us-east-1
              latencyRoutingPolicies: [{region: us-east-1}]
              aliases: [{name: us-east-1.shop.example, zoneId: Z1, evaluateTargetHealth: true}]
    """,
    failing="""
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          public-west:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
          share-west:
            type: aws:route53:Record
            properties:
              zoneId: Z2
              name: us-west-2.store.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 100}]
              aliases: [{name: "${public-west.dnsName}", zoneId: "${public-west.zoneId}", evaluateTargetHealth: true}]
        ---
        name: us-east-2
        config: {"aws:region": us-east-2}
        resources:
          public-ohio:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
          share-ohio:
            type: aws:route53:Record
            properties:
              zoneId: Z2
              name: us-east-2.store.example
              type: A
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 100}]
              aliases: [{name: "${public-ohio.dnsName}", zoneId: "${public-ohio.zoneId}", evaluateTargetHealth: true}]
          api-ohio:
            type: aws:route53:Record
            properties:
              zoneId: Z2
              name: api.store.example
              type: A
              setIdentifier: us-east-2
              latencyRoutingPolicies: [{region: us-east-2}]
              aliases: [{name: us-east-2.store.example, zoneId: Z2, evaluateTargetHealth: true}]
    """,
)
def routing_coverage(stack: Stack) -> Iterator[Verdict]:
    """Judge the weighted records of every Region by the names above them."""
    tree = _Tree(stack)
    roots = tree.roots()
    for group, region in tree.endpoints:
        for record in group.members:
            if unknown := _unknown(record):
                yield undecided(record, *unknown)
            elif isinstance(region, Unknown):
                yield undecided(record, "region of the load balancer")
            else:
                yield _judge(record, region, [root for root in roots if _alike(root.group, record)])
    for record in tree.nameless:
        yield undecided(record, *_unknown(record))


@dataclass(frozen=True)
class _Root:
    """A name that customers ask for, and where it leads.

    Attributes:
        group: its records.
        regions: the Regions that it leads to.
        perhaps: Regions that it may lead to.
        doubts: what is not known, where it may lead to any.
    """

    group: Group
    regions: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def owes(self, region: str) -> bool:
        """Whether it should lead to a Region, and is not known to."""
        of_fleet = len(self.regions) >= _SEVERAL and any(same_residency(region, other) for other in self.regions)
        return of_fleet and region not in self.regions

    def misses(self, region: str) -> bool:
        """Whether it is known not to lead to a Region."""
        return region not in self.regions | self.perhaps and not self.doubts


class _Tree:
    """The records of a fleet, as Route 53 goes through them."""

    def __init__(self, stack: Stack) -> None:
        self._records = Records(stack)
        self._groups = {group.members[0].urn: group for group in self._records.groups}
        self._keys = {member.urn: key for key, group in self._groups.items() for member in group.members}
        self._regions = {key: _region(group, stack) for key, group in self._groups.items()}

    @property
    def endpoints(self) -> list[tuple[Group, str | Unknown]]:
        """The groups that share a Region's traffic among its load balancers."""
        return [(self._groups[key], region) for key, region in self._regions.items() if region is not None]

    @property
    def nameless(self) -> list[Resource]:
        """Records that may belong to such a group, and of which it is not known what they answer for."""
        return [record for record in self._records if record.urn not in self._keys and _shares(record)]

    def roots(self) -> list[_Root]:
        """The names that no alias leads to, and that lead to Regions."""
        targets = [self._records.target(record) for record in self._records]
        below = {
            self._keys[target.members[0].urn] for target in targets if isinstance(target, Group) and target.members
        }
        roots = []
        for key, group in self._groups.items():
            if key not in below and self._regions[key] is None:
                root = _Root(group)
                self._descend(group, root, set(), certain=True)
                roots.append(root)
        return [root for root in roots if root.regions]

    def _descend(self, group: Group, root: _Root, seen: set[tuple[str, bool]], *, certain: bool) -> None:
        for member in group.members:
            self._follow(member, root, seen, certain=certain)
        for member in group.doubtful:
            self._follow(member, root, seen, certain=False)

    def _follow(self, record: Resource, root: _Root, seen: set[tuple[str, bool]], *, certain: bool) -> None:
        if alias(record) is None or (record.urn, certain) in seen:
            return
        seen.add((record.urn, certain))
        target = self._records.target(record)
        if target is None:
            return
        if isinstance(target, Unknown) or not target.members:
            # A latency record leads to the Region that it names.
            region = latency_region(record)
            if isinstance(region, str):
                root.perhaps.add(region)
            else:
                root.doubts.append(f"where {record} leads")
        elif (region := self._regions[self._keys[target.members[0].urn]]) is None:
            self._descend(target, root, seen, certain=certain)
        elif isinstance(region, Unknown):
            root.doubts.append(f"where {target.name} leads")
        elif (pinned := _pins(record)) is not True:
            (root.regions if certain and pinned is False else root.perhaps).add(region)


def _judge(record: Resource, region: str, above: Sequence[_Root]) -> Verdict:
    for root in above:
        if root.owes(region) and root.misses(region):
            return violated(
                record, f"{root.group.name} leads to {', '.join(sorted(root.regions))}, and not to {region}."
            )
    forgotten = bool(above) and not any(region in root.regions for root in above)
    if forgotten and all(root.misses(region) for root in above):
        names = ", ".join(sorted({root.group.name for root in above}))
        return violated(record, f"No name leads to {region}, as {names} to other Regions.")
    doubtful = above if forgotten else [root for root in above if root.owes(region)]
    if doubtful:
        return undecided(record, *(f"all that {root.group.name} leads to" for root in doubtful))
    return satisfied(record)


def _region(group: Group, stack: Stack) -> str | Unknown | None:
    """The Region of a group that shares traffic among the load balancers of one."""
    regions = set()
    for record in group.members:
        balancers = aliased(record, stack) if _shares(record) else ()
        if not balancers:
            return None
        regions |= {balancer.region for balancer in balancers}
    return regions.pop() if len(regions) == 1 else None


def _shares(record: Resource) -> bool:
    return routing_policy(record) == "weighted" and alias(record) is not None


def _unknown(record: Resource) -> list[str]:
    paths = [path for path in ("name", "type") if record.text(path) is UNKNOWN]
    return [*paths, *(["zoneId"] if record.text("zoneId") is UNKNOWN and not record.sources("zoneId") else [])]


def _pins(record: Resource) -> bool | Unknown:
    """Whether a record is for a single country, or a part of one."""
    place = location(record)
    if place is None or isinstance(place, Unknown):
        return False if place is None else UNKNOWN
    return place.country not in (None, DEFAULT)


def _alike(group: Group, record: Resource) -> bool:
    """Whether a group's records have the type and the zone of a record."""
    other = group.members[0]
    return (other.text("type"), other.text("zoneId"), set(other.sources("zoneId"))) == (
        record.text("type"),
        record.text("zoneId"),
        set(record.sources("zoneId")),
    )
