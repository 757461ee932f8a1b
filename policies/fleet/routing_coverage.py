"""Every Region that takes customers is in the routing tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws.regions import same_residency
from policies.aws.route53 import Group
from policies.aws.routing_tree import Root, RoutingTree
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
        "A name that leads to the load balancers of several Regions leads to each Region of the same residency that "
        "takes customers: weighted records share traffic among its load balancers, or a latency record leads straight "
        "to them; and some name leads to each of them. A record for a single country that leads straight to a Region "
        "does not count."
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
    """Judge the records by which every Region takes customers by the names above them."""
    tree = RoutingTree(stack)
    roots = tree.roots()
    for endpoint in tree.endpoints():
        record = endpoint.record
        if unknown := _unknown(record):
            yield undecided(record, *unknown)
        elif isinstance(endpoint.region, Unknown):
            yield undecided(record, "region of the load balancer")
        else:
            yield _judge(record, endpoint.region, [root for root in roots if _alike(root.group, record)])
    for record in tree.nameless():
        yield undecided(record, *_unknown(record))


def _judge(record: Resource, region: str, above: Sequence[Root]) -> Verdict:
    for root in above:
        if _owes(root, region) and _misses(root, region):
            return violated(
                record, f"{root.group.name} leads to {', '.join(sorted(root.regions))}, and not to {region}."
            )
    forgotten = bool(above) and not any(region in root.regions for root in above)
    if forgotten and all(_misses(root, region) for root in above):
        names = ", ".join(sorted({root.group.name for root in above}))
        return violated(record, f"No name leads to {region}, as {names} to other Regions.")
    doubtful = above if forgotten else [root for root in above if _owes(root, region)]
    if doubtful:
        return undecided(record, *(f"all that {root.group.name} leads to" for root in doubtful))
    return satisfied(record)


def _owes(root: Root, region: str) -> bool:
    """Whether a name should lead to a Region, and is not known to."""
    of_fleet = len(root.regions) >= _SEVERAL and any(same_residency(region, other) for other in root.regions)
    return of_fleet and region not in root.regions


def _misses(root: Root, region: str) -> bool:
    """Whether a name is known not to lead to a Region."""
    return region not in root.regions | root.perhaps and not root.doubts


def _unknown(record: Resource) -> list[str]:
    paths = [path for path in ("name", "type") if record.text(path) is UNKNOWN]
    return [*paths, *(["zoneId"] if record.text("zoneId") is UNKNOWN and not record.sources("zoneId") else [])]


def _alike(group: Group, record: Resource) -> bool:
    """Whether a group's records have the type and the zone of a record."""
    other = group.members[0]
    return (other.text("type"), other.text("zoneId"), set(other.sources("zoneId"))) == (
        record.text("type"),
        record.text("zoneId"),
        set(record.sources("zoneId")),
    )
