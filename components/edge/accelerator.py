"""AWS Global Accelerator in front of a data domain's Regions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import globalaccelerator

from components.arguments import ArgumentError
from components.routing.region_endpoint import RegionEndpoint
from securecart.settings.geography import EU_REGIONS

TIMEOUTS: Final = pulumi.CustomTimeouts(create="30m", update="30m", delete="30m")
"""Every change is rolled out to all edge locations, and an accelerator is disabled before it is deleted."""
MOST_ENDPOINTS: Final = 10
"""Endpoints of one group ("Quotas", Global Accelerator Developer Guide)."""
MOST_WEIGHT: Final = 255
FULL_DIAL: Final = 100


@dataclass(frozen=True, kw_only=True)
class AcceleratedLoadBalancer:
    """A load balancer behind an accelerator.

    Attributes:
        arn: its ARN.
        weight: its share of the sum over the Region's load balancers, 1 to 255.
    """

    arn: pulumi.Input[str]
    weight: int


@dataclass(frozen=True, kw_only=True)
class AcceleratedRegion:
    """A Region behind an accelerator.

    Attributes:
        region: the Region.
        dial: the percentage taken of the traffic that is nearest to it. With 0 the Region still takes what the others
            cannot: failing over ignores the dial.
        load_balancers: its load balancers by release.
    """

    region: str
    dial: int
    load_balancers: Mapping[str, AcceleratedLoadBalancer]


def accelerated_regions(regions: Sequence[RegionEndpoint]) -> tuple[AcceleratedRegion, ...]:
    """Regions as an accelerator takes them: a standby stands ready with dial 0.

    A release without weight is left out, as it is in DNS: an accelerator without a healthy endpoint answers from any of
    the nearest group's, whatever its weight.
    """
    return tuple(
        AcceleratedRegion(
            region=region.region,
            dial=FULL_DIAL if region.role == "active" else 0,
            load_balancers={
                name: AcceleratedLoadBalancer(arn=release.load_balancer_arn, weight=release.weight)
                for name, release in region.weighted.items()
            },
        )
        for region in sorted(regions, key=lambda region: region.region)
    )


@dataclass(frozen=True, kw_only=True)
class AcceleratorArgs:
    """Arguments of an `Accelerator`.

    Attributes:
        regions: the Regions behind it, all in the EU or none: it fails over to any of them.
        log_bucket_name: the bucket for flow logs. They hold customers' addresses: the EU's one is in the EU.
        protect: whether Pulumi refuses to delete it; its two addresses would be lost.
    """

    regions: Sequence[AcceleratedRegion]
    log_bucket_name: pulumi.Input[str]
    protect: bool

    def __post_init__(self) -> None:
        names = [region.region for region in self.regions]
        if not names or len(set(names)) < len(names):
            raise ArgumentError("Accelerator", "regions", names, "at least one Region, each once")
        if len({name in EU_REGIONS for name in names}) > 1:
            raise ArgumentError("Accelerator", "regions", names, "all in the EU or none: it fails over to any")
        if not any(region.dial for region in self.regions):
            raise ArgumentError("Accelerator", "regions", names, "a Region with a dial above 0")
        for region in self.regions:
            weights = {name: balancer.weight for name, balancer in region.load_balancers.items()}
            if not 1 <= len(weights) <= MOST_ENDPOINTS or not all(0 < w <= MOST_WEIGHT for w in weights.values()):
                allowed = f"1 to {MOST_ENDPOINTS} load balancers with weights of 1 to {MOST_WEIGHT}"
                raise ArgumentError("Accelerator", f"load balancers of {region.region}", weights, allowed)
            if not 0 <= region.dial <= FULL_DIAL:
                raise ArgumentError("Accelerator", f"dial of {region.region}", region.dial, f"0 to {FULL_DIAL}")


class Accelerator(pulumi.ComponentResource):
    """Two anycast addresses and the Regions behind them, for TCP on port 443.

    A connection goes to the nearest Region with a healthy load balancer, within half a minute of a failure and whatever
    DNS caches hold. Load balancers say themselves whether they are healthy: the groups' own check settings do not apply
    to them. They keep the clients' addresses, for the web ACLs.

    Attributes:
        arn: the accelerator's ARN.
        dns_name: the name of its addresses.
        hosted_zone_id: the hosted zone of that name, for alias records.
        listener_arn: the ARN of its listener.
        endpoint_group_arns: ARNs of its endpoint groups by Region.
    """

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    hosted_zone_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    endpoint_group_arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AcceleratorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:Accelerator", name, None, opts)
        accelerator = globalaccelerator.Accelerator(
            name,
            ip_address_type="IPV4",
            enabled=True,
            attributes={
                "flow_logs_enabled": True,
                "flow_logs_s3_bucket": args.log_bucket_name,
                "flow_logs_s3_prefix": f"accelerators/{name}",
            },
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, custom_timeouts=TIMEOUTS),
        )
        listener = globalaccelerator.Listener(
            name,
            accelerator_arn=accelerator.arn,
            protocol="TCP",
            port_ranges=[{"from_port": 443, "to_port": 443}],
            # A customer stays with one release of one Region for the length of a checkout.
            client_affinity="SOURCE_IP",
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, custom_timeouts=TIMEOUTS),
        )
        self.endpoint_group_arns = {
            region.region: globalaccelerator.EndpointGroup(
                f"{name}-{region.region}",
                listener_arn=listener.arn,
                endpoint_group_region=region.region,
                traffic_dial_percentage=region.dial,
                endpoint_configurations=[
                    {
                        "endpoint_id": balancer.arn,
                        "weight": balancer.weight,
                        "client_ip_preservation_enabled": True,
                    }
                    for balancer in region.load_balancers.values()
                ],
                opts=pulumi.ResourceOptions(parent=self, custom_timeouts=TIMEOUTS),
            ).arn
            for region in args.regions
        }
        self.arn = accelerator.arn
        self.dns_name = accelerator.dns_name
        self.hosted_zone_id = accelerator.hosted_zone_id
        self.listener_arn = listener.arn
        self.register_outputs(
            {
                "arn": self.arn,
                "dnsName": self.dns_name,
                "hostedZoneId": self.hosted_zone_id,
                "listenerArn": self.listener_arn,
                "endpointGroupArns": self.endpoint_group_arns,
            }
        )
