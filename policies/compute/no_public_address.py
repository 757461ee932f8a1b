"""Nobody reaches a task past the load balancer."""

from collections.abc import Iterator

from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Tasks have no public addresses",
    what="The tasks of an ECS service get no public IP addresses.",
    why=(
        "A task with a public address can be attacked past the web ACL, the rate limits and the load balancer: one "
        "security group rule too many, and a flood reaches it."
    ),
    fix="Set `assign_public_ip=False` in `network_configuration`, and give the subnets a NAT gateway or endpoints.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ECS.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {networkConfiguration: {subnets: [subnet-1, subnet-2], assignPublicIp: false}}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {networkConfiguration: {subnets: [subnet-1, subnet-2], assignPublicIp: true}}
    """,
)
def no_public_address(service: Resource) -> Iterator[Verdict]:
    """Judge a service; absent, there are none."""
    network = service.block("networkConfiguration")
    public = network.flag("assignPublicIp") if isinstance(network, Block) else network
    if public is UNKNOWN:
        yield undecided(service, "networkConfiguration.assignPublicIp")
    elif public:
        yield violated(service, "`networkConfiguration.assignPublicIp` is true.")
    else:
        yield satisfied(service)
