"""What a Region's stack tells the global one: the contract between the two, written and read in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.routing.alias_target import AliasTarget
from components.routing.region_endpoint import LastResortEndpoint, RegionEndpoint, ReleaseEndpoint
from securecart.settings import RegionSettings
from securecart.settings.services import Surface

LAST_RESORT_SURFACES = (Surface.API, Surface.CHECKOUT)


@dataclass(frozen=True, kw_only=True)
class RegionExports:
    """The exports of a Region's stack: what only AWS can tell. What has a name is referred to by that.

    Attributes:
        vpc_id: the VPC.
        application_route_table_ids: the route tables of the application tier, one a zone.
        data_route_table_ids: the route tables of the data tier.
        vpn_gateway_id: the virtual private gateway, in a Region that is linked to the warehouse.
        log_key_arn: the Region's key, for logs that the global stack has in the Region.
        endpoint: the Region as routing sees it.
    """

    vpc_id: pulumi.Input[str]
    application_route_table_ids: Sequence[pulumi.Input[str]]
    data_route_table_ids: Sequence[pulumi.Input[str]]
    vpn_gateway_id: pulumi.Input[str] | None
    log_key_arn: pulumi.Input[str]
    endpoint: RegionEndpoint

    def to_outputs(self) -> dict[str, Any]:
        """The stack's outputs by name."""
        endpoint = self.endpoint
        outputs: dict[str, Any] = {
            "vpcId": self.vpc_id,
            "applicationRouteTableIds": list(self.application_route_table_ids),
            "dataRouteTableIds": list(self.data_route_table_ids),
            "keyArn": self.log_key_arn,
            "releases": {
                name: {
                    "loadBalancerArn": release.load_balancer_arn,
                    "loadBalancerArnSuffix": release.load_balancer_arn_suffix,
                    "loadBalancerDnsName": release.load_balancer_dns_name,
                    "loadBalancerZoneId": release.load_balancer_zone_id,
                    "checkIds": {surface.value: check for surface, check in release.check_ids.items()},
                    "calculatedCheckId": release.calculated_check_id,
                }
                for name, release in endpoint.releases.items()
            },
            "regionApiCheckId": endpoint.region_api_check_id,
        }
        if self.vpn_gateway_id is not None:
            outputs["vpnGatewayId"] = self.vpn_gateway_id
        if endpoint.last_resort is not None:
            outputs["lastResort"] = {
                surface.value: {"dnsName": host.dns_name, "zoneId": host.zone_id}
                for surface, host in endpoint.last_resort.hosts.items()
            }
        return outputs

    @classmethod
    def of(cls, settings: RegionSettings, reference: pulumi.StackReference) -> "RegionExports":
        """What a Region's stack exports, as another stack reads it.

        Args:
            settings: the Region's settings: which releases, route tables and gateways there are does not depend on what
                is deployed.
            reference: the Region's stack.
        """

        def output(name: str, *path: str | int) -> pulumi.Output[str]:
            found: pulumi.Output[Any] = reference.require_output(name)
            for key in path:
                found = found[key]
            return found

        last_resort = None
        if settings.last_resort_region is not None:
            hosts = {
                surface: AliasTarget(
                    dns_name=output("lastResort", surface.value, "dnsName"),
                    zone_id=output("lastResort", surface.value, "zoneId"),
                )
                for surface in LAST_RESORT_SURFACES
            }
            last_resort = LastResortEndpoint(region=settings.last_resort_region, hosts=hosts)
        return cls(
            vpc_id=output("vpcId"),
            application_route_table_ids=[
                output("applicationRouteTableIds", index) for index in range(len(settings.network.zones))
            ],
            data_route_table_ids=[output("dataRouteTableIds", 0)],
            vpn_gateway_id=output("vpnGatewayId") if settings.warehouse_link else None,
            log_key_arn=output("keyArn"),
            endpoint=RegionEndpoint(
                region=settings.aws_region,
                residency=settings.residency,
                role=settings.role,
                releases={
                    name: ReleaseEndpoint(
                        weight=release.weight,
                        load_balancer_arn=output("releases", name, "loadBalancerArn"),
                        load_balancer_arn_suffix=output("releases", name, "loadBalancerArnSuffix"),
                        load_balancer_dns_name=output("releases", name, "loadBalancerDnsName"),
                        load_balancer_zone_id=output("releases", name, "loadBalancerZoneId"),
                        check_ids={surface: output("releases", name, "checkIds", surface.value) for surface in Surface},
                        calculated_check_id=output("releases", name, "calculatedCheckId"),
                    )
                    for name, release in settings.releases.items()
                },
                region_api_check_id=output("regionApiCheckId"),
                last_resort=last_resort,
            ),
        )
