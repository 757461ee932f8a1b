"""A Direct Connect gateway is reached from several locations."""

from collections.abc import Iterator

from policies.aws.directconnect import Lines
from policies.aws.types import DIRECT_CONNECT_GATEWAY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LOCATIONS = Parameter(
    name="locations",
    description="Direct Connect locations that the connections of a gateway are at, at least.",
    default=2,
    schema={"minimum": 2, "maximum": 8},
)


@stack_rule(
    title="Direct Connect has two locations",
    what="The connections that lead to a Direct Connect gateway, or are ordered for it, are at two locations or more.",
    why=(
        "A location is a building: a power failure or a cut cable there takes every connection in it. With one "
        "location the warehouse gets no orders and reports no stock, until the building is back."
    ),
    fix=(
        "Order a `directconnect.Connection` at another `location` and declare its virtual interface. A second "
        "connection at the same location survives a router, not the building."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL02-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_planning_network_topology_ha_conn_private_networks.html",
        ),
        Source(
            "AWS Direct Connect User Guide",
            "AWS Direct Connect Resiliency Toolkit",
            "https://docs.aws.amazon.com/directconnect/latest/UserGuide/resiliency_toolkit.html",
        ),
    ),
    types=(DIRECT_CONNECT_GATEWAY,),
    parameters=(LOCATIONS,),
    passing="""
        resources:
          warehouse: {type: "aws:directconnect:Gateway", properties: {amazonSideAsn: "64512"}}
          ashburn: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: EqDC2}}
          newark: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: 165HS}}
          ashburn-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${ashburn.id}", vlan: 101}
    """,
    failing="""
        resources:
          warehouse: {type: "aws:directconnect:Gateway", properties: {amazonSideAsn: "64512"}}
          first: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: EqDC2}}
          second: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: EqDC2}}
          first-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${first.id}", vlan: 101}
          second-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${second.id}", vlan: 102}
    """,
)
def direct_connect_locations(stack: Stack) -> Iterator[Verdict]:
    """Judge every gateway by the connections under its virtual interfaces.

    As long as there is one at most, connections without a virtual interface count as ordered for the gateway.
    """
    lines = Lines(stack)
    for gateway in stack.of_type(DIRECT_CONNECT_GATEWAY):
        yield _judge(gateway, lines, stack.parameter(LOCATIONS))


def _judge(gateway: Resource, lines: Lines, least: int) -> Verdict:
    under = {vif: lines.port(vif) for vif in lines.virtual_interfaces(gateway)}
    if None in under.values():  # of another stack, or a partner's: its location is not shown here
        return satisfied(gateway)
    ports = list(dict.fromkeys(port for port in under.values() if isinstance(port, Resource)))
    if len(under) <= 1:
        ports += lines.unused()
    locations = {port: port.text("location") for port in ports}
    doubtful = [
        *(f"dxGatewayId of {vif}" for vif in lines.astray()),
        *(f"connectionId of {vif}" for vif, port in under.items() if port is UNKNOWN),
        *(f"location of {port}" for port, location in locations.items() if location is UNKNOWN),
    ]
    known = {location for location in locations.values() if isinstance(location, str)}
    if len(known) >= least or not (ports or doubtful):
        return satisfied(gateway)
    if doubtful:
        return undecided(gateway, *doubtful)
    return violated(gateway, f"All its connections are at {', '.join(sorted(known))}.")
