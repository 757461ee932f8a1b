"""The subnets of an Outposts rack reach the local network."""

from collections.abc import Iterator, Sequence

from policies.aws.references import sole
from policies.aws.types import LOCAL_GATEWAY_ROUTE_TABLE_VPC_ASSOCIATION, SUBNET, VPC
from policies.aws.vpc import Routing
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Outposts racks reach the local network",
    what=(
        "Of the subnets on an Outposts rack one has a route to the local gateway, and the VPC is associated with the "
        "local gateway's route table."
    ),
    why=(
        "A store's Outpost is there so that tills and scanners go on while the link to the Region is down. Without the "
        "local gateway they reach it by way of the Region only, and both are lost together."
    ),
    fix=(
        "Declare an `ec2.Route` with `local_gateway_id` in the subnet's route table, and an "
        "`ec2.LocalGatewayRouteTableVpcAssociation` of the VPC. A server has a local network interface instead: set "
        "`enable_lni_at_device_index` on its subnet."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Outposts User Guide for racks",
            "Local gateways for your Outposts racks",
            "https://docs.aws.amazon.com/outposts/latest/userguide/outposts-local-gateways.html",
        ),
        Source(
            "AWS Outposts User Guide for racks",
            "Local gateway route tables",
            "https://docs.aws.amazon.com/outposts/latest/userguide/routing.html",
        ),
    ),
    types=(SUBNET,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          store:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", outpostArn: "arn:aws:outposts:us-east-1:1:outpost/op-1"}
          table: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
          association:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${store.id}", routeTableId: "${table.id}"}
          tills:
            type: aws:ec2:Route
            properties: {routeTableId: "${table.id}", destinationCidrBlock: 192.168.40.0/24, localGatewayId: lgw-1}
          gateway:
            type: aws:ec2:LocalGatewayRouteTableVpcAssociation
            properties: {localGatewayRouteTableId: lgw-rtb-1, vpcId: "${network.id}"}
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          store:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", outpostArn: "arn:aws:outposts:us-east-1:1:outpost/op-1"}
          table: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
          association:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${store.id}", routeTableId: "${table.id}"}
          region:
            type: aws:ec2:Route
            properties: {routeTableId: "${table.id}", destinationCidrBlock: 0.0.0.0/0, natGatewayId: nat-1}
    """,
)
def outpost_local_gateway(stack: Stack) -> Iterator[Verdict]:
    """Judge every subnet on a rack whose VPC and route table the stack declares; racks are told apart by ARN."""
    routing = Routing(stack)
    on_outposts = [subnet for subnet in stack.of_type(SUBNET) if subnet.text("outpostArn") not in (None, "")]
    vpcs = {
        subnet: sole(subnet, "vpcId", stack, VPC)
        for subnet in on_outposts
        if subnet.value("enableLniAtDeviceIndex") is None
    }
    for subnet in on_outposts:
        if subnet.value("enableLniAtDeviceIndex") is UNKNOWN:
            yield undecided(subnet, "enableLniAtDeviceIndex")
    local = {subnet: _local(subnet, routing) for subnet in vpcs}
    associated = [
        sole(association, "vpcId", stack, VPC)
        for association in stack.of_type(LOCAL_GATEWAY_ROUTE_TABLE_VPC_ASSOCIATION)
    ]
    for subnet, vpc in vpcs.items():
        outpost = subnet.text("outpostArn")
        if vpc is UNKNOWN or outpost is UNKNOWN:
            yield undecided(subnet, "vpcId or outpostArn")
        elif vpc is None:
            yield satisfied(subnet)
        else:
            beside = [other for other in vpcs if vpcs[other] in (vpc, UNKNOWN)]
            found = {local[other] for other in beside if other.text("outpostArn") in (outpost, UNKNOWN)}
            yield _judge(subnet, vpc, found, associated)


def _judge(
    subnet: Resource, vpc: Resource, local: set[bool | Unknown | None], associated: Sequence[Resource | Unknown | None]
) -> Verdict:
    """Judge a subnet; `local` says of each of its Outpost's subnets whether it has a route to the local gateway."""
    if None in local:
        return satisfied(subnet)
    if local == {False}:
        return violated(subnet, "No subnet of its Outpost has a route with `localGatewayId`.")
    if True in local and vpc in associated:
        return satisfied(subnet)
    if True not in local or UNKNOWN in associated:
        return undecided(subnet, "the routes of its Outpost's subnets, or the VPC of an association")
    return violated(subnet, f"{vpc} is not associated with a local gateway's route table.")


def _local(subnet: Resource, routing: Routing) -> bool | Unknown | None:
    """Whether a subnet has a route to a local gateway; None where its route table is not this stack's."""
    table = routing.table(subnet)
    if table is None or table is UNKNOWN:
        return table
    gateways = [route.text("localGatewayId") for route in routing.routes(table)]
    if any(isinstance(gateway, str) and gateway for gateway in gateways):
        return True
    return UNKNOWN if UNKNOWN in gateways or not routing.complete() else False
