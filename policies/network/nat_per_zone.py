"""A subnet reaches the internet through a NAT gateway in its own Availability Zone."""

from collections.abc import Iterator

from policies.aws.references import sole
from policies.aws.types import NAT_GATEWAY, SUBNET
from policies.aws.vpc import Routing, same_zone
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Each zone has its own NAT gateway",
    what=(
        "A route to a NAT gateway leads to one in the Availability Zone of the subnet that uses the route, or to a "
        "regional one."
    ),
    why=(
        "A NAT gateway is in one zone. When that zone fails, subnets of other zones that go through it lose payment "
        "providers and image registries with it: a failure of one zone becomes one of the Region."
    ),
    fix=(
        "Declare a NAT gateway and a route table in each zone and set `nat_gateway_id` of the route to the zone's own, "
        'or set `availability_mode="regional"` on one NAT gateway.'
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon VPC User Guide",
            "NAT gateway basics",
            "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(SUBNET,),
    passing="""
        resources:
          public-a: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1a}}
          private-a: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1a}}
          nat-a: {type: "aws:ec2:NatGateway", properties: {subnetId: "${public-a.id}"}}
          routes-a: {type: "aws:ec2:RouteTable", properties: {vpcId: vpc-1}}
          internet-a:
            type: aws:ec2:Route
            properties:
              routeTableId: ${routes-a.id}
              destinationCidrBlock: 0.0.0.0/0
              natGatewayId: ${nat-a.id}
          association-a:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${private-a.id}", routeTableId: "${routes-a.id}"}
    """,
    failing="""
        resources:
          public-a: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1a}}
          private-b: {type: "aws:ec2:Subnet", properties: {vpcId: vpc-1, availabilityZone: us-east-1b}}
          nat-a: {type: "aws:ec2:NatGateway", properties: {subnetId: "${public-a.id}"}}
          routes: {type: "aws:ec2:RouteTable", properties: {vpcId: vpc-1}}
          internet:
            type: aws:ec2:Route
            properties:
              routeTableId: ${routes.id}
              destinationCidrBlock: 0.0.0.0/0
              natGatewayId: ${nat-a.id}
          association-b:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${private-b.id}", routeTableId: "${routes.id}"}
    """,
)
def nat_per_zone(stack: Stack) -> Iterator[Verdict]:
    """Judge every subnet by the NAT gateways that its route table leads to."""
    routing = Routing(stack)
    for subnet in stack.of_type(SUBNET):
        table = routing.table(subnet)
        if table is UNKNOWN:
            yield undecided(subnet, "the route table")
        elif table is None:
            yield satisfied(subnet)
        else:
            yield _judge(subnet, routing.routes(table), stack)


def _judge(subnet: Resource, routes: tuple[Resource, ...], stack: Stack) -> Verdict:
    doubtful = []
    for route in routes:
        gateway = sole(route, "natGatewayId", stack, NAT_GATEWAY)
        if gateway is None:
            continue
        fault = "" if gateway is UNKNOWN else _fault(gateway, subnet, stack)
        if fault is None or gateway is UNKNOWN:
            doubtful.append(f"the zones of {subnet} and of the NAT gateway of {route}")
        elif fault:
            return violated(subnet, f"{route} leads to {gateway}, {fault}.")
    return undecided(subnet, *doubtful) if doubtful else satisfied(subnet)


def _fault(gateway: Resource, subnet: Resource, stack: Stack) -> str | None:
    """What is wrong with a NAT gateway for a subnet; empty if nothing is, None if that is not known."""
    mode = gateway.text("availabilityMode")
    if mode == "regional":
        return ""
    place = sole(gateway, "subnetId", stack, SUBNET)
    if place is None:
        return ""
    together = UNKNOWN if place is UNKNOWN else same_zone(place, subnet)
    if together is True:
        return ""
    if together is UNKNOWN or mode is UNKNOWN or place is UNKNOWN:
        return None
    return f"which is in {_name(place)}, while the subnet is in {_name(subnet)}"


def _name(subnet: Resource) -> str:
    name = subnet.text("availabilityZone")
    return name if isinstance(name, str) else str(subnet.text("availabilityZoneId"))
