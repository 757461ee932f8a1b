"""A peering connection is used from both ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from typing import Final

from policies.aws.types import ROUTE, ROUTE_TABLE, VPC, VPC_PEERING_CONNECTION, VPC_PEERING_CONNECTION_ACCEPTER
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Answer, Unknown, every
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PEERING: Final = "vpcPeeringConnectionId"
_CONNECTIONS: Final = (VPC_PEERING_CONNECTION, VPC_PEERING_CONNECTION_ACCEPTER)


@fleet_rule(
    title="Peering has routes at both ends",
    what="In both Regions of a VPC peering connection a route leads through it to addresses of the other Region's VPC.",
    why=(
        "Without the route back, packets arrive and answers do not: services in the Region that follows reach no "
        "database where the writer is, and every order fails by timing out, although the connection is active."
    ),
    fix=(
        "Declare an `ec2.Route` in the Region that is reported, with `vpc_peering_connection_id` and the other VPC's "
        "range, or a part of it, as `destination_cidr_block`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon VPC peering guide",
            "Update your route tables for a VPC peering connection",
            "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
        ),
    ),
    types=(VPC_PEERING_CONNECTION,),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          network-east:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.16.0.0/16}
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          network-west:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.32.0.0/16}
          path:
            type: aws:ec2:VpcPeeringConnection
            properties: {vpcId: "${network-west.id}", peerVpcId: vpc-0a1b2c3d, peerRegion: us-east-1}
          way-there:
            type: aws:ec2:Route
            properties:
              routeTableId: rtb-0a1b2c3d
              destinationCidrBlock: 10.16.128.0/18
              vpcPeeringConnectionId: ${path.id}
          way-back:
            type: aws:ec2:Route
            properties:
              region: us-east-1
              routeTableId: rtb-0d3c2b1a
              destinationCidrBlock: 10.32.0.0/17
              vpcPeeringConnectionId: ${path.id}
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          network-eu:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.48.0.0/16}
        ---
        name: eu-west-1
        config: {"aws:region": eu-west-1}
        resources:
          network-dublin:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.80.0.0/16}
          path-of-europe:
            type: aws:ec2:VpcPeeringConnection
            properties: {vpcId: "${network-dublin.id}", peerVpcId: vpc-0a1b2c3d, peerRegion: eu-central-1}
          way-to-frankfurt:
            type: aws:ec2:Route
            properties:
              routeTableId: rtb-0a1b2c3d
              destinationCidrBlock: 10.48.128.0/18
              vpcPeeringConnectionId: ${path-of-europe.id}
    """,
)
def peering_routes(stack: Stack) -> Iterator[Verdict]:
    """Judge every peering connection between two Regions; within one, routes do not tell which end they are at."""
    routes = _Routes(stack)
    for connection in stack.of_type(VPC_PEERING_CONNECTION):
        peer = connection.text("peerRegion")
        if peer is None or peer == connection.region:
            continue
        if isinstance(peer, str) and isinstance(connection.region, str):
            yield _judge(connection, (connection.region, peer), routes.of(connection), stack)
        else:
            yield undecided(connection, "peerRegion" if peer is UNKNOWN else "region")


Candidate = tuple[Resource, Answer]
"""A route, or a route table with routes of its own, and whether it leads through a connection."""


class _Routes:
    """What leads through peering connections: known by what the property comes from, or else by id."""

    def __init__(self, stack: Stack) -> None:
        self._by_source: dict[str, list[Resource]] = defaultdict(list)
        self._by_id: dict[str, list[Resource]] = defaultdict(list)
        self._stray: list[Resource] = []
        for route in stack.of_type(ROUTE):
            if route.value(_PEERING) is not None:
                self._take(route, _PEERING)
        for table in stack.of_type(ROUTE_TABLE):
            for urn in _connections(table, "routes"):
                self._by_source[urn].append(table)
        self._accepters: dict[str, list[Resource]] = defaultdict(list)
        for accepter in stack.of_type(VPC_PEERING_CONNECTION_ACCEPTER):
            for urn in _connections(accepter, _PEERING):
                self._accepters[urn].append(accepter)

    def _take(self, route: Resource, path: str) -> None:
        named = route.text(path)
        if urns := _connections(route, path):
            for urn in urns:
                self._by_source[urn].append(route)
        elif isinstance(named, str):
            self._by_id[named].append(route)
        else:
            self._stray.append(route)

    def of(self, connection: Resource) -> Sequence[Candidate]:
        """What leads through a connection, and what may."""
        ends = [connection, *self._accepters[connection.urn]]
        certain = [route for end in ends for route in self._by_source.get(end.urn, ())]
        ids = {id_ for end in ends if isinstance(id_ := end.text("id"), str)}
        certain += [route for id_ in ids for route in self._by_id.get(id_, ())]
        possible = [] if ids else [route for routes in self._by_id.values() for route in routes]
        return [*((route, True) for route in certain), *((route, UNKNOWN) for route in (*self._stray, *possible))]


def _connections(resource: Resource, path: str) -> Sequence[str]:
    return [urn for urn in resource.sources(path) if any(f"{type_}::" in urn for type_ in _CONNECTIONS)]


def _judge(connection: Resource, ends: tuple[str, str], routes: Sequence[Candidate], stack: Stack) -> Verdict:
    doubtful = []
    for here, there in (ends, ends[::-1]):
        ranges = _ranges(there, stack)
        found = [every((belongs, _equals(route.region, here), _reaches(route, ranges))) for route, belongs in routes]
        if True in found:
            continue
        if UNKNOWN in found:
            doubtful += [str(route) for (route, _), answer in zip(routes, found, strict=True) if answer is UNKNOWN]
            continue
        target = ", ".join(map(str, () if isinstance(ranges, Unknown) else ranges)) or there
        return violated(connection, f"No route in {here} leads through it to {target} in {there}.")
    return undecided(connection, *dict.fromkeys(doubtful)) if doubtful else satisfied(connection)


def _reaches(route: Resource, ranges: Sequence[IPv4Network] | Unknown) -> Answer:
    """Whether a route leads to a part of the given ranges, or to whatever a prefix list or no stack says."""
    destination = route.text("destinationCidrBlock")
    if isinstance(destination, Unknown) or isinstance(ranges, Unknown):
        return UNKNOWN
    network = _network(destination)
    return not ranges or network is None or any(network.overlaps(other) for other in ranges)


def _ranges(region: str, stack: Stack) -> Sequence[IPv4Network] | Unknown:
    """The ranges of a Region's VPCs; none where AWS chooses one, and unknown where only the deployment knows one."""
    vpcs = list(stack.of_type(VPC))
    blocks = [vpc.text("cidrBlock") for vpc in vpcs if vpc.region in (region, UNKNOWN)]
    if UNKNOWN in blocks or any(vpc.region is UNKNOWN for vpc in vpcs):
        return UNKNOWN
    networks = [_network(block) if isinstance(block, str) else None for block in blocks]
    return [] if None in networks else [network for network in networks if network is not None]


def _network(block: str | None) -> IPv4Network | None:
    try:
        return IPv4Network(block or "", strict=False)
    except ValueError:
        return None


def _equals(region: str | Unknown | None, other: str) -> Answer:
    return UNKNOWN if isinstance(region, Unknown) else region == other
