"""No two networks share an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from policies.aws.types import ROUTE, VPC, VPC_IPV4_CIDR_BLOCK_ASSOCIATION
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


@fleet_rule(
    title="Networks are disjoint",
    what=(
        "The IPv4 ranges of all VPCs of the fleet, secondary ranges included, are apart from each other, and from the "
        "networks that their routes lead to through the local gateway of an Outpost."
    ),
    why=(
        "Neither peering nor Direct Connect nor a transit gateway can join networks that share addresses: such a "
        "Region cannot reach the database of its data domain, and cannot take over from another one. The range of a "
        "VPC cannot be changed; everything in it would have to be made anew."
    ),
    fix="Give each VPC a `cidr_block` of its own; the reason names the one that it overlaps.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL02-BP05",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_planning_network_topology_non_overlap_ip.html",
        ),
        Source(
            "Amazon VPC peering guide",
            "VPC peering limitations: overlapping CIDR blocks",
            "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
        ),
    ),
    types=(VPC, VPC_IPV4_CIDR_BLOCK_ASSOCIATION, ROUTE),
    passing="""
        name: us-east-1
        resources:
          network-east:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.16.0.0/16}
        ---
        name: us-west-2
        resources:
          network-west:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.32.0.0/16}
          more-addresses:
            type: aws:ec2:VpcIpv4CidrBlockAssociation
            properties: {vpcId: vpc-0a1b2c3d, cidrBlock: 10.33.0.0/16}
    """,
    failing="""
        name: eu-central-1
        resources:
          network-eu:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.48.0.0/16}
        ---
        name: ap-southeast-1
        resources:
          network-asia:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.48.128.0/17}
    """,
)
def disjoint_networks(stack: Stack) -> Iterator[Verdict]:
    """Judge every range of a VPC, and every destination behind a local gateway."""
    ranges = []
    for resource in stack.of_type(VPC, VPC_IPV4_CIDR_BLOCK_ASSOCIATION, ROUTE):
        on_premises = resource.type == ROUTE
        path = "destinationCidrBlock" if on_premises else "cidrBlock"
        if on_premises and resource.value("localGatewayId") is None:
            continue
        block = resource.text(path)
        network = _network(block) if isinstance(block, str) else None
        if network is not None:
            ranges.append(_Range(network, on_premises, resource, path))
        elif isinstance(block, Unknown) or resource.value("ipv4IpamPoolId") is not None:
            yield undecided(resource, path)
    yield from _judge(ranges)


@dataclass(frozen=True)
class _Range:
    network: IPv4Network
    on_premises: bool
    resource: Resource
    path: str

    @property
    def order(self) -> tuple[int, int, bool, str]:
        """Two ranges that share an address lie one inside the other: the outer one comes first."""
        return int(self.network.network_address), self.network.prefixlen, self.on_premises, self.resource.urn

    def overlaps(self, other: _Range) -> Verdict:
        of = f"{other.resource} of stack {other.resource.stack}"
        return violated(self.resource, f"`{self.path}` {self.network} overlaps {other.network} of {of}.")


def _judge(ranges: list[_Range]) -> Iterator[Verdict]:
    outer: _Range | None = None
    reported = False
    for inner in sorted(ranges, key=lambda found: found.order):
        if outer is not None and inner.network.subnet_of(outer.network):
            yield inner.overlaps(outer)
            if not (reported or inner.on_premises):
                yield outer.overlaps(inner)
                reported = True
            continue
        # A route on premises may sum up more than is there: the networks of the cloud in it are reached otherwise.
        if inner.on_premises:
            yield satisfied(inner.resource)
            continue
        if outer is not None and not reported:
            yield satisfied(outer.resource)
        outer, reported = inner, False
    if outer is not None and not reported:
        yield satisfied(outer.resource)


def _network(block: str) -> IPv4Network | None:
    try:
        return IPv4Network(block, strict=False)
    except ValueError:
        return None
