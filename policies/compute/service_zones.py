"""A service has subnets in several Availability Zones."""

from collections.abc import Iterator

from policies.aws.ecs import is_daemon, subnet_ids
from policies.aws.types import ECS_SERVICE
from policies.aws.zones import Subnets
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PATH = "networkConfiguration"
_FEWEST = 2


@stack_rule(
    title="Services span zones",
    what="An ECS service places its tasks in subnets of two Availability Zones or more.",
    why=(
        "When a zone fails, ECS replaces its tasks in the other zones of the service: a service with subnets in one "
        "zone has no place to go and is out until that zone is back."
    ),
    fix=(
        "Name subnets of several Availability Zones in `network_configuration.subnets`. A service on an Outpost or in "
        "a Local Zone, which is a single place, may do without."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Balancing an Amazon ECS service across Availability Zones",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          b:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/24}
          checkout:
            type: aws:ecs:Service
            properties: {desiredCount: 2, networkConfiguration: {subnets: ["${a.id}", "${b.id}"]}}
    """,
    failing="""
        resources:
          a:
            type: aws:ec2:Subnet
            properties: {vpcId: vpc-1, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24}
          checkout:
            type: aws:ecs:Service
            properties: {desiredCount: 2, networkConfiguration: {subnets: ["${a.id}"]}}
    """,
)
def service_zones(stack: Stack) -> Iterator[Verdict]:
    """Judge every service whose tasks have addresses of their own; a daemon is where its instances are.

    Subnets that are declared elsewhere are taken for subnets of different zones.
    """
    subnets = Subnets(stack)
    for service in stack.of_type(ECS_SERVICE):
        yield _judge(service, subnets)


def _judge(service: Resource, subnets: Subnets) -> Verdict:
    ids, daemon = subnet_ids(service), is_daemon(service)
    if ids is None or daemon is True:
        return satisfied(service)
    spread = subnets.spread(service, _PATH, ids)
    if spread.single_place is True or len(spread.zones) + spread.elsewhere >= _FEWEST:
        return satisfied(service)
    if spread.most >= _FEWEST:
        return undecided(service, f"{_PATH}.subnets")
    if UNKNOWN in (daemon, spread.single_place):
        return undecided(service, "schedulingStrategy" if daemon is UNKNOWN else f"outpostArn of a subnet in {_PATH}")
    return violated(service, f"`{_PATH}.subnets` leads to {int(spread.most)} Availability Zone(s), not to two.")
