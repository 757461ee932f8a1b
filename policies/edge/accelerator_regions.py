"""Where a Region fails, an accelerator has another."""

from collections.abc import Iterator

from policies.aws.globalaccelerator import endpoint_groups, replaced_by_routing
from policies.aws.references import sole
from policies.aws.types import ACCELERATOR, ACCELERATOR_LISTENER
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Accelerators lead to two Regions",
    what=(
        "A listener of an accelerator has endpoint groups in two Regions or more, unless for every name that leads to "
        "the accelerator Route 53 answers with something else when its one Region fails."
    ),
    why=(
        "An accelerator fails over between the Regions of its endpoint groups. With one Region it fails open: it goes "
        "on sending every customer to the Region that is down."
    ),
    fix=(
        "Declare a `globalaccelerator.EndpointGroup` of the listener in another Region, with `traffic_dial_percentage` "
        "of 0 for a standby. Where no second Region may serve, make the accelerator the primary of failover records "
        "with a health check, and give them a secondary elsewhere."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Global Accelerator developer guide",
            "How failover works for unhealthy endpoints",
            "https://docs.aws.amazon.com/global-accelerator/latest/dg/"
            "about-endpoints-endpoint-weights.unhealthy-endpoints.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(ACCELERATOR_LISTENER,),
    passing="""
        resources:
          world:
            type: aws:globalaccelerator:Accelerator
            properties:
              attributes: {flowLogsEnabled: true, flowLogsS3Bucket: shop-logs, flowLogsS3Prefix: accelerators/world}
          https:
            type: aws:globalaccelerator:Listener
            properties: {acceleratorArn: "${world.arn}", protocol: TCP, portRanges: [{fromPort: 443, toPort: 443}]}
          first:
            type: aws:globalaccelerator:EndpointGroup
            properties: {listenerArn: "${https.arn}", endpointGroupRegion: us-east-1}
          second:
            type: aws:globalaccelerator:EndpointGroup
            properties: {listenerArn: "${https.arn}", endpointGroupRegion: us-west-2, trafficDialPercentage: 0}
    """,
    failing="""
        resources:
          world:
            type: aws:globalaccelerator:Accelerator
          https:
            type: aws:globalaccelerator:Listener
            properties: {acceleratorArn: "${world.arn}", protocol: TCP, portRanges: [{fromPort: 443, toPort: 443}]}
          first:
            type: aws:globalaccelerator:EndpointGroup
            properties: {listenerArn: "${https.arn}", endpointGroupRegion: us-east-1}
    """,
)
def accelerator_regions(stack: Stack) -> Iterator[Verdict]:
    """Judge every listener that the stack declares an endpoint group of; others may have theirs in other stacks."""
    for listener in stack.of_type(ACCELERATOR_LISTENER):
        groups = endpoint_groups(listener, stack)
        regions = groups.regions
        known = {region for region in regions if isinstance(region, str)}
        if len(known) > 1:
            yield satisfied(listener)
        elif groups.possible:
            yield undecided(listener, *(f"listenerArn of {group}" for group in groups.possible))
        elif len(regions) > 1 or UNKNOWN in regions or None in regions:
            yield undecided(listener, *(f"endpointGroupRegion of {group}" for group in groups.certain))
        elif regions:
            yield _judge(listener, known.pop(), stack)


def _judge(listener: Resource, region: str, stack: Stack) -> Verdict:
    """Judge a listener that leads to one Region."""
    accelerator = sole(listener, "acceleratorArn", stack, ACCELERATOR)
    if not isinstance(accelerator, Resource):
        return undecided(listener, "acceleratorArn")
    replaced = replaced_by_routing(accelerator, stack)
    if replaced is UNKNOWN:
        return undecided(listener, f"the records that lead to {accelerator}")
    return satisfied(listener) if replaced else violated(listener, f"All its endpoint groups are in {region}.")
