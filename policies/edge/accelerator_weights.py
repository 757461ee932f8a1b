"""Every endpoint behind an accelerator takes traffic, so that it can take over."""

from collections.abc import Iterator

from policies.aws.types import ACCELERATOR_ENDPOINT_GROUP
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Accelerator endpoints have a weight",
    what="Every endpoint of an accelerator's endpoint group has a weight above 0; a traffic dial of 0 is well.",
    why=(
        "Global Accelerator never fails over to an endpoint without weight: a standby Region with weight 0 stays idle "
        "while the active one is down. And when no endpoint is healthy it answers from any, also from one that was "
        "left at 0 because it must not serve."
    ),
    fix=(
        "Set `weight` to 1 or more: where it is left out the provider sends 0, and not AWS's default of 128. Keep a "
        "standby back with `traffic_dial_percentage=0`, and leave an endpoint that must not serve out of the group."
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
            "AWS Global Accelerator developer guide",
            "How endpoint weights work to manage traffic volume",
            "https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.html",
        ),
    ),
    types=(ACCELERATOR_ENDPOINT_GROUP,),
    passing="""
        resources:
          standby:
            type: aws:globalaccelerator:EndpointGroup
            properties:
              endpointGroupRegion: us-west-2
              trafficDialPercentage: 0
              endpointConfigurations: [{endpointId: eipalloc-0a1b2c3d, weight: 128}]
    """,
    failing="""
        resources:
          standby:
            type: aws:globalaccelerator:EndpointGroup
            properties:
              endpointGroupRegion: us-west-2
              endpointConfigurations: [{endpointId: eipalloc-0a1b2c3d, weight: 0}]
    """,
)
def accelerator_weights(group: Resource) -> Iterator[Verdict]:
    """Judge an endpoint group by all its endpoints."""
    endpoints = group.blocks("endpointConfigurations")
    weights = (
        [endpoints]
        if isinstance(endpoints, Unknown)
        else [endpoint if isinstance(endpoint, Unknown) else endpoint.number("weight") for endpoint in endpoints]
    )
    if 0 in weights:
        yield violated(group, "`weight` of an endpoint is 0.")
    elif None in weights:
        yield violated(group, "`weight` of an endpoint is not set, which is 0.")
    elif UNKNOWN in weights:
        yield undecided(group, "endpointConfigurations")
    else:
        yield satisfied(group)
