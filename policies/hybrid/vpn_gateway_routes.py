"""A VPC has a way back to what its virtual private gateway leads to."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import (
    ROUTE,
    ROUTE_TABLE,
    VPC,
    VPN_GATEWAY,
    VPN_GATEWAY_ATTACHMENT,
    VPN_GATEWAY_ROUTE_PROPAGATION,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_GATEWAYS = (VPN_GATEWAY, VPN_GATEWAY_ATTACHMENT)


@stack_rule(
    title="VPN gateways have routes",
    what="Where a virtual private gateway is attached to a VPC, a route table learns its routes or has one to it.",
    why=(
        "Requests from the warehouse arrive over Direct Connect or the VPN, and the answers have nowhere to go. Routes "
        "set by hand hold until the first failover, and do not follow what BGP announces."
    ),
    fix="Declare an `ec2.VpnGatewayRoutePropagation` for each route table that the warehouse is to be reached from.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Site-to-Site VPN User Guide",
            "Route tables and AWS Site-to-Site VPN route priority",
            "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html",
        ),
        Source(
            "Amazon VPC User Guide",
            "Example routing options",
            "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
        ),
    ),
    types=(VPN_GATEWAY,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          warehouse: {type: "aws:ec2:VpnGateway", properties: {vpcId: "${network.id}"}}
          table: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
          learnt:
            type: aws:ec2:VpnGatewayRoutePropagation
            properties: {vpnGatewayId: "${warehouse.id}", routeTableId: "${table.id}"}
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          warehouse: {type: "aws:ec2:VpnGateway", properties: {vpcId: "${network.id}"}}
          table: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
    """,
)
def vpn_gateway_routes(stack: Stack) -> Iterator[Verdict]:
    """Judge every virtual private gateway that is attached to a VPC of the stack."""
    attachments = {
        attachment: (
            sole(attachment, "vpnGatewayId", stack, VPN_GATEWAY),
            sole(attachment, "vpcId", stack, VPC),
        )
        for attachment in stack.of_type(VPN_GATEWAY_ATTACHMENT)
    }
    used = [
        *(sole(other, "vpnGatewayId", stack, *_GATEWAYS) for other in stack.of_type(VPN_GATEWAY_ROUTE_PROPAGATION)),
        *(sole(route, "gatewayId", stack, *_GATEWAYS) for route in stack.of_type(ROUTE)),
        *(sole(table, "propagatingVgws", stack, *_GATEWAYS) for table in stack.of_type(ROUTE_TABLE)),
    ]
    routed = {attachments[found][0] if found in attachments else found for found in used if isinstance(found, Resource)}
    for gateway in stack.of_type(VPN_GATEWAY):
        vpcs = [sole(gateway, "vpcId", stack, VPC), *(vpc for of, vpc in attachments.values() if of is gateway)]
        yield _judge(gateway, vpcs, used, routed=gateway in routed)


def _judge(
    gateway: Resource,
    vpcs: list[Resource | Unknown | None],
    used: list[Resource | Unknown | None],
    *,
    routed: bool,
) -> Verdict:
    if routed or all(vpc is None for vpc in vpcs):
        return satisfied(gateway)
    if UNKNOWN in used or not any(isinstance(vpc, Resource) for vpc in vpcs):
        return undecided(gateway, "what it is attached to, or what leads to it")
    return violated(gateway, "It is attached to a VPC, and no route table leads to it.")
