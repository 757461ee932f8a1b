"""A stack that is named after a Region is deployed there."""

import re
from collections.abc import Iterator

from policies.aws.types import ECS_CLUSTER, LOAD_BALANCERS, VPC
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_REGION = re.compile(
    r"(?<![a-z0-9])(?:af|ap|ca|cn|eu|eusc-de|il|me|mx|sa|us)(?:-gov|-iso[a-z]?)?"
    r"-(?:north|south|east|west|central)(?:east|west)?-[0-9](?![0-9])"
)
"""`ap-southeast-1`, `us-gov-west-1`, also inside `prod-us-east-1` (AWS Regions and Availability Zones User Guide)."""


@resource_rule(
    title="Stacks are where their name says",
    what=(
        "In a stack that is named after a Region, VPCs, ECS clusters and load balancers belong to a provider of that "
        "Region, or say another one themselves."
    ),
    why=(
        "A stack file copied for a new Region and left with the old `aws:region` puts two Regional stacks into one "
        "Region: routing counts two, the loss of one takes both, and data of European customers may leave Europe."
    ),
    fix="Set `aws:region` in the stack's file, or `region` of its `aws.Provider`, to the Region in the stack's name.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(VPC, ECS_CLUSTER, *LOAD_BALANCERS),
    passing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": us-east-1}
        resources:
          network: {type: "aws:ec2:Vpc", properties: {cidrBlock: 10.0.0.0/16}}
    """,
)
def stack_region(resource: Resource) -> Iterator[Verdict]:
    """Judge a resource by the Regions of its stack's name, if it has one, and of its provider."""
    named = _REGION.search(resource.stack)
    region = resource.provider.text("region")
    said = resource.text("region")
    if named is not None and said is UNKNOWN and region != named[0]:
        yield undecided(resource, "region")
    elif named is None or said is not None or region == named[0]:
        yield satisfied(resource)
    elif region is None or region is UNKNOWN:
        yield undecided(resource, "the provider's region")
    else:
        yield violated(resource, f"Its provider's Region is {region}, and the stack is named {resource.stack}.")
