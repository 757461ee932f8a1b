"""The subnets of a tier are in several Availability Zones."""

from collections.abc import Iterator, Sequence

from policies.aws.references import sole
from policies.aws.types import SUBNET, VPC
from policies.aws.vpc import Routing, Tier, in_availability_zone, zone
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ZONES = Parameter(
    name="zones",
    description="Availability Zones that each tier of a VPC covers at least.",
    default=2,
    schema={"minimum": 2, "maximum": 6},
)


@stack_rule(
    title="Subnets cover several zones",
    what=(
        "In each tier of a VPC, that is among its public, its private and its isolated subnets, there are subnets in "
        "two Availability Zones or more."
    ),
    why=(
        "Load balancers, tasks and databases can only be where there are subnets: with a tier in one zone, the loss of "
        "that zone takes the Region down, and there is no place to recover to."
    ),
    fix=(
        "Declare the tier's subnets in further zones (`availability_zone`), with route table associations of the same "
        "kind. Subnets on Outposts and in Local Zones do not count."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
        Source(
            "Amazon VPC User Guide",
            "Security best practices for your VPC",
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html",
        ),
    ),
    types=(VPC,),
    parameters=(ZONES,),
    passing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/24}
          data: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
          data-a:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${a.id}", routeTableId: "${data.id}"}
          data-b:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${b.id}", routeTableId: "${data.id}"}
    """,
    failing="""
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: "${network.id}", availabilityZone: us-east-1a, cidrBlock: 10.0.1.0/24}
          data: {type: "aws:ec2:RouteTable", properties: {vpcId: "${network.id}"}}
          data-a:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${a.id}", routeTableId: "${data.id}"}
          data-b:
            type: aws:ec2:RouteTableAssociation
            properties: {subnetId: "${b.id}", routeTableId: "${data.id}"}
    """,
)
def subnet_zones(stack: Stack) -> Iterator[Verdict]:
    """Judge every VPC by the subnets whose route table is declared beside it."""
    routing = Routing(stack)
    subnets: dict[str, list[Resource]] = {}
    astray: list[str] = []
    for subnet in stack.of_type(SUBNET):
        vpc = sole(subnet, "vpcId", stack, VPC)
        if vpc is UNKNOWN:
            astray.append(f"vpcId of {subnet}")
        elif vpc is not None:
            subnets.setdefault(vpc.urn, []).append(subnet)
    for vpc in stack.of_type(VPC):
        yield _judge(vpc, subnets.get(vpc.urn, ()), routing, astray, stack.parameter(ZONES))


def _judge(vpc: Resource, subnets: Sequence[Resource], routing: Routing, astray: Sequence[str], least: int) -> Verdict:
    tiers: dict[Tier, list[Resource]] = {}
    unplaced: list[str] = []
    for subnet in subnets:
        tier, counts = routing.tier(subnet), in_availability_zone(subnet)
        if counts is False or tier is None:
            continue
        if counts is UNKNOWN or tier is UNKNOWN:
            unplaced.append(f"the tier and zone of {subnet}")
        else:
            tiers.setdefault(tier, []).append(subnet)
    doubtful = list(unplaced)
    for tier, members in tiers.items():
        zones = {name for subnet in members if (name := _zone(subnet))}
        if len(zones) >= least:
            continue
        open_questions = [
            *astray,
            *unplaced,
            *(f"availabilityZone of {subnet}" for subnet in members if not _zone(subnet)),
        ]
        if not open_questions:
            return violated(vpc, f"Its {tier.value} subnets are in {', '.join(sorted(zones))} only.")
        doubtful += open_questions
    return undecided(vpc, *dict.fromkeys(doubtful)) if doubtful else satisfied(vpc)


def _zone(subnet: Resource) -> str | None:
    """The name or the id of a subnet's zone; None where AWS chooses one, or where it is not known."""
    return next((said for said in zone(subnet) if isinstance(said, str)), None)
