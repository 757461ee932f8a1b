"""A load balancer stands in several Availability Zones."""

from collections.abc import Iterator

from policies.aws.elbv2 import subnet_ids
from policies.aws.types import LOAD_BALANCERS
from policies.aws.zones import Subnets
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

FEWEST_ZONES = Parameter(
    name="fewestZones",
    description="In how many Availability Zones a load balancer has to stand",
    default=2,
    schema={"minimum": 2, "maximum": 6},
)


@stack_rule(
    title="Load balancers span zones",
    what="A load balancer has a subnet in each of two Availability Zones or more.",
    why=(
        "A load balancer in a single zone fails with that zone, and all customers of the Region with it, although the "
        "targets in the other zones still work."
    ),
    fix=(
        "Name subnets of several Availability Zones in `subnets`, or in `subnet_mappings`. One on an Outpost or in a "
        "Local Zone, which is a single place, may do without."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.13",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-13",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=LOAD_BALANCERS,
    parameters=(FEWEST_ZONES,),
    passing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/24}
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: network, subnets: ["${a.id}", "${b.id}"]}
    """,
    failing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: network, subnets: ["${a.id}"]}
    """,
)
def zones(stack: Stack) -> Iterator[Verdict]:
    """Judge every load balancer: each of its subnets is in another zone, AWS accepts no two of one zone."""
    subnets = Subnets(stack)
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        yield _judge(load_balancer, subnets, stack.parameter(FEWEST_ZONES))


def _judge(load_balancer: Resource, subnets: Subnets, wanted: int) -> Verdict:
    path, ids = subnet_ids(load_balancer)
    found = subnets.spread(load_balancer, path, ids)
    if found.single_place is True or len(found.zones) + found.elsewhere >= wanted:
        return satisfied(load_balancer)
    if found.most >= wanted:
        return undecided(load_balancer, path)
    if found.single_place is UNKNOWN:
        return undecided(load_balancer, f"outpostArn of a subnet in {path}")
    return violated(load_balancer, f"`{path}` leads to {int(found.most)} Availability Zone(s), not to {wanted}.")
