"""A Direct Connect gateway that carries traffic has virtual interfaces on several connections."""

from collections.abc import Iterator

from policies.aws.directconnect import Lines
from policies.aws.types import DIRECT_CONNECT_GATEWAY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_CONNECTIONS = 2


@stack_rule(
    title="Virtual interfaces are on two connections",
    what="A Direct Connect gateway with a virtual interface has virtual interfaces on two connections or more.",
    why=(
        "Traffic follows virtual interfaces, not connections: a second line without one stands idle when the first one "
        "fails, and the virtual interface that would have helped takes the carrier and the router's engineer to set up."
    ),
    fix=(
        "Declare a `directconnect.PrivateVirtualInterface` or `TransitVirtualInterface` on the other connection as "
        "soon as its cross-connect is in place."
    ),
    severity=Severity.HIGH,
    # Lines are put into service one after the other, days apart: the first must not be refused for want of the second.
    level=Level.ADVISORY,
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
    passing="""
        resources:
          warehouse: {type: "aws:directconnect:Gateway", properties: {amazonSideAsn: "64512"}}
          ashburn: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: EqDC2}}
          newark: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: 165HS}}
          ashburn-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${ashburn.id}", vlan: 101}
          newark-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${newark.id}", vlan: 102}
    """,
    failing="""
        resources:
          warehouse: {type: "aws:directconnect:Gateway", properties: {amazonSideAsn: "64512"}}
          ashburn: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: EqDC2}}
          newark: {type: "aws:directconnect:Connection", properties: {bandwidth: 1Gbps, location: 165HS}}
          ashburn-interface:
            type: aws:directconnect:PrivateVirtualInterface
            properties: {dxGatewayId: "${warehouse.id}", connectionId: "${ashburn.id}", vlan: 101}
    """,
)
def virtual_interface_redundancy(stack: Stack) -> Iterator[Verdict]:
    """Judge every gateway by the connections that its virtual interfaces are on."""
    lines = Lines(stack)
    for gateway in stack.of_type(DIRECT_CONNECT_GATEWAY):
        yield _judge(gateway, lines)


def _judge(gateway: Resource, lines: Lines) -> Verdict:
    virtual_interfaces = lines.virtual_interfaces(gateway)
    doubtful = [f"dxGatewayId of {vif}" for vif in lines.astray()]
    connections: set[str] = set()
    for vif in virtual_interfaces:
        port, said = lines.port(vif), vif.text("connectionId")
        if isinstance(port, Resource):
            connections.add(port.urn)
        elif port is UNKNOWN or said is UNKNOWN:
            doubtful.append(f"connectionId of {vif}")
        else:
            connections.add(str(said))
    if len(connections) >= _CONNECTIONS or not (virtual_interfaces or doubtful):
        return satisfied(gateway)
    if doubtful:
        return undecided(gateway, *doubtful)
    return violated(gateway, f"{virtual_interfaces[0]} is on the only connection with a virtual interface.")
