from __future__ import annotations

import pulumi
import pytest

from components.region_exports import LAST_RESORT_SURFACES, RegionExports
from components.routing.alias_target import AliasTarget
from components.routing.region_endpoint import LastResortEndpoint, RegionEndpoint, ReleaseEndpoint
from securecart.plan.embedded.exports import Exports
from securecart.plan.embedded.runtime import Recording, run
from securecart.plan.model import Plan
from securecart.plan.stack import Stack
from securecart.settings import RegionSettings, load_project
from securecart.settings.services import Surface
from tests.fleet import ROOT

FLEET = load_project(ROOT).fleet


def exports(settings: RegionSettings) -> RegionExports:
    """What a Region with these settings exports, every leaf of it another word."""
    releases = {
        name: ReleaseEndpoint(
            weight=release.weight,
            load_balancer_arn=f"{name}-arn",
            load_balancer_arn_suffix=f"{name}-suffix",
            load_balancer_dns_name=f"{name}-dns",
            load_balancer_zone_id=f"{name}-zone",
            check_ids={surface: f"{name}-{surface.value}" for surface in Surface},
            calculated_check_id=f"{name}-calculated",
        )
        for name, release in settings.releases.items()
    }
    last_resort = None
    if settings.last_resort_region is not None:
        hosts = {
            surface: AliasTarget(dns_name=f"{surface.value}-dns", zone_id=f"{surface.value}-zone")
            for surface in LAST_RESORT_SURFACES
        }
        last_resort = LastResortEndpoint(region=settings.last_resort_region, hosts=hosts)
    return RegionExports(
        vpc_id="vpc",
        application_route_table_ids=[f"application-{zone}" for zone in settings.network.zones],
        data_route_table_ids=["data"],
        vpn_gateway_id="vgw" if settings.warehouse_link else None,
        log_key_arn="key",
        endpoint=RegionEndpoint(
            region=settings.aws_region,
            residency=settings.residency,
            role=settings.role,
            releases=releases,
            region_api_check_id="check",
            last_resort=last_resort,
        ),
    )


def told(region: str) -> Exports:
    """What a Region's stack exports."""

    def program() -> None:
        for name, value in exports(FLEET.regions[region]).to_outputs().items():
            pulumi.export(name, value)

    return run(program, Stack(name=region, project="securecart", config={})).exports


def heard(region: str, exported: Exports) -> Recording:
    """Another stack, which reads what a Region's stack exports and exports all of it again."""

    def program() -> None:
        reference = pulumi.StackReference(f"organization/securecart/{region}")
        for name, value in RegionExports.of(FLEET.regions[region], reference).to_outputs().items():
            pulumi.export(name, value)

    return run(program, Stack(name="global", project="securecart", config={}), {region: exported})


@pytest.mark.parametrize("region", sorted(FLEET.regions))
def test_what_a_region_tells_is_what_is_read(region: str) -> None:
    exported = told(region)
    assert heard(region, exported).exports == exported


def test_what_only_some_regions_have_is_told_by_those_only() -> None:
    optional = {region: {"lastResort", "vpnGatewayId"} & told(region).values.keys() for region in FLEET.regions}
    assert optional == {
        "ap-southeast-1": set(),
        "eu-central-1": {"lastResort"},
        "us-east-1": {"vpnGatewayId"},
        "us-west-2": {"vpnGatewayId"},
    }


def test_settings_decide_what_is_read_and_not_what_is_there() -> None:
    """Weights, role and residency are the settings' before the Region is deployed again."""
    read: list[RegionExports] = []
    region = "us-west-2"

    def program() -> None:
        read.append(RegionExports.of(FLEET.regions[region], pulumi.StackReference(f"organization/securecart/{region}")))

    run(program, Stack(name="global", project="securecart", config={}), {region: told(region)})
    endpoint = read[0].endpoint
    assert (endpoint.region, endpoint.residency, endpoint.role) == (region, "world", "active")
    assert {name: release.weight for name, release in endpoint.releases.items()} == {"blue": 100, "green": 0}


def test_the_real_program_exports_the_contract_and_no_more(fleet: Plan) -> None:
    for region in FLEET.regions:
        assert fleet[region].outputs.keys() == told(region).values.keys()
