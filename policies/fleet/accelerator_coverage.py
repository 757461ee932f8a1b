"""An accelerator leads to every Region that has the load balancers it is for."""

from __future__ import annotations

from collections.abc import Iterator

from policies.aws.types import ACCELERATOR_ENDPOINT_GROUP, LOAD_BALANCERS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@fleet_rule(
    title="Accelerators lead to every Region",
    what=(
        "Where an accelerator has endpoints in a Region, some accelerator has endpoints in each other Region whose "
        "stack declares the same internet-facing load balancers."
    ),
    why=(
        "Checkout goes through the accelerators. A Region that none of them leads to takes no checkout, neither from "
        "the customers next to it nor when the Region of others fails, although all that it takes runs there."
    ),
    fix=(
        "Declare a `globalaccelerator.EndpointGroup` whose `endpoint_group_region` is the Region, with its load "
        "balancers; with `traffic_dial_percentage` of 0 for a standby."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Global Accelerator developer guide",
            "Endpoint groups for standard accelerators",
            "https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=LOAD_BALANCERS,
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          blue:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
          checkout-east:
            type: aws:globalaccelerator:EndpointGroup
            properties:
              listenerArn: arn:aws:globalaccelerator::123456789012:accelerator/a/listener/b
              endpointGroupRegion: us-east-1
              endpointConfigurations: [{endpointId: "${blue.arn}", weight: 100}]
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          blue:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
          checkout-west:
            type: aws:globalaccelerator:EndpointGroup
            properties:
              listenerArn: arn:aws:globalaccelerator::123456789012:accelerator/a/listener/b
              endpointGroupRegion: us-west-2
              endpointConfigurations: [{endpointId: "${blue.arn}", weight: 100}]
    """,
    failing="""
        name: eu-west-1
        config: {"aws:region": eu-west-1}
        resources:
          green:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
          checkout-dublin:
            type: aws:globalaccelerator:EndpointGroup
            properties:
              listenerArn: arn:aws:globalaccelerator::123456789012:accelerator/a/listener/b
              endpointGroupRegion: eu-west-1
              endpointConfigurations: [{endpointId: "${green.arn}", weight: 100}]
        ---
        name: eu-north-1
        config: {"aws:region": eu-north-1}
        resources:
          green:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
    """,
)
def accelerator_coverage(stack: Stack) -> Iterator[Verdict]:
    """Judge every load balancer that another stack declares as well, by URN, in a Region behind an accelerator."""
    groups = list(stack.of_type(ACCELERATOR_ENDPOINT_GROUP))
    regions = {_region(group, stack) for group in groups if group.value("endpointConfigurations") not in (None, [])}
    accelerated = {
        (_program_part(balancer), balancer.stack): balancer
        for balancer in stack.of_type(*LOAD_BALANCERS)
        if isinstance(balancer.region, str) and balancer.region in regions
    }
    examples = {part: balancer for (part, _), balancer in accelerated.items()}
    for balancer in stack.of_type(*LOAD_BALANCERS):
        if groups:
            yield _judge(balancer, examples.get(_program_part(balancer)), regions)


def _judge(balancer: Resource, example: Resource | None, regions: set[str | Unknown | None]) -> Verdict:
    internal = balancer.flag("internal")
    if example is None or internal is True or (balancer.region in regions and balancer.region is not UNKNOWN):
        return satisfied(balancer)
    unknown = [path for path, value in (("internal", internal), ("region", balancer.region)) if value is UNKNOWN]
    if UNKNOWN in regions:
        unknown.append("endpointGroupRegion of an endpoint group")
    if unknown:
        return undecided(balancer, *unknown)
    return violated(
        balancer,
        f"No accelerator has endpoints in {balancer.region}; there is one for {example} in {example.region}.",
    )


def _region(group: Resource, stack: Stack) -> str | Unknown | None:
    """The Region of an endpoint group: its own, or else its provider's; where it is not known, its endpoints'."""
    region = group.text("endpointGroupRegion")
    if region is None:
        return group.region
    if isinstance(region, str):
        return region
    found = {other.region for other in stack.referents(group, "endpointConfigurations", *LOAD_BALANCERS)}
    return found.pop() if len(found) == 1 else UNKNOWN


def _program_part(resource: Resource) -> str:
    """What a URN says besides the stack: the same for one and the same declaration in several stacks."""
    return resource.urn.split("::", maxsplit=1)[1]
