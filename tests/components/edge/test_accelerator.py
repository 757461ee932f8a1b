from collections.abc import Sequence

import pulumi
import pytest

from components.arguments import ArgumentError
from components.edge.accelerator import (
    AcceleratedLoadBalancer,
    AcceleratedRegion,
    Accelerator,
    AcceleratorArgs,
    accelerated_regions,
)
from securecart.plan.model import Timeouts
from tests.components.routing.regions import endpoint
from tests.support import record, type_counts

ACCELERATOR = "aws:globalaccelerator/accelerator:Accelerator"
LISTENER = "aws:globalaccelerator/listener:Listener"
GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"

REGIONS = accelerated_regions(
    [
        endpoint("us-west-2", weights={"blue": 90, "green": 10, "next": 0}),
        endpoint("ap-southeast-1", standby=True),
    ]
)


def args(regions: Sequence[AcceleratedRegion] = REGIONS) -> AcceleratorArgs:
    return AcceleratorArgs(regions=regions, log_bucket_name="logs", protect=True)


def region(dial: int = 100, **weights: int) -> AcceleratedRegion:
    balancers = {name: AcceleratedLoadBalancer(arn=f"arn:{name}", weight=weight) for name, weight in weights.items()}
    return AcceleratedRegion(region="us-east-1", dial=dial, load_balancers=balancers)


def test_a_listener_and_a_group_for_each_region() -> None:
    plan = record(lambda provider: Accelerator("world", args(), pulumi.ResourceOptions(provider=provider)))

    assert type_counts(plan) == {ACCELERATOR: 1, LISTENER: 1, GROUP: 2}
    accelerator = plan.named(ACCELERATOR, "world")
    assert accelerator.inputs == {
        "ipAddressType": "IPV4",
        "enabled": True,
        "attributes": {
            "flowLogsEnabled": True,
            "flowLogsS3Bucket": "logs",
            "flowLogsS3Prefix": "accelerators/world",
        },
        "tags": {"Name": "world"},
    }
    listener = plan.named(LISTENER, "world")
    assert listener.inputs["protocol"] == "TCP"
    assert listener.inputs["portRanges"] == [{"fromPort": 443, "toPort": 443}]
    assert listener.inputs["clientAffinity"] == "SOURCE_IP"
    assert accelerator.protect
    assert listener.protect
    for resource in plan.managed:
        assert resource.custom_timeouts == Timeouts(create="30m", update="30m", delete="30m")


def test_a_standby_stands_ready_and_a_release_without_weight_is_left_out() -> None:
    plan = record(lambda provider: Accelerator("world", args(), pulumi.ResourceOptions(provider=provider)))

    standby = plan.named(GROUP, "world-ap-southeast-1").inputs
    assert standby["trafficDialPercentage"] == 0
    assert [configuration["weight"] for configuration in standby["endpointConfigurations"]] == [100]
    active = plan.named(GROUP, "world-us-west-2").inputs
    assert active["endpointGroupRegion"] == "us-west-2"
    assert active["trafficDialPercentage"] == 100
    arn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app"
    assert active["endpointConfigurations"] == [
        {"endpointId": f"{arn}/blue/50dc6c495c0c9188", "weight": 90, "clientIpPreservationEnabled": True},
        {"endpointId": f"{arn}/green/50dc6c495c0c9188", "weight": 10, "clientIpPreservationEnabled": True},
    ]


@pytest.mark.parametrize(
    "regions",
    [
        [],
        [region(blue=1), region(blue=1)],
        [region(blue=1), *accelerated_regions([endpoint("eu-central-1")])],
        [region(dial=0, blue=1)],
        [region(dial=101, blue=1)],
        [region()],
        [region(blue=0)],
        [region(blue=256)],
        [region(**dict.fromkeys(map(str, range(11)), 1))],
    ],
)
def test_regions_that_would_serve_nobody_are_refused(regions: list[AcceleratedRegion]) -> None:
    with pytest.raises(ArgumentError, match="Accelerator"):
        args(regions)
