"""Regions as the global stack knows them, for tests."""

from collections.abc import Mapping

from components.routing.alias_target import AliasTarget
from components.routing.region_endpoint import LastResortEndpoint, RegionEndpoint, ReleaseEndpoint
from securecart.settings.geography import Residency, residency_allows
from securecart.settings.services import Surface


def release(region: str, name: str, weight: int) -> ReleaseEndpoint:
    suffix = f"app/{name}/50dc6c495c0c9188"
    return ReleaseEndpoint(
        weight=weight,
        load_balancer_arn=f"arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/{suffix}",
        load_balancer_arn_suffix=suffix,
        load_balancer_dns_name=f"{name}.{region}.elb.amazonaws.com",
        load_balancer_zone_id="Z35SXDOTRQ7X7K",
        check_ids={surface: f"check-{region}-{name}-{surface.value}" for surface in Surface},
        calculated_check_id=f"check-{region}-{name}",
    )


def page(region: str) -> LastResortEndpoint:
    hosts = {
        surface: AliasTarget(dns_name=f"{surface.value}.execute-api.{region}.amazonaws.com", zone_id="ZLY8HYME6SFDD")
        for surface in (Surface.API, Surface.CHECKOUT)
    }
    return LastResortEndpoint(region=region, hosts=hosts)


def endpoint(
    region: str,
    *,
    standby: bool = False,
    weights: Mapping[str, int] | None = None,
    last_resort: str | None = None,
) -> RegionEndpoint:
    shares = weights or {"blue": 100, "green": 0}
    return RegionEndpoint(
        region=region,
        residency=Residency.EU if residency_allows(Residency.EU, region) else Residency.WORLD,
        role="standby" if standby else "active",
        releases={name: release(region, name, weight) for name, weight in shares.items()},
        region_api_check_id=f"check-{region}",
        last_resort=page(last_resort) if last_resort else None,
    )


FLEET = (
    endpoint("us-east-1"),
    endpoint("us-west-2"),
    endpoint("eu-central-1", last_resort="eu-west-1"),
    endpoint("ap-southeast-1", standby=True),
)
